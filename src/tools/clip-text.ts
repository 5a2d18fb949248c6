/** The text on one line, cut to `length` UTF-16 units and then ending in `…`; no character is split. */
export function clipText(text: string, length: number): string {
  const line = text
    .slice(0, length * 4)
    .replace(/\s+/g, ' ')
    .trim();
  if (line.length <= length && text.length <= length * 4) return line;
  return `${line.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
