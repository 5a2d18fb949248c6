import type { Json } from './core/json.ts';
import { abortError, onStop } from './core/stop.ts';
import type { RunContext } from './run-context.ts';
import type { PreparedSchema, Validation } from './tools/prepared-tool.ts';

/**
 * Asks the schema of a typed answer. A user's async validator may never come back: an abort throws
 * `run.aborted`, and after `limits.modelIdleMs` the value counts as refused.
 */
export async function validateOutput(
  { settings, stop }: RunContext,
  schema: PreparedSchema,
  value: Json,
): Promise<Validation> {
  const validation = schema.validate(value);
  if (!(validation instanceof Promise)) return validation;
  const { clock, limits } = settings;
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      cancelTimer();
      unlisten();
    };
    const message = `the output schema gave no verdict within ${String(limits.modelIdleMs)} ms`;
    const cancelTimer = clock.after(limits.modelIdleMs, () => {
      unlisten();
      resolve({ ok: false, issues: [{ path: [], message }] });
    });
    const unlisten = onStop(stop, (cause) => {
      cancelTimer();
      reject(abortError(cause));
    });
    validation.then(resolve, reject).finally(leave);
  });
}
