/** A piece of a document, small enough to stand in a prompt. */
export interface Passage {
  readonly text: string;
  /** The nearest Markdown heading at or above its first line, or an empty text. */
  readonly heading: string;
  /** Of its first character, from 1. */
  readonly line: number;
}

/** Passages aim at this many UTF-16 units. */
const TARGET_LENGTH = 1_000;

/**
 * Cuts a text into passages of at most 1,000 characters.
 *
 * Paragraphs stay whole where they fit, several short ones share a passage, and a heading begins a
 * new one. A paragraph that is too long is cut at the end of a line, a sentence or a word, in this
 * order, and in the middle of a word only where a word is longer than half a passage. Without
 * blank space at the ends, every character of the text is in exactly one passage, in order.
 */
export function splitPassages(text: string): readonly Passage[] {
  const passages: Passage[] = [];
  let heading = '';
  let open: { start: number; end: number; heading: string } | undefined;
  const lineAt = createLineCounter(text);
  const close = (): void => {
    if (open !== undefined) {
      const { start, end, heading: above } = open;
      passages.push({ text: text.slice(start, end), heading: above, line: lineAt(start) });
    }
    open = undefined;
  };
  for (const block of blocksOf(text)) {
    if (block.heading !== undefined) {
      close();
      heading = block.heading;
    }
    for (const [start, end] of piecesOf(text, block)) {
      if (open !== undefined && end - open.start > TARGET_LENGTH) close();
      open = { start: open?.start ?? start, end, heading: open?.heading ?? heading };
    }
  }
  close();
  return passages;
}

/** A Markdown heading's text if the line is one (`## Setup ##` is `Setup`). */
export function headingOf(line: string): string | undefined {
  const [, words] = /^ {0,3}#{1,6}[ \t]+(\S.*)$/.exec(line) ?? [];
  return words?.replace(/[ \t]+#*[ \t]*$/, '');
}

interface Block {
  readonly start: number;
  readonly end: number;
  /** Set for a line that is a heading. */
  readonly heading: string | undefined;
}

/** Paragraphs and headings; a fenced block of code is one paragraph with its blank lines. */
function* blocksOf(text: string): Generator<Block> {
  let start: number | undefined;
  let end = 0;
  let fence: string | undefined;
  for (const { at, line } of linesOf(text)) {
    const [, mark] = /^ {0,3}(```|~~~)/.exec(line) ?? [];
    const heading = fence === undefined ? headingOf(line) : undefined;
    const isBlank = line.trim() === '';
    if (start !== undefined && (heading !== undefined || (isBlank && fence === undefined))) {
      yield { start, end, heading: undefined };
      start = undefined;
    }
    if (heading !== undefined) yield { start: at, end: at + line.trimEnd().length, heading };
    else if (!isBlank) {
      start ??= at + (line.length - line.trimStart().length);
      end = at + line.trimEnd().length;
    }
    if (mark !== undefined) fence = fence === undefined ? mark : fence === mark ? undefined : fence;
  }
  if (start !== undefined) yield { start, end, heading: undefined };
}

function* linesOf(text: string): Generator<{ readonly at: number; readonly line: string }> {
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('\n', at);
    const end = next < 0 ? text.length : next;
    yield { at, line: text.slice(at, end) };
    at = end + 1;
  }
}

/** The block as ranges that fit a passage, without the blank space between them. */
function* piecesOf(text: string, block: Block): Generator<readonly [start: number, end: number]> {
  let start = block.start;
  while (block.end - start > TARGET_LENGTH) {
    const cut = start + cutOf(text.slice(start, start + TARGET_LENGTH));
    yield [start, cut - (text.slice(start, cut).length - text.slice(start, cut).trimEnd().length)];
    start = cut;
    while (start < block.end && text.charAt(start).trim() === '') start += 1;
  }
  if (start < block.end) yield [start, block.end];
}

/** Where to cut a window: never in its first half, so that pieces stay few. */
function cutOf(window: string): number {
  const half = Math.floor(window.length / 2);
  const sentences = [...window.matchAll(/[.!?。！？]["')\]]*(?=\s)/g)];
  const sentence = sentences.at(-1);
  const candidates = [
    window.lastIndexOf('\n'),
    sentence === undefined ? -1 : sentence.index + sentence[0].length,
    window.search(/\s\S*$/),
  ];
  const cut = candidates.find((candidate) => candidate > half) ?? window.length;
  const splitsPair = /[\uD800-\uDBFF]/.test(window.charAt(cut - 1)) && cut === window.length;
  return splitsPair ? cut - 1 : cut;
}

/** Counts lines up to a place; places must not go back, which keeps the whole linear. */
function createLineCounter(text: string): (at: number) => number {
  let line = 1;
  let counted = 0;
  return (at) => {
    for (let next = text.indexOf('\n', counted); next >= 0 && next < at;) {
      line += 1;
      counted = next + 1;
      next = text.indexOf('\n', counted);
    }
    return line;
  };
}
