import type { Outcome } from '../core/outcome.ts';
import type { PreparedTool } from '../tools/prepared-tool.ts';
import { denied, refusalOf, type Approvals } from './approvals.ts';
import { mayNotStart, timingOf, type Call, type Dispatch, type Scope } from './dispatch.ts';
import { stoppedOutcome } from './invoke.ts';
import type { Policy } from './policy.ts';
import { resourceKey } from './resource-key.ts';
import { previewCall } from './write-preview.ts';

/**
 * Asks for consent to a write, once for all its attempts; it holds no permit meanwhile. Denied, the
 * call is skipped. Edited arguments are what runs, checked by the schema as any; they may not touch
 * another resource, because the order of the run's writes was settled by the one they had.
 */
export const withApproval: Policy = (inner, prepared) => {
  if (prepared.tool.effect !== 'write') return inner;
  return (call, scope) => {
    const { approvals } = scope.run;
    if (approvals === undefined || isCovered(approvals, call, scope)) return inner(call, scope);
    return askFirst(inner, approvals, { call, scope });
  };
};

function isCovered(approvals: Approvals, { input }: Call, { record, path }: Scope): boolean {
  const isOwn = path === undefined || isElement(record.task.fanOut !== undefined, path);
  return isOwn && approvals.covers(record, input);
}

/** `4.2` of a fanned-out task 4 is its element; `4.2.1` is what that one's tool called. */
function isElement(isFanOut: boolean, path: string): boolean {
  return isFanOut && path.split('.').length === 2;
}

async function askFirst(
  inner: Dispatch,
  approvals: Approvals,
  { call, scope }: { readonly call: Call; readonly scope: Scope },
): Promise<Outcome> {
  const closed = mayNotStart(scope);
  if (closed !== undefined) return stoppedOutcome(closed, call, scope);
  const { record, path, stop } = scope;
  const at = path === undefined ? {} : { path };
  const preview = previewCall(record, { ...at, tool: call.tool.name, input: call.input });
  const verdict = await approvals.ask(preview, { round: record.plan.round, stop });
  if (verdict.kind === 'withdrawn') return stoppedOutcome(verdict.cause, call, scope);
  const refusal = refusalOf(verdict);
  if (refusal !== undefined) return { status: 'skipped', cause: refusal, ...timingOf(scope) };
  if (verdict.kind !== 'edited') return inner(call, scope);
  const [input = {}] = verdict.inputs;
  if (touchesOther(call.tool, call, { ...call, input })) {
    return { status: 'skipped', cause: denied(otherResource), ...timingOf(scope) };
  }
  return inner({ ...call, input }, scope);
}

const otherResource =
  'the edited arguments touch another resource, which has an order of its own; deny it instead, with what to do';

function touchesOther(tool: PreparedTool, before: Call, after: Call): boolean {
  if (tool.tool.resource === undefined) return false;
  return resourceKey(tool, before.input) !== resourceKey(tool, after.input);
}
