/** A fenced block of a Markdown text. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** Of its opening fence, from 1. */
  readonly line: number;
  /** The reason in `<!-- not run: reason -->`, right before the fence. */
  readonly notRun: string | undefined;
}

/** Every fenced block; one after `<!-- continues -->` begins with the text of the one before it. */
export function readBlocks(markdown: string): readonly Block[] {
  const lines = markdown.split('\n');
  const blocks: Block[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const fence = /^(`{3,})\s*([a-z]*)/.exec(lines[index] ?? '');
    if (fence === null) continue;
    const [, ticks = '', language = ''] = fence;
    const end = lines.indexOf(ticks, index + 1);
    if (end === -1) throw new Error(`The fence in line ${String(index + 1)} is never closed.`);
    const marks = marksBefore(lines, index);
    const before = marks.includes('continues') ? `${blocks.at(-1)?.text ?? ''}\n` : '';
    blocks.push({
      language,
      text: before + lines.slice(index + 1, end).join('\n'),
      line: index + 1,
      notRun: marks.find((mark) => mark.startsWith('not run: '))?.slice('not run: '.length),
    });
    index = end;
  }
  return blocks;
}

/** The comments right before a line, blank lines skipped, the nearest first. */
function marksBefore(lines: readonly string[], index: number): readonly string[] {
  const marks: string[] = [];
  for (let at = index - 1; at >= 0; at -= 1) {
    const line = (lines[at] ?? '').trim();
    if (line === '') continue;
    const mark = /^<!-- (.+) -->$/.exec(line)?.[1];
    if (mark === undefined) return marks;
    marks.push(mark);
  }
  return marks;
}
