import { checkDefinition, refuseUnknownProperties } from './check-definition.ts';
import type { Schema, Tool, ToolDefinition } from './tool.ts';

/**
 * Makes a tool. The type of `execute`'s input follows from `inputSchema`: zod 4, zod 3, valibot,
 * arktype and other Standard Schemas give their parsed type, a JSON Schema a plain JSON object.
 * `Context` follows from an annotated second parameter, `(input, context: ToolContext<User>)`.
 *
 * Throws `tool.definition` at once if the name is not `[A-Za-z0-9_][A-Za-z0-9_.:/-]*` or is one of
 * `join`, `finish`, `if` in any letter case; if `effect` is not 'read' or 'write'; if `timeoutMs` is
 * not a positive number or `concurrency` not a positive integer; if `execute` is no function; if a
 * property is unknown. The schemas are converted later, by `createToolset`.
 */
export function defineTool<const S extends Schema, Context = unknown>(
  definition: ToolDefinition<S, Context>,
): Tool<Context> {
  refuseUnknownProperties(definition);
  checkDefinition(definition);
  return { ...definition };
}
