import { toFailure } from './failure.ts';
import type { Answer } from './answer.ts';
import type { Fact, RunEnd, RunStart } from './core/events.ts';
import type { Json } from './core/json.ts';
import { messageOf } from './core/errors.ts';
import { createLog } from './core/log.ts';
import type { Cause } from './core/outcome.ts';
import { createStop, stopNow } from './core/stop.ts';
import { createExecutor } from './executor/driver.ts';
import type { Executor } from './executor/executor.ts';
import type { Dispatch } from './executor/dispatch.ts';
import type { Durations } from './executor/durations.ts';
import { foldAll } from './fold.ts';
import { reportOf, type Report } from './report.ts';
import { createListeners, createRun, type Run } from './run.ts';
import type { RunContext } from './run-context.ts';
import type { ExecutionSettings } from './settings.ts';
import type { PreparedTool, Toolset } from './tools/prepared-tool.ts';
import { toJson } from './tools/to-json.ts';
import { watchBudget } from './watch-budget.ts';
import { watchFailures } from './watch-failures.ts';

export interface RunStartOptions {
  readonly settings: ExecutionSettings;
  readonly toolset: Toolset;
  readonly dispatchOf: (tool: PreparedTool) => Dispatch;
  /** What was learned of the tools in earlier runs. */
  readonly durations?: Durations;
  /** The priority of a task, instead of what the passes say. */
  readonly order?: (taskId: number) => number;
  readonly context: unknown;
  readonly inputs?: Json | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly question: string;
  readonly models: RunStart['models'];
  /** Does the work; what it throws is the run's error. `undefined`: ended well, with no answer. */
  readonly work: (run: RunContext) => Promise<Answer | undefined>;
}

/**
 * Starts a run in the next microtask, so that listeners can be added first, and returns its handle.
 *
 * 1. The last event is `run-end`; every task has its `task-end` before it. Only what calls come to that
 *    were left to finish (`task-late`) may follow: listeners hear it, later readers of the log see it.
 * 2. The report settles after it, and never rejects; no listener, timer or reader is left then, but the
 *    grace of a tool that does not heed its signal.
 */
export function startRun<Value>(options: RunStartOptions): Run<Value> {
  const { settings, toolset, signal, work } = options;
  const { clock } = settings;
  const id = clock.id();
  const listeners = createListeners();
  const log = createLog({ clock, onAppend: listeners.emit });
  let lastRound = 0;
  const emit = (fact: Fact, round: number): void => {
    lastRound = Math.max(lastRound, round);
    log.append(fact, round);
    watch?.(fact);
  };
  /** Sees every fact while the run works; let go of at its end. */
  let watch: ((fact: Fact) => void) | undefined;
  const stop = createStop();
  // Let go of at the end: a handle that is kept would keep every task with it.
  let live: Executor | undefined = executorOf(options, { id, emit });
  const end = (cause: Cause): void => {
    stopNow(stop, cause);
    live?.closeAll(cause);
  };
  const abort = (message: string): void => end({ reason: 'abort', message });
  const onSignal = (): void => abort(signalMessage(signal));

  const conductRun = async (executor: Executor): Promise<Report<Value>> => {
    await Promise.resolve();
    emit({ type: 'run-start', runId: id, question: options.question, models: options.models }, 0);
    if (signal?.aborted === true) onSignal();
    else signal?.addEventListener('abort', onSignal);
    let answer: Answer | undefined;
    let thrown: { readonly error: unknown } | undefined;
    const tell = (fact: Fact): void => emit(fact, lastRound);
    const budget = watchBudget({ models: options.models, executor, stop, tell, ...settings });
    const { onFailure } = settings;
    const failures = watchFailures({ executor, toolset, onFailure, endRun: end });
    watch = (fact) => {
      failures.see(fact);
      budget.see(fact);
    };
    const run: RunContext = { settings, toolset, executor, stop, budget, failures, emit };
    try {
      if (stop.cause === undefined) answer = await work(run);
    } catch (error) {
      thrown = { error };
    }
    watch = undefined;
    budget.release();
    executor.closeAll(stop.cause ?? afterTheEnd);
    await executor.settled();
    signal?.removeEventListener('abort', onSignal);
    const fatal = failures.fatal();
    const failed = fatal !== undefined && stop.cause?.reason !== 'abort';
    emit(failed ? failedFact(fatal) : endFact(stop.cause, answer, thrown), lastRound);
    log.close();
    live = undefined;
    return typedReport(reportOf(foldAll(log.events), listeners.warnings), answer);
  };

  return createRun<Value>({ id, log, listeners, abort, report: conductRun(live) });
}

function executorOf(
  options: Omit<RunStartOptions, 'work'>,
  { id, emit }: { readonly id: string; readonly emit: (fact: Fact, round: number) => void },
): Executor {
  const { settings, toolset, dispatchOf, durations, order, context, inputs } = options;
  const { clock, limits, budget, concurrency, passes, onFailure } = settings;
  const { approval, approve } = settings;
  return createExecutor({
    runId: id,
    toolset,
    dispatchOf,
    concurrency,
    limits: { ...limits, tasks: budget.tasks },
    passes,
    onFailure,
    approval,
    approve,
    ...(durations === undefined ? {} : { durations }),
    order,
    clock,
    context: contextForTools(context),
    inputs,
    emit,
  });
}

/** A reason that says nothing, as of `controller.abort()`, is not repeated. */
function signalMessage(signal: AbortSignal | undefined): string {
  const reason: unknown = signal?.reason;
  const isPlain = reason instanceof Error && reason.name === 'AbortError';
  const words = isPlain ? '' : `: ${messageOf(reason)}`;
  return `The signal of the run was aborted${words}`.replace(/\.*$/, '.');
}

const afterTheEnd: Cause = { reason: 'not-needed', message: 'The run had ended.' };

function endFact(
  aborted: Cause | undefined,
  answer: Answer | undefined,
  thrown: { readonly error: unknown } | undefined,
): RunEnd {
  if (aborted !== undefined) {
    const error = { code: 'run.aborted', message: aborted.message } as const;
    return { type: 'run-end', status: 'aborted', error };
  }
  if (thrown !== undefined) return failedFact(thrown.error);
  if (answer === undefined) return { type: 'run-end', status: 'done' };
  const value = answer.value === undefined ? undefined : toJson(answer.value);
  return {
    type: 'run-end',
    status: 'done',
    answer: answer.answer,
    ...(value?.ok === true ? { value: value.value } : {}),
  };
}

function failedFact(error: unknown): RunEnd {
  return { type: 'run-end', status: 'failed', error: toFailure(error) };
}

/** The events hold the value as JSON; the caller gets it as the output schema parsed it. */
function typedReport<Value>(report: Report<unknown>, answer: Answer | undefined): Report<Value> {
  if (report.status !== 'done' || answer === undefined) return { ...report, value: undefined };
  // An empty text is an answer too; a fold cannot tell it from none.
  return { ...report, answer: answer.answer, value: asValue<Value>(answer.value) };
}

function asValue<Value>(value: unknown): Value {
  // Sound: Value is the output type of the schema that made the value, or Json where there is none.
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions
  return value as Value;
}

function contextForTools(context: unknown): never {
  // Sound: the compiler's signature demands a context that fits all of its tools.
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions
  return context as never;
}
