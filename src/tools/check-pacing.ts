import { didYouMean } from '../core/suggest.ts';
import type { Rate, RetryOptions } from './tool.ts';

/** What is wrong with how a tool is tried again or paced; undefined where nothing is. */
export function pacingProblem({
  effect,
  retry,
  rate,
}: {
  readonly effect?: unknown;
  readonly retry?: unknown;
  readonly rate?: unknown;
}): { readonly property: 'retry' | 'rate'; readonly problem: string } | undefined {
  const retried = retry === undefined ? undefined : retryProblem(retry, effect === 'write');
  if (retried !== undefined) return { property: 'retry', problem: retried };
  const paced = rate === undefined ? undefined : rowProblem(rate, rateRules);
  return paced === undefined ? undefined : { property: 'rate', problem: paced };
}

function retryProblem(retry: unknown, isWrite: boolean): string | undefined {
  const problem = rowProblem(retry, retryRules);
  if (problem !== undefined || !isWrite) return problem;
  if (isRecord(retry) && retry['writes'] !== undefined) return undefined;
  return `a write that failed may have been done, and would be done twice. Let execute pass context.idempotencyKey on to what it calls, and add writes: 'with-idempotency-key'; or leave retry out`;
}

interface Rule {
  readonly isRight: (value: unknown) => boolean;
  readonly wanted: string;
}

const positive: Rule = {
  isRight: (value) => typeof value === 'number' && Number.isFinite(value) && value > 0,
  wanted: 'a positive number',
};

const notNegative: Rule = {
  isRight: (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0,
  wanted: 'a number of milliseconds, 0 or more',
};

const retryRules: Readonly<Record<keyof RetryOptions, Rule>> = {
  attempts: {
    isRight: (value) => Number.isSafeInteger(value) && Number(value) >= 1,
    wanted: 'a whole number of 1 or more, the first call included',
  },
  baseMs: notNegative,
  maxMs: notNegative,
  maxRetryAfterMs: notNegative,
  on: {
    isRight: (value) => typeof value === 'function',
    wanted: 'a function that says whether a failure may pass',
  },
  writes: {
    isRight: (value) => value === 'with-idempotency-key',
    wanted: `'with-idempotency-key'`,
  },
};

const rateRules: Readonly<Record<keyof Rate, Rule>> = {
  requestsPerMinute: positive,
  tokensPerMinute: positive,
};

function rowProblem(row: unknown, rules: Readonly<Record<string, Rule>>): string | undefined {
  const names = Object.keys(rules);
  if (!isRecord(row)) return `expected an object with any of ${names.join(', ')}`;
  for (const [key, value] of Object.entries(row)) {
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
    if (rule === undefined) {
      return `it has no "${key}".${didYouMean(key, names)} It may have: ${names.join(', ')}`;
    }
    if (value !== undefined && !rule.isRight(value)) return `${key} must be ${rule.wanted}`;
  }
  return undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
