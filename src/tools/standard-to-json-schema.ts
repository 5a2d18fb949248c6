import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec';
import { isJsonList, isJsonObject, type Json } from '../core/json.ts';
import type { SchemaVendors } from './schema-vendors.ts';
import { toJson } from './to-json.ts';
import type { JsonSchema } from './tool.ts';

/**
 * A Standard Schema as JSON Schema, draft 7. The schema's own converter comes first: it is the
 * vendor's instance that made the schema, so that descriptions survive and nothing is loaded.
 */
export function standardToJsonSchema(
  schema: StandardSchemaV1,
  view: 'input' | 'output',
  vendors: SchemaVendors,
): JsonSchema {
  const converted = toJson(convert(schema, view, vendors));
  return converted.ok && isJsonObject(converted.value) ? tidyObject(converted.value) : {};
}

/** Undefined, so an open schema, where nobody can tell. */
function convert(
  schema: StandardSchemaV1,
  view: 'input' | 'output',
  vendors: SchemaVendors,
): unknown {
  const standard: Partial<StandardJSONSchemaV1.Props> = schema['~standard'];
  if (standard.jsonSchema !== undefined) return convertItself(standard.jsonSchema, view);
  if (isZod4(schema)) return convertZod4(schema, view, vendors);
  if (schema['~standard'].vendor === 'zod') return convertZod3(schema, view, vendors);
  return undefined;
}

/** Each vendor is told in its own words to describe loosely what JSON Schema cannot express. */
function convertItself(
  converter: StandardJSONSchemaV1.Converter,
  view: 'input' | 'output',
): unknown {
  const libraryOptions = {
    unrepresentable: 'any', // zod
    errorMode: 'ignore', // valibot
  };
  try {
    return converter[view]({ target: 'draft-07', libraryOptions });
  } catch {
    return undefined;
  }
}

/** Zod 4 below 4.2, and its mini build: converted by the zod that toolc depends on. */
function convertZod4(schema: Zod4, view: 'input' | 'output', vendors: SchemaVendors): unknown {
  return vendors.zod().toJSONSchema(schema, {
    io: view,
    target: 'draft-7',
    unrepresentable: 'any',
    // Such a zod may keep descriptions in a registry of its own, which only the schema can reach.
    override: ({ zodSchema, jsonSchema }) => {
      if ('description' in zodSchema && typeof zodSchema.description === 'string') {
        jsonSchema.description ??= zodSchema.description;
      }
    },
  });
}

function convertZod3(
  schema: StandardSchemaV1,
  view: 'input' | 'output',
  vendors: SchemaVendors,
): unknown {
  if (!isZod3(schema)) return undefined;
  return vendors.zodToJsonSchema().zodToJsonSchema(schema, {
    target: 'jsonSchema7',
    effectStrategy: view === 'input' ? 'input' : 'any',
    pipeStrategy: view,
    // As in zod 4: unknown keys may be passed, they are stripped, so none comes out.
    removeAdditionalStrategy: view === 'input' ? 'strict' : 'passthrough',
  });
}

type Zod4 = Parameters<ReturnType<SchemaVendors['zod']>['toJSONSchema']>[0] & StandardSchemaV1;
type Zod3 = Parameters<ReturnType<SchemaVendors['zodToJsonSchema']>['zodToJsonSchema']>[0];

function isZod4(schema: StandardSchemaV1): schema is Zod4 {
  return '_zod' in schema;
}

/** Only ever given a zod 3 schema: zod-to-json-schema turns any other into an empty one, silently. */
function isZod3(schema: StandardSchemaV1): schema is Zod3 & StandardSchemaV1 {
  return '_def' in schema && !isZod4(schema);
}

function tidyObject(schema: JsonSchema): JsonSchema {
  const { $schema: _, ...rest } = schema;
  return Object.fromEntries(
    Object.entries(rest)
      .filter(([key, value]) => !(schema.type === 'integer' && isSafeBound(key, value)))
      .map(([key, value]) => [key, tidy(value)]),
  );
}

function tidy(schema: Json): Json {
  if (isJsonList(schema)) return schema.map(tidy);
  return isJsonObject(schema) ? tidyObject(schema) : schema;
}

/** Zod bounds each integer to the safe ones: true of every JSON number we read, a waste of prompt tokens. */
function isSafeBound(key: string, value: Json): boolean {
  return (
    (key === 'minimum' && value === Number.MIN_SAFE_INTEGER) ||
    (key === 'maximum' && value === Number.MAX_SAFE_INTEGER)
  );
}
