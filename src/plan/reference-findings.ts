import type { Json } from '../core/json.ts';
import { followPath } from './follow-path.ts';
import type { Finding } from './plan-problem.ts';
import { errorAt, warningAt } from './plan-problem.ts';
import type { PlacedReference } from './survey.ts';
import type { Money, RawReference } from './syntax.ts';

/** Who reads a reference: leniency falls with effect, and an answer may not hold a dead reference. */
export type ReaderKind = 'read' | 'write' | 'finish';

/** A dollar in the text of a read that names no task may be a price. */
export function mayBeText({ reference, place }: PlacedReference, kind: ReaderKind): boolean {
  return place === 'text' && !reference.braced && kind === 'read';
}

/** A reference that names nothing: text after all, or an error that lists what there is. */
export function unknownReference(
  placed: PlacedReference,
  kind: ReaderKind,
  ids: readonly number[],
): Finding {
  const { reference, place } = placed;
  const { spelled, source } = reference;
  const message = `${spelled} names no task`;
  if (mayBeText(placed, kind)) {
    return warningAt('plan.literal-dollar', reference, {
      message: `${message} and was taken as text`,
      hint: `Write \\${spelled} to say so.`,
    });
  }
  const known = source === 'input' ? 'This plan has no inputs.' : listIds(ids);
  const escape = place === 'text' && !reference.braced ? ` Write \\${spelled} for the text.` : '';
  return errorAt('plan.unknown-reference', reference, { message, hint: `${known}${escape}` });
}

export function selfReference(reference: RawReference): Finding {
  return errorAt('plan.self-reference', reference, {
    message: `${reference.spelled} is the task's own result`,
    hint: 'Refer to another task.',
  });
}

export function terminalReference(reference: RawReference): Finding {
  return errorAt('plan.terminal-reference', reference, {
    message: `${reference.spelled} names the plan's last statement, which has no result`,
    hint: 'Refer to a task.',
  });
}

export function forwardReference(reference: RawReference): Finding {
  return warningAt('plan.forward-reference', reference, {
    message: `${reference.spelled} names a task that is stated later; this one waits for it`,
  });
}

/** A price that would be a reference to a task that there is. */
export function ambiguousMoney(money: Money, kind: ReaderKind): Finding {
  const reference = `$\{${money.source}}`;
  if (kind === 'write') {
    return errorAt('plan.ambiguous-dollar', money, {
      message: `${money.spelled} may be a price or the result of task ${money.source}`,
      hint: `Write \\${money.spelled} for the price, ${reference} for the result.`,
    });
  }
  return warningAt('plan.literal-dollar', money, {
    message: `${money.spelled} was taken as text, although there is a task ${money.source}`,
    hint: `Write ${reference} for the result.`,
  });
}

/** A path into the inputs of a hand-written plan, which are known already. */
export function inputReference(reference: RawReference, inputs: Json): Finding | undefined {
  const found = followPath(inputs, reference);
  if (found.ok) return undefined;
  return errorAt('plan.bad-reference', reference, { message: found.failure.message });
}

function listIds(ids: readonly number[]): string {
  if (ids.length === 0) return 'There is no task to refer to.';
  if (ids.length === 1) return `There is $${ids[0]}.`;
  return `There are ${ids.map((id) => `$${id}`).join(', ')}.`;
}
