import type { Json } from '../core/json.ts';
import type { PreparedSchema } from './prepared-tool.ts';
import { toJson } from './to-json.ts';

/** A value to stand for what a tool did not give, or why it cannot. */
export type FittedFallback =
  { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly problem: string };

/**
 * A fallback as JSON, and as the tool's outputSchema parses it: paths into the result were checked
 * against that schema. A schema that answers later is not waited for: the value stands as it is.
 */
export function fitFallback(value: unknown, output: PreparedSchema | undefined): FittedFallback {
  // As a result these would become null; here somebody meant something else.
  if (value === undefined || typeof value === 'function' || Number.isNaN(value)) {
    return { ok: false, problem: `the fallback must be JSON; it is ${String(value)}` };
  }
  const json = toJson(value, { root: 'the fallback' });
  if (!json.ok) return { ok: false, problem: json.failure.message };
  const validation = output?.validate(json.value);
  if (validation === undefined || validation instanceof Promise) return json;
  if (!validation.ok) {
    const [first] = validation.issues;
    const place = first === undefined || first.path.length === 0 ? '' : `${first.path.join('.')}: `;
    const issue = `${place}${first?.message ?? 'it is refused'}`;
    return { ok: false, problem: `the outputSchema refuses the fallback: ${issue}` };
  }
  const parsed = toJson(validation.value, { root: 'the fallback' });
  return parsed.ok ? parsed : { ok: false, problem: parsed.failure.message };
}
