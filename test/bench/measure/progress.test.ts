import { expect, test } from 'vitest';
import { createProgress } from '../../../bench/race/measure/progress.ts';
import { madeUpResults } from '../report/made-up-results.ts';

const [cell] = madeUpResults().cells;

function shown(isTTY: boolean, count: number): readonly string[] {
  const written: string[] = [];
  let timeMs = 0;
  const screen = { isTTY, write: (text: string) => written.push(text) };
  const progress = createProgress(screen, { total: 20, now: () => timeMs });
  for (let done = 0; done < count; done += 1) {
    timeMs += 3_000;
    if (cell !== undefined) progress.add(cell);
  }
  progress.end();
  return written;
}

test('without a terminal there is a line for each tenth', () => {
  expect(shown(false, 5)).toEqual(['2/20, 0:54 left\n', '4/20, 0:48 left\n', '5 cells in 0:15\n']);
});

test('on a terminal a bar is drawn over and over in one line', () => {
  const lines = shown(true, 10);
  expect(lines).toHaveLength(11);
  expect(lines[9]).toMatch(/^\r\u001b\[K█{12}░{12} 10\/20, 0:30 left, compare-two × react: right/);
});
