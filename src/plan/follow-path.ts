import type { Failure } from '../core/outcome.ts';
import type { Json } from '../core/json.ts';
import { isJsonList, isJsonObject } from '../core/json.ts';
import { didYouMean } from '../core/suggest.ts';
import { isForbiddenKey, spellReference, spellStep } from './spell-reference.ts';
import type { Reference } from './task.ts';

export type Followed =
  { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly failure: Failure };

/** How many keys a message names. */
const KEYS_SHOWN = 20;

/**
 * The value that a reference's path leads to from `start`, not copied (a path with `[*]` makes a new
 * list of shared elements; several `[*]` flatten). Objects are entered by own key, lists by index,
 * nothing else. `from` skips steps that were walked before.
 *
 * A path that leads nowhere fails with `reference.missing-path`, a `[*]` on anything but a list with
 * `reference.not-a-list`. Where the reference has `?` it gives null instead: null as a whole before
 * the first `[*]`, null for that element behind the last one, no element before a later one.
 */
export function followPath(start: Json, reference: Reference, from = 0): Followed {
  const { path, optional } = reference;
  let single: Json | undefined = start;
  for (let index = from; index < path.length; index += 1) {
    const step = path[index];
    if (step === undefined) break;
    if (step.kind === 'each') return followEach(single, reference, index);
    const next = enter(single, step);
    if (next === undefined) {
      return optional ? { ok: true, value: null } : missing(single, reference, { index });
    }
    single = next;
  }
  return { ok: true, value: single };
}

/** Walks on from the first `[*]` with all elements at once; undefined stands for one that led nowhere. */
function followEach(start: Json, reference: Reference, from: number): Followed {
  const { path, optional } = reference;
  if (optional && !isJsonList(start)) return { ok: true, value: null };
  let values: readonly (Json | undefined)[] = [start];
  for (let index = from; index < path.length; index += 1) {
    const step = path[index];
    if (step === undefined) break;
    const next = step.kind === 'each' ? flatten(values) : enterAll(values, step);
    if (!optional && next.ledNowhere !== -1) {
      const value = values[next.ledNowhere] ?? null;
      return step.kind === 'each'
        ? notAList(value, reference, index)
        : missing(value, reference, { index, element: next.ledNowhere });
    }
    values = next.values;
  }
  return { ok: true, value: values.map((value) => value ?? null) };
}

/** One step of all elements; `ledNowhere` is the first one that it could not enter, or -1. */
interface Stride {
  readonly values: readonly (Json | undefined)[];
  readonly ledNowhere: number;
}

function flatten(lists: readonly (Json | undefined)[]): Stride {
  const values: Json[] = [];
  for (const list of lists) {
    if (!isJsonList(list)) continue;
    for (const item of list) values.push(item);
  }
  return { values, ledNowhere: lists.findIndex((list) => !isJsonList(list)) };
}

function enterAll(elements: readonly (Json | undefined)[], step: Entry): Stride {
  const values = elements.map((element) =>
    element === undefined ? undefined : enter(element, step),
  );
  return { values, ledNowhere: values.indexOf(undefined) };
}

type Entry = Exclude<Reference['path'][number], { kind: 'each' }>;

function enter(value: Json, step: Entry): Json | undefined {
  if (step.kind === 'index') return isJsonList(value) ? value[step.index] : undefined;
  if (!isJsonObject(value) || !Object.hasOwn(value, step.key)) return undefined;
  return isForbiddenKey(step.key) ? undefined : value[step.key];
}

interface Place {
  readonly index: number;
  /** Of the elements that were walked at once. */
  readonly element?: number;
}

function missing(value: Json, reference: Reference, place: Place): Followed {
  const step = reference.path[place.index];
  const at = spellPlace(reference, place);
  const wanted = step === undefined ? '' : spellStep(step);
  const details: Record<string, Json> = { reference: spellReference(reference), at };
  let found = describe(value);
  if (isJsonList(value)) {
    details['length'] = value.length;
  } else if (isJsonObject(value)) {
    const keys = Object.keys(value);
    details['keys'] = keys.slice(0, KEYS_SHOWN);
    if (step?.kind === 'key') found += `.${didYouMean(step.key, keys)}`;
  }
  const message = `${spellReference(reference)} leads nowhere: there is no ${wanted} at ${at}, which is ${found}`;
  return { ok: false, failure: { code: 'reference.missing-path', message, details } };
}

function notAList(value: Json, reference: Reference, index: number): Followed {
  const spelled = spellReference(reference);
  const at = spellPlace(reference, { index });
  return {
    ok: false,
    failure: {
      code: 'reference.not-a-list',
      message: `${spelled} wants a list at ${at}, but that is ${describe(value)}`,
      details: { reference: spelled, at },
    },
  };
}

function spellPlace(reference: Reference, { index, element }: Place): string {
  const path = reference.path.slice(0, index);
  const spelled = spellReference({ ...reference, path, optional: false });
  return element === undefined ? spelled : `${spelled} (element ${element})`;
}

function describe(value: Json): string {
  if (value === null) return 'null';
  if (isJsonList(value)) {
    return `a list of ${value.length} ${value.length === 1 ? 'element' : 'elements'}`;
  }
  if (!isJsonObject(value)) return `a ${typeof value}`;
  const keys = Object.keys(value);
  if (keys.length === 0) return 'an object without keys';
  const more = keys.length > KEYS_SHOWN ? ` and ${keys.length - KEYS_SHOWN} more` : '';
  return `an object with the keys ${keys.slice(0, KEYS_SHOWN).join(', ')}${more}`;
}
