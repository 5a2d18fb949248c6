import { messageOf, ToolcError, type ErrorCode } from '../core/errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import type { Failure } from '../core/outcome.ts';
import { toJson } from '../tools/to-json.ts';
import type { Fault } from './fault.ts';

/** What a tool threw as a failure; what is known of the fault stands in its details. */
export function thrownFailure(toolName: string, thrown: unknown, fault: Fault = {}): Failure {
  const message = `${toolName} failed: ${messageOf(thrown).slice(0, longestMessage)}`;
  const { code, details } = knownError(thrown, { ...fault });
  return Object.keys(details).length === 0 ? { code, message } : { code, message, details };
}

/** In characters: a message goes into events and prompts. */
const longestMessage = 2_000;

/** The code and details of an error of ours; what was thrown may be a proxy that throws again. */
function knownError(
  thrown: unknown,
  told: JsonObject,
): { readonly code: ErrorCode; readonly details: Json & object } {
  try {
    if (!(thrown instanceof ToolcError)) return { code: 'tool.threw', details: told };
    const details = toJson(thrown.details, { maxBytes: 100_000 });
    const own = details.ok && isJsonObject(details.value) ? details.value : {};
    return { code: thrown.code, details: { ...told, ...own } };
  } catch {
    return { code: 'tool.threw', details: told };
  }
}
