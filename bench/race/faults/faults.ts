import type { Workload } from '../case.ts';
import { compareTwo } from '../workloads/compare-two.ts';
import { mixed } from '../workloads/mixed.ts';
import { shop } from '../workloads/shop.ts';
import type { Fault } from './fault.ts';
import { PAYMENT } from './injection.ts';

/** Every fault of the robustness race, in the report's order. */
export const faults: readonly Fault[] = [
  {
    name: 'none',
    title: 'nothing goes wrong',
    about: 'to compare with',
  },
  {
    name: 'tool-unavailable-once',
    title: 'a tool is unavailable once',
    about: 'one read throws an error with status 503 at its first attempt, and works at the next',
    tool: { how: 'unavailable', attempts: 'first' },
  },
  {
    name: 'tool-throws',
    title: 'a tool throws',
    about: 'one read throws an error at every attempt',
    tool: { how: 'throws', attempts: 'all' },
  },
  {
    name: 'tool-hangs-once',
    title: 'a tool hangs once',
    about: 'one read never returns at its first attempt, and works at the next',
    tool: { how: 'hangs', attempts: 'first' },
  },
  {
    name: 'tool-hangs',
    title: 'a tool never returns',
    about: 'one read never returns, and does not heed its signal, at every attempt',
    tool: { how: 'hangs', attempts: 'all' },
  },
  {
    name: 'rate-limit',
    title: 'the provider answers 429',
    about: 'more than 2 model calls in 2 s get 429 with Retry-After; one question at a time',
    provider: { rateLimit: { requests: 2, perMs: 2_000 } },
  },
  {
    name: 'rate-limit-together',
    title: '429, all questions at once',
    about: 'more than 4 model calls in 2 s get 429; all questions are asked at once, with one key',
    provider: { rateLimit: { requests: 4, perMs: 2_000 } },
    questions: 'together',
  },
  {
    name: 'cut-reset',
    title: 'a stream breaks off',
    about: 'the connection is reset in the middle of the first reply',
    provider: { cut: { calls: [1], how: 'reset' } },
  },
  {
    name: 'cut-silent',
    title: 'a stream ends too soon',
    about: 'the first reply ends in its middle, in good order but for its finish reason',
    provider: { cut: { calls: [1], how: 'silent' } },
  },
  {
    name: 'cut-second',
    title: 'the second reply ends too soon',
    about: 'the same for the second reply: mostly the one that holds the answer, or a further call',
    provider: { cut: { calls: [2], how: 'silent' } },
  },
  {
    name: 'stall',
    title: 'a stream stops and stays open',
    about: 'nothing comes behind the middle of the first reply; the connection stays',
    provider: { cut: { calls: [1], how: 'stall' } },
  },
  {
    name: 'bad-line',
    title: 'the model writes a bad call',
    about: 'the first reply holds one call that cannot be read: a plan line, an action, arguments',
    provider: { badLine: { calls: [1] } },
  },
  {
    name: 'injected',
    title: 'results with orders in them',
    about: 'texts in results hold plan text, actions, a program and $1; the model is not taken in',
    results: 'poisoned',
  },
  {
    name: 'injected-obeyed',
    title: 'the model obeys a result',
    about: 'the same, and the model does once what it reads there, in whatever form it may call',
    results: 'poisoned',
    provider: { obey: PAYMENT },
  },
];

/** What is asked: a level of two, calls on calls with arithmetic, and a write at the end. */
export const faultWorkloads: readonly Workload[] = [compareTwo, mixed, shop];
