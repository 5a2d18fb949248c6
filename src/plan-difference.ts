import { followedTask, type Deviation, type Observation } from './compare-schedules.ts';
import type { Outcome } from './core/outcome.ts';
import { describeDifference } from './describe-difference.ts';
import { findSuspect, type Suspect } from './find-suspect.ts';
import type { ScheduleTrace, Span, TaskTrace } from './run-schedule.ts';

/** A task that came to another outcome than in the plan's order. */
export interface PlanDifference {
  readonly taskId: number;
  readonly tool: string;
  /** The canonical statement. */
  readonly call: string;
  /** What its calls touch, as its tool's `resource` says; undefined where it has none. */
  readonly resources: readonly string[] | undefined;
  /**
   * `'order'`: it depends on what runs when. `'follows'`: it reads a task that differs. `'unstable'`:
   * it differs even where nothing was changed.
   */
  readonly kind: 'order' | 'follows' | 'unstable';
  /** In the plan's order, one call at a time. */
  readonly expected: Outcome;
  /** In `schedule`. */
  readonly got: Outcome;
  /** The first schedule in which it differs, from 1; 0 for the plan's order, run again. */
  readonly schedule: number;
  /** Calls at once in that schedule. */
  readonly concurrency: number;
  /** In how many schedules it differs. */
  readonly count: number;
  /** The ids of the tasks as they started in the plan's order, and in `schedule`. */
  readonly planOrder: readonly number[];
  readonly order: readonly number[];
  /** The two calls whose order probably makes the difference. */
  readonly suspect: Suspect | undefined;
  /** All of it in words, and what to do; a few lines. */
  readonly message: string;
}

/** Explains a deviation from the plan's own order by what all schedules showed. */
export function differenceOf(
  deviation: Deviation,
  reference: ScheduleTrace,
  observations: readonly Observation[],
): PlanDifference {
  const { taskId, observation, outcome, count } = deviation;
  const expected = reference.tasks.get(taskId);
  if (expected === undefined) throw new TypeError(`task ${String(taskId)} was not planned`);
  const isUnstable = observation.schedule.index === 0;
  const follows = followedTask({ ...expected, outcome }, observation);
  const kind = follows !== undefined ? 'follows' : isUnstable ? 'unstable' : 'order';
  const single = { taskId, reference: reference.tasks, observation, observations };
  const suspect = kind === 'order' ? findSuspect(single) : undefined;
  const schedules = observations.length;
  const finding = { expected, deviation, schedules, kind, follows, suspect } as const;
  return {
    taskId,
    tool: expected.planned.tool,
    call: expected.planned.call,
    resources: expected.resources,
    kind,
    expected: expected.outcome,
    got: outcome,
    schedule: observation.schedule.index,
    concurrency: observation.schedule.concurrency,
    count,
    planOrder: startOrder(spansOf(reference.tasks)),
    order: startOrder(observation.spans),
    suspect,
    message: describeDifference({ ...finding, tasks: reference.tasks }),
  };
}

type Spans = Observation['spans'];

function spansOf(tasks: ReadonlyMap<number, TaskTrace>): Spans {
  const spans: [number, Span][] = [];
  for (const [id, { span }] of tasks) if (span !== undefined) spans.push([id, span]);
  return new Map(spans);
}

function startOrder(spans: Spans): readonly number[] {
  return [...spans].sort(([, left], [, right]) => left.start - right.start).map(([id]) => id);
}
