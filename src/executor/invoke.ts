import type { Json } from '../core/json.ts';
import type { Cause, Outcome } from '../core/outcome.ts';
import type { SchemaIssue, Validation } from '../tools/prepared-tool.ts';
import { onStop } from '../core/stop.ts';
import { toJson } from '../tools/to-json.ts';
import { callEndingOf, readFault, type Fault } from './fault.ts';
import { mayNotStart, timingOf, type Call, type Dispatch, type Scope } from './dispatch.ts';
import { thrownFailure } from './thrown-failure.ts';
import { openContext } from './tool-context.ts';

/**
 * The innermost dispatch: checks the input, calls the tool, makes JSON of what it gave, checks that.
 *
 * 1. The tool is not called with an input that its schema refuses.
 * 2. Whatever the tool throws, rejects with or returns becomes an outcome.
 * 3. When the run is aborted a tool has `graceMs` to end. Then, and at once when it is stopped for any
 *    other cause (its time limit, an answer that does not need it), it is abandoned: its late result
 *    is dropped. Its permit is given back when it really ends, or `graceMs` after it was stopped.
 */
export const invoke: Dispatch = async (call, scope) => {
  const validation = call.tool.input.validate(call.input);
  const input = validation instanceof Promise ? await unlessStopped(validation, scope) : validation;
  const stopped = mayNotStart(scope);
  if (stopped !== undefined || input?.ok !== true) {
    scope.giveBack();
    if (stopped !== undefined) return stoppedOutcome(stopped, call, scope);
    return inputRefused(issuesOf(input), call, scope);
  }
  announce(call, scope);
  const ending = settle(call, input.value, scope);
  const settled = ending instanceof Promise ? await ending : ending;
  const cause = scope.stop.cause;
  if (cause !== undefined) return stoppedOutcome(cause, call, scope);
  if (settled.kind === 'threw') {
    const error = thrownFailure(call.tool.name, settled.thrown, settled.fault);
    return { status: 'failed', error, ...timingOf(scope) };
  }
  return outcomeOfResult(settled.value, call, scope);
};

/** Undefined when the call is stopped first: an async validator may never come back. */
export function unlessStopped(
  validation: Promise<Validation>,
  { stop }: Scope,
): Promise<Validation | undefined> {
  return new Promise((resolve, reject) => {
    const unlisten = onStop(stop, () => resolve(undefined));
    validation.then(resolve, reject).finally(unlisten);
  });
}

type Settled =
  { kind: 'value'; value: unknown } | { kind: 'threw'; thrown: unknown; fault?: Fault };

const okEnding = { kind: 'ok' } as const;

/** Counts an attempt, and says that it begins. */
export function announce({ tool }: Call, { run, record, path, progress }: Scope): void {
  progress.attempts += 1;
  progress.attemptedAt = run.now();
  progress.startedAt ??= progress.attemptedAt;
  run.emit(record, {
    type: 'task-start',
    taskId: record.task.id,
    ...(path === undefined ? {} : { path }),
    tool: tool.name,
    attempt: progress.attempts,
  });
}

/** Calls the tool. Waits for its end only where it gives a promise: most of what is quick does not. */
function settle({ tool }: Call, input: unknown, scope: Scope): Settled | Promise<Settled> {
  const cause = scope.stop.cause;
  if (cause !== undefined) {
    // A listener to its own start stopped it.
    scope.giveBack();
    return { kind: 'threw', thrown: cause };
  }
  const opened = openContext(tool, scope);
  // The gate hears how the call ended with the very permit: the next call must not start in ignorance.
  const end = (how: Settled): Settled => {
    opened.end();
    if (how.kind === 'value') {
      scope.giveBack(okEnding);
      return how;
    }
    const fault = readFault(how.thrown, scope.run.clock.wallTime());
    scope.giveBack(callEndingOf(fault));
    return { ...how, fault };
  };
  try {
    const result = tool.tool.execute(input, opened.context);
    if (isThenable(result)) return untilEnd(result, scope, end);
    return end({ kind: 'value', value: result });
  } catch (thrown) {
    return end({ kind: 'threw', thrown });
  }
}

