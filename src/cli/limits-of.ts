import type { Budget } from '../index.ts';
import type { LimitFlags } from './flags.ts';

/** The options of a compiler or a plan that the limits on the command line mean. */
export function limitsOf(flags: LimitFlags & { readonly maxTokens?: number }): {
  readonly concurrency?: number;
  readonly budget: Partial<Budget>;
} {
  const { concurrency, timeout, maxCalls, maxTokens } = flags;
  return {
    ...(concurrency === undefined ? {} : { concurrency }),
    budget: {
      ...(timeout === undefined ? {} : { wallMs: timeout * 1000 }),
      ...(maxCalls === undefined ? {} : { toolCalls: maxCalls }),
      ...(maxTokens === undefined ? {} : { tokens: maxTokens }),
    },
  };
}
