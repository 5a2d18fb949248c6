import type { Results } from '../../../bench/race/measure/results.ts';

type Cell = Results['cells'][number];

/** Times in ms of each runner on each workload with seed 1; seed 2 takes 100 more. */
const times: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'compare-two': { react: 2700, 'native-parallel': 1600, toolc: 1700, 'toolc-finish': 1000 },
  'uneven-branches': { react: 18000, 'native-parallel': 9000, toolc: 5000, 'toolc-finish': 4000 },
};

/** Results that nobody measured, for tests of what is made of them. */
export function madeUpResults(change: (cell: Cell) => Cell = (cell) => cell): Results {
  const names = ['react', 'native-parallel', 'toolc', 'toolc-finish', 'toolc-plain'];
  const seeds = [1, 2];
  const cells = Object.keys(times).flatMap((workload) =>
    names.flatMap((runner) => seeds.map((seed) => change(madeUpCell({ workload, runner, seed })))),
  );
  return {
    version: 1,
    startedAt: '2026-01-02T03:04:05.000Z',
    settings: {
      kind: 'standard',
      isFiltered: false,
      model: {
        kind: 'simulated',
        preset: 'typical',
        timing: { firstTokenMs: 400, promptTokenMs: 0.05, tokenMs: 12.5, jitter: 0.1 },
        seed: 1,
      },
      seeds,
      lanes: 4,
      timeoutMs: 120_000,
    },
    machine: {
      node: 'v20.0.0',
      system: 'linux',
      processor: 'a processor',
      cores: 2,
      memoryGb: 8,
      toolc: '0.1.0',
      build: '3f9c2ab',
    },
    workloads: Object.keys(times).map((name) => ({
      name,
      title: `${name}: made up`,
      shows: 'nothing',
    })),
    runners: names.map((name) => ({
      name,
      title: `${name} (title)`,
      about: `how ${name} is set up`,
    })),
    bounds: Object.keys(times).flatMap((workload) =>
      seeds.map((seed) => ({
        ...{ workload, seed, depth: 2 },
        floorMs: timeOf(workload, 'toolc') - 50,
        idealMs: 900,
        finishMs: timeOf(workload, 'toolc-finish') - 50,
      })),
    ),
    cells,
  };
}

interface Place {
  readonly workload: string;
  readonly runner: string;
  readonly seed: number;
}

function madeUpCell({ workload, runner, seed }: Place): Cell {
  const wallMs = timeOf(workload, runner) + (seed - 1) * 100;
  return {
    ...{ workload, runner, seed, wallMs, answer: 'an answer', verdict: 'right' },
    ...{ turns: 2, promptTokens: runner === 'toolc' ? 900 : 1000, completionTokens: 100 },
    ...{ firstToolMs: 500, firstAnswerMs: wallMs - 100, readyToStartMs: 1.26 },
    ...{ toolCalls: 2, wasted: 0, peakInFlight: 2, loopDelayMs: 1, longestDelayMs: 2 },
    calls: [
      { tool: 'search', startMs: 500, endMs: 900 },
      { tool: 'search', startMs: 510, endMs: 800 },
    ],
    modelSpans: [
      { role: 'sim-planner', startMs: 1, firstTextMs: 400, endMs: 700 },
      { role: 'sim-joiner', startMs: 900, firstTextMs: wallMs - 100, endMs: wallMs },
    ],
  };
}

function timeOf(workload: string, runner: string): number {
  return times[workload]?.[runner] ?? 2000;
}
