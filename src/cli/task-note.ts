import type { EventOf, Failure, Outcome, RunState, TaskState } from '../index.ts';
import { cleanLine } from './clean-text.ts';
import { formatDuration } from './format-duration.ts';

/**
 * What to say of a task beside its call, on one line; empty where its state says all. `at` is now, in
 * ms since the run began: a wait whose length is known is counted down.
 */
export function taskNote(task: TaskState, state: RunState, at: number): string {
  if (task.outcome !== undefined) return endNote(task, task.outcome, state);
  const gate = task.waits === undefined ? [] : [gateNote(task.waits, at)];
  const before = task.state === 'waiting' && gate.length === 0 ? [waitNote(task, state)] : [];
  // What counts now first: the line may be cut.
  return joined([...childNotes(task), ...gate, ...retryNotes(task, at), ...before]);
}

/** True while nothing of a task runs because its failed attempt is to be tried again. */
export function isBackingOff({ outcome, lastRetry }: TaskState, at: number): boolean {
  if (outcome !== undefined || lastRetry === undefined || lastRetry.path !== undefined)
    return false;
  return at < lastRetry.at + lastRetry.waitMs;
}

/** What to say of a task that ended so. */
export function endNote(task: TaskState, outcome: Outcome, state: RunState): string {
  const { tool, retries, late } = task;
  const ofChildren = retries - Math.max(0, outcome.attempts - 1);
  return joined([
    outcomeNote(outcome, tool),
    outcome.startedAt !== undefined && isEdited(task, state) ? 'with edited arguments' : '',
    ofChildren > 0 ? retriesWords(ofChildren) : '',
    late === undefined ? '' : `its call went on and ended: ${late.status}`,
  ]);
}

/** Why an outcome is what it is; for a good one, only what is not usual. `tool`: of its task. */
export function outcomeNote(outcome: Outcome, tool?: string): string {
  switch (outcome.status) {
    case 'ok': {
      const { attempts, fallbackFor, reused } = outcome;
      const holes = outcome.holes?.length ?? 0;
      return joined([
        attempts > 1 ? `${attempts} tries` : '',
        holes > 0 ? `${holes} without result` : '',
        reused === undefined ? '' : reusedWords[reused],
        fallbackFor === undefined ? '' : `fallback for ${failureWords(fallbackFor, tool)}`,
      ]);
    }
    case 'failed':
      return joined([
        failureWords(outcome.error, tool),
        outcome.attempts > 1 ? `${outcome.attempts} tries` : '',
      ]);
    case 'skipped':
    case 'cancelled':
      return cleanLine(outcome.cause.message);
  }
}

/** `waits 1.20s for the rate of "search"`: the time first, for the line may be cut. */
export function gateNote(wait: EventOf<'task-wait' | 'model-wait'>, at: number): string {
  const { gate, reason, waitMs } = wait;
  const words = { concurrency: 'a permit', rate: 'the rate', pause: 'the pause' } as const;
  const leftMs = waitMs === undefined ? 0 : wait.at + waitMs - at;
  const left = leftMs > 0 ? ` ${formatDuration(leftMs)}` : '';
  return `waits${left} for ${words[reason]} of "${cleanLine(gate)}"`;
}

/** What the task's own tool threw in its own words: that it failed, and which, stands beside it. */
export function failureWords({ code, message }: Failure, tool?: string): string {
  const known = `${tool ?? ''} failed: `;
  const isOwn = code === 'tool.threw' && message.startsWith(known);
  return cleanLine(isOwn ? message.slice(known.length) : `${code}: ${message}`);
}

const reusedWords = { flight: 'shared with an equal call', cache: 'from the cache' } as const;

function retryNotes(task: TaskState, at: number): readonly string[] {
  const { tool, lastRetry, retries } = task;
  if (lastRetry === undefined) return [];
  const { attempt, path, error, waitMs } = lastRetry;
  const why = failureWords(error, tool);
  if (path !== undefined) return [`${retriesWords(retries)}, the last for ${why}`];
  if (!isBackingOff(task, at)) return [`try ${attempt + 1} after ${why}`];
  const left = formatDuration(lastRetry.at + waitMs - at);
  return [`try ${attempt} failed, next in ${left}: ${why}`];
}

function childNotes({ children: { started, ended, failed } }: TaskState): readonly string[] {
  if (started === 0) return [];
  return [`${ended} of ${started} calls ended${failed === 0 ? '' : `, ${failed} not ok`}`];
}

function waitNote(task: TaskState, state: RunState): string {
  const open = task.dependencies.filter((id) => state.tasks.get(id)?.outcome === undefined);
  if (open.length > 0) {
    const named = open.slice(0, 3).map((id) => `$${id}`);
    return `waits for ${named.join(', ')}${open.length > 3 ? ' …' : ''}`;
  }
  if (isAskedFor(task, state)) return 'waits for your consent';
  const isStreaming = state.plans.at(-1)?.status === 'streaming';
  if (task.effect === 'write' && isStreaming) return "waits for the plan's end";
  const twin = runningTwin(task, state);
  return twin === undefined ? 'waits its turn' : `waits for $${twin.id}, an equal call`;
}

/** A read that has all it needs is not made while an equal one runs: it takes that one's result. */
function runningTwin(task: TaskState, { tasks }: RunState): TaskState | undefined {
  if (task.effect === 'write' || task.mapped) return undefined;
  return [...tasks.values()].find(
    (other) => other.state === 'running' && argumentsOf(other) === argumentsOf(task),
  );
}

/** The statement behind its number. */
function argumentsOf({ call }: TaskState): string {
  return call.slice(call.indexOf('.'));
}

function isAskedFor(task: TaskState, state: RunState): boolean {
  return isDecided(task, state, 'asked');
}

function isEdited(task: TaskState, state: RunState): boolean {
  return isDecided(task, state, 'edited');
}

function isDecided(
  { id }: TaskState,
  { approvals }: RunState,
  wanted: RunState['approvals'][number]['decision'],
): boolean {
  return approvals.some(
    ({ decision, writes }) => decision === wanted && writes.some(({ taskId }) => taskId === id),
  );
}

export function retriesWords(count: number): string {
  return count === 1 ? '1 retry' : `${count} retries`;
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ');
}
