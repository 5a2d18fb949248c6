import type { LimitFlags } from './flags.ts';

/** The options of a compiler or a plan that the limits on the command line mean. */
export function limitsOf({ concurrency, timeout }: LimitFlags): {
  readonly concurrency?: number;
  readonly budget?: { readonly wallMs: number };
} {
  return {
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(timeout === undefined ? {} : { budget: { wallMs: timeout * 1000 } }),
  };
}
