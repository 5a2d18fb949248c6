import type { Fact, RunEvent } from '../../src/core/events.ts';
import type { Outcome } from '../../src/core/outcome.ts';
import { foldAll } from '../../src/fold.ts';
import { type RunState } from '../../src/run-state.ts';

/** Facts as events, 100 ms apart unless a time is given. */
export function eventsOf(facts: readonly (Fact & { at?: number; round?: number })[]): RunEvent[] {
  return facts.map((fact, seq) => ({
    ...fact,
    seq,
    at: fact.at ?? seq * 100,
    round: fact.round ?? 1,
  }));
}

export function stateOf(facts: readonly (Fact & { at?: number; round?: number })[]): RunState {
  return foldAll(eventsOf(facts));
}

export const start: Fact = {
  type: 'run-start',
  runId: 'run',
  question: 'How high is K2?',
  models: { planner: 'p', joiner: 'j' },
};

export const planStart: Fact = { type: 'plan-start', source: 'planner' };
export const planEnd: Fact = { type: 'plan-end', status: 'ok', terminal: 'join' };

export function planned(
  taskId: number,
  options: Partial<Extract<Fact, { type: 'task-planned' }>> = {},
): Fact {
  return {
    type: 'task-planned',
    taskId,
    tool: 'height',
    call: `${taskId}. height("peak ${taskId}")`,
    dependencies: [],
    effect: 'read',
    mapped: false,
    ...options,
  };
}

export function started(taskId: number, options: { attempt?: number; path?: string } = {}): Fact {
  return { type: 'task-start', taskId, tool: 'height', attempt: 1, ...options };
}

export function ended(taskId: number, outcome: Partial<Outcome> = {}, path?: string): Fact {
  const full = {
    status: 'ok',
    value: 1,
    startedAt: 0,
    endedAt: 840,
    attempts: 1,
    ...outcome,
  } as Outcome;
  return { type: 'task-end', taskId, outcome: full, ...(path === undefined ? {} : { path }) };
}
