import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseResults, type Results } from '../../../bench/race/measure/results.ts';
import { publications } from '../../../bench/race/measure/write-reports.ts';
import { publishedText, whyNotPublished } from '../../../bench/race/report/publish.ts';
import {
  readmeSection,
  readSection,
  replaceSection,
} from '../../../bench/race/report/readme-section.ts';
import { root } from '../../project/source-files.ts';
import { madeUpResults } from './made-up-results.ts';

describe('the README', () => {
  const written = Object.values(publications).flatMap(({ file, sections }) =>
    Object.entries<(results: Results) => string>(sections).map(([name, write]) => ({
      file,
      name,
      write,
    })),
  );

  test.each(written)('has $name of $file, generated and not typed', ({ file, name, write }) => {
    const results = parseResults(readFileSync(join(root, file), 'utf8'));
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    // If this fails: npm run bench -- --publish, with --peers for those of the peers
    expect(readSection(readme, name)).toBe(write(results));
    expect(whyNotPublished(results)).toBeUndefined();
  });
});

describe('a section of a document', () => {
  const document =
    'before\n\n<!-- bench:begin (by a command) -->\n\nold\n\n<!-- bench:end -->\n\nafter\n';

  test('is replaced between its markers, and nothing else is', () => {
    const replaced = replaceSection(document, 'bench', '| new $& |');
    expect(replaced).toBe(document.replace('old', () => '| new $& |'));
    expect(readSection(replaced, 'bench')).toBe('| new $& |');
  });

  test('without its markers is an error that says which', () => {
    expect(() => replaceSection('nothing', 'bench', '')).toThrow('<!-- bench:begin -->');
    expect(() => readSection('<!-- bench:end --> <!-- bench:begin -->', 'bench')).toThrow();
  });
});

describe('what is published', () => {
  const results = madeUpResults();

  test('reads back with the same tables', () => {
    const back = parseResults(publishedText(results));
    expect(readmeSection(back)).toBe(readmeSection(results));
    expect(back.cells).toHaveLength(results.cells.length);
  });

  test('keeps the spans of one example for each runner, and no others', () => {
    const { cells } = parseResults(publishedText(results));
    const drawn = cells.filter(({ modelSpans }) => modelSpans.length > 0);
    expect(drawn.map(({ runner }) => runner)).toEqual(results.runners.map(({ name }) => name));
    expect(new Set(drawn.map(({ workload, seed }) => `${workload} ${String(seed)}`))).toEqual(
      new Set(['uneven-branches 1']),
    );
  });

  test('is a whole race that anyone can repeat', () => {
    const { settings, cells } = results;
    const real = { kind: 'real', name: 'a-model', baseUrl: 'http://127.0.0.1:1/v1' } as const;
    expect(whyNotPublished(results)).toBeUndefined();
    expect(whyNotPublished({ ...results, settings: { ...settings, kind: 'quick' } })).toMatch(
      /quick/,
    );
    expect(whyNotPublished({ ...results, settings: { ...settings, isFiltered: true } })).toMatch(
      /filtered/,
    );
    expect(whyNotPublished({ ...results, settings: { ...settings, model: real } })).toMatch(
      /repeatable/,
    );
    expect(whyNotPublished({ ...results, cells: cells.slice(1) })).toMatch(/19 of 20 cells/);
  });
});
