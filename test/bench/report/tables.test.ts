import { format } from 'prettier';
import { describe, expect, test } from 'vitest';
import { markdownReport } from '../../../bench/race/report/markdown-report.ts';
import { markdownTable } from '../../../bench/race/report/markdown-table.ts';
import { htmlTable } from '../../../bench/race/report/html-table.ts';
import { readmeSection } from '../../../bench/race/report/readme-section.ts';
import { reportPage } from '../../../bench/race/report/report-page.ts';
import { summarize } from '../../../bench/race/report/summary.ts';
import { textOf, type Table } from '../../../bench/race/report/table.ts';
import { ablationTables, comparisonTables } from '../../../bench/race/report/tables/comparisons.ts';
import { headlineTable } from '../../../bench/race/report/tables/headline-table.ts';
import { errorLines, errorTables } from '../../../bench/race/report/tables/error-table.ts';
import { paperTables } from '../../../bench/race/report/tables/paper-tables.ts';
import { timesTable } from '../../../bench/race/report/tables/times-table.ts';
import { workloadTable } from '../../../bench/race/report/tables/workload-table.ts';
import { madeUpResults } from './made-up-results.ts';

const results = madeUpResults();

describe('a table', () => {
  const hostile: Table = {
    title: 'a title',
    columns: [{ name: 'runner' }, { name: 'error', align: 'right' }],
    rows: [['a|b', '<img src=x onerror=alert(1)> *bold* [link](x)\nline "two"']],
  };

  test('stands in Markdown as prettier would leave it', async () => {
    const markdown = `${markdownTable(headlineTable(results))}\n`;
    expect(await format(markdown, { parser: 'markdown' })).toBe(markdown);
  });

  test('stands between sentences that prettier leaves as they are, whatever the machine is called', async () => {
    const processor = 'Made(R) *Up* x86_64 _v2_ @ 2.20GHz [a|b] <c> `d`';
    const section = readmeSection({ ...results, machine: { ...results.machine, processor } });
    expect(section).toMatch(/^\d+ of \d+ targets met/m);
    expect(await format(section, { parser: 'markdown' })).toBe(`${section}\n`);
  });

  test('shows what was said as text, in Markdown and in the page', async () => {
    const markdown = `${markdownTable(hostile)}\n`;
    expect(markdown).toContain('a\\|b');
    expect(markdown).toContain('&lt;img src=x');
    expect(markdown).toContain('\\*bold\\* \\[link\\](x) line');
    expect(markdown.split('\n')).toHaveLength(4);
    const { markup } = htmlTable(hostile);
    expect(markup).not.toContain('<img');
    expect(markup).toContain('&#60;img src=x onerror=alert(1)&#62;');
    expect(await format(markdown, { parser: 'markdown' })).toBe(markdown);
  });
});

describe('a summary', () => {
  test('leaves runs that crashed out of the times, and counts them as not right', () => {
    const crashed = madeUpResults((cell) =>
      cell.seed === 1 ? { ...cell, wallMs: 1, verdict: 'crashed', error: 'a reason' } : cell,
    );
    const summary = summarize(crashed, 'compare-two', 'toolc');
    expect(summary).toMatchObject({ runs: 2, right: 1, wall: { low: 1800, high: 1800 } });
  });

  test('of a runner that never answered is a row without times', () => {
    const hung = madeUpResults((cell) => ({ ...cell, verdict: 'hung' }));
    expect(summarize(hung, 'compare-two', 'toolc')).toBeUndefined();
    const row = workloadTable(hung, 'compare-two').rows[2]?.map(textOf) ?? [];
    expect(row[0]).toBe('toolc (title)');
    expect(row.slice(1).filter((text) => text !== '–')).toEqual(['0/2']);
  });
});

describe('the table of times', () => {
  test('has every runner but the ablations, and marks the quickest of those that are always right', () => {
    const wrong = madeUpResults((cell) =>
      cell.runner === 'react' ? { ...cell, wallMs: 10, verdict: 'wrong' } : cell,
    );
    const { rows } = timesTable(wrong);
    expect(rows.map(([first = '']) => textOf(first))).not.toContain('toolc-plain (title)');
    expect(rows[0]?.[1]).toEqual({ text: '0.01 (0/2 right)', mark: 'bad' });
    expect(rows[3]?.[1]).toEqual({ text: '1.00', mark: 'strong' });
  });

  test('stands in the README where peers were raced', () => {
    expect(readmeSection(results)).not.toContain('Seconds to the whole answer');
    const runners = [...results.runners, { name: 'peer-x', title: 'X', about: 'a peer' }];
    expect(readmeSection({ ...results, runners })).toContain('**Seconds to the whole answer**');
  });
});

