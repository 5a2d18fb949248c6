import type { Outcome, RunEvent, RunState, TaskState } from '../index.ts';
import { budgetWords } from './budget-words.ts';
import { cleanLine } from './clean-text.ts';
import { endOfRun } from './end-of-run.ts';
import { formatDuration } from './format-duration.ts';
import { planWriters } from './plan-writers.ts';
import { endNote, failureWords, gateNote, outcomeNote } from './task-note.ts';

/**
 * One line for an event that matters to someone who reads a log, `undefined` for the others: deltas,
 * prose, warnings, and the child calls of a task. `state` is the run after the event.
 *
 * A line begins with the time of the event; text of models and tools is made harmless and kept to
 * 500 characters. No colours.
 */
export function plainLine(event: RunEvent, state: RunState): string | undefined {
  const words = wordsOf(event, state);
  if (words === undefined) return undefined;
  const line = cleanLine(words.slice(0, 2_000));
  const bounded = line.length <= 500 ? line : `${line.slice(0, 499)}…`;
  return `[${formatDuration(event.at).padStart(6)}] ${bounded}`;
}

function wordsOf(event: RunEvent, state: RunState): string | undefined {
  switch (event.type) {
    case 'run-start':
      return event.question === '' ? 'run' : `question: ${event.question}`;
    case 'plan-start':
      return `round ${event.round}: ${planWriters[event.source]}`;
    case 'plan-delta':
    case 'plan-prose':
    case 'plan-usage':
    case 'model-start':
    case 'answer-delta':
      return undefined;
    case 'task-planned':
      return `planned ${event.call}`;
    case 'plan-error':
      if (event.severity === 'warning') return undefined;
      return `plan error at ${event.line}:${event.column}: ${problemWords(event)}`;
    case 'plan-end':
      return event.status === 'ok' ? 'plan complete' : 'plan has errors';
    case 'task-start':
    case 'task-end':
      return taskWords(event, state);
    case 'task-wait':
    case 'task-retry':
    case 'task-late':
      return troubleWords(event, state.tasks.get(event.taskId));
    case 'model-wait':
      return `${event.role} ${gateNote(event, event.at)}`;
    case 'approval-asked':
    case 'approval-decided':
      return approvalWords(event);
    case 'budget-reached':
      return budgetWords(event);
    case 'join-start':
      return event.attempt === 1 ? 'answering' : 'answering again';
    case 'join-end':
      return event.decision === 'unusable' ? "the joiner's reply could not be used" : undefined;
    case 'replan':
      return `replan: ${event.reason}`;
    case 'run-end':
      return endOfRun(event);
  }
}

/** The hint is a sentence of its own; the message may lack its full stop. */
function problemWords({
  message,
  hint,
}: {
  readonly message: string;
  readonly hint?: string;
}): string {
  return hint === undefined ? message : `${message.replace(/\.$/, '')}. ${hint}`;
}

type TaskEvent = Extract<RunEvent, { type: 'task-start' | 'task-end' }>;

function taskWords(event: TaskEvent, state: RunState): string | undefined {
  if (event.path !== undefined) return undefined;
  const task = state.tasks.get(event.taskId);
  const name = nameOf(event, task);
  if (event.type === 'task-start') {
    return event.attempt === 1 ? `started ${name}` : `try ${event.attempt} of ${name}`;
  }
  const { outcome } = event;
  const note = task === undefined ? outcomeNote(outcome) : endNote(task, outcome, state);
  // The reason before the call: calls are long, and the line is bounded.
  return `${endWords(outcome)}${note === '' ? '' : ` (${note.slice(0, 300)})`} ${name}`;
}

type TroubleEvent = Extract<RunEvent, { type: 'task-wait' | 'task-retry' | 'task-late' }>;

/** Of the child calls of a task only its first wait and its first retry: its end counts them all. */
function troubleWords(event: TroubleEvent, task: TaskState | undefined): string | undefined {
  const name = nameOf(event, task);
  if (event.type === 'task-late') {
    return `late: ${endWords(event.outcome)}, left to finish: ${name}`;
  }
  const isChild = event.path !== undefined;
  const count = event.type === 'task-wait' ? task?.gateWaits : task?.retries;
  if (isChild && count !== 1) return undefined;
  const whose = isChild ? 'a call of ' : '';
  if (event.type === 'task-wait') return `${gateNote(event, event.at)}: ${whose}${name}`;
  const { attempt, waitMs, error } = event;
  const why = failureWords(error, task?.tool).slice(0, 300);
  return `try ${attempt} failed, next in ${formatDuration(waitMs)} (${why}) ${whose}${name}`;
}

type ApprovalEvent = Extract<RunEvent, { type: 'approval-asked' | 'approval-decided' }>;

function approvalWords(event: ApprovalEvent): string {
  if (event.type === 'approval-asked') {
    const { writes, scope } = event;
    const count = writes.length === 1 ? '1 write' : `${writes.length} writes`;
    const calls = writes.map(({ call }) => call.slice(0, 300)).join(', ');
    return `asks for consent to ${count}${scope === 'plan' ? ' of the plan' : ''}: ${calls}`;
  }
  const { decision, reason } = event;
  return reason === undefined ? `consent: ${decision}` : `consent: ${decision}: ${reason}`;
}

function nameOf(event: { readonly taskId: number }, task: TaskState | undefined): string {
  return task?.call ?? `task ${event.taskId}`;
}

/** `ok after 0.84s` */
function endWords({ status, startedAt, endedAt }: Outcome): string {
  if (startedAt === undefined) return status;
  return `${status} after ${formatDuration(endedAt - startedAt)}`;
}
