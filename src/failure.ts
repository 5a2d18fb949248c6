import { messageOf, ToolcError } from './core/errors.ts';
import type { Failure } from './core/outcome.ts';
import { toJson } from './tools/to-json.ts';

/** An error as plain JSON; what is no `ToolcError` is a bug of ours or of a model adapter. */
export function toFailure(thrown: unknown): Failure {
  if (!(thrown instanceof ToolcError)) {
    return { code: 'run.internal', message: messageOf(thrown) };
  }
  const details = toJson(thrown.details, { maxBytes: 100_000 });
  const hasDetails = details.ok && Object.keys(thrown.details).length > 0;
  return {
    code: thrown.code,
    message: thrown.message,
    ...(hasDetails ? { details: details.value } : {}),
  };
}
