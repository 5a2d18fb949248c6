import { initialState, type Report, type RunState, type TaskState } from '../index.ts';
import { budgetWords } from './budget-words.ts';
import { cleanLine } from './clean-text.ts';
import { formatDuration } from './format-duration.ts';
import { problemLines } from './problem-lines.ts';
import { retriesWords } from './task-note.ts';

/** How many of the sources, the missing and the steps are listed each. */
const listed = 20;

/**
 * What is left to say when a run has ended: the plan's errors if it had to be refused, the bound that
 * made it incomplete, what is missing, the sources that the answer cites (all, if it cites none), what the user waited for, the
 * time that the same calls take one after another, how much was tried again or cost no call, and whether
 * the plan was worth its time.
 */
export function summaryLines(report: Report, state: RunState = initialState): readonly string[] {
  return [
    ...refusalLines(report),
    ...(report.incomplete === undefined ? [] : [budgetWords(report.incomplete)]),
    ...missingLines(report),
    ...sourceLines(report),
    ...timeLines(report, state),
  ];
}

function refusalLines({ error, problems }: Report): readonly string[] {
  if (error?.code !== 'run.plan-invalid') return [];
  return problemLines(problems.filter(({ severity }) => severity === 'error'));
}

function missingLines({ missing }: Report): readonly string[] {
  return limited(
    missing.map(({ call, status, message }) => cleanLine(`${status}: ${call}: ${message}`)),
  );
}

function sourceLines({ answer, sources, citations }: Report): readonly string[] {
  if (answer === undefined) return [];
  const numbered = sources.map(({ title, url }, index) => ({
    number: index + 1,
    line: cleanLine(`[${String(index + 1)}] ${title}  ${url}`),
  }));
  const { cited, unknown } = citations;
  const wanted =
    cited.length === 0 ? numbered : numbered.filter(({ number }) => cited.includes(number));
  const list = unknown.map((number) => `[${String(number)}]`).join(', ');
  return [
    ...limited(wanted.map(({ line }) => line)),
    ...(unknown.length === 0 ? [] : [`The answer cites ${list}: there is no such source.`]),
  ];
}

function timeLines({ timing, outcomes, usage }: Report, state: RunState): readonly string[] {
  const started = [...outcomes].filter(([, { startedAt }]) => startedAt !== undefined);
  if (started.length === 0) return [];
  const calls = started.reduce((sum, [id]) => sum + callsOf(state.tasks.get(id)), 0);
  const steps = timing.criticalPath.map(({ call, startedAt, endedAt }) => {
    return `${cleanLine(call)} ${formatDuration(endedAt - startedAt)}`;
  });
  const { planningMs, joiningMs, savedMs } = timing;
  const isPlanned = usage.planner.calls > 0;
  const waited = [
    ...(isPlanned ? [`plan ${formatDuration(planningMs)}`] : []),
    ...(steps.length > listed ? [...steps.slice(0, listed), '…'] : steps),
    ...(joiningMs > 0 ? [`answer ${formatDuration(joiningMs)}`] : []),
  ];
  return [
    `${[countOf(calls), ...effort(outcomes, state)].join(', ')} in ${formatDuration(timing.wallMs)}, one after another ` +
      formatDuration(timing.sequentialMs) +
      (timing.speedUp < 1.1 ? '' : `: ${timing.speedUp.toFixed(1)} times as fast`),
    `waited for: ${waited.join(' → ')}`,
    ...(isPlanned && planningMs > savedMs ? [costLine(planningMs, savedMs)] : []),
  ];
}

/** A fan-out makes those of its elements only. */
function callsOf(task: TaskState | undefined): number {
  return task === undefined ? 1 : (task.mapped ? 0 : 1) + task.children.started;
}

function effort(outcomes: Report['outcomes'], { tasks }: RunState): readonly string[] {
  const retries = [...tasks.values()].reduce((sum, task) => sum + task.retries, 0);
  const reused = [...outcomes.values()].filter(
    (outcome) => outcome.status === 'ok' && outcome.reused !== undefined,
  ).length;
  return [
    ...(retries === 0 ? [] : [retriesWords(retries)]),
    ...(reused === 0
      ? []
      : [`${String(reused)} without a call of ${reused === 1 ? 'its' : 'their'} own`]),
  ];
}

function costLine(planningMs: number, savedMs: number): string {
  return (
    `planning took ${formatDuration(planningMs)} and running side by side saved ` +
    `${formatDuration(savedMs)}: here the plan cost more than it saved`
  );
}

function countOf(calls: number): string {
  return calls === 1 ? '1 call' : `${String(calls)} calls`;
}

function limited(lines: readonly string[]): readonly string[] {
  if (lines.length <= listed) return lines;
  return [...lines.slice(0, listed), `… and ${String(lines.length - listed)} more`];
}
