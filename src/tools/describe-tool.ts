import type { Json } from '../core/json.ts';
import type { Parameter, PreparedTool } from './prepared-tool.ts';
import { clipText } from './clip-text.ts';
import { propertyText, typeText } from './type-text.ts';

/** Bounds of one description, in UTF-16 units; what is longer ends in `…`. */
const limits = {
  parameters: 40,
  inputDepth: 3,
  outputDepth: 4,
  parameterType: 160,
  outputType: 240,
  description: 400,
  parameterDescription: 120,
  examples: 3,
  example: 200,
};

/**
 * A tool in the planner's prompt: the signature in the order of positional arguments, the shape of
 * the result if it has a schema, the description, `[write]` for a write; below it the parameters
 * that have a description, and the examples. Bounded and deterministic: prompt tokens are latency.
 *
 * ```
 * search(query: string, limit?: integer = 10) -> {title: string, url: string}[]  # Full-text search.
 *   query: what to look for
 *   e.g. search("height of K2")
 * ```
 */
export function describeTool(prepared: PreparedTool): string {
  const { tool } = prepared;
  const remarks = [clipText(tool.description, limits.description), writeMark(prepared)];
  const remark = remarks.filter((text) => text !== '').join(' ');
  return [
    signature(prepared) + (remark === '' ? '' : `  # ${remark}`),
    ...prepared.parameters.slice(0, limits.parameters).flatMap(parameterRemark),
    ...(tool.examples ?? []).slice(0, limits.examples).map(exampleLine),
  ].join('\n');
}

function writeMark(prepared: PreparedTool): string {
  return prepared.tool.effect === 'write' ? '[write]' : '';
}

function signature(prepared: PreparedTool): string {
  const { name, parameters, input, output } = prepared;
  const place = { root: input.json, depth: limits.inputDepth, length: limits.parameterType };
  const shown = parameters.slice(0, limits.parameters).map((parameter) => {
    const { schema } = parameter;
    return propertyText(parameter, typeText(schema, place)) + defaultText(schema);
  });
  if (parameters.length > shown.length || isOpen(prepared)) shown.push('…');
  const result = output === undefined ? '' : resultText(output.json);
  return `${name}(${shown.join(', ')})${result}`;
}

function resultText(json: PreparedTool['input']['json']): string {
  const text = typeText(json, { root: json, depth: limits.outputDepth, length: limits.outputType });
  return text === 'any' ? '' : ` -> ${text}`;
}

/** No word about properties: then anything may be passed by name. */
function isOpen({ parameters, input }: PreparedTool): boolean {
  const { properties, additionalProperties } = input.json;
  return parameters.length === 0 && properties === undefined && additionalProperties !== false;
}

function defaultText(schema: Parameter['schema']): string {
  const value: Json | undefined = schema === true ? undefined : schema.default;
  if (value === undefined || typeof value === 'object') return '';
  const text = JSON.stringify(value);
  return text.length > 30 ? '' : ` = ${text}`;
}

function parameterRemark({ name, schema }: Parameter): readonly string[] {
  if (schema === true || typeof schema.description !== 'string') return [];
  const text = clipText(schema.description, limits.parameterDescription);
  return text === '' ? [] : [`  ${name}: ${text}`];
}

function exampleLine(example: string): string {
  return `  e.g. ${clipText(example, limits.example)}`;
}
