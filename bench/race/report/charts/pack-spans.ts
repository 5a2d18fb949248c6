/** Anything that lasts, in ms. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** Puts spans into as few lines as can be, so that none covers another: the line of each, from 0. */
export function packSpans(spans: readonly Span[]): readonly number[] {
  const order = spans.map((span, index) => ({ ...span, index }));
  order.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
  const ends: number[] = [];
  const lines = new Array<number>(spans.length).fill(0);
  for (const { startMs, endMs, index } of order) {
    const free = ends.findIndex((end) => end <= startMs);
    const line = free === -1 ? ends.length : free;
    ends[line] = endMs;
    lines[index] = line;
  }
  return lines;
}
