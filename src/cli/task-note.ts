import type { Outcome, RunState, TaskState } from '../index.ts';
import { cleanLine } from './clean-text.ts';

/** What to say of a task beside its call, on one line; empty where its state says all. */
export function taskNote(task: TaskState, state: RunState): string {
  if (task.outcome !== undefined) return outcomeNote(task.outcome);
  if (task.state === 'waiting') return waitNote(task, state);
  const { started, ended, failed } = task.children;
  if (started === 0) return '';
  const lost = failed === 0 ? '' : `, ${failed} not ok`;
  return `${ended} of ${started} calls ended${lost}`;
}

/** Why an outcome is what it is; for a good one, only what is not usual. */
export function outcomeNote(outcome: Outcome): string {
  switch (outcome.status) {
    case 'ok': {
      const holes = outcome.holes?.length ?? 0;
      const tries = outcome.attempts > 1 ? `${outcome.attempts} tries` : '';
      return [tries, holes > 0 ? `${holes} without result` : ''].filter(Boolean).join(', ');
    }
    case 'failed':
      return cleanLine(`${outcome.error.code}: ${outcome.error.message}`);
    case 'skipped':
    case 'cancelled':
      return cleanLine(outcome.cause.message);
  }
}

function waitNote(task: TaskState, state: RunState): string {
  const open = task.dependencies.filter((id) => state.tasks.get(id)?.outcome === undefined);
  if (open.length > 0) {
    const named = open.slice(0, 3).map((id) => `$${id}`);
    return `waits for ${named.join(', ')}${open.length > 3 ? ' …' : ''}`;
  }
  const isStreaming = state.plans.at(-1)?.status === 'streaming';
  return task.effect === 'write' && isStreaming ? "waits for the plan's end" : 'waits its turn';
}
