import { createHash } from 'node:crypto';
import { canonicalJson } from '../core/canonical-json.ts';
import type { JsonObject } from '../core/json.ts';
import type { PreparedTool } from '../tools/prepared-tool.ts';
import type { Scope } from './dispatch.ts';

/** The same over all attempts of one call, and no other's. */
export function idempotencyKeyOf({ run, record, path, key }: Scope): string {
  return key ?? `${run.runId}:${path ?? String(record.task.id)}`;
}

/** The key of a child call of the tool with the input. */
export type ChildKey = (toolName: string, input: JsonObject) => string;

/**
 * Keys for what one attempt of a write calls, where that may be tried again: the n-th call of a tool
 * with one input has the same in every attempt, whatever else is called, in whatever order. Its path
 * does not serve: each attempt has paths of its own. Undefined where nothing is tried again.
 */
export function childKeys({ tool }: PreparedTool, scope: Scope): ChildKey | undefined {
  if (tool.effect !== 'write') return undefined; // what it calls does not write
  if (tool.retry === undefined && scope.key === undefined) return undefined;
  const counts = new Map<string, number>();
  return (toolName, input) => {
    const call = `${idempotencyKeyOf(scope)} ${toolName} ${canonicalJson(input)}`;
    const count = (counts.get(call) ?? 0) + 1;
    counts.set(call, count);
    // A digest: services take keys of some hundred characters at most.
    const digest = createHash('sha256')
      .update(`${String(count)} ${call}`)
      .digest('base64url');
    return `${scope.run.runId}:${digest}`;
  };
}
