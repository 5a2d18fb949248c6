import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { hasPeers, loadPeers } from '../../peers/load-peers.ts';
import { choose } from '../measure/choose.ts';
import { describeMachine, machineLine } from '../measure/machine.ts';
import { createProgress } from '../measure/progress.ts';
import { renewReports } from '../measure/write-reports.ts';
import { timings } from '../provider/timing.ts';
import type { Runner } from '../runner.ts';
import { type FaultOptions, readFaultOptions } from './fault-options.ts';
import { foldFaultCells, type FaultResults } from './fault-results.ts';
import { createFaultRunners } from './fault-runners.ts';
import { faultMarkdown, faultScreen } from './fault-text.ts';
import { faults, faultWorkloads } from './faults.ts';
import { faultResultsFile } from './read-fault-tables.ts';
import { runFaults } from './run-faults.ts';

const PRESET = 'fast';
/** Twice and more what the slowest runner takes where nothing goes wrong. */
const LIMIT_MS = 30_000;

/** `npm run bench:faults [-- --quick --filter fault/runner]`: the robustness race. */
async function main(options: FaultOptions): Promise<void> {
  const peers = options.peers && hasPeers() ? await loadPeers() : [];
  const all = { workloads: faults, runners: createFaultRunners(peers) };
  const chosen = choose(all, options.filter ?? [], 'fault');
  const seeds = Array.from({ length: options.quick ? 1 : (options.seeds ?? 3) }, (_, at) => at + 1);
  const startedAt = new Date().toISOString();
  const cells = await race(chosen, seeds);
  const named = { faults: chosen.workloads.map(nameOf), runners: chosen.runners.map(nameOf) };
  const machine = describeMachine();
  const results: FaultResults = {
    version: 1,
    startedAt,
    machine: machineLine(machine),
    build: machine.build,
    settings: {
      workloads: faultWorkloads.map(({ name }) => name),
      seeds,
      preset: PRESET,
      limitMs: LIMIT_MS,
    },
    ...named,
    rows: [...foldFaultCells(cells, named)],
  };
  process.stdout.write(`${faultScreen(results)}\n`);
  const isWhole = !options.quick && options.seeds === undefined && options.filter === undefined;
  const json = options.out ?? (isWhole ? faultResultsFile : undefined);
  if (json === undefined) return;
  write(json, `${JSON.stringify(results, null, 1)}\n`);
  write(json.replace(/(\.json)?$/, '.md'), faultMarkdown(results));
  if (json !== faultResultsFile) return;
  const tell = (line: string): unknown => process.stderr.write(`${line}\n`);
  for (const file of renewReports(dirname(json), { build: results.build, tell })) {
    tell(`wrote ${file}`);
  }
}

type Chosen = { readonly workloads: typeof faults; readonly runners: readonly Runner[] };

async function race(
  { workloads: met, runners }: Chosen,
  seeds: readonly number[],
): ReturnType<typeof runFaults> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort(new Error('Stopped.')));
  const total = met.length * runners.length * faultWorkloads.length * seeds.length;
  const progress = createProgress(process.stderr, { total });
  process.on('unhandledRejection', (reason) => progress.say(strayRejection(reason)));
  const cells = await runFaults({
    faults: met,
    runners,
    workloads: faultWorkloads,
    seeds,
    timing: timings[PRESET],
    limitMs: LIMIT_MS,
    onCell: ({ fault, runner, wallMs, outcome }) =>
      progress.add({ workload: fault, runner, wallMs, verdict: outcome }),
    signal: stop.signal,
  });
  progress.end();
  return cells;
}

function strayRejection(reason: unknown): string {
  return `A promise was rejected and nobody handled it, which ends a Node process by default: ${String(reason)}`;
}

function nameOf({ name, title, about }: Pick<Runner, 'name' | 'title' | 'about'>) {
  return { name, title, about };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  process.stderr.write(`wrote ${path}\n`);
}

try {
  await main(readFaultOptions(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
// Calls that never return keep what they wait with: the race is over.
process.exit();
