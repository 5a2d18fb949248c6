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
  if (setup.settings.model.kind === 'real') await warmUp(runners);
  process.on('message', (job) => void work(job as LaneJob, { setup, runners, source }));
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
  const runner = scope.runners.find((each) => each.name === column.runner);
  if (runner === undefined) throw new Error(`There is no runner "${column.runner}".`);
  const lane: Lane = {
    baseUrl: setup.baseUrl,
    apiKey: name,
    takeCalls: () => fetchCalls(setup.recordUrl, name),
    ...(model.kind === 'real' ? { model: () => model.name } : {}),
  };
  const run = (seed: number, raceCase: Case): ReturnType<typeof runCell> =>
    runCell({ runner, workload, seed, raceCase, lane, timeoutMs, execute: source.execute });
  // A program answers more than one question: clients, compilers and code are warm.
  if (model.kind === 'simulated')
    await run(warmUpSeed, untimed(source.caseOf(workload, warmUpSeed)));
  for (const seed of column.seeds) {
    tell({ kind: 'cell', lane: name, cell: await run(seed, source.caseOf(workload, seed)) });
  }
}

/** A real model is not asked for nothing: this process's code is warmed up by a simulated one. */
async function warmUp(runners: readonly Runner[]): Promise<void> {
  const raceCase = untimed(compareTwo.make(warmUpSeed));
  const provider = await startProvider({ cases: [], untimed: [raceCase] });
  const lane: Lane = { baseUrl: provider.url, apiKey: 'warm-up', takeCalls: () => [] };
  const cell = { workload: compareTwo.name, seed: warmUpSeed, raceCase, lane };
  for (const runner of runners) await runCell({ ...cell, runner, timeoutMs: 10_000 });
  await provider.close();
}

function untimed(raceCase: Case): Case {
  return { ...raceCase, tools: raceCase.tools.map((tool) => ({ ...tool, latencyMs: () => 0 })) };
}

async function sourceOf({ settings, datasetFile }: LaneSetup): Promise<CaseSource> {
  const { dataset, model } = settings;
  if (dataset === undefined || datasetFile === undefined) return workloadSource(model.kind);
  return datasetSource({ ...dataset, file: datasetFile });
}

function tell(told: LaneTold): void {
  process.send?.(told);
}
