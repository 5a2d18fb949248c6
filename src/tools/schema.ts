import type { StandardSchemaV1 } from '@standard-schema/spec';
import { messageOf, ToolcError } from '../core/errors.ts';
import { isJsonObject } from '../core/json.ts';
import { createJsonSchemaValidator } from './json-schema-validator.ts';
import { admitsObject } from './object-shape.ts';
import type { PreparedSchema } from './prepared-tool.ts';
import { createSchemaVendors, type SchemaVendors } from './schema-vendors.ts';
import { standardToJsonSchema } from './standard-to-json-schema.ts';
import { toJson } from './to-json.ts';
import type { JsonSchema, Schema } from './tool.ts';
import { validateStandard } from './validate-standard.ts';

export interface SchemaOptions {
  /**
   * `'input'`: what may be passed, so that a property with a default is optional; the schema must
   * admit an object. `'output'`: what parsing gives. Default `'input'`.
   */
  readonly view?: 'input' | 'output';
  /** What errors call it: `inputSchema of tool "search"`. */
  readonly subject?: string;
  /** Shared between the schemas of a toolset; a fresh set by default. */
  readonly vendors?: SchemaVendors;
}

/**
 * Turns zod 4, zod 3, any Standard Schema or a JSON Schema (draft 7 or 2020-12) into JSON Schema
 * and a validator. A Standard Schema that cannot tell its JSON Schema becomes an open one and is
 * still validated by itself; valibot's can tell once wrapped in `toStandardJsonSchema`. For a JSON
 * Schema the validated value is the input itself: no default is filled, nothing stripped, and
 * `format` is not asserted. Throws `tool.definition`.
 */
export function prepareSchema(schema: Schema, options: SchemaOptions = {}): PreparedSchema {
  const { view = 'input', subject = 'the schema', vendors = createSchemaVendors() } = options;
  try {
    const prepared = isStandardSchema(schema)
      ? {
          json: standardToJsonSchema(schema, view, vendors),
          validate: (value: unknown) => validateStandard(schema, value),
        }
      : prepareJsonSchema(schema, vendors);
    if (view === 'input') requireObject(prepared.json);
    return prepared;
  } catch (thrown) {
    throw new ToolcError('tool.definition', `${subject} cannot be used: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
}

/** True for zod, valibot, arktype (whose schemas are functions) and all others of the standard. */
function isStandardSchema(schema: Schema): schema is StandardSchemaV1 {
  return '~standard' in schema;
}

function prepareJsonSchema(schema: JsonSchema, vendors: SchemaVendors): PreparedSchema {
  // A copy: what the caller does to the schema later must not change the tool.
  const copy = toJson(schema, { root: 'schema' });
  if (!copy.ok) throw new ToolcError(copy.failure.code, copy.failure.message);
  if (!isJsonObject(copy.value)) throw new TypeError('a JSON Schema must be an object');
  return { json: copy.value, validate: createJsonSchemaValidator(copy.value, vendors) };
}

function requireObject(json: JsonSchema): void {
  if (admitsObject(json)) return;
  throw new TypeError(
    'expected the schema of an object, because a tool takes named parameters, ' +
      `got ${JSON.stringify(json).slice(0, 100)}; wrap it: { value: … }`,
  );
}
