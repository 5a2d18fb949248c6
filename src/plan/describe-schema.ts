import type { Json } from '../core/json.ts';
import { isJsonList, isJsonObject } from '../core/json.ts';
import type { PreparedTool } from '../tools/prepared-tool.ts';
import { nameTypes, typesOf } from './schema-types.ts';

/** How many choices a message names. */
const SHOWN = 10;

/** What a schema wants in a few words: `a string`, `one of "a", "b"`. */
export function describeSchema(schema: Json, root: Json): string {
  if (isJsonObject(schema)) {
    if (schema['const'] !== undefined) return JSON.stringify(schema['const']);
    if (isJsonList(schema['enum'])) {
      const shown = schema['enum'].slice(0, SHOWN).map((choice) => JSON.stringify(choice));
      const more = schema['enum'].length > SHOWN ? ', …' : '';
      return `one of ${shown.join(', ')}${more}`;
    }
  }
  return nameTypes(typesOf(schema, root));
}

/** A tool's signature, for hints: `math(expression: a string, context?: a list)`. */
export function spellSignature(tool: PreparedTool): string {
  const parameters = tool.parameters.map(
    ({ name, required, schema }) =>
      `${name}${required ? '' : '?'}: ${describeSchema(schema, tool.input.json)}`,
  );
  return `${tool.name}(${parameters.join(', ')})`;
}
