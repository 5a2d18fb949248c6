import type { StandardSchemaV1 } from '@standard-schema/spec';
import { messageOf } from '../core/errors.ts';
import type { SchemaIssue, Validation } from './prepared-tool.ts';

/** Issues beyond these tell nobody more. */
const MOST_ISSUES = 20;

/** Validates by the schema itself: sync where it is. A schema that throws or rejects gives an issue. */
export function validateStandard(
  schema: StandardSchemaV1,
  value: unknown,
): Validation | Promise<Validation> {
  try {
    const result = schema['~standard'].validate(value);
    if (!('then' in result)) return toValidation(result);
    return Promise.resolve(result).then(toValidation).catch(toThrown);
  } catch (thrown) {
    return toThrown(thrown);
  }
}

function toValidation(result: StandardSchemaV1.Result<unknown>): Validation {
  if (result.issues === undefined) return { ok: true, value: result.value };
  // Plain lists: arktype's are of a class of its own, which `map` would keep.
  const issues = Array.from(result.issues).slice(0, MOST_ISSUES);
  return { ok: false, issues: issues.map(toIssue) };
}

function toIssue(issue: StandardSchemaV1.Issue): SchemaIssue {
  return {
    path: Array.from(issue.path ?? [], (step) => {
      const key = typeof step === 'object' ? step.key : step;
      return typeof key === 'symbol' ? String(key) : key;
    }),
    message: issue.message,
  };
}

function toThrown(thrown: unknown): Validation {
  return { ok: false, issues: [{ path: [], message: `the schema threw: ${messageOf(thrown)}` }] };
}
