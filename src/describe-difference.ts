import type { Deviation } from './compare-schedules.ts';
import type { Outcome } from './core/outcome.ts';
import { oneLine, shorten } from './core/shorten.ts';
import type { Suspect } from './find-suspect.ts';
import type { TaskTrace } from './run-schedule.ts';
import type { Schedule } from './schedule.ts';

/** What is known of a difference. */
export interface Finding {
  readonly expected: TaskTrace;
  readonly deviation: Deviation;
  /** Of all schedules. */
  readonly schedules: number;
  readonly kind: 'order' | 'unstable' | 'follows';
  /** The task it follows from. */
  readonly follows: number | undefined;
  readonly suspect: Suspect | undefined;
  readonly tasks: ReadonlyMap<number, TaskTrace>;
}

/** What differs, why that may be, and what to do: a line each. */
export function describeDifference(finding: Finding): string {
  const { expected, deviation, kind, follows, suspect } = finding;
  const gave = `${callOf(expected)} came to ${show(expected.outcome)} in the plan's order`;
  if (kind === 'unstable') {
    return `${gave}, and to ${show(deviation.outcome)} when it was run in that order again: something else than the order decides.\nLet the tool give the same for the same input, or pass tools as a function that makes new ones, so that every schedule begins with the same state.`;
  }
  const { schedule } = deviation.observation;
  const count = `${String(deviation.count)} of ${String(finding.schedules)} schedules`;
  const differs = `${gave}, and to ${show(deviation.outcome)} in schedule ${nameOf(schedule)}; it differs in ${count}.`;
  if (follows !== undefined) {
    return `${differs}\nIt follows from task ${String(follows)}, which differs too.`;
  }
  if (suspect === undefined) {
    return `${differs}\n${unexplained(expected)}`;
  }
  return `${differs}\n${describeSuspect(finding, suspect)}`;
}

/** `3 (one call at a time)` */
function nameOf({ index, concurrency }: Schedule): string {
  const calls = concurrency === 1 ? 'one call' : `${String(concurrency)} calls`;
  return `${String(index)} (${calls} at a time)`;
}

function unexplained({ planned: { tool, mapped } }: TaskTrace): string {
  const elements = `Its elements run side by side: if one changes what another sees, declare ${tool} with effect: 'write'. Else look`;
  return `No two calls are known whose order explains it. ${mapped ? elements : 'Look'} for state that its tool shares with others.`;
}

function describeSuspect({ tasks }: Finding, { earlier, later, became }: Suspect): string {
  const first = tasks.get(earlier);
  const second = tasks.get(later);
  if (first === undefined || second === undefined) return '';
  const order =
    became === 'swapped' ? 'the second ran before the first' : 'the two ran at the same time';
  return `Suspect: ${callOf(first)} and ${callOf(second)}, which nothing keeps in order: there ${order}.\n${adviceFor(first, second)}`;
}

function adviceFor(first: TaskTrace, second: TaskTrace): string {
  const tools = [...new Set([first.planned.tool, second.planned.tool])].join(' and ');
  const reference = `write $${String(first.planned.taskId)} into the later call`;
  const isWriting = [first, second].some(({ planned }) => planned.effect === 'write');
  if (!isWriting) {
    return `Both are reads: declare with effect: 'write' whichever of ${tools} changes what the other sees, or ${reference}.`;
  }
  if (first.resources === undefined || second.resources === undefined) {
    return `Let resource of ${tools} give one key for what both touch, or ${reference}.`;
  }
  const says = (trace: TaskTrace): string =>
    `${trace.planned.tool} says ${(trace.resources ?? []).map((key) => JSON.stringify(shorten(key, 60))).join(', ') || 'none'}`;
  return `Their resources are different (${says(first)}; ${says(second)}), so they are not kept in order: let resource give the same key for what both touch, or ${reference}.`;
}

function callOf({ planned }: TaskTrace): string {
  return shorten(oneLine(planned.call), 120);
}

function show(outcome: Outcome): string {
  if (outcome.status === 'ok') return shorten(JSON.stringify(outcome.value), 120);
  if (outcome.status === 'failed') return `a failure (${outcome.error.code})`;
  return `${outcome.status} (${outcome.cause.reason})`;
}
