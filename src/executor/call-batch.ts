import { types } from 'node:util';
import { ToolcError } from '../core/errors.ts';
import type { Fact } from '../core/events.ts';
import type { Json } from '../core/json.ts';
import type { Cause, Outcome } from '../core/outcome.ts';
import { createStop, stopNow } from '../core/stop.ts';
import type { PreparedTool } from '../tools/prepared-tool.ts';
import type { BatchContext, ToolContext } from '../tools/tool.ts';
import { dispatchBroke } from './causes.ts';
import {
  beginProgress,
  mayNotStart,
  timingOf,
  type Call,
  type Dispatch,
  type RunScope,
  type Scope,
} from './dispatch.ts';
import { readFault } from './fault.ts';
import { announce, outcomeOfResult, stoppedOutcome } from './invoke.ts';
import { thrownFailure } from './thrown-failure.ts';
import { idempotencyKeyOf } from './idempotency-key.ts';

/** One call of a batch. */
export interface BatchItem {
  readonly call: Call;
  readonly scope: Scope;
  /** As the schema parsed it. */
  readonly input: unknown;
  ended: boolean;
  readonly end: (outcome: Outcome) => void;
  /** Told of the call's own stop; set when its batch goes. */
  stopped?: (cause: Cause) => 'ends-now' | 'awaits-batch';
}

export interface BatchOptions {
  /** What one permit, one time limit and one attempt are taken for. */
  readonly inner: Dispatch;
  readonly prepared: PreparedTool;
  readonly run: RunScope;
}

/**
 * Makes one call of many: to the policies it is a call of the same tool, whose `execute` is `runMany`.
 *
 * 1. What the batch as a whole comes to (it threw, its time was up, it was halted) comes to each item.
 * 2. An item that is stopped ends at once, unless it is the last: with it the batch is stopped, and it
 *    ends as a call of its own would.
 * 3. Each result becomes an outcome as that of a call of its own; an Error fails its item alone.
 */
export async function callBatch(
  items: readonly BatchItem[],
  { inner, prepared, run }: BatchOptions,
): Promise<void> {
  const first = items[0];
  if (first === undefined) return;
  const stop = createStop();
  for (const item of items) {
    item.stopped = (cause) => {
      if (running(items).length > 1) return 'ends-now';
      stopNow(stop, cause);
      return 'awaits-batch';
    };
  }
  const results = new Map<BatchItem, unknown>();
  const scope: Scope = {
    run: { ...run, emit: (_record, fact) => tellAll(items, fact) },
    // One of them may have been closed and left to finish, which says nothing of the others.
    record: { ...first.scope.record, halted: undefined },
    path: undefined,
    stop,
    giveBack: nothing,
    progress: beginProgress(run.now(), []),
  };
  for (const item of items) item.scope.progress.batch = scope.progress;
  const outcome = await attempt(inner, batchCall(prepared, { items, results }), scope);
  for (const item of running(items)) void endItem(item, outcome, results);
}

/** What one batch holds, and what came of it. */
interface Batch {
  readonly items: readonly BatchItem[];
  readonly results: Map<BatchItem, unknown>;
}

function running(items: readonly BatchItem[]): BatchItem[] {
  return items.filter(({ ended }) => !ended);
}

async function attempt(inner: Dispatch, call: Call, scope: Scope): Promise<Outcome> {
  try {
    return await inner(call, scope);
  } catch (thrown) {
    return dispatchBroke(thrown, timingOf(scope));
  }
}

/** The inputs were checked one by one, and so will the results be. */
function batchCall(prepared: PreparedTool, batch: Batch): Call {
  const tool = {
    ...prepared.tool,
    execute: (_input: unknown, context: ToolContext<never>) => runMany(prepared, batch, context),
  };
  const input = { json: {}, validate: (value: Json) => ({ ok: true, value }) as const };
  return { tool: { ...prepared, tool, input, output: undefined }, input: {} };
}

async function runMany(
  { tool }: PreparedTool,
  { items, results }: Batch,
  context: ToolContext<never>,
): Promise<null> {
  const called = running(items);
  const batchContext: BatchContext<never> = {
    get signal() {
      return context.signal;
    },
    runId: context.runId,
    context: context.context,
    calls: called.map(({ scope }) => ({
      taskId: scope.record.task.id,
      attempt: scope.progress.attempts,
      idempotencyKey: idempotencyKeyOf(scope),
    })),
  };
  const inputs = called.map(({ input }) => input);
  const given: unknown = await tool.runMany?.(inputs, batchContext);
  if (!Array.isArray(given) || given.length !== inputs.length) {
    throw new ToolcError('tool.invalid-output', wrongResults(given, inputs.length));
  }
  for (const [index, item] of called.entries()) results.set(item, given[index]);
  return null;
}

function wrongResults(given: unknown, wanted: number): string {
  const got = Array.isArray(given)
    ? `${String(given.length)} results`
    : `a value of type ${typeof given}`;
  return `runMany gave ${got} for ${String(wanted)} inputs. Let it return a list with one result an input, in their order; an Error where one has none.`;
}

/** A fact of the batch is one of each of its calls. */
function tellAll(items: readonly BatchItem[], fact: Fact): void {
  for (const item of running(items)) {
    const { run, record, path } = item.scope;
    const place = { taskId: record.task.id, ...(path === undefined ? {} : { path }) };
    if (fact.type === 'task-start') begin(item);
    else if (fact.type === 'task-wait') run.emit(record, { ...fact, ...place });
  }
}

/** Each is an attempt: the start of one may be the last that the run's budget allows. */
function begin({ call, scope, end }: BatchItem): void {
  const refusal = mayNotStart(scope);
  if (refusal === undefined) announce(call, scope);
  else end(stoppedOutcome(refusal, call, scope));
}

async function endItem(
  item: BatchItem,
  outcome: Outcome,
  results: ReadonlyMap<BatchItem, unknown>,
): Promise<void> {
  const { call, scope } = item;
  try {
    item.end(
      outcome.status === 'ok'
        ? await resultOutcome(results.get(item), call, scope)
        : { ...outcome, ...timingOf(scope) },
    );
  } catch (thrown) {
    item.end(dispatchBroke(thrown, timingOf(scope)));
  }
}

async function resultOutcome(result: unknown, call: Call, scope: Scope): Promise<Outcome> {
  if (!isError(result)) return outcomeOfResult(result, call, scope);
  const fault = readFault(result, scope.run.clock.wallTime());
  return {
    status: 'failed',
    error: thrownFailure(call.tool.name, result, fault),
    ...timingOf(scope),
  };
}

/** What a tool gives may be a proxy that throws when it is looked at. */
function isError(value: unknown): boolean {
  try {
    return value instanceof Error || types.isNativeError(value);
  } catch {
    return false;
  }
}

function nothing(): void {
  // a batch holds no permit before its gate gives one
}
