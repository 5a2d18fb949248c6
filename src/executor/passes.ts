/**
 * What the executor does to a plan to make it quicker or cheaper. None changes an answer; each has a
 * switch, for comparison and for the case that it does.
 */
export interface Passes {
  /** Equal read calls of a run happen once. */
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
