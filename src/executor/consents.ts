import { equalJson, type JsonObject } from '../core/json.ts';
import type { Outcome } from '../core/outcome.ts';
import type { TaskRecord } from './task-record.ts';

/** A write that was consented to before it ran, by what was shown of it. */
export interface Consent {
  readonly record: TaskRecord;
  /** Same for writes that are the same to whoever consented (write-names.ts). */
  readonly name: number;
  readonly known: JsonObject;
}

/**
 * The consents that a run's plans were given.
 *
 * 1. A consent is for one write. It is for the task it was given for, until that ends without a try;
 *    then a later task of the same name may have it.
 * 2. Once its write was let through it is for nobody else.
 * 3. It covers the arguments that were shown, and no other values of them.
 */
export interface Consents {
  give(consent: Consent): void;
  /** Takes a consent that nobody needs any more for another write of the same name. */
  takeOver(consent: Consent): boolean;
  /** True if a call of the task with this input was consented to; it counts as made. */
  use(record: TaskRecord, input: JsonObject): boolean;
}

interface Given {
  consent: Consent;
  isUsed: boolean;
}

export function createConsents(outcomes: ReadonlyMap<number, Outcome>): Consents {
  const byTask = new Map<TaskRecord, Given>();
  const byName = new Map<number, Set<Given>>();

  const give = (consent: Consent): void => {
    const given: Given = { consent, isUsed: false };
    byTask.set(consent.record, given);
    const same = byName.get(consent.name);
    if (same === undefined) byName.set(consent.name, new Set([given]));
    else same.add(given);
  };

  const isFree = ({ consent: { record }, isUsed }: Given): boolean =>
    !isUsed && outcomes.has(record.task.id);

  return {
    give,
    takeOver(consent) {
      const same = byName.get(consent.name) ?? new Set();
      for (const given of same) {
        if (!isFree(given)) continue;
        same.delete(given);
        byTask.delete(given.consent.record);
        give(consent);
        return true;
      }
      return false;
    },
    use(record, input) {
      const given = byTask.get(record);
      if (given === undefined) return false;
      const { known } = given.consent;
      const isShown = Object.keys(known).every((name) => {
        return Object.hasOwn(input, name) && equalJson(input[name] ?? null, known[name] ?? null);
      });
      if (isShown) given.isUsed = true;
      return isShown;
    },
  };
}
