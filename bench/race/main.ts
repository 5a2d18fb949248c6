import { join, relative } from 'node:path';
import { hasPeers, loadPeers } from '../peers/load-peers.ts';
import { readDataset } from './datasets/datasets.ts';
import { machineLine } from './measure/machine.ts';
import { checkOutputs } from './measure/outputs.ts';
import { type Options, readOptions } from './measure/options.ts';
import { planRace } from './measure/plan-race.ts';
import { createProgress } from './measure/progress.ts';
import { race } from './measure/race.ts';
import type { Results } from './measure/results.ts';
import {
  openColumns,
  openResultsFile,
  putAside,
  readResultsFile,
  startFrom,
} from './measure/results-file.ts';
import { whyMissedLines } from './measure/target-tables.ts';
import {
  type Outputs,
  outputsIn,
  publications,
  publish,
  writeReports,
} from './measure/write-reports.ts';
import { readmeSection } from './report/readme-section.ts';
import { errorLines } from './report/tables/error-table.ts';
import { createRunners } from './runners/index.ts';

const root = join(import.meta.dirname, '../..');

/** `npm run bench`: races, and writes what came of it. */
async function main(options: Options): Promise<void> {
  const which = options.peers === true ? 'peers' : 'race';
  const outputs = outputsIn(options.out ?? join(root, 'bench/results'), which);
  const path = outputs.json;
  if (options.publish === true) return publishLast(path, which);
  checkOutputs(Object.values(outputs), 'choose another folder with --out, or make room there');
  const withPeers = options.peers === true && hasPeers();
  const runners = [...createRunners(), ...(options.peers === true ? await loadPeers() : [])];
  const fresh = planRace(await fitDataset(options), runners);
  const start = startFrom(path, fresh, options.fresh !== true);
  if (start.displaced !== undefined) {
    const [from, to] = [path, putAside(path)].map((each) => relative(process.cwd(), each));
    process.stderr.write(`${from} is kept as ${to}: ${start.displaced}\n`);
  }
  const file = openResultsFile(path, start.results);
  const { cells } = file.results();
  const total = openColumns(file.results()).reduce((sum, { seeds }) => sum + seeds.length, 0);
  const progress = createProgress(process.stderr, { total });
  progress.say(machineLine(fresh.machine));
  if (cells.length > 0) progress.say(`${cells.length} cells are there from an interrupted race`);
  const stopped = new AbortController();
  const stop = (): void => stopped.abort(new Error('stopped'));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const apiKey = process.env[options.apiKeyEnv] ?? '';
    const datasetFile = options.file;
    await race({ file, progress, apiKey, datasetFile, withPeers, signal: stopped.signal });
    progress.end();
    report(file.results(), outputs);
  } catch (thrown) {
    if (!stopped.signal.aborted) throw thrown;
    const kept = file.results().cells.length;
    progress.say(
      `Stopped. ${kept} cells are kept in ${relative(process.cwd(), path)}; the same command goes on from there.`,
    );
    process.exitCode = 130;
  }
}

/** What came of it, on stdout, and more in files. */
function report(results: Results, { json, markdown, page }: Outputs): void {
  const tell = (line: string): unknown => process.stderr.write(`${line}\n`);
  const written = writeReports(results, { markdown, page, tell });
  const lines = [
    ...(results.settings.model.kind === 'simulated'
      ? ['Models and tools are simulated; what is measured is orchestration.']
      : []),
    readmeSection(results),
    ...errorLines(results),
    ...whyMissedLines(results),
    ...[json, ...written].map((file) => relative(process.cwd(), file)),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function readLast(path: string): Results | undefined {
  try {
    return readResultsFile(path);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const name = relative(process.cwd(), path);
    throw new Error(`${name} cannot be published: ${why} Run npm run bench again.`, { cause });
  }
}

async function publishLast(path: string, which: keyof typeof publications): Promise<void> {
  const results = readLast(path);
  if (results === undefined) {
    const command = which === 'peers' ? 'npm run bench:peers' : 'npm run bench';
    throw new Error(
      `There are no results in ${relative(process.cwd(), path)}. Run ${command} first.`,
    );
  }
  for (const file of await publish(results, root, publications[which])) {
    process.stdout.write(`${relative(process.cwd(), file)}\n`);
  }
}

/** As many seeds as the file has questions, at most. */
async function fitDataset(options: Options): Promise<Options> {
  const { dataset, file, seeds } = options;
  if (dataset === undefined || file === undefined) return options;
  const questions = await readDataset(dataset, file);
  return { ...options, seeds: Math.min(seeds ?? 10, questions.length) };
}

main(readOptions(process.argv.slice(2))).catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 1;
});
