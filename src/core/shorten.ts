/**
 * The first `limit` UTF-16 units of a text with a mark that says how many are missing; a shorter
 * text as it is. The mark comes on top of the limit; no surrogate pair is split.
 */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = isHighSurrogate(text.charCodeAt(limit - 1)) ? limit - 1 : limit;
  return `${text.slice(0, end)} … [cut: ${text.length - end} more characters]`;
}

/** A text on one line: every run of white space is one space. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/**
 * The largest length that every text may have so that together they stay within `total`: short
 * texts leave their share to the long ones. Infinity where all fit uncut.
 */
export function fairLimit(lengths: readonly number[], total: number): number {
  const ascending = [...lengths].sort((left, right) => left - right);
  let left = total;
  for (const [index, length] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - index));
    if (length > share) return Math.max(share, 0);
    left -= length;
  }
  return Infinity;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
