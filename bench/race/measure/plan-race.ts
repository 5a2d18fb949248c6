import { basename } from 'node:path';
import { timings } from '../provider/timing.ts';
import type { Runner } from '../runner.ts';
import { workloads } from '../workloads/index.ts';
import { boundsOf } from './bounds.ts';
import { type Choice, choose } from './choose.ts';
import { describeMachine } from './machine.ts';
import type { Options } from './options.ts';
import { type CaseBounds, type Results, type Settings, warmUpSeed } from './results.ts';

/** Of the simulator's jitter. */
const JITTER_SEED = 1;
const SEEDS = { quick: 1, standard: 3, full: 20 } as const;
const LANES = { simulated: 10, real: 2 } as const;
/** One of each kind, without the workloads in which one call a turn takes half a minute. */
const QUICK_WITHOUT = ['game-of-24', 'quick-tools'];
const QUICK = [
  ...['react', 'native-parallel', 'code-parallel', 'code-finish'],
  ...['toolc', 'toolc-finish', 'floor'],
];
/** Beside the peers, which stand in a race of their own: what they are compared with. */
const BESIDE_PEERS = ['native-parallel', 'toolc', 'toolc-finish', 'floor'];

/** The race that the options ask for, with no cell run. Throws where they ask for what there is not. */
export function planRace(options: Options, runners: readonly Runner[]): Results {
  const settings = settingsOf(options);
  const { workloads: raced, runners: racing } = choiceOf(options, runners);
  const bounds = options.dataset === undefined ? boundsFor(settings, raced) : [];
  return {
    version: 1,
    startedAt: new Date().toISOString(),
    settings,
    machine: describeMachine(),
    workloads: raced.map(({ name, title, shows }) => ({ name, title, shows })),
    runners: racing.map(({ name, title, about }) => ({ name, title, about })),
    bounds,
    cells: [],
  };
}

interface Named {
  readonly name: string;
  readonly title: string;
  readonly shows: string;
}

function choiceOf(options: Options, runners: readonly Runner[]): Choice<Named, Runner> {
  const { quick, peers, dataset, model, filter = [] } = options;
  // Who names something wants it, however quick.
  const isShort = quick === true && filter.length === 0;
  const wanted = runners.filter(({ name }) => {
    // Code mode runs what a model writes, without a sandbox.
    if (model !== undefined && name.startsWith('code-')) return false;
    // The floor can read the plans of a perfect model only.
    if (model !== undefined && name === 'floor') return false;
    if (model !== undefined && ROLES_ONLY.includes(name)) return false;
    if (peers === true) return name.startsWith('peer-') || BESIDE_PEERS.includes(name);
    return !isShort || QUICK.includes(name);
  });
  const asked: Choice<Named, Runner> = {
    workloads:
      dataset === undefined
        ? workloads.filter(({ name }) => !isShort || !QUICK_WITHOUT.includes(name))
        : [{ name: dataset, title: dataset, shows: "the paper's own questions" }],
    runners: wanted,
  };
  return choose(asked, filter);
}

/** They differ from toolc by the role that the simulator plays: with a real model by nothing. */
const ROLES_ONLY = ['toolc-finish'];

function settingsOf(options: Options): Settings {
  const { quick, full, model, baseUrl, preset, dataset, file, tools, filter } = options;
  const kind = quick === true ? 'quick' : full === true ? 'full' : 'standard';
  const where: Settings['model'] =
    model !== undefined && baseUrl !== undefined
      ? { kind: 'real', name: model, baseUrl }
      : { kind: 'simulated', preset, timing: timings[preset], seed: JITTER_SEED };
  const count = options.seeds ?? SEEDS[kind];
  return {
    kind,
    isFiltered: filter !== undefined || count < SEEDS[kind] || preset !== 'typical',
    model: where,
    ...(dataset === undefined
      ? {}
      : { dataset: { name: dataset, file: basename(file ?? ''), tools } }),
    seeds: Array.from({ length: count }, (_, index) => warmUpSeed + 1 + index),
    lanes: options.lanes ?? LANES[where.kind],
    timeoutMs: options.timeout * 1_000,
  };
}

function boundsFor({ model, seeds }: Settings, raced: readonly Named[]): readonly CaseBounds[] {
  if (model.kind === 'real') return [];
  const { timing, seed: jitterSeed } = model;
  return raced.flatMap(({ name }) => {
    const workload = workloads.find((each) => each.name === name);
    if (workload === undefined) return [];
    return seeds.map((seed): CaseBounds => {
      const bounds = boundsOf(workload.make(seed), { timing, seed: jitterSeed });
      return { workload: name, seed, ...bounds };
    });
  });
}
