import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFaultTables } from '../faults/read-fault-tables.ts';
import { markdownReport } from '../report/markdown-report.ts';
import { publishedText, whyNotPublished } from '../report/publish.ts';
import { readmeHeadline, readmeSection, replaceSection } from '../report/readme-section.ts';
import { reportPage } from '../report/report-page.ts';
import type { Table } from '../report/table.ts';
import { parseResults, type Results } from './results.ts';
import { readResultsFile } from './results-file.ts';
import { targetTables } from './target-tables.ts';

export interface ReportFiles {
  readonly markdown: string;
  readonly page: string;
  /** Of the robustness race; default where `npm run bench:faults` leaves them. */
  readonly faults?: string;
  /** Gets what the report has to do without. */
  readonly tell: (line: string) => void;
}

/** Writes the tables and the page of a race; returns the files. */
export function writeReports(results: Results, files: ReportFiles): readonly string[] {
  const extras = { targets: targetTables(results), faults: faultTables(results, files) };
  writeFileSync(files.markdown, markdownReport(results, extras));
  writeFileSync(files.page, reportPage(results, extras));
  return [files.markdown, files.page];
}

/** The files of a race. */
export interface Outputs extends Pick<ReportFiles, 'markdown' | 'page'> {
  readonly json: string;
}

export function outputsIn(folder: string, which: keyof typeof publications): Outputs {
  const at = (name: string): string => join(folder, name);
  return which === 'peers'
    ? { json: at('peers.json'), markdown: at('peers.md'), page: at('peers.html') }
    : { json: at('latest.json'), markdown: at('latest.md'), page: at('report.html') };
}

/**
 * Writes the reports of the races in `folder` anew, where they are of this build: so that a robustness race
 * stands in them, whichever was run first. Returns the files.
 */
export function renewReports(
  folder: string,
  { build, ...files }: Pick<ReportFiles, 'faults' | 'tell'> & { readonly build: string },
): readonly string[] {
  return (['race', 'peers'] as const).flatMap((which) => {
    const { json, ...outputs } = outputsIn(folder, which);
    try {
      const results = readResultsFile(json);
      return results?.machine.build === build
        ? writeReports(results, { ...outputs, ...files })
        : [];
    } catch (thrown) {
      files.tell(`${json} is left: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      return [];
    }
  });
}

/** A race of hours is not lost for the tables of another one. */
function faultTables({ machine }: Results, { faults, tell }: ReportFiles): readonly Table[] {
  try {
    return readFaultTables(machine.build, faults);
  } catch (thrown) {
    tell(
      `Without the robustness race: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    );
    return [];
  }
}

/** Where a published race stands: its file, and the sections of the README between markers of these names. */
export const publications = {
  race: {
    file: 'bench/results/published.json',
    sections: { bench: readmeSection, 'bench-headline': readmeHeadline },
  },
  peers: {
    file: 'bench/results/published-peers.json',
    sections: { 'bench-peers': readmeSection },
  },
} as const satisfies Record<string, Publication>;

interface Publication {
  readonly file: string;
  readonly sections: Readonly<Record<string, (results: Results) => string>>;
}

/** Writes the published file and the README's tables from it; throws where the results are not for that. */
export async function publish(
  results: Results,
  root: string,
  { file, sections }: Publication,
): Promise<readonly string[]> {
  const why = whyNotPublished(results);
  if (why !== undefined) throw new Error(`The last race is not published: ${why}.`);
  const published = join(root, file);
  const readme = join(root, 'README.md');
  const text = publishedText(results);
  const slim = parseResults(text);
  const document = Object.entries(sections).reduce(
    (changed, [name, write]) => replaceSection(changed, name, write(slim)),
    readFileSync(readme, 'utf8'),
  );
  // Only here: it takes a quarter of a second to load.
  const { format, resolveConfig } = await import('prettier');
  const config = await resolveConfig(readme);
  const formatted = await format(document, { ...config, filepath: readme });
  writeFileSync(published, text);
  writeFileSync(readme, formatted);
  return [published, readme];
}