/** Waits for the end of a call, or for the end of everybody's patience with it. */
function untilEnd(
  result: PromiseLike<unknown>,
  { run, stop, giveBack }: Scope,
  end: (how: Settled) => Settled,
): Promise<Settled> {
  return new Promise((resolve) => {
    let cancelGrace: (() => void) | undefined;
    const unlisten = onStop(stop, (cause) => {
      const abandon = (): void => resolve({ kind: 'threw', thrown: cause });
      if (cause.reason !== 'abort') abandon();
      // A tool that never ends would else hold its permit for ever, and whoever waits for one.
      cancelGrace = run.clock.after(run.limits.graceMs, () => {
        abandon();
        giveBack();
      });
    });
    void settled(result).then((how) => {
      unlisten();
      cancelGrace?.();
      resolve(end(how));
    });
  });
}

async function settled(result: PromiseLike<unknown>): Promise<Settled> {
  try {
    return { kind: 'value', value: await result };
  } catch (thrown) {
    return { kind: 'threw', thrown };
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  const mayHaveThen = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return mayHaveThen && 'then' in value && typeof value.then === 'function';
}

/** The outcome of what a tool gave. */
export async function outcomeOfResult(result: unknown, call: Call, scope: Scope): Promise<Outcome> {
  const { limits } = scope.run;
  const json = toJson(result, { maxBytes: limits.resultBytes });
  if (!json.ok) return { status: 'failed', error: json.failure, ...timingOf(scope) };
  const { output } = call.tool;
  if (output === undefined) return succeeded(json.value, call, scope);
  const validated = output.validate(json.value);
  const validation =
    validated instanceof Promise ? await unlessStopped(validated, scope) : validated;
  const cause = scope.stop.cause;
  if (cause !== undefined) return stoppedOutcome(cause, call, scope);
  if (validation?.ok === true) {
    // What the schema parsed is what its paths were checked against: defaults filled, the rest stripped.
    const isSame = validation.value === json.value;
    const parsed = isSame ? json : toJson(validation.value, { maxBytes: limits.resultBytes });
    if (!parsed.ok) return { status: 'failed', error: parsed.failure, ...timingOf(scope) };
    return succeeded(parsed.value, call, scope);
  }
  const issues = issuesOf(validation);
  return {
    status: 'failed',
    error: {
      code: 'tool.invalid-output',
      message: `${call.tool.name} returned what its outputSchema refuses: ${describeIssues(issues)}. Correct the tool or its outputSchema.`,
      details: issuesAsJson(issues),
    },
    ...timingOf(scope),
  };
}

/** A call that ran others took their time and their waits: it tells nothing of its tool. */
function succeeded(value: Json, { tool }: Call, scope: Scope): Outcome {
  const outcome: Outcome = { status: 'ok', value, ...timingOf(scope) };
  const { run, progress } = scope;
  const isLeaf = progress.children === 0;
  if (isLeaf) run.durations.learn(tool.name, outcome.endedAt - progress.attemptedAt);
  return outcome;
}

/** The outcome of a call whose input its schema refuses. */
export function inputRefused(
  issues: readonly SchemaIssue[],
  { tool }: Call,
  scope: Scope,
): Outcome {
  return {
    status: 'failed',
    error: {
      code: 'tool.invalid-input',
      message: `${tool.name} was not called: its inputSchema refuses the input: ${describeIssues(issues)}.`,
      details: issuesAsJson(issues),
    },
    ...timingOf(scope),
  };
}

/** The outcome of a call that was stopped: a time limit is the tool's failure, all else is cancelled. */
export function stoppedOutcome(cause: Cause, { tool }: Call, scope: Scope): Outcome {
  if (cause.reason !== 'timeout') return { status: 'cancelled', cause, ...timingOf(scope) };
  return {
    status: 'failed',
    error: {
      code: 'tool.timeout',
      message: `${tool.name} did not end within its timeoutMs of ${String(tool.tool.timeoutMs)} ms. Raise timeoutMs, or make the tool obey its signal.`,
    },
    ...timingOf(scope),
  };
}

/** What a refused value has wrong; nothing where the check was cut short. */
export function issuesOf(validation: Validation | undefined): readonly SchemaIssue[] {
  return validation?.ok === false ? validation.issues : [];
}

function describeIssues(issues: readonly SchemaIssue[]): string {
  const shown = issues.slice(0, 5).map(({ path, message }) => {
    return path.length === 0 ? message : `${path.join('.')}: ${message}`;
  });
  return shown.join('; ') + (issues.length > 5 ? `; and ${String(issues.length - 5)} more` : '');
}

function issuesAsJson(issues: readonly SchemaIssue[]): Json {
  return issues.slice(0, 50).map(({ path, message }) => ({ path: [...path], message }));
}
