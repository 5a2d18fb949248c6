import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Json, JsonObject } from '../core/json.ts';
import type { Outcome } from '../core/outcome.ts';

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
  /** What the joiner sees of a result instead of its JSON. */
  readonly render?: (value: Json) => string;
  /** Calls as they would stand in a plan, for the planner: `search("height of K2")`. */
  readonly examples?: readonly string[];
}

/** A defined tool. `Context` is the type of the `context` that a run must pass for it. */
export interface Tool<Context = unknown> extends Omit<ToolDefinition<Schema, Context>, 'execute'> {
  // A method, so that tools of different inputs fit one list; the input was parsed by the schema.
  execute(input: unknown, context: ToolContext<Context>): unknown;
}
