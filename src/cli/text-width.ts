/** Columns that a text without control characters takes on a terminal. */
export function textWidth(text: string): number {
  if (isPlain(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment);
  return width;
}

/** The text in at most `width` columns; where something was cut it ends in `…`. No half characters. */
export function cutToWidth(text: string, width: number): string {
  // A column takes at most a few units: more need not be measured.
  const head = text.slice(0, Math.max(0, width) * UNITS_PER_COLUMN);
  if (head.length === text.length && textWidth(text) <= width) return text;
  if (width < 1) return '';
  return `${fitting(head, width - 1)}…`;
}

/**
 * The text as lines of at most `width` columns, broken at blanks where there are some, else anywhere
 * between characters. Its own line ends stay.
 */
export function wrapToWidth(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, Math.max(2, width)));
}

/** The same as one text; what did not fit on its line goes on two columns further in. */
export function wrapHanging(text: string, width: number): string {
  const lines = text.split('\n').map((line) => {
    return textWidth(line) <= width ? line : wrapToWidth(line, width - 2).join('\n  ');
  });
  return lines.join('\n');
}

/** Longer clusters exist (a letter under forty accents) and are only cut off, never shown wrongly. */
const UNITS_PER_COLUMN = 16;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

function fitting(text: string, width: number): string {
  if (isPlain(text)) return text.slice(0, width);
  let taken = 0;
  let end = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    taken += graphemeWidth(segment);
    if (taken > width) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}

function wrapLine(line: string, width: number): readonly string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width / 2 && textWidth(rest.slice(0, width * UNITS_PER_COLUMN)) > width) {
    const head = fitting(rest, width) || firstGrapheme(rest);
    const blank = rest.charAt(head.length) === ' ' ? head.length : head.lastIndexOf(' ');
    const end = blank > 0 ? blank : head.length;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  lines.push(rest);
  return lines;
}

function firstGrapheme(text: string): string {
  for (const { segment } of graphemes.segment(text)) return segment;
  return text;
}

/** One cluster is 0, 1 or 2 columns: terminals draw it as its base, emoji as two. */
function graphemeWidth(grapheme: string): number {
  if (/^\p{Emoji_Presentation}|\ufe0f|^\p{Regional_Indicator}{2}/u.test(grapheme)) return 2;
  const base = grapheme.codePointAt(0) ?? 0;
  if (/^[\p{Mn}\p{Me}\p{Cf}\p{Cc}\p{Zl}\p{Zp}]/u.test(grapheme)) return 0;
  return WIDE.some(([first, last]) => base >= first && base <= last) ? 2 : 1;
}

/** Wide and full-width blocks of Unicode's East Asian Width (UAX 11), whole blocks where nearly all are. */
const WIDE: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18aff],
  [0x1b000, 0x1b2ff],
  [0x1f200, 0x1f2ff],
  [0x20000, 0x3fffd],
];
