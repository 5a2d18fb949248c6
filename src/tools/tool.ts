import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Json, JsonObject } from '../core/json.ts';
import type { Failure, Outcome } from '../core/outcome.ts';

/** `'read'` may start while the plan still streams; `'write'` starts only when the whole plan has passed. */
export type Effect = 'read' | 'write';

/** A JSON Schema document (draft 7 or 2020-12). */
export type JsonSchema = JsonObject;

/** Zod 4, zod 3, any Standard Schema (valibot, arktype, …) or a JSON Schema. */
export type Schema = StandardSchemaV1 | JsonSchema;

/** What `execute` gets for a schema: its parsed output; a plain JSON object for a JSON Schema. */
export type InputOf<S> = S extends StandardSchemaV1<unknown, infer Output> ? Output : JsonObject;

/** What a tool is told beside its input. */
export interface ToolContext<Context = unknown> {
  /** Aborts when the run, the task or its time limit ends; created on first read. */
  readonly signal: AbortSignal;
  readonly runId: string;
  readonly taskId: number;
  /** 1 for the first try. */
  readonly attempt: number;
  /** The same over all attempts of one task, different between tasks and runs. */
  readonly idempotencyKey: string;
  /** What the caller passed with the run: user, handles. */
  readonly context: Context;
  /**
   * Runs another tool of the same toolset as a child of this call, through the same checks and
   * limits. Never rejects. A call that runs children gives its own permit back first, so that
   * nothing deadlocks at a concurrency of 1.
   */
  call(tool: string, input: JsonObject): Promise<Outcome>;
}

/** What users write; `defineTool` checks it. */
export interface ToolDefinition<S extends Schema = Schema, Context = unknown> {
  readonly name: string;
  /** One or two sentences for the planner. */
  readonly description: string;
  readonly effect: Effect;
  readonly inputSchema: S;
  /** Lets paths into this tool's result be checked before it runs; results are validated against it. */
  readonly outputSchema?: Schema;
  /** May be sync or async, may throw anything, may return anything (see tools/to-json.ts). */
  readonly execute: (input: InputOf<S>, context: ToolContext<Context>) => unknown;
  /** Limit of one attempt in milliseconds, queueing not counted. */
  readonly timeoutMs?: number;
  /** How many calls of this tool may run at once, over all runs of a compiler. */
  readonly concurrency?: number;
  /** What becomes of the run when a call has failed for good. Default: the run's, 'skip-dependents'. */
  readonly onFailure?: OnFailure;
  /** Whether and how a failed call is tried again. Absent: it is not. */
  readonly retry?: RetryOptions;
  /**
   * What becomes of a call that runs when its task is closed: its signal is aborted (`'cancel'`, the
   * default), or it is left to finish, nobody waits, and its result is a `task-late` event.
   */
  readonly onClose?: 'cancel' | 'finish';
  /** How often it may be called, over all runs of a compiler. */
  readonly rate?: Rate;
  /** The gate it shares with other tools and models (option `gates`). Default: one of its own. */
  readonly gate?: string;
  /** Equal calls of a read share one result within a run; more than that, or `'off'`. */
  readonly cache?: 'off' | CacheOptions;
  /**
   * Does many calls in one: those that became ready in one turn. Gives one result an input, in their
   * order; one that is an Error fails its call alone.
   */
  readonly runMany?: (inputs: readonly InputOf<S>[], context: BatchContext<Context>) => unknown;
  /** The most inputs of one `runMany`. Default 100. */
  readonly maxBatch?: number;
  /**
   * What a call touches. Writes keep plan order against writes and reads of the same key, and against
   * all where there is none or it is not known yet. Must be pure and quick.
   */
  readonly resource?: (input: InputOf<S>) => string;
  /** What the joiner sees of a result instead of its JSON. */
  readonly render?: (value: Json) => string;
  /** Calls as they would stand in a plan, for the planner: `search("height of K2")`. */
  readonly examples?: readonly string[];
}

/** What becomes of a run when a call has failed for good. */
export type OnFailure =
  | 'skip-dependents' // what needs its result is skipped, all else goes on
  | 'abort-run' // the run fails at once
  | 'replan' // the next round starts at once; what runs beside it goes on, and is kept
  | { readonly fallback: Json }; // this is its result

/** How a failed call is tried again. */
export interface RetryOptions {
  /** Calls in all, the first included. Default 3. */
  readonly attempts?: number;
  /** The wait before the first retry is random up to this, then up to twice as long, … Default 250. */
  readonly baseMs?: number;
  /** No wait without a `Retry-After` is longer. Default 10,000. */
  readonly maxMs?: number;
  /** A server that asks for a longer wait than this is given up at once. Default 30,000. */
  readonly maxRetryAfterMs?: number;
  /** Which failures; default time-outs, lost connections, HTTP 408, 429 and 5xx. */
  readonly on?: (failure: Failure) => boolean;
  /** A write is retried only with this: `execute` must pass `context.idempotencyKey` on. */
  readonly writes?: 'with-idempotency-key';
}

/** Token buckets; each holds a second's worth at least. */
export interface Rate {
  readonly requestsPerMinute?: number;
  /** Of model calls. */
  readonly tokensPerMinute?: number;
}

/** How long a read's result is kept, and for whom. */
export interface CacheOptions {
  /** In ms. Default: to the end of the run; 60,000 for the compiler. */
  readonly ttlMs?: number;
  /** `'compiler'`: over runs with the same `context`. Default `'run'`. */
  readonly scope?: 'run' | 'compiler';
  /** Default 1,000; the one used longest ago goes first. */
  readonly maxEntries?: number;
}

/** What `runMany` is told beside its inputs. */
export interface BatchContext<Context = unknown> {
  /** Aborts when every call of the batch has been stopped. */
  readonly signal: AbortSignal;
  readonly runId: string;
  readonly context: Context;
  /** One an input, in their order. */
  readonly calls: readonly Pick<ToolContext, 'taskId' | 'attempt' | 'idempotencyKey'>[];
}

/** A defined tool. `Context` is the type of the `context` that a run must pass for it. */
export interface Tool<Context = unknown> extends Omit<
  ToolDefinition<Schema, Context>,
  'execute' | 'runMany' | 'resource'
> {
  // Methods, so that tools of different inputs fit one list; the inputs were parsed by the schema.
  execute(input: unknown, context: ToolContext<Context>): unknown;
  runMany?(inputs: readonly unknown[], context: BatchContext<Context>): unknown;
  resource?(input: unknown): string;
}
