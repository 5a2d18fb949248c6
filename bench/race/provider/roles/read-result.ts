import { Ajv } from 'ajv';
import type { Json } from '../../../../src/index.ts';
import type { Case } from '../../case.ts';

/**
 * The value in the text that a runner made of a tool's result: JSON, or for a tool that returns text the
 * text as it is. Undefined where the text is damaged, or an error: it does not fit the tool's output.
 */
export function readResult(raceCase: Case, toolName: string, text: string): Json | undefined {
  const tool = raceCase.tools.find(({ name }) => name === toolName);
  if (tool === undefined) return undefined;
  const fits = ajv.compile(tool.outputSchema);
  const parsed = parseJson(text.trim());
  if (parsed !== undefined && fits(parsed)) return parsed;
  // Some runners encode what is JSON text already; a model reads it all the same.
  const inner = typeof parsed === 'string' ? parseJson(parsed) : undefined;
  if (inner !== undefined && fits(inner)) return inner;
  return fits(text) ? text : undefined;
}

// Keeps what it has compiled by the schema's object; formats are notes for a reader here.
const ajv = new Ajv({ strict: false, validateFormats: false });

/** A JSON value; undefined where the text is none. */
export function parseJson(text: string): Json | undefined {
  try {
    // JSON.parse without a reviver gives JSON values only.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
