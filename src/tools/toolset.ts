import { ToolcError } from '../core/errors.ts';
import { checkDefinition, checkName } from './check-definition.ts';
import { describeTool } from './describe-tool.ts';
import { fitFallback } from './fit-fallback.ts';
import { parametersOf } from './object-shape.ts';
import type { PreparedSchema, PreparedTool, Toolset } from './prepared-tool.ts';
import { createSchemaVendors, type SchemaVendors } from './schema-vendors.ts';
import { prepareSchema } from './schema.ts';
import type { Schema, Tool } from './tool.ts';

/** A list of tools, or a record whose keys are their names. */
export type Tools = readonly Tool<never>[] | Readonly<Record<string, Tool<never>>>;

/**
 * Prepares tools for plans: their schemas are converted here, once, and the libraries for it loaded
 * if a schema needs them. In a record the key is the name, whatever the tool calls itself. Throws
 * `tool.definition` for a name that is reserved, malformed or there twice, and for an unusable
 * schema or definition.
 */
export function createToolset(tools: Tools): Toolset {
  const vendors = createSchemaVendors();
  const prepared = new Map<string, PreparedTool>();
  for (const tool of namedTools(tools)) {
    checkDefinition(tool);
    if (prepared.has(tool.name)) {
      throw new ToolcError(
        'tool.definition',
        `Two tools are called "${tool.name}". Rename one, or pass a record: its keys are the names.`,
        { details: { tool: tool.name } },
      );
    }
    prepared.set(tool.name, prepareTool(tool, vendors));
  }
  let description: string | undefined;
  return {
    tools: prepared,
    get: (name) => prepared.get(name),
    describe: () => (description ??= [...prepared.values()].map(describeTool).join('\n')),
  };
}

function namedTools(tools: Tools): readonly Tool<never>[] {
  if (isList(tools)) return tools;
  requireRecord(tools);
  return Object.entries(tools).map(([key, tool]) => {
    checkName(key);
    checkDefinition(tool);
    if (tool.name === key) return tool;
    return { ...tool, name: key, execute: (input, context) => tool.execute(input, context) };
  });
}

/** A caller need not be typed. */
function requireRecord(tools: unknown): void {
  if (typeof tools === 'object' && tools !== null) return;
  throw new ToolcError(
    'tool.definition',
    `tools: expected a list of tools, or a record whose keys are their names, got ${tools === null ? 'null' : typeof tools}.`,
  );
}

/** `Array.isArray` does not narrow a readonly list. */
function isList(tools: Tools): tools is readonly Tool<never>[] {
  return Array.isArray(tools);
}

function prepareTool(tool: Tool<never>, vendors: SchemaVendors): PreparedTool {
  const prepare = (schema: Schema, view: 'input' | 'output'): PreparedSchema =>
    prepareSchema(schema, { view, vendors, subject: `${view}Schema of tool "${tool.name}"` });
  const input = prepare(tool.inputSchema, 'input');
  const output = tool.outputSchema === undefined ? undefined : prepare(tool.outputSchema, 'output');
  checkFallback(tool, output);
  return {
    tool,
    name: tool.name,
    input,
    output,
    parameters: parametersOf(input.json),
  };
}

/** Found when the compiler is made, and not when the tool fails for the first time. */
function checkFallback({ name, onFailure }: Tool<never>, output: PreparedSchema | undefined): void {
  if (typeof onFailure !== 'object') return;
  const fitted = fitFallback(onFailure.fallback, output);
  if (fitted.ok) return;
  throw new ToolcError(
    'tool.definition',
    `onFailure of tool "${name}": ${fitted.problem}. Give a fallback that its outputSchema takes, or widen the schema.`,
    { details: { tool: name, property: 'onFailure' } },
  );
}
