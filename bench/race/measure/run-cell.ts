import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from '../../micro/statistics.ts';
import type { Case } from '../case.ts';
import type { Cell, ModelSpan } from '../cell.ts';
import type { ModelCall } from '../provider/model-call.ts';
import { realClock } from '../provider/provider-clock.ts';
import type { Role, Runner, RunnerResult } from '../runner.ts';
import { countWasted, readyToStart, wantedCalls } from './ready-to-start.ts';
import { type Execute, type ToolCalls, watchTools } from './tool-calls.ts';

/** One cell: who answers which question, and where the model is. */
export interface CellInput {
  readonly runner: Runner;
  /** The workload's name, for the record. */
  readonly workload: string;
  readonly seed: number;
  readonly raceCase: Case;
  readonly lane: Lane;
  /** Runs a call in place of the case's own tool and latency, for tools of the real world. */
  readonly execute?: Execute | undefined;
  /** After it the cell has hung. Default 120,000 ms. */
  readonly timeoutMs?: number | undefined;
  /** Ends the cell; it then rejects with the reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs one cell at a time. */
export interface Lane {
  /** OpenAI-compatible, ending in `/v1`. */
  readonly baseUrl: string;
  /** The lane's own: the provider records its calls by it. */
  readonly apiKey: string;
  /** Default `sim-<role>`. */
  readonly model?: (role: Role) => string;
  /** The calls of the model since the last time, once all of them have ended. */
  readonly takeCalls: () => Promise<readonly ModelCall[]> | readonly ModelCall[];
}

/**
 * Runs one runner on one case and measures it; the one place where that is done. Never rejects for what
 * the runner does: a runner that throws has crashed, one that goes on for longer than `timeoutMs` has hung.
 */
export async function runCell(input: CellInput): Promise<Cell> {
  const { runner, workload, seed, raceCase, lane } = input;
  const wanted = wantedCalls(raceCase);
  // What a run left behind that was given up is no part of this one.
  await lane.takeCalls();
  const ended = new AbortController();
  const tools = watchTools(raceCase, { signal: ended.signal, execute: input.execute });
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  // A delay is counted between two ticks: one stands before the run, and one behind it.
  await sleep(2 * RESOLUTION_MS);
  const startMs = realClock.now();
  let firstAnswerMs: number | undefined;
  const end = await settle(input, ended, () =>
    runner.run({
      raceCase,
      baseUrl: lane.baseUrl,
      apiKey: lane.apiKey,
      model: lane.model ?? ((role) => `sim-${role}`),
      callTool: tools.callTool,
      onAnswerText: () => {
        firstAnswerMs ??= realClock.now() - startMs;
      },
      signal: ended.signal,
    }),
  );
  const endMs = realClock.now();
  // What still runs is of no use any more; its spans end here.
  ended.abort(new Error('The run has ended.'));
  await sleep(2 * RESOLUTION_MS);
  delay.disable();
  const calls = await lane.takeCalls();
  const modelCalls = calls.filter((call) => call.end !== 'refused' && call.startMs >= startMs - 1);
  return {
    ...{ workload, runner: runner.name, seed, wallMs: endMs - startMs },
    ...judge(end, raceCase),
    turns: modelCalls.length,
    promptTokens: sum(modelCalls.map(({ promptTokens }) => promptTokens)),
    completionTokens: sum(modelCalls.map(({ completionTokens }) => completionTokens)),
    firstAnswerMs,
    ...toolFigures(tools, { startMs, endMs }),
    wasted: countWasted(tools.calls, wanted),
    readyToStartMs: medianOf(readyToStart(tools.calls, wanted, modelCalls)),
    loopDelayMs: delayMs(delay.percentile(99)),
    longestDelayMs: delayMs(delay.max),
    modelSpans: modelCalls.map((call) => modelSpan(call, startMs)),
  };
}

/** Of the loop's delay: its timer's period, which stands in what it counts. */
const RESOLUTION_MS = 1;
const DEFAULT_TIMEOUT_MS = 120_000;

function delayMs(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
}

type End =
  | { readonly kind: 'done'; readonly result: RunnerResult }
  | { readonly kind: 'crashed'; readonly error: string }
  | { readonly kind: 'hung'; readonly error: string };

/** Runs to the end, whatever that is; also where a runner does not heed its signal. */
async function settle(
  { timeoutMs = DEFAULT_TIMEOUT_MS, signal }: CellInput,
  ended: AbortController,
  run: () => Promise<RunnerResult>,
): Promise<End> {
  signal?.throwIfAborted();
  const { promise: stopped, resolve, reject } = promiseParts<End>();
  const hang = (): void => {
    const error = `No answer within ${timeoutMs} ms.`;
    resolve({ kind: 'hung', error });
    ended.abort(new Error(error));
  };
  const stop = (): void => {
    reject(signal?.reason);
    ended.abort(signal?.reason);
  };
  const timer = setTimeout(hang, timeoutMs);
  signal?.addEventListener('abort', stop);
  const finished = Promise.resolve()
    .then(run)
    .then(
      (result): End => ({ kind: 'done', result }),
      (thrown: unknown): End => ({ kind: 'crashed', error: messageOf(thrown) }),
    );
  try {
    return await Promise.race([stopped, finished]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

function judge(end: End, raceCase: Case): Pick<Cell, 'answer' | 'verdict' | 'error'> {
  if (end.kind !== 'done') return { answer: '', verdict: end.kind, error: end.error };
  const { answer, partial } = end.result;
  if (isRight(raceCase, answer)) return { answer, verdict: 'right' };
  return { answer, verdict: partial === undefined ? 'wrong' : 'partial', error: partial };
}

function isRight({ isRight, expected }: Case, answer: string): boolean {
  return isRight?.(answer) ?? blanks(answer) === blanks(expected);
}

function blanks(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

function toolFigures(
  { calls, peakInFlight }: ToolCalls,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
): Pick<Cell, 'calls' | 'firstToolMs' | 'toolCalls' | 'peakInFlight'> {
  const spans = calls.map((call) => ({
    tool: call.tool,
    startMs: call.startMs - startMs,
    endMs: Math.min(call.endMs ?? endMs, endMs) - startMs,
  }));
  return {
    calls: spans,
    firstToolMs: spans[0]?.startMs,
    toolCalls: calls.length,
    peakInFlight: peakInFlight(),
  };
}

function modelSpan({ role, ...call }: ModelCall, startMs: number): ModelSpan {
  return {
    role,
    startMs: call.startMs - startMs,
    firstTextMs: call.firstTokenMs - startMs,
    endMs: call.endMs - startMs,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function medianOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : median(values);
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
}

/** `Promise.withResolvers`, which Node 20 has not. */
function promiseParts<T>(): {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
} {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((onValue, onReason) => {
    resolve = onValue;
    reject = onReason;
  });
  return { promise, resolve, reject };
}
