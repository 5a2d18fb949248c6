import type { Json } from '../core/json.ts';
import { copyJson } from '../core/json.ts';
import { unreachable } from '../core/unreachable.ts';
import type { Followed } from './follow-path.ts';
import { followPath } from './follow-path.ts';
import { spellReference } from './spell-reference.ts';
import type { Expression, ObjectExpression, Reference } from './task.ts';

/** Where values come from: the result of a task by id, or the inputs of a hand-written plan. */
export type Lookup = (
  source: number | 'input',
) => { readonly kind: 'value'; readonly value: Json } | { readonly kind: 'absent' };

/** A value, or why there is none: `reference.missing-path` or `reference.not-a-list`. */
export type Evaluated = Followed;

/**
 * The value of an expression, always a fresh copy: no two readers share an object. Inside a template
 * a string is inserted as it is and anything else as compact JSON. What was inserted is data: it is
 * never scanned for references.
 */
export function evaluate(expression: Expression, lookup: Lookup): Evaluated {
  switch (expression.kind) {
    case 'literal':
      return { ok: true, value: copyJson(expression.value) };
    case 'reference': {
      const found = view(expression, lookup);
      return found.ok ? { ok: true, value: copyJson(found.value) } : found;
    }
    case 'template':
      return fillTemplate(expression.parts, lookup);
    case 'list':
      return evaluateList(expression.items, lookup);
    case 'object':
      return evaluateObject(expression, lookup);
    default:
      return unreachable(expression);
  }
}

/** Like `evaluate`, but shares what literals and references hold: for readers that only look. */
export function view(expression: Expression, lookup: Lookup): Evaluated {
  if (expression.kind === 'literal') return { ok: true, value: expression.value };
  if (expression.kind === 'reference') return viewReference(expression.reference, lookup);
  return evaluate(expression, lookup);
}

/** The shared value of one reference. */
export function viewReference(reference: Reference, lookup: Lookup): Evaluated {
  const source = lookup(reference.source);
  if (source.kind === 'value') {
    if (reference.path.length === 0) return { ok: true, value: source.value };
    return followPath(source.value, reference);
  }
  if (reference.optional) return { ok: true, value: null };
  const spelled = spellReference(reference);
  const owner = reference.source === 'input' ? 'the plan has no inputs' : 'it has no result';
  return {
    ok: false,
    failure: {
      code: 'reference.missing-path',
      message: `${spelled} leads nowhere: ${owner}`,
      details: { reference: spelled },
    },
  };
}

function fillTemplate(parts: readonly (string | Reference)[], lookup: Lookup): Evaluated {
  let text = '';
  for (const part of parts) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    const found = viewReference(part, lookup);
    if (!found.ok) return found;
    text += typeof found.value === 'string' ? found.value : JSON.stringify(found.value);
  }
  return { ok: true, value: text };
}

function evaluateList(items: readonly Expression[], lookup: Lookup): Evaluated {
  const list: Json[] = [];
  for (const item of items) {
    const value = evaluate(item, lookup);
    if (!value.ok) return value;
    list.push(value.value);
  }
  return { ok: true, value: list };
}

function evaluateObject(expression: ObjectExpression, lookup: Lookup): Evaluated {
  const entries: [string, Json][] = [];
  for (const [name, item] of expression.entries) {
    const value = evaluate(item, lookup);
    if (!value.ok) return value;
    entries.push([name, value.value]);
  }
  // fromEntries defines own properties, so that a key of "__proto__" stays data.
  return { ok: true, value: Object.fromEntries(entries) };
}
