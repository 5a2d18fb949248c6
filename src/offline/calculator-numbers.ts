/** A number read from a text: where it ends, and whether it held thousands separators. */
export interface ScannedNumber {
  readonly value: number;
  /** Index behind the last character. */
  readonly end: number;
  readonly grouped: boolean;
}

/** The number that begins at `at`: `12`, `.5`, `8,849.5`, `1.5e3`; undefined if there is none. */
export function scanNumber(text: string, at: number): ScannedNumber | undefined {
  const grouped = matchAt(/\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?(?:e[+-]?\d+)?/iy, text, at);
  if (grouped !== undefined) {
    return { value: Number(grouped.replaceAll(',', '')), end: at + grouped.length, grouped: true };
  }
  const plain = matchAt(/(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy, text, at);
  if (plain === undefined) return undefined;
  return { value: Number(plain), end: at + plain.length, grouped: false };
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
