import type { Results } from '../measure/results.ts';
import { escapeMarkdown, markdownSection } from './markdown-table.ts';
import { limitsOf, machineLine, methodsOf } from './methods.ts';
import type { ReportExtras } from './report-page.ts';
import type { Table } from './table.ts';
import { ablationTables, comparisonTables } from './tables/comparisons.ts';
import { errorTables } from './tables/error-table.ts';
import { headlineTable } from './tables/headline-table.ts';
import { paperNote, paperTables } from './tables/paper-tables.ts';
import { runnersTable } from './tables/runners-table.ts';
import { timesTable } from './tables/times-table.ts';
import { workloadColumns, workloadTable } from './tables/workload-table.ts';

/** All tables of the page, and the words around them. */
export function markdownReport(results: Results, extras: ReportExtras = {}): string {
  const { targets = [], faults = [] } = extras;
  const paper = paperTables(results);
  const workloads = results.workloads.map(({ name }) => workloadTable(results, name));
  const parts = [
    '# The race: toolc against other ways of calling tools',
    escapeMarkdown(machineLine(results)),
    ...sections([headlineTable(results), timesTable(results)], 2),
    ...titled('## Errors', sections(errorTables(results), 3)),
    ...titled('## Targets', sections(targets, 3)),
    ...titled('## Workload by workload', [workloadColumns, ...sections(workloads, 3)]),
    ...titled('## Against one thing at a time', sections(comparisonTables(results), 3)),
    ...titled('## What each part of toolc gives', sections(ablationTables(results), 3)),
    ...titled('## When things go wrong', sections(faults, 3)),
    ...titled('## The paper’s figures', sections(paper, 3)),
    ...(paper.length === 0 ? [] : [list([paperNote])]),
    '## How it is measured',
    list(methodsOf(results)),
    markdownSection(runnersTable(results), 3),
    '## What it does not say',
    list(limitsOf(results)),
  ];
  return `${parts.join('\n\n')}\n`;
}

function sections(tables: readonly Table[], level: number): readonly string[] {
  return tables.map((table) => markdownSection(table, level));
}

function titled(title: string, parts: readonly string[]): readonly string[] {
  return parts.length === 0 ? [] : [title, ...parts];
}

function list(sentences: readonly string[]): string {
  return sentences.map((sentence) => `- ${sentence}`).join('\n');
}
