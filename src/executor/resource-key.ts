import { ignorePromise } from '../core/ignore-promise.ts';
import type { JsonObject } from '../core/json.ts';
import type { PreparedTool } from '../tools/prepared-tool.ts';

/**
 * The key of what a call with this input touches. Undefined, which may be anything, where the tool
 * declares none, where its schema refuses the input or answers later, and where its function throws
 * or gives no text.
 */
export function resourceKey({ tool, input }: PreparedTool, given: JsonObject): string | undefined {
  if (tool.resource === undefined) return undefined;
  try {
    const validation = input.validate(given);
    if (validation instanceof Promise || !validation.ok) return undefined;
    const key: unknown = tool.resource(validation.value);
    ignorePromise(key);
    return typeof key === 'string' ? key : undefined;
  } catch {
    return undefined;
  }
}
