/** What a run came to when nothing went wrong. */
export interface Answer {
  readonly answer: string;
  /** Parsed by the output schema, or what `finish` gave. */
  readonly value: unknown;
}
