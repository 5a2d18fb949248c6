import type { Cell } from '../cell.ts';
import { showPercent, showSeconds } from '../report/show-numbers.ts';
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
  /** Undefined where a side never answered. */
  readonly measured: number | undefined;
  /**
   * The ratio if our runner took just what the simulator's own timings allow: its floor, or for `finish`
   * the floor of that. Undefined for tokens, and for plans that have no `finish`.
   */
  readonly allowed: number | undefined;
  /** How much of the allowed ratio is reached: 1 is all. */
  readonly share: number | undefined;
  /** The ratio is reached, and `LEAST_SHARE` of the allowed one, with every answer right on both sides. */
  readonly isMet: boolean;
  /** Where it was missed. */
  readonly why: string | undefined;
}

/** Of what the simulator's own bound allows, so much is to be reached, whatever the ratio. */
export const LEAST_SHARE = 0.95;

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
    ...each(all, { ...finish, baseline: 'code-finish', measure: 'time', wanted: 1.05 }),
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
  const { workload, runner, baseline, measure } = target;
  const seeds = seedsOf(results, target);
  const cellsOf = (name: string): readonly Cell[] =>
    results.cells.filter(
      (cell) => cell.workload === workload && cell.runner === name && seeds.has(cell.seed),
    );
  const sides = [runner, baseline].map((name): Side => ({ name, cells: cellsOf(name) }));
  if (sides.some(({ cells }) => cells.length === 0)) return undefined;
  const [own, other] = sides.map(({ cells }) => medianAmount(cells, measure));
  const wrong = sides.flatMap(wrongCount);
  if (own === undefined || other === undefined) {
    const none = { measured: undefined, allowed: undefined, share: undefined };
    return { ...target, ...none, isMet: false, why: wrong.join('; ') };
  }
  const ratio = (amountOfOurs: number): number =>
    measure === 'speed' ? other / amountOfOurs : amountOfOurs / other;
  const boundMs = measure === 'tokens' ? undefined : boundOf(results, target, seeds);
  const allowed = boundMs === undefined ? undefined : ratio(boundMs);
  const share = boundMs === undefined ? undefined : boundMs / own;
  const judged = { ...target, measured: ratio(own), allowed, share };
  const lostMs = own - (boundMs ?? own);
  const why =
    wrong.length > 0
      ? wrong.join('; ')
      : missed(judged, { lostMs, parts: boundParts(results, target, seeds) });
  return { ...judged, isMet: why === undefined, why };
}

/** Over the runs that gave an answer; undefined where none did. */
function medianAmount(cells: readonly Cell[], measure: Target['measure']): number | undefined {
  const answered = cells.filter(({ verdict }) => verdict !== 'crashed' && verdict !== 'hung');
  return median(
    answered.map(({ wallMs, promptTokens, completionTokens }) =>
      measure === 'tokens' ? promptTokens + completionTokens : wallMs,
    ),
  );
}

interface Side {
  readonly name: string;
  readonly cells: readonly Cell[];
}

/** None where every answer is right: a quick wrong one reaches nothing. */
function wrongCount({ name, cells }: Side): readonly string[] {
  const right = cells.filter(({ verdict }) => verdict === 'right').length;
  return right === cells.length ? [] : [`${right} of ${cells.length} answers of ${name} right`];
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

/** Of what our floor is made, in a clause; empty for `finish`, whose bound has no parts that are known. */
function boundParts(
  { bounds }: Results,
  { workload, runner }: Target,
  seeds: ReadonlySet<number>,
): string {
  const own = bounds.filter((bound) => bound.workload === workload && seeds.has(bound.seed));
  const joinedMs = median(own.map(({ idealMs }) => idealMs));
  const planningMs = median(own.map(({ floorMs, idealMs }) => floorMs - idealMs));
  if (runner !== 'toolc' || joinedMs === undefined || planningMs === undefined) return '';
  return `: planning adds ${showSeconds(planningMs)} to ${showSeconds(joinedMs)} of calls and joiner`;
}

/** Why the figures miss a target; undefined where they reach it. */
function missed(
  judged: Target & Pick<JudgedTarget, 'allowed' | 'share'> & { readonly measured: number },
  { lostMs, parts }: { readonly lostMs: number; readonly parts: string },
): string | undefined {
  const { measure, wanted, measured, allowed, share } = judged;
  const reaches = (ratio: number): boolean =>
    measure === 'speed' ? ratio >= wanted : ratio <= wanted;
  if (allowed === undefined || share === undefined) {
    return reaches(measured)
      ? undefined
      : `${measure === 'speed' ? 'less' : 'more'} ${measure} than was aimed at`;
  }
  const over = `${Math.round(lostMs)} ms over the bound`;
  const reached = `${showPercent(share)} of what the timings allow`;
  if (reaches(measured)) {
    if (share >= LEAST_SHARE) return undefined;
    return `the ratio is reached, but ${reached}, of ${showPercent(LEAST_SHARE)} wanted: ${over}`;
  }
  if (reaches(allowed)) return `${over}; ${reached} is reached`;
  const limit = `${allowed.toFixed(2)} at ${measure === 'speed' ? 'most' : 'least'}`;
  return `the simulated timings allow ${limit}${parts}; ${reached} is reached`;
}
