import { canonicalJson } from './core/canonical-json.ts';
import type { Outcome } from './core/outcome.ts';
import type { ScheduleTrace, Span, TaskTrace } from './run-schedule.ts';
import type { Schedule } from './schedule.ts';

/** What is kept of a schedule once it has been compared. */
export interface Observation {
  readonly schedule: Schedule;
  /** When each task ran; one that did not is absent. */
  readonly spans: ReadonlyMap<number, Span>;
  /** Tasks whose outcome is not the one of the plan's order. */
  readonly differing: ReadonlySet<number>;
}

/** A task that came to something else than in the plan's order. */
export interface Deviation {
  readonly taskId: number;
  /** The first observation with it. */
  readonly observation: Observation;
  readonly outcome: Outcome;
  /** In how many schedules. */
  count: number;
}

/**
 * Compares schedules with the plan's own order, one after another, and keeps of each only what is
 * needed to explain a difference: results may be large.
 */
export interface Comparison {
  add(trace: ScheduleTrace): void;
  readonly observations: readonly Observation[];
  /** By task, in the order in which they were seen. */
  readonly deviations: ReadonlyMap<number, Deviation>;
}

export function compareSchedules(reference: ScheduleTrace): Comparison {
  const expected = new Map<number, string>();
  for (const [id, { outcome }] of reference.tasks) expected.set(id, essenceOf(outcome));
  const observations: Observation[] = [];
  const deviations = new Map<number, Deviation>();

  return {
    add({ schedule, tasks }) {
      const spans = new Map<number, Span>();
      const differing = new Set<number>();
      const observation: Observation = { schedule, spans, differing };
      for (const [taskId, { outcome, span }] of tasks) {
        if (span !== undefined) spans.set(taskId, span);
        if (essenceOf(outcome) === expected.get(taskId)) continue;
        differing.add(taskId);
        const known = deviations.get(taskId);
        if (known !== undefined) known.count += 1;
        else deviations.set(taskId, { taskId, observation, outcome, count: 1 });
      }
      observations.push(observation);
    },
    observations,
    deviations,
  };
}

/** What must be the same in any order: status and value, or the code of the failure; not the words, not the times. */
function essenceOf(outcome: Outcome): string {
  if (outcome.status === 'failed') return `failed ${outcome.error.code}`;
  if (outcome.status !== 'ok') return `${outcome.status} ${outcome.cause.reason}`;
  const holes = (outcome.holes ?? []).map(({ index }) => String(index));
  return `ok ${holes.join(' ')} ${canonicalJson(outcome.value)}`;
}

/** The task whose difference explains this one's, if there is one: what it reads, or a write before it. */
export function followedTask(
  { planned, outcome }: Pick<TaskTrace, 'planned' | 'outcome'>,
  { differing }: Observation,
): number | undefined {
  const source = planned.dependencies.find((id) => differing.has(id));
  if (source !== undefined) return source;
  if (outcome.status === 'ok' || outcome.status === 'failed') return undefined;
  const { taskId } = outcome.cause;
  return taskId !== undefined && differing.has(taskId) ? taskId : undefined;
}
