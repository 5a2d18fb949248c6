import { isPriced, type Budget, type Prices } from './budget.ts';
import type { Clock } from './core/clock.ts';
import type { BudgetReached, Fact, RunStart, TokenUsage } from './core/events.ts';
import {
  budgetBounds,
  type BudgetBound,
  type Cause,
  type Failure,
  type Outcome,
} from './core/outcome.ts';
import { createStop, releaseStop, stopNow, type Stop } from './core/stop.ts';
import { isJsonObject } from './core/json.ts';
import type { Executor } from './executor/executor.ts';

/**
 * Counts what a run spends, from its facts and its clock.
 *
 * 1. With `toolCalls` N exactly N attempts start: in the tick of the N-th nothing more starts. So it
 *    is with tokens and cost, in the tick in which a reply has told what it took. What runs may end.
 * 2. When the time is over, what runs is closed too.
 * 3. A bound is reached once, when it has kept the run from something: a task that did not run, a
 *    plan that was cut, a round that was wanted. A run that needed just what it had is complete.
 */
export interface BudgetWatch {
  /** Stops with the run, and when a bound cuts the plan that is being written. */
  readonly planStop: Stop;
  /** To be told of every fact, after it was appended. */
  see(fact: Fact): void;
  /** The bound that allows no more planning, once one is spent. */
  spent(): Cause | undefined;
  /** No round may follow this one. */
  isLastRound(round: number): boolean;
  /** A round was wanted behind the last one; returns what forbade it. */
  refuseRound(): BudgetReached;
  /** The first bound that was reached. */
  reached(): BudgetReached | undefined;
  /** Takes the timer back. */
  release(): void;
}

interface BudgetWatchOptions {
  readonly budget: Budget;
  readonly prices: Prices;
  readonly models: RunStart['models'];
  readonly clock: Clock;
  readonly executor: Executor;
  readonly stop: Stop;
  readonly tell: (fact: BudgetReached) => void;
}

interface Spent {
  readonly cause: Cause;
  readonly fact: BudgetReached;
}

export function watchBudget(options: BudgetWatchOptions): BudgetWatch {
  const { budget, models, clock, executor, stop, tell } = options;
  const planStop = createStop(stop);
  /** Each bound once, in the order of their spending. */
  const spent: Spent[] = [];
  /** Likewise. */
  const reached: BudgetReached[] = [];
  let toolCalls = 0;
  let tokens = 0;
  let cost = 0;
  let isPlanning = false;

  const isSpent = (bound: BudgetBound): boolean => spent.some(({ fact }) => fact.bound === bound);

  /** Calls `stopRest` when the bound is spent for the first time. */
  const spend = (bound: BudgetBound, stopRest: (cause: Cause) => void): void => {
    if (isSpent(bound)) return;
    const fact = factOf(bound, budget[bound]);
    const cause: Cause = { reason: 'budget', bound, message: fact.message };
    spent.push({ cause, fact });
    stopRest(cause);
  };

  const reach = (bound: BudgetBound): BudgetReached => {
    const known = reached.find((fact) => fact.bound === bound);
    if (known !== undefined) return known;
    const fact = factOf(bound, budget[bound]);
    reached.push(fact);
    tell(fact);
    return fact;
  };

  const endTime = (): void => {
    const wasPlanning = isPlanning;
    spend('wallMs', (cause) => {
      executor.closeAll(cause);
      stopNow(planStop, cause);
    });
    if (wasPlanning) reach('wallMs');
  };

  const pay = (model: string | undefined, usage: TokenUsage | undefined): void => {
    if (usage === undefined) return;
    tokens += usage.promptTokens + usage.completionTokens;
    cost += costOf(usage, model, options.prices);
    if (tokens >= budget.tokens) spend('tokens', executor.halt);
    if (cost >= budget.cost) spend('cost', executor.halt);
  };

  const countCall = ({ taskId, path }: Extract<Fact, { type: 'task-start' }>): void => {
    const isCall = path !== undefined || executor.records.get(taskId)?.task.fanOut === undefined;
    if (!isCall) return;
    toolCalls += 1;
    if (toolCalls >= budget.toolCalls) spend('toolCalls', executor.halt);
  };

  const heedRefusals = (outcome: Outcome): void => {
    for (const bound of boundsOf(outcome)) reach(bound);
  };

  /** What was taken before may run: the rest of the plan can only be refused. */
  const heedProblem = ({ code }: Extract<Fact, { type: 'plan-error' }>): void => {
    if (code !== 'plan.too-many-tasks') return;
    spend('tasks', (cause) => stopNow(planStop, cause));
    reach('tasks');
  };

  const isFull = (): boolean => executor.records.size >= budget.tasks;

  const cancelTimer = budget.wallMs === Infinity ? undefined : clock.after(budget.wallMs, endTime);

  return {
    planStop,
    see(fact) {
      if (fact.type === 'task-start') countCall(fact);
      else if (fact.type === 'task-end') heedRefusals(fact.outcome);
      else if (fact.type === 'join-end') pay(models?.joiner, fact.usage);
      else if (fact.type === 'plan-error') heedProblem(fact);
      else if (fact.type === 'plan-start') isPlanning = true;
      else if (fact.type === 'plan-end') isPlanning = false;
      else if (fact.type === 'plan-usage') pay(models?.planner, fact.usage);
    },
    spent: () => spent[0]?.cause,
    isLastRound: (round) => round >= budget.rounds || spent.length > 0 || isFull(),
    refuseRound: () => reach(spent[0]?.fact.bound ?? (isFull() ? 'tasks' : 'rounds')),
    reached: () => reached[0],
    release() {
      cancelTimer?.();
      releaseStop(planStop);
    },
  };
}

/** The bounds for which a task, or elements of it, did not run. */
function boundsOf(outcome: Outcome): ReadonlySet<BudgetBound> {
  const failures: readonly (Failure | Cause)[] =
    outcome.status === 'failed'
      ? [outcome.error]
      : outcome.status === 'ok'
        ? (outcome.holes ?? []).map(({ failure }) => failure)
        : [outcome.cause];
  return new Set(failures.flatMap((failure) => boundOf(failure) ?? []));
}

function boundOf(failure: Failure | Cause): BudgetBound | undefined {
  if ('reason' in failure) return failure.bound;
  const { code, details } = failure;
  const bound = code === 'run.budget' && isJsonObject(details) ? details['bound'] : undefined;
  return budgetBounds.find((each) => each === bound);
}

function costOf(
  { promptTokens, completionTokens }: TokenUsage,
  model: string | undefined,
  prices: Prices,
): number {
  const price = model !== undefined && isPriced(prices, model) ? prices[model] : undefined;
  if (price === undefined) return 0;
  return (promptTokens * price.prompt + completionTokens * price.completion) / 1_000_000;
}

function factOf(bound: BudgetBound, limit: number): BudgetReached {
  return { type: 'budget-reached', bound, limit, message: messageOf(bound, String(limit)) };
}

function messageOf(bound: BudgetBound, limit: string): string {
  switch (bound) {
    case 'wallMs':
      return `The time of the run was over (budget.wallMs of ${limit} ms).`;
    case 'rounds':
      return `The run has had all its rounds (budget.rounds of ${limit}).`;
    case 'tasks':
      return `The run has had all its tasks (budget.tasks of ${limit}).`;
    case 'toolCalls':
      return `The run has made all its tool calls (budget.toolCalls of ${limit}).`;
    case 'tokens':
      return `The run has used up its tokens (budget.tokens of ${limit}).`;
    case 'cost':
      return `The run has spent its money (budget.cost of ${limit}).`;
  }
}
