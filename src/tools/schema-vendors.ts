import { createRequire } from 'node:module';
import type { Ajv } from 'ajv';
import type * as AjvDraft7 from 'ajv';
import type * as AjvDraft2020 from 'ajv/dist/2020.js';
import type * as Zod from 'zod';
import type * as ZodToJsonSchema from 'zod-to-json-schema';

/** The libraries that schemas may need: each is loaded when it is first asked for, synchronously. */
export interface SchemaVendors {
  zod(): typeof Zod;
  zodToJsonSchema(): typeof ZodToJsonSchema;
  /** One instance a draft: a new one for each schema is ten times slower. */
  ajv(draft: JsonSchemaDraft): Ajv;
}

export type JsonSchemaDraft = 'draft-07' | 'draft-2020-12';

/** Loads nothing yet. Share one between the schemas of a toolset. */
export function createSchemaVendors(): SchemaVendors {
  const load = createRequire(import.meta.url);
  const instances = new Map<JsonSchemaDraft, Ajv>();
  const create = (draft: JsonSchemaDraft): Ajv => {
    const draft7: () => typeof AjvDraft7 = () => load('ajv');
    const draft2020: () => typeof AjvDraft2020 = () => load('ajv/dist/2020.js');
    return draft === 'draft-07'
      ? new (draft7().Ajv)(ajvOptions())
      : new (draft2020().Ajv2020)(ajvOptions());
  };
  return {
    zod: () => load('zod'),
    zodToJsonSchema: () => load('zod-to-json-schema'),
    ajv(draft) {
      const instance = instances.get(draft) ?? create(draft);
      instances.set(draft, instance);
      return instance;
    },
  };
}

/** Unknown keywords and formats pass, inherited properties count for nothing. */
function ajvOptions(): AjvDraft7.Options {
  return {
    strict: false,
    validateFormats: false,
    ownProperties: true,
    logger: false,
    code: { regExp: Object.assign(lenientRegExp, { code: 'lenientRegExp' }) },
  };
}

/** JSON Schema wants unicode patterns, but many in the wild, like `[\w-.]`, only parse without. */
function lenientRegExp(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return new RegExp(pattern);
  }
}
