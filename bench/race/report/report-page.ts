import type { Results } from '../measure/results.ts';
import { html, type Html } from './html.ts';
import { htmlTable } from './html-table.ts';
import { limitsOf, machineLine, methodsOf } from './methods.ts';
import { ratioCharts } from './sections/ratio-charts.ts';
import { timelines } from './sections/timelines.ts';
import { workloadChart } from './sections/workload-chart.ts';
import { style } from './style.ts';
import type { Table } from './table.ts';
import { ablationTables, comparisonTables } from './tables/comparisons.ts';
import { errorTables } from './tables/error-table.ts';
import { headlineTable } from './tables/headline-table.ts';
import { paperNote, paperTables } from './tables/paper-tables.ts';
import { runnersTable } from './tables/runners-table.ts';
import { timesTable } from './tables/times-table.ts';
import { workloadColumns, workloadTable } from './tables/workload-table.ts';

/** What a report has beside the results. */
export interface ReportExtras {
  /** What was aimed at and what was reached, a table for each baseline. */
  readonly targets?: readonly Table[];
  /** Of the robustness race. */
  readonly faults?: readonly Table[];
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: readonly Html[];
}

/** One file that needs nothing else: no script, no font, no request. */
export function reportPage(results: Results, extras: ReportExtras = {}): string {
  const sections = sectionsOf(results, extras).filter(({ body }) => body.length > 0);
  const links = sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`);
  const simulated = results.settings.model.kind === 'simulated';
  const { markup } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>The race: toolc against other ways of calling tools</title>
        <link rel="icon" href="data:," />
        <style>
          ${style}
        </style>
      </head>
      <body>
        <main>
          <header>
            <span class="badge">${simulated ? 'simulated model' : 'real model'}</span>
            <h1>The race: toolc against other ways of calling tools</h1>
            <p>
              The same questions, the same tools, the same model; what differs is who decides when
              which tool is called.
            </p>
            <p class="quiet"><small>${machineLine(results)}</small></p>
            <nav aria-label="Sections">
              <ul>
                ${links}
              </ul>
            </nav>
          </header>
          ${sections.map(sectionOf)}
        </main>
      </body>
    </html> `;
  return markup;
}

function sectionOf({ id, title, body }: Section): Html {
  return html`<section id="${id}">
    <h2>${title}</h2>
    ${body}
  </section>`;
}

function sectionsOf(results: Results, { targets = [], faults = [] }: ReportExtras): Section[] {
  const example = timelines(results);
  const cards = ratioCharts(results).map(card);
  return [
    {
      id: 'in-short',
      title: 'In short',
      body: [
        html`<div class="cards">${cards}</div>`,
        htmlTable(headlineTable(results)),
        htmlTable(timesTable(results)),
      ],
    },
    { id: 'errors', title: 'Errors', body: errorTables(results).map(htmlTable) },
    { id: 'targets', title: 'Targets', body: targets.map(htmlTable) },
    {
      id: 'example',
      title: 'One example, run by run',
      body: example === undefined ? [] : [card(example)],
    },
    { id: 'workloads', title: 'Workload by workload', body: workloadsBody(results) },
    {
      id: 'ratios',
      title: 'Against one thing at a time',
      body: comparisonTables(results).map(htmlTable),
    },
    {
      id: 'parts',
      title: 'What each part of toolc gives',
      body: ablationTables(results).map(htmlTable),
    },
    { id: 'faults', title: 'When things go wrong', body: faultsBody(faults) },
    { id: 'paper', title: 'The paper’s figures', body: paperBody(results) },
    {
      id: 'methods',
      title: 'How it is measured',
      body: [list(methodsOf(results)), htmlTable(runnersTable(results))],
    },
    { id: 'limits', title: 'What it does not say', body: [list(limitsOf(results))] },
  ];
}

function workloadsBody(results: Results): readonly Html[] {
  const charts = results.workloads.map(({ name, title, shows }) =>
    card(
      html`<h3>${title}</h3>
        <p class="quiet">Shows ${shows}.</p>
        ${workloadChart(results, name)}`,
    ),
  );
  const tables = results.workloads.map(({ name }) =>
    folded(`All figures of ${name}`, workloadTable(results, name)),
  );
  return [
    html`<div class="cards">${charts}</div>`,
    html`<p class="quiet">${workloadColumns}</p>`,
    ...tables,
  ];
}

/** The first is over all faults. */
function faultsBody([overview, ...others]: readonly Table[]): readonly Html[] {
  if (overview === undefined) return [];
  return [htmlTable(overview), ...others.map((table) => folded(table.title, table))];
}

function paperBody(results: Results): readonly Html[] {
  const tables = paperTables(results);
  return tables.length === 0 ? [] : [...tables.map(htmlTable), list([paperNote])];
}

function card(content: Html): Html {
  return html`<div class="card">${content}</div>`;
}

function folded(summary: string, table: Table): Html {
  return html`<details>
    <summary>${summary}</summary>
    ${htmlTable(table)}
  </details>`;
}

function list(sentences: readonly string[]): Html {
  return html`<ul>
    ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
  </ul>`;
}
