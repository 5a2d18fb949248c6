import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseResults } from '../../../bench/race/measure/results.ts';
import {
  outputsIn,
  publications,
  publish,
  renewReports,
  writeReports,
} from '../../../bench/race/measure/write-reports.ts';
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

  /** A robustness race of one fault, by that build. */
  const faultsOf = (build: string): string => {
    const file = join(folder, 'faults.json');
    const settings = { workloads: ['chain'], seeds: [1], preset: 'fast', limitMs: 1_000 };
    const faults = [{ name: 'cut', title: 'a made-up cut', about: 'nothing' }];
    const head = { version: 1, startedAt: '2026-01-01T00:00:00.000Z', machine: 'a machine' };
    writeFileSync(
      file,
      JSON.stringify({ ...head, build, settings, faults, runners: [], rows: [] }),
    );
    return file;
  };

  test('has the robustness race of its own build, and of no other', () => {
    const { build } = results.machine;
    const own = written(faultsOf(build));
    expect(own.said).toEqual([]);
    expect(own.text).toContain('### a made-up cut');
    const other = written(faultsOf('another'));
    expect(other.text).not.toContain('When things go wrong');
    expect(other.said).toEqual([
      `Without the robustness race: Expected its results to be of build ${build}, as the race, got another. ` +
        'Run npm run bench:faults again.',
    ]);
  });

  test('is written anew behind a robustness race of its build, and is left behind one of another', () => {
    const { json, markdown, page } = outputsIn(folder, 'race');
    const tell = (): void => undefined;
    writeFileSync(json, JSON.stringify(results));
    expect(renewReports(folder, { build: 'another', faults: faultsOf('another'), tell })).toEqual(
      [],
    );
    const { build } = results.machine;
    expect(renewReports(folder, { build, faults: faultsOf(build), tell })).toEqual([
      markdown,
      page,
    ]);
    expect(readFileSync(markdown, 'utf8')).toContain('### a made-up cut');
  });

  test('is left where its race cannot be read, and says so', () => {
    const { json } = outputsIn(folder, 'race');
    const said: string[] = [];
    writeFileSync(json, '[]');
    renewReports(folder, { build: 'any', tell: (line) => said.push(line) });
    expect(said).toEqual([expect.stringMatching(/latest\.json is left: Expected the results/)]);
  });

  test('is written without a word of a robustness race that was not run', () => {
    expect(written(join(folder, 'none.json')).said).toEqual([]);
  });
});

describe('publishing', () => {
  const readme = (): string => readFileSync(join(folder, 'README.md'), 'utf8');
  const before =
    '# A title\n\n<!-- bench-headline:begin -->\n\nold\n\n<!-- bench-headline:end -->\n\n' +
    '<!-- bench:begin -->\n\nold\n\n<!-- bench:end -->\n';

  beforeEach(() => writeFileSync(join(folder, 'README.md'), before));

  test('writes the results and the table that they give into the README', async () => {
    mkdirSync(join(folder, 'bench/results'), { recursive: true });
    const files = await publish(results, folder, publications.race);
    const [published = '', document = ''] = files.map((file) => readFileSync(file, 'utf8'));
    expect(readSection(document, 'bench')).toBe(readmeSection(parseResults(published)));
    expect(document).toContain('| compare-two ');
    expect(readSection(document, 'bench-headline')).toMatch(
      /^Measured, with a simulated model: toolc is faster/,
    );
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
