import { ToolcError } from './core/errors.ts';
import type { JsonObject } from './core/json.ts';
import { openSession, type PlanSession } from './plan-session.ts';
import type { RunContext } from './run-context.ts';

/**
 * Takes a plan that is there as a whole: all of it is checked before its first call, and of the tasks
 * that can start at once those go first that have the longest way before them. Throws
 * `run.plan-invalid`; then nothing has run.
 */
export function takePlan(
  run: RunContext,
  text: string,
  inputs: JsonObject | undefined,
): PlanSession {
  const session = openSession(run, { round: 1, source: 'user', inputs });
  session.log(text);
  const read = [...session.parser.push(text), ...session.parser.end({ complete: true })];
  const items = read.slice(read.findLastIndex(({ kind }) => kind === 'void') + 1);
  const problems = items.flatMap((item) => (item.kind === 'problem' ? [item.problem] : []));
  const errors = problems.filter(({ severity }) => severity === 'error');
  const first = errors[0];
  const taken = first === undefined ? items : items.filter(({ kind }) => kind === 'problem');
  run.executor.together(() => session.take(taken));
  session.end();
  if (first === undefined) return session;
  const place = `${String(first.line)}:${String(first.column)}`;
  const count = errors.length === 1 ? '1 error' : `${String(errors.length)} errors`;
  const message = `The plan has ${count}; nothing was run. The first, at ${place}: ${first.code}: ${first.message}`;
  throw new ToolcError('run.plan-invalid', message, {
    details: { problems: errors.map((problem) => ({ ...problem })) },
  });
}
