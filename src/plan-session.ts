import { closeWhere } from './close-where.ts';
import type { PlanEnd, PlanError, PlanSource, TokenUsage } from './core/events.ts';
import type { Cause } from './core/outcome.ts';
import type { Json } from './core/json.ts';
import { unreachable } from './core/unreachable.ts';
import type { Plan } from './executor/executor.ts';
import { createLazyParser } from './lazy-parser.ts';
import type { PlanParser } from './plan/plan-context.ts';
import { createPlanParser } from './plan/plan-parser.ts';
import type { PlanItem, Problem, Terminal } from './plan/task.ts';
import { createRepair, type Repair } from './repair.ts';
import type { RunContext } from './run-context.ts';

/**
 * One plan text on its way into the executor: its items become tasks, events, problems.
 *
 * 1. A task goes to the executor in the tick in which its statement was read.
 * 2. The plan passes, and its writes may start, in the tick in which it ended without an error; with
 *    one error it fails, and its writes never start.
 */
export interface PlanSession {
  /** A new one after a stray `</think>`. */
  plan(): Plan;
  readonly parser: PlanParser;
  /** Appends the text to the log; the parser gets it from whoever reads the stream. */
  log(text: string): void;
  take(items: readonly PlanItem[]): void;
  /** After the last items. */
  end(usage?: TokenUsage): void;
  text(): string;
  /** At most `maxProblems`. */
  readonly problems: readonly Problem[];
  hasErrors(): boolean;
  /** Set once the plan has passed. */
  terminal(): Terminal | undefined;
}

const maxProblems = 200;

const thoughtOnly: Cause = { reason: 'plan-replaced', message: 'It was only thought of.' };

export interface SessionOptions {
  readonly round: number;
  readonly source: PlanSource;
  /** The session whose broken plan this one replaces. */
  readonly repairs?: PlanSession | undefined;
  /** What `$input` means. */
  readonly inputs?: Json | undefined;
}

export function openSession(run: RunContext, options: SessionOptions): PlanSession {
  const { executor, emit } = run;
  let plan: Plan = { round: options.round };
  executor.openPlan(plan);
  emit({ type: 'plan-start', source: options.source }, plan.round);
  const repair = options.repairs && createRepair(run, options.repairs.plan(), () => plan);
  const parser = createLazyParser(() => createParser(run, repair, options.inputs));
  const texts: string[] = [];
  const problems: Problem[] = [];
  let errorCount = 0;
  let terminal: Terminal | undefined;
  let decided = false;

  const takeItem = (item: PlanItem): void => {
    switch (item.kind) {
      case 'task':
        if (repair === undefined) executor.add(item.task, plan);
        else repair.add(item.task);
        return;
      case 'revised':
        if (executor.records.get(item.task.id)?.started !== true) executor.add(item.task, plan);
        return;
      case 'terminal':
        terminal = item.terminal;
        return;
      case 'void':
        return startOver();
      case 'prose':
        emit({ type: 'plan-prose', text: item.text }, plan.round);
        return;
      case 'problem':
        takeProblem(item.problem);
        return;
      default:
        unreachable(item);
    }
  };

  /** What came so far was the model's thinking: its calls are closed, its ids are free. */
  const startOver = (): void => {
    fail();
    closeWhere(executor, (record) => record.plan === plan, thoughtOnly);
    plan = { round: options.round };
    executor.openPlan(plan);
    emit({ type: 'plan-start', source: options.source }, plan.round);
    repair?.startOver();
    problems.length = 0;
    errorCount = 0;
    terminal = undefined;
  };

  const fail = (): void => {
    emit(endFact('invalid', terminal), plan.round);
    executor.fail(plan);
  };

  const takeProblem = (problem: Problem): void => {
    if (problem.severity === 'error') errorCount += 1;
    if (problems.length >= maxProblems) return;
    problems.push(problem);
    emit(problemFact(problem), plan.round);
  };

  const decide = (): void => {
    if (decided || !parser.ended) return;
    decided = true;
    if (errorCount > 0) return fail();
    repair?.finish();
    // Told first: what is written stands behind the plan's end in the log.
    emit(endFact('ok', terminal), plan.round);
    executor.pass(plan);
  };

  return {
    plan: () => plan,
    parser,
    log(text) {
      texts.push(text);
      emit({ type: 'plan-delta', text }, plan.round);
    },
    take(items) {
      for (const item of items) takeItem(item);
      decide();
    },
    end(usage) {
      if (!decided) fail();
      if (usage !== undefined) emit({ type: 'plan-usage', usage }, plan.round);
    },
    text: () => texts.join(''),
    problems,
    hasErrors: () => errorCount > 0,
    terminal: () => (errorCount === 0 ? terminal : undefined),
  };
}

function createParser(
  run: RunContext,
  repair: Repair | undefined,
  inputs: Json | undefined,
): PlanParser {
  const { settings, toolset, executor } = run;
  const earlier = new Map<number, string>();
  for (const [id, { task }] of executor.records) earlier.set(id, task.tool);
  const kept = executor.records.size - (repair?.replaceable.size ?? 0);
  return createPlanParser({
    toolset,
    earlier,
    ...(repair === undefined ? {} : { replaceable: repair.replaceable }),
    ...(inputs === undefined ? {} : { inputs }),
    limits: { ...settings.limits, tasks: settings.budget.tasks - kept },
  });
}

function problemFact(problem: Problem): PlanError {
  const { code, severity, message, line, column, hint, taskId } = problem;
  return {
    type: 'plan-error',
    code,
    severity,
    message,
    line,
    column,
    ...(hint === undefined ? {} : { hint }),
    ...(taskId === undefined ? {} : { taskId }),
  };
}

function endFact(status: PlanEnd['status'], terminal: Terminal | undefined): PlanEnd {
  return { type: 'plan-end', status, terminal: terminal?.kind ?? null };
}
