import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseResults } from '../../../bench/race/measure/results.ts';
import { publications, publish, writeReports } from '../../../bench/race/measure/write-reports.ts';
import { readmeSection, readSection } from '../../../bench/race/report/readme-section.ts';
import { madeUpResults } from '../report/made-up-results.ts';

const results = madeUpResults();
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reports-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the report', () => {
  const written = (faults: string): { readonly said: readonly string[]; readonly text: string } => {
    const said: string[] = [];
    const markdown = join(folder, 'race.md');
    const files = { markdown, page: join(folder, 'race.html'), faults };
    writeReports(results, { ...files, tell: (line) => said.push(line) });
    return { said, text: readFileSync(markdown, 'utf8') };
  };

  test.each([
    ['broken', '{"version":1,'],
    ['of another version', '{"version":0,"rows":[]}'],
    ['none', '[]'],
  ])('is written without a robustness race whose results are %s, and says so', (_, faults) => {
    const file = join(folder, 'faults.json');
    writeFileSync(file, faults);
    const { said, text } = written(file);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^Without the robustness race: .*Run npm run bench:faults again\.$/);
    expect(text).toContain('# The race');
    expect(text).not.toContain('When things go wrong');
  });

  test('is written without a word of a robustness race that was not run', () => {
    expect(written(join(folder, 'none.json')).said).toEqual([]);
  });
});

describe('publishing', () => {
  const readme = (): string => readFileSync(join(folder, 'README.md'), 'utf8');
  const before = '# A title\n\n<!-- bench:begin -->\n\nold\n\n<!-- bench:end -->\n';

  beforeEach(() => writeFileSync(join(folder, 'README.md'), before));

  test('writes the results and the table that they give into the README', async () => {
    mkdirSync(join(folder, 'bench/results'), { recursive: true });
    const files = await publish(results, folder, publications.race);
    const [published = '', document = ''] = files.map((file) => readFileSync(file, 'utf8'));
    expect(readSection(document, 'bench')).toBe(readmeSection(parseResults(published)));
    expect(document).toContain('| compare-two ');
  });

  test('writes nothing where the race is not whole, and says why', async () => {
    const partial = { ...results, cells: results.cells.slice(1) };
    await expect(publish(partial, folder, publications.race)).rejects.toThrow(
      'The last race is not published: it has 19 of 20 cells; let it finish: npm run bench.',
    );
    expect(readme()).toBe(before);
    expect(readdirSync(folder)).toEqual(['README.md']);
  });
});
