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
    const mark = markBefore(lines, index);
    const before = /^<!-- continues -->$/.test(mark) ? `${blocks.at(-1)?.text ?? ''}\n` : '';
    blocks.push({
      language,
      text: before + lines.slice(index + 1, end).join('\n'),
      line: index + 1,
      notRun: /^<!-- not run: (.+) -->$/.exec(mark)?.[1],
    });
    index = end;
  }
  return blocks;
}

/** The line before, blank ones skipped. */
function markBefore(lines: readonly string[], index: number): string {
  let at = index - 1;
  while (lines[at]?.trim() === '') at -= 1;
  return lines[at]?.trim() ?? '';
}
