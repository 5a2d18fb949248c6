import type { Json } from '../core/json.ts';
import type { JsonSchema, Tool } from './tool.ts';

/** A tool with its schemas converted, once per toolset. */
export interface PreparedTool {
  readonly tool: Tool<never>;
  readonly name: string;
  readonly input: PreparedSchema;
  readonly output: PreparedSchema | undefined;
  /** The signature: required properties first, then optional, each in schema order. */
  readonly parameters: readonly Parameter[];
}

export interface Parameter {
  readonly name: string;
  readonly required: boolean;
  readonly schema: JsonSchema | true;
}

/** A schema as JSON Schema, for prompts and checks with holes, and as a validator, for whole values. */
export interface PreparedSchema {
  readonly json: JsonSchema;
  /** Sync where the vendor's schema is sync. Never throws, never rejects. */
  validate(value: Json): Validation | Promise<Validation>;
}

/** `value` is what the schema parsed: defaults filled, transforms applied; it need not be JSON. */
export type Validation =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly issues: readonly SchemaIssue[] };

export interface SchemaIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** The tools of a compiler by name, in the order given. */
export interface Toolset {
  readonly tools: ReadonlyMap<string, PreparedTool>;
  get(name: string): PreparedTool | undefined;
  /** The lines that tell a model of the tools, one or more each; made once, when first asked for. */
  describe(): string;
}
