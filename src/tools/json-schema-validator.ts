import type { Ajv, ErrorObject, ValidateFunction } from 'ajv';
import { messageOf, ToolcError } from '../core/errors.ts';
import type { SchemaIssue, Validation } from './prepared-tool.ts';
import type { SchemaVendors } from './schema-vendors.ts';
import type { JsonSchema } from './tool.ts';
import { validateStandard } from './validate-standard.ts';
import { toZodSubset } from './zod-subset.ts';

/**
 * Validates against a JSON Schema, synchronously; the value that comes out is the one that went in.
 * Where zod and JSON Schema agree, zod does it: it is loaded by the first validation, compiles five
 * times faster than ajv and generates no code. The rest is for ajv, at once, so that a
 * schema that makes no sense throws here and not in the middle of a run.
 */
export function createJsonSchemaValidator(
  schema: JsonSchema,
  vendors: SchemaVendors,
): (value: unknown) => Validation | Promise<Validation> {
  const subset = toZodSubset(schema);
  return subset === undefined ? validatorByAjv(schema, vendors) : validatorByZod(subset, vendors);
}

function validatorByZod(
  schema: JsonSchema,
  vendors: SchemaVendors,
): (value: unknown) => Validation | Promise<Validation> {
  let compiled: ReturnType<ReturnType<SchemaVendors['zod']>['fromJSONSchema']> | undefined;
  return (value) => {
    compiled ??= vendors.zod().fromJSONSchema({ ...schema });
    const result = validateStandard(compiled, value);
    return 'ok' in result && result.ok ? { ok: true, value } : result;
  };
}

function validatorByAjv(
  schema: JsonSchema,
  vendors: SchemaVendors,
): (value: unknown) => Validation {
  const validate = compileByAjv(schema, vendors);
  return (value) => {
    try {
      if (validate(value)) return { ok: true, value };
      return { ok: false, issues: (validate.errors ?? []).map(toIssue) };
    } catch (thrown) {
      return { ok: false, issues: [{ path: [], message: messageOf(thrown) }] };
    }
  };
}

/** Without a `$schema` it is 2020-12, or draft 7 if only that makes sense of it. */
function compileByAjv(schema: JsonSchema, vendors: SchemaVendors): ValidateFunction {
  const { $schema: declared, $async: _, ...rest } = schema;
  const isOld = typeof declared === 'string' && /draft-0[4-7]/.test(declared);
  if (isOld) return compile(rest, vendors.ajv('draft-07'));
  try {
    return compile(rest, vendors.ajv('draft-2020-12'));
  } catch (thrown) {
    if (declared !== undefined) throw thrown;
    return compileAsDraft7(rest, vendors, thrown);
  }
}

function compileAsDraft7(
  schema: JsonSchema,
  vendors: SchemaVendors,
  cause: unknown,
): ValidateFunction {
  try {
    return compile(schema, vendors.ajv('draft-07'));
  } catch {
    throw new ToolcError('tool.definition', messageOf(cause), { cause });
  }
}

/** Forgotten at once, because two tools may carry the same `$id`. */
function compile(schema: JsonSchema, ajv: Ajv): ValidateFunction {
  const validate = ajv.compile(schema);
  ajv.removeSchema(schema);
  return validate;
}

function toIssue(error: ErrorObject): SchemaIssue {
  const { additionalProperty } = error.params;
  const detail = typeof additionalProperty === 'string' ? `: "${additionalProperty}"` : '';
  return {
    path: error.instancePath
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')),
    message: `${error.message ?? error.keyword}${detail}`,
  };
}
