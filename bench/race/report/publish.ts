import type { Results } from '../measure/results.ts';
import { chooseExample } from './sections/timelines.ts';

/** Why these results are not for the README; undefined where they are. */
export function whyNotPublished({
  settings,
  workloads,
  runners,
  cells,
}: Results): string | undefined {
  const { kind, isFiltered, model, dataset, seeds } = settings;
  if (kind === 'quick')
    return 'it is a quick run; expected a standard or a full one: npm run bench';
  if (isFiltered) return 'it is filtered; expected all workloads and runners: npm run bench';
  if (model.kind !== 'simulated' || dataset !== undefined) {
    return 'it is not repeatable by anyone; expected the simulated model and the written workloads: npm run bench';
  }
  const wanted = workloads.length * runners.length * seeds.length;
  if (cells.length === wanted) return undefined;
  return `it has ${String(cells.length)} of ${String(wanted)} cells; let it finish: npm run bench`;
}

/** The same without what nothing published shows: of the spans only those of the example are kept, and times in tenths of ms. */
function slimResults(results: Results): Results {
  const example = chooseExample(results);
  const cells = results.cells.map((cell): Results['cells'][number] => {
    const isShown = cell.workload === example?.workload && cell.seed === example.seed;
    return isShown ? cell : { ...cell, calls: [], modelSpans: [] };
  });
  return { ...results, cells };
}

/** As the file has it: a line a cell, so that a change is seen in the cells that it touches. */
export function publishedText(results: Results): string {
  const { cells, ...others } = slimResults(results);
  const lines = cells.map((cell) => JSON.stringify(cell, tenths));
  const head = JSON.stringify(others, undefined, 1).slice(0, -2);
  return `${head},\n "cells": [\n${lines.join(',\n')}\n ]\n}\n`;
}

/** Times are in ms; what is finer is noise. */
function tenths(key: string, value: unknown): unknown {
  return key.endsWith('Ms') && typeof value === 'number' ? Math.round(value * 10) / 10 : value;
}