describe('tables of ratios', () => {
  test('divide medians by those of their one baseline', () => {
    const speed = comparisonTables(results)[0];
    expect(speed?.title).toBe('Times as fast as the native parallel tool loop');
    expect(rowOf(speed, 'toolc (title)')).toEqual(['0.94×', '1.80×']);
    expect(rowOf(speed, 'react (title)')).toEqual(['0.59×', '0.50×']);
    expect(headlineTable(results).rows[1]?.map(textOf).slice(0, 5)).toEqual([
      ...['uneven-branches', '9.00 s', '5.00 s', '1.80×', '1.82×'],
    ]);
  });

  test('say where not every answer is right, on either side', () => {
    const wrong = (
      runner: string,
      verdict: 'wrong' | 'crashed',
    ): ReturnType<typeof madeUpResults> =>
      madeUpResults((cell) => (cell.runner === runner ? { ...cell, verdict } : cell));
    const cellOf = (of: ReturnType<typeof madeUpResults>, runner: string): unknown =>
      comparisonTables(of)[0]?.rows.find(([first]) => first === `${runner} (title)`)?.[2];
    const bad = (text: string): object => ({ text, mark: 'bad' });
    expect(cellOf(wrong('toolc', 'wrong'), 'toolc')).toEqual(bad('1.80× (0/2 right)'));
    expect(cellOf(wrong('toolc', 'wrong'), 'react')).toBe('0.50×');
    expect(cellOf(wrong('toolc', 'crashed'), 'toolc')).toEqual(bad('– (0/2 right)'));
    expect(cellOf(wrong('native-parallel', 'wrong'), 'toolc')).toEqual(
      bad('1.80× (baseline 0/2 right)'),
    );
    const both = madeUpResults((cell) => ({
      ...cell,
      verdict: cell.seed === 1 ? 'wrong' : 'right',
    }));
    expect(cellOf(both, 'toolc')).toEqual(bad('1.80× (1/2 right, baseline 1/2 right)'));
  });

  test('say so in the headline and the README too', () => {
    const wrong = madeUpResults((cell) =>
      cell.runner === 'toolc' && cell.seed === 1 ? { ...cell, verdict: 'wrong' } : cell,
    );
    const row = headlineTable(wrong).rows[1] ?? [];
    expect(row.map(textOf)).toEqual([
      ...['uneven-branches', '9.00 s', '5.00 s (1/2 right)', '1.80× (1/2 right)', '1.82×'],
      ...['0.91× (1/2 right)', '4.00 s', '2.25×', '1.00×'],
    ]);
    expect(row[3]).toEqual({ text: '1.80× (1/2 right)', mark: 'bad' });
    expect(readmeSection(wrong)).toContain('1.80× (1/2 right)');
    const crashed = madeUpResults((cell) => ({ ...cell, verdict: 'crashed' }));
    const texts = headlineTable(crashed).rows[1]?.map(textOf) ?? [];
    expect(texts[2]).toBe('– (0/2 right)');
    expect(timesTable(crashed).rows[0]?.[1]).toEqual({ text: '– (0/2 right)', mark: 'bad' });
  });

  test('name their baseline first thing, and have no row of it', () => {
    const tables = [...comparisonTables(results), ...ablationTables(results)];
    expect(tables.length).toBeGreaterThan(4);
    for (const { note = '', rows } of tables) {
      expect(note).toMatch(/^Baseline: /);
      expect(note.match(/Baseline/g)).toHaveLength(1);
      const [, baseline = ''] = /^Baseline: ([a-z-]+)/.exec(note) ?? [];
      expect(rows.map(([first = '']) => textOf(first))).not.toContain(`${baseline} (title)`);
    }
  });

  test('compare toolc with one thing changed in a table of its own', () => {
    const [table] = ablationTables(results);
    expect(table?.rows.map(([first = '']) => textOf(first))).toEqual(['toolc-plain (title)']);
    const others = comparisonTables(results).flatMap(({ rows }) =>
      rows.map(([first = '']) => textOf(first)),
    );
    expect(others).not.toContain('toolc-plain (title)');
  });

  test('are left out where their baseline was not raced', () => {
    const alone = { ...results, cells: results.cells.filter(({ runner }) => runner === 'toolc') };
    const titles = comparisonTables({ ...alone, bounds: [] }).map(({ title }) => title);
    expect(titles).toEqual([]);
  });
});

