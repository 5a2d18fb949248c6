import { ToolcError } from '../core/errors.ts';
import { didYouMean } from '../core/suggest.ts';

/**
 * What the executor does to a plan to make it quicker or cheaper. None changes an answer; each has a
 * switch, for comparison and for the case that it does.
 */
export interface Passes {
  /** Equal read calls of a run happen once; `'off'`: nothing is shared, no kept result is used. */
  readonly singleFlight: 'on' | 'off';
  /** Calls of one turn go to their tool's `runMany` together. */
  readonly batching: 'on' | 'off';
  /** Tasks that nobody reads are closed when a `finish` is ready; else it waits for them. */
  readonly closeUnread: 'on' | 'off';
  /** Which of the calls that wait for a permit goes first. */
  readonly priority: 'longest-path' | 'arrival';
}

export const defaultPasses: Passes = {
  singleFlight: 'on',
  batching: 'on',
  closeUnread: 'on',
  priority: 'longest-path',
};

const words: Readonly<Record<string, readonly string[]>> = {
  singleFlight: ['on', 'off'],
  batching: ['on', 'off'],
  closeUnread: ['on', 'off'],
  priority: ['longest-path', 'arrival'],
};

/** Fills in the defaults. Throws `option.invalid` for a pass or a word that there is none of. */
export function passesOf(given: Partial<Passes> = {}): Passes {
  for (const [name, word] of Object.entries<unknown>(given)) {
    if (!Object.hasOwn(defaultPasses, name)) {
      const hint = didYouMean(name, Object.keys(defaultPasses));
      throw new ToolcError('option.invalid', `There is no option passes.${name}.${hint}`);
    }
    const known: readonly string[] = words[name] ?? [];
    if (word === undefined || (typeof word === 'string' && known.includes(word))) continue;
    throw new ToolcError('option.invalid', wrongWord(name, word, known));
  }
  const { singleFlight, batching, closeUnread, priority } = given;
  return {
    singleFlight: singleFlight ?? defaultPasses.singleFlight,
    batching: batching ?? defaultPasses.batching,
    closeUnread: closeUnread ?? defaultPasses.closeUnread,
    priority: priority ?? defaultPasses.priority,
  };
}

/** A caller need not be typed. */
function wrongWord(name: string, got: unknown, known: readonly string[]): string {
  const wanted = known.map((word) => `'${word}'`).join(' or ');
  const shown = typeof got === 'string' ? `'${got.slice(0, 60)}'` : `a value of type ${typeof got}`;
  return `passes.${name} must be ${wanted}; it is ${shown}.`;
}
