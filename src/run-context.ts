import type { Fact } from './core/events.ts';
import type { Stop } from './core/stop.ts';
import type { Executor } from './executor/executor.ts';
import type { Message } from './model/model.ts';
import type { ExecutionSettings, ModelSettings } from './settings.ts';
import type { PreparedSchema, Toolset } from './tools/prepared-tool.ts';
import type { BudgetWatch } from './watch-budget.ts';
import type { FailureWatch } from './watch-failures.ts';

/** What the phases of one run share. */
export interface RunContext {
  readonly settings: ExecutionSettings;
  readonly toolset: Toolset;
  readonly executor: Executor;
  /** The caller's abort, or a failure that ends the run. */
  readonly stop: Stop;
  readonly budget: BudgetWatch;
  readonly failures: FailureWatch;
  readonly emit: (fact: Fact, round: number) => void;
}

/** A run that a model plans and joins. */
export interface ModelRunContext extends RunContext {
  readonly model: ModelSettings;
  readonly conversation: readonly Message[];
  /** Of the typed answer, if one is wanted. */
  readonly output: PreparedSchema | undefined;
}