describe('errors', () => {
  const failed = madeUpResults((cell) =>
    cell.runner === 'toolc'
      ? { ...cell, verdict: 'crashed', error: `Error: HTTP 401\n${'x'.repeat(1_000)}` }
      : cell,
  );

  test('are shown, the first of each runner and cut short, in Markdown, page and terminal', () => {
    const [table] = errorTables(failed);
    expect(table?.rows.map((row) => row.map(textOf).slice(0, 3))).toEqual([
      ['toolc (title)', '4 of 4', 'compare-two, seed 1: crashed'],
    ]);
    const said = textOf(table?.rows[0]?.[3] ?? '');
    expect(said).toMatch(/^Error: HTTP 401 x+…$/);
    expect(said.length).toBeLessThan(310);
    expect(markdownReport(failed)).toContain('## Errors');
    expect(reportPage(failed)).toContain(said);
    expect(errorLines(failed)).toEqual([
      '1 of 5 runners had errors',
      `  toolc: 4 of 4; the first on compare-two, seed 1, crashed: ${said}`,
    ]);
  });

  test('take no place where there were none', () => {
    expect(errorTables(results)).toEqual([]);
    expect(errorLines(results)).toEqual([]);
    expect(markdownReport(results)).not.toContain('## Errors');
    expect(reportPage(results)).not.toContain('id="errors"');
  });
});

describe('the report in Markdown', () => {
  test('has the tables that it is given, each once, and one of each workload', () => {
    const faults: Table = { title: 'A fault', columns: [{ name: 'runner' }], rows: [['toolc']] };
    const targets: Table = { ...faults, title: 'Some targets' };
    const markdown = markdownReport(results, { faults: [faults], targets: [targets] });
    const headings = [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, title]) => title);
    expect(headings).toEqual(expect.arrayContaining(['A fault', 'Some targets']));
    expect(headings).toContain('uneven-branches: made up');
    expect(new Set(headings).size).toBe(headings.length);
    expect(markdown).toContain('simulated');
    expect(markdown).toContain('does not measure a model’s skill');
    expect(markdown).toContain('how toolc-finish is set up');
  });

  test('of a real model says so, and speaks of no bound', () => {
    const model = { kind: 'real', name: 'a-model', baseUrl: 'http://127.0.0.1:1/v1' } as const;
    const markdown = markdownReport({
      ...results,
      settings: { ...results.settings, model },
      bounds: [],
    });
    expect(markdown).toContain('The model is real: a-model');
    expect(markdown).not.toContain('multiple of the floor');
  });

  test('has no heading without tables under it', () => {
    expect(markdownReport(results)).not.toMatch(/When things go wrong|## Targets/);
  });
});

function rowOf(table: Table | undefined, name: string): readonly string[] | undefined {
  const rows = table?.rows.map((row) => row.map(textOf));
  return rows?.find(([first]) => first === name)?.slice(1);
}

describe('the figures of the paper', () => {
  const raced = (workload: string): ReturnType<typeof madeUpResults> => ({
    ...madeUpResults((cell) => ({ ...cell, workload })),
    workloads: [{ name: workload, title: workload, shows: 'nothing' }],
  });
  const shown = (workload: string): readonly (readonly string[])[] =>
    paperTables(raced(workload)).map(({ title, rows }) => [title, ...(rows[0] ?? []).map(textOf)]);

  test('stand beside ours, one table for each baseline', () => {
    const [overReact, overLoop] = shown('compare-two');
    expect(overReact?.[0]).toMatch('sequential ReAct');
    expect(overReact?.slice(1, 3)).toEqual(['HotpotQA, comparison', '1.80×']);
    expect(overLoop?.[0]).toMatch('native parallel calls');
    expect(overLoop?.slice(1, 3)).toEqual(['HotpotQA, comparison', '1.12×']);
  });

  test('of Game of 24 stand apart, since the baseline was another', () => {
    const game = shown('game-of-24').at(-1);
    expect(game?.[0]).toMatch(/over Tree of Thoughts.*over sequential ReAct/);
    expect(game?.slice(1, 3)).toEqual(['Game of 24', '2.89×']);
    expect(game?.[3]).toMatch(/^[\d.]+×$/);
  });

  test('say where ours were not raced, and stand nowhere if none was', () => {
    expect(shown('compare-two').at(-1)?.slice(3, 5)).toEqual(['not raced', 'not raced']);
    expect(shown('game-of-24')[0]?.slice(3, 5)).toEqual(['not raced', 'not raced']);
    expect(shown('elsewhere')).toEqual([]);
  });

  test('have no table for a baseline that was not raced', () => {
    const { cells, ...others } = raced('compare-two');
    const tables = paperTables({
      ...others,
      cells: cells.filter(({ runner }) => runner !== 'react'),
    });
    expect(tables.map(({ title }) => title)).toEqual([
      expect.stringMatching('native parallel calls'),
    ]);
  });
});
