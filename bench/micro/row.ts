/** One measure: what it is, what it must reach, and how it is taken, in a process of its own. */
export interface Row {
  readonly id: string;
  readonly what: string;
  /** What a reader could take the figures for, and they are not. */
  readonly excludes: string;
  /** Warms up, then measures. Throws where its subject is missing. */
  measure(): Promise<readonly Figure[]>;
}

/** A figure over its repetitions. */
export interface Figure {
  readonly label: string;
  readonly unit: string;
  /** One number a repetition, in the order taken. */
  readonly values: readonly number[];
  /** What of the values must not pass `limit`: the median, unless told. */
  readonly judged?: 'median' | 'greatest';
  /** Absent: shown for comparison only. */
  readonly limit?: number;
}
