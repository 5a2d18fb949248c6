import { loadPeers } from '../../peers/load-peers.ts';
import type { Case } from '../case.ts';
import type { Runner } from '../runner.ts';
import { createRunners } from '../runners/index.ts';
import { type CaseSource, datasetSource, workloadSource } from './case-source.ts';
import type { Column, LaneJob, LaneSetup, LaneTold } from './race-process.ts';
import { fetchCalls } from './record-server.ts';
import { warmUpSeed } from './results.ts';
import { type Lane, runCell } from './run-cell.ts';
import { startProvider } from '../provider/provider.ts';
import { compareTwo } from '../workloads/compare-two.ts';

/**
 * A process with runners in it, for a few lanes: each runs one cell at a time. Told once where the model
 * is, then one column (a runner on a workload, seed by seed) a lane at a time. Ends with its parent.
 */
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit());
process.on('unhandledRejection', (reason) => {
  // A runner's own: it is said, and the cells of the other lanes go on.
  process.stderr.write(`A runner left a rejection unhandled: ${String(reason)}\n`);
});
process.once('message', (setup) => {
  // Only race-process.ts sends here.
  void open(setup as LaneSetup);
});

async function open(setup: LaneSetup): Promise<void> {
  const runners = [...createRunners(), ...(setup.withPeers ? await loadPeers() : [])];
  const source = await sourceOf(setup);
  const scope = { setup, runners, source };
  await warmUp(scope);
  process.on('message', (job) => void work(job as LaneJob, scope));
  tell({ kind: 'ready' });
}

interface Scope {
  readonly setup: LaneSetup;
  readonly runners: readonly Runner[];
  readonly source: CaseSource;
}

async function work({ lane: name, column }: LaneJob, scope: Scope): Promise<void> {
  try {
    await runColumn(name, column, scope);
    tell({ kind: 'done', lane: name });
  } catch (thrown) {
    const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    tell({ kind: 'failed', lane: name, message });
  }
}

async function runColumn(name: string, column: Column, scope: Scope): Promise<void> {
  const { setup, source } = scope;
  const { model, timeoutMs } = setup.settings;
  const { workload } = column;
  const runner = runnerOf(column, scope);
  const lane = laneOf(name, setup);
  // A program makes its clients and compilers once: this lane's are there before it is measured.
  if (model.kind === 'simulated') {
    await runUnmeasured(runner, source.caseOf(workload, warmUpSeed), lane);
  }
  for (const seed of column.seeds) {
    const raceCase = source.caseOf(workload, seed);
    const { execute } = source;
    const cell = await runCell({ runner, workload, seed, raceCase, lane, timeoutMs, execute });
    tell({ kind: 'cell', lane: name, cell });
  }
}

function runnerOf({ runner }: Column, { runners }: Scope): Runner {
  const found = runners.find(({ name }) => name === runner);
  if (found === undefined) throw new Error(`There is no runner "${runner}".`);
  return found;
}

function laneOf(name: string, { baseUrl, recordUrl, settings: { model } }: LaneSetup): Lane {
  return {
    baseUrl,
    apiKey: name,
    takeCalls: () => fetchCalls(recordUrl, name),
    ...(model.kind === 'real' ? { model: () => model.name } : {}),
  };
}

/**
 * Loads and compiles the code of all that may be raced, before any process measures anything: first runs
 * take up to half a second of this process, in which its other lanes would stand still.
 */
async function warmUp(scope: Scope): Promise<void> {
  const { setup, runners, source } = scope;
  if (setup.settings.model.kind === 'real') return warmUpApart(runners);
  const lane = laneOf(`warm-up-${process.pid}`, setup);
  for (const column of setup.columns) {
    const raceCase = source.caseOf(column.workload, warmUpSeed);
    await runUnmeasured(runnerOf(column, scope), raceCase, lane);
  }
}

/** A real model is not asked for nothing: a simulated one of this process is. */
async function warmUpApart(runners: readonly Runner[]): Promise<void> {
  const raceCase = compareTwo.make(warmUpSeed);
  const provider = await startProvider({ cases: [], untimed: [raceCase] });
  const lane: Lane = { baseUrl: provider.url, apiKey: 'warm-up', takeCalls: () => [] };
  for (const runner of runners) await runUnmeasured(runner, raceCase, lane);
  await provider.close();
}

/** The tools take no time, nor does a model that knows the case as untimed. */
async function runUnmeasured(runner: Runner, raceCase: Case, lane: Lane): Promise<void> {
  const tools = raceCase.tools.map((tool) => ({ ...tool, latencyMs: () => 0 }));
  const untimed = { ...raceCase, tools };
  const cell = { runner, workload: 'warm-up', seed: warmUpSeed, raceCase: untimed, lane };
  await runCell({ ...cell, timeoutMs: WARM_UP_LIMIT_MS });
}

/** A runner that hangs even so shows it again when it is measured. */
const WARM_UP_LIMIT_MS = 10_000;

async function sourceOf({ settings, datasetFile }: LaneSetup): Promise<CaseSource> {
  const { dataset, model } = settings;
  if (dataset === undefined || datasetFile === undefined) return workloadSource(model.kind);
  return datasetSource({ ...dataset, file: datasetFile });
}

function tell(told: LaneTold): void {
  process.send?.(told);
}
