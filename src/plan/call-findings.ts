import { didYouMean } from '../core/suggest.ts';
import type { Toolset } from '../tools/prepared-tool.ts';
import { errorAt, type Finding, warningAt } from './plan-problem.ts';
import type { RawCall } from './raw-call.ts';
import type { Repair } from './text-cursor.ts';

/** An id that is no safe integer from 0 on. */
export function badId(call: RawCall): Finding {
  return errorAt('plan.bad-id', call, {
    message: `expected an id from 0 to ${Number.MAX_SAFE_INTEGER}, got ${(call.id ?? '').slice(0, 40)}`,
    hint: 'Number the statements 1, 2, 3, …',
  });
}

/** A call of a tool that does not exist. */
export function unknownTool(call: RawCall, toolset: Toolset): Finding {
  const names = [...toolset.tools.keys()];
  const name = JSON.stringify(call.name.slice(0, 80));
  return errorAt('plan.unknown-tool', call, {
    message: `there is no tool ${name}.${didYouMean(call.name, names)}`,
    hint: `The tools are ${names.slice(0, 30).join(', ')}. Names are case-sensitive.`,
  });
}

/** A call that was not closed by its parenthesis; undefined for one that was. */
export function unclosedCall(call: RawCall, effect: 'read' | 'write'): Finding | undefined {
  if (call.closing === 'closed') return undefined;
  if (call.closing === 'cut-in-string') {
    return errorAt('plan.unclosed-string', call, {
      message: `the text ends inside a string of ${call.name}(…)`,
      hint: 'Close every string, and write quotes inside one as \\".',
    });
  }
  if (call.closing === 'unclosed' && effect === 'read') {
    const message = `added the missing ")" of ${call.name}(…)`;
    return warningAt('plan.recovered', call, { message });
  }
  return errorAt('plan.unclosed-call', call, {
    message: `the call ${call.name}(…) is never closed`,
    hint: 'Close it with ")".',
  });
}

/** A repair of a read, as a warning. */
export function repaired(repair: Repair): Finding {
  return warningAt('plan.recovered', repair, { message: repair.message });
}

/** A repair that a write must not have. */
export function inexact(repair: Repair): Finding {
  return errorAt('plan.syntax', repair, {
    message: `a call that writes is never repaired, and this would have been: ${repair.message}`,
    hint: 'Put text into double quotes, and write quotes inside it as \\".',
  });
}
