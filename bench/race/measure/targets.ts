import type { Cell } from '../cell.ts';
import { median } from '../report/spread.ts';
import type { Results } from './results.ts';

/** What is to be reached against one baseline on one workload. */
export interface Target {
  /** Runner names. */
  readonly runner: 'toolc' | 'toolc-finish';
  readonly baseline: string;
  readonly workload: string;
  /** Only of cases of this depth. */
  readonly depth?: number;
  /** `speed`: baseline's time over ours, at least; `time` and `tokens`: ours over the baseline's, at most. */
  readonly measure: 'speed' | 'time' | 'tokens';
  readonly wanted: number;
}

/** A target and what came of it. Ratios are of medians. */
export interface JudgedTarget extends Target {
  readonly measured: number;
  /**
   * The ratio if our runner took just what the simulator's own timings allow: its floor, or for `finish`
   * the floor of that. Undefined for tokens, and for plans that have no `finish`.
   */
  readonly allowed: number | undefined;
  /** How much of the allowed ratio is reached: 1 is all. */
  readonly share: number | undefined;
  readonly isMet: boolean;
  /** Where it was missed. */
  readonly why: string | undefined;
}

/** Judges the targets for which there are cells, baseline by baseline; none with a real model. */
export function judgeTargets(results: Results): readonly JudgedTarget[] {
  if (results.settings.model.kind === 'real') return [];
  return targetsFor(results).flatMap((target) => judge(results, target) ?? []);
}

const JOINED = ['compare-two', 'eight-at-once', 'mixed'];
/** On one call planning has to lose: there is no target. */
const ONE_CALL = 'one-call';
/** The peer that is no loop: it plans as toolc does. It is reported beside the others, without a target. */
const PEER_PLANNER = 'peer-langgraph-llmcompiler';
/** Against the loops; slower than this nowhere. */
const NEVER_SLOWER = 1.15;

function targetsFor({ workloads, runners }: Results): readonly Target[] {
  const all = workloads.map(({ name }) => name);
  const planned = all.filter((name) => name !== ONE_CALL);
  const loops = runners
    .map(({ name }) => name)
    .filter((name) => name === PARALLEL || (name.startsWith('peer-') && name !== PEER_PLANNER));
  const plain = { runner: 'toolc' } as const;
  const finish = { runner: 'toolc-finish' } as const;
  const each = (names: readonly string[], target: Omit<Target, 'workload'>): readonly Target[] =>
    names.map((workload) => ({ ...target, workload }));
  return [
    ...each(all, { ...plain, baseline: 'floor', measure: 'time', wanted: 1.03 }),
    ...each(JOINED, { ...finish, baseline: 'floor', measure: 'time', wanted: 0.82 }),
    ...each(['uneven-branches'], { ...finish, baseline: 'floor', measure: 'time', wanted: 0.88 }),
    ...loops.flatMap((baseline) => loopTargets(baseline, planned, each)),
    ...each(['eight-at-once'], { ...plain, baseline: 'react', measure: 'speed', wanted: 3.5 }),
    ...each(['compare-two', 'mixed'], {
      ...plain,
      baseline: 'react',
      measure: 'speed',
      wanted: 2.2,
    }),
    ...each(['uneven-branches'], { ...plain, baseline: PARALLEL, measure: 'tokens', wanted: 0.7 }),
    ...each(['mixed'], { ...plain, baseline: PARALLEL, measure: 'tokens', wanted: 0.9 }),
    ...each(['mixed'], { ...finish, baseline: PARALLEL, measure: 'tokens', wanted: 0.5 }),
    ...each(all, { ...plain, baseline: 'code-serial', measure: 'speed', wanted: 1 }),
    ...each(all, { ...plain, baseline: 'code-parallel', measure: 'time', wanted: 1.05 }),
  ];
}

const PARALLEL = 'native-parallel';

function loopTargets(
  baseline: string,
  planned: readonly string[],
  each: (names: readonly string[], target: Omit<Target, 'workload'>) => readonly Target[],
): readonly Target[] {
  const plain = { runner: 'toolc', baseline, measure: 'speed' } as const;
  const special = ['uneven-branches', 'mixed'];
  const others = planned.filter((name) => !special.includes(name));
  return [
    ...each(['uneven-branches'], { ...plain, wanted: 1.5 }),
    ...each(['mixed'], { ...plain, wanted: 1.15 }),
    ...each(['mixed'], { ...plain, depth: 3, wanted: 1.4 }),
    ...each(['mixed'], { ...plain, runner: 'toolc-finish', wanted: 1.6 }),
    ...each(others, { ...plain, measure: 'time', wanted: NEVER_SLOWER }),
  ];
}

function judge(results: Results, target: Target): JudgedTarget | undefined {
  const { workload, runner, baseline, measure, wanted } = target;
  const seeds = seedsOf(results, target);
  const answered = (name: string): readonly Cell[] =>
    results.cells.filter(
      (cell) =>
        cell.workload === workload &&
        cell.runner === name &&
        seeds.has(cell.seed) &&
        cell.verdict !== 'crashed' &&
        cell.verdict !== 'hung',
    );
  const amount = ({ wallMs, promptTokens, completionTokens }: Cell): number =>
    measure === 'tokens' ? promptTokens + completionTokens : wallMs;
  const own = median(answered(runner).map(amount));
  const other = median(answered(baseline).map(amount));
  if (own === undefined || other === undefined) return undefined;
  const ratio = (amountOfOurs: number): number =>
    measure === 'speed' ? other / amountOfOurs : amountOfOurs / other;
  const boundMs = measure === 'tokens' ? undefined : boundOf(results, target, seeds);
  const measured = ratio(own);
  const isMet = measure === 'speed' ? measured >= wanted : measured <= wanted;
  const allowed = boundMs === undefined ? undefined : ratio(boundMs);
  const share = boundMs === undefined ? undefined : boundMs / own;
  const why = isMet
    ? undefined
    : reason({ target, allowed, share, lostMs: own - (boundMs ?? own) });
  return { ...target, measured, allowed, share, isMet, why };
}

function seedsOf({ bounds, settings }: Results, { workload, depth }: Target): ReadonlySet<number> {
  if (depth === undefined) return new Set(settings.seeds);
  const deep = bounds.filter((bound) => bound.workload === workload && bound.depth === depth);
  return new Set(deep.map(({ seed }) => seed));
}

function boundOf(
  { bounds }: Results,
  { workload, runner }: Target,
  seeds: ReadonlySet<number>,
): number | undefined {
  const own = bounds.filter((bound) => bound.workload === workload && seeds.has(bound.seed));
  return median(
    own
      .map(({ floorMs, finishMs }) => (runner === 'toolc' ? floorMs : finishMs))
      .filter((value) => value !== undefined),
  );
}

interface Miss {
  readonly target: Target;
  readonly allowed: number | undefined;
  readonly share: number | undefined;
  readonly lostMs: number;
}

function reason({ target, allowed, share, lostMs }: Miss): string {
  if (allowed === undefined || share === undefined) return 'more tokens than was aimed at';
  const within = target.measure === 'speed' ? allowed >= target.wanted : allowed <= target.wanted;
  const reached = `${Math.round(share * 100)} % of what the timings allow is reached`;
  if (!within) return `the simulated timings allow ${allowed.toFixed(2)} at most; ${reached}`;
  return `${Math.round(lostMs)} ms over the bound; ${reached}`;
}
