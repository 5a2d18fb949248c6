import type { JsonObject } from '../core/json.ts';
import type { Outcome } from '../core/outcome.ts';
import type { BoundElement } from '../plan/bind-input.ts';
import type { PreparedTool } from '../tools/prepared-tool.ts';
import { refusalOf, type Approvals } from './approvals.ts';
import { mayNotStart, timingOf, type Scope } from './dispatch.ts';
import { fanOut } from './fan-out.ts';
import { inputRefused, stoppedOutcome, unlessStopped } from './invoke.ts';
import { previewElements } from './write-preview.ts';

/**
 * A fanned-out task; where each write is asked for, all elements of one are asked for at once, before
 * the first. Edited inputs are all checked before the first is written.
 */
export function consentedFanOut(
  tool: PreparedTool,
  elements: readonly BoundElement[],
  scope: Scope,
): Promise<Outcome> {
  const { approvals } = scope.run;
  const inputs = writable(elements);
  const isAsked = tool.tool.effect === 'write' && approvals?.mode === 'per-write';
  if (!isAsked || inputs.length === 0) return fanOut(tool, elements, scope);
  return askFirst(approvals, { tool, elements, inputs, scope });
}

/** After an element that has no input none is written. */
function writable(elements: readonly BoundElement[]): readonly JsonObject[] {
  const inputs: JsonObject[] = [];
  for (const element of elements) {
    if (!element.ok) break;
    inputs.push(element.input);
  }
  return inputs;
}

interface Family {
  readonly tool: PreparedTool;
  readonly elements: readonly BoundElement[];
  readonly inputs: readonly JsonObject[];
  readonly scope: Scope;
}

async function askFirst(approvals: Approvals, family: Family): Promise<Outcome> {
  const { tool, elements, inputs, scope } = family;
  const anyCall = { tool, input: inputs[0] ?? {} };
  const closed = mayNotStart(scope);
  if (closed !== undefined) return stoppedOutcome(closed, anyCall, scope);
  const { record, stop } = scope;
  const { round } = record.plan;
  const verdict = await approvals.ask(previewElements(record, inputs), { round, stop });
  if (verdict.kind === 'withdrawn') return stoppedOutcome(verdict.cause, anyCall, scope);
  const refusal = refusalOf(verdict);
  if (refusal !== undefined) return { status: 'skipped', cause: refusal, ...timingOf(scope) };
  if (verdict.kind !== 'edited') {
    approvals.coverElements(record);
    return fanOut(tool, elements, scope);
  }
  const refused = await firstRefused(tool, verdict.inputs, scope);
  if (refused !== undefined) return refused;
  const edited = verdict.inputs.map((input): BoundElement => ({ ok: true, input }));
  approvals.coverElements(record);
  return fanOut(tool, [...edited, ...elements.slice(edited.length)], scope);
}

async function firstRefused(
  tool: PreparedTool,
  inputs: readonly JsonObject[],
  scope: Scope,
): Promise<Outcome | undefined> {
  for (const input of inputs) {
    const call = { tool, input };
    const validation = await unlessStopped(Promise.resolve(tool.input.validate(input)), scope);
    const closed = mayNotStart(scope);
    if (closed !== undefined) return stoppedOutcome(closed, call, scope);
    if (validation?.ok === false) return inputRefused(validation.issues, call, scope);
  }
  return undefined;
}
