/**
 * Every code that toolc reports, in an error, a failed outcome or a plan problem. The part before
 * the dot is where it arose; nobody has to match on text.
 */
export type ErrorCode = PlanCode | ToolCode | ModelCode | RunCode;

export type PlanCode =
  | 'plan.empty'
  | 'plan.syntax'
  | 'plan.unclosed-call'
  | 'plan.unclosed-string'
  | 'plan.truncated'
  | 'plan.missing-id'
  | 'plan.bad-id'
  | 'plan.duplicate-id'
  | 'plan.unknown-tool'
  | 'plan.unknown-reference'
  | 'plan.bad-reference'
  | 'plan.forbidden-key'
  | 'plan.self-reference'
  | 'plan.terminal-reference'
  | 'plan.cycle'
  | 'plan.arguments'
  | 'plan.duplicate-parameter'
  | 'plan.positional-after-keyword'
  | 'plan.nested-call'
  | 'plan.guard'
  | 'plan.fan-out'
  | 'plan.too-deep'
  | 'plan.too-long'
  | 'plan.too-many-tasks'
  | 'plan.ambiguous-dollar'
  // warnings: the plan runs, but a caller can see what was decided
  | 'plan.prose-ignored'
  | 'plan.trailing-text-ignored'
  | 'plan.recovered'
  | 'plan.converted'
  | 'plan.literal-dollar'
  | 'plan.forward-reference'
  | 'plan.missing-join'
  | 'plan.renumbered';

export type ToolCode =
  | 'tool.definition'
  | 'tool.threw'
  | 'tool.timeout'
  | 'tool.invalid-input'
  | 'tool.invalid-output'
  | 'tool.result-too-large'
  | 'tool.result-not-json'
  | 'tool.unknown'
  | 'tool.effect'
  | 'reference.missing-path'
  | 'reference.not-a-list'
  | 'reference.too-many-elements'
  | 'guard.type';

export type ModelCode =
  | 'model.authentication'
  | 'model.not-found'
  | 'model.context-length'
  | 'model.rate-limit'
  | 'model.connection'
  | 'model.timeout'
  | 'model.truncated'
  | 'model.refused'
  | 'model.bad-request'
  | 'model.server'
  | 'model.protocol'
  | 'model.threw'
  | 'model.outside-family';

export type RunCode =
  | 'run.aborted'
  | 'run.plan-invalid'
  | 'run.joiner-unparseable'
  | 'run.finish-unavailable'
  | 'run.output-invalid'
  | 'run.budget'
  | 'run.task-failed'
  | 'run.internal'
  | 'input.invalid'
  | 'option.invalid'
  | 'research.blocked-address'
  | 'research.fetch-failed'
  | 'research.not-found'
  | 'server.failed'
  | 'calculator.syntax'
  | 'calculator.limit'
  | 'calculator.domain';

/** What an error carries besides its sentence. */
export interface ErrorOptions {
  /** Plain data for a program: what was expected, what was got. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * The one error class. `message` says what was expected, what was got and what to do; `code` is for
 * programs; `details` is plain data. An error thrown by `compiler.run()` has the run's report in
 * `details.report`.
 */
export class ToolcError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ToolcError';
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** The text of anything that was thrown; never throws itself. */
export function messageOf(thrown: unknown): string {
  try {
    if (thrown instanceof Error)
      return String(thrown.message === '' ? thrown.name : thrown.message);
    if (typeof thrown === 'string') return thrown;
    const isObject = typeof thrown === 'object' && thrown !== null;
    return String(isObject ? JSON.stringify(thrown) : thrown);
  } catch {
    return 'a value that cannot be shown';
  }
}
