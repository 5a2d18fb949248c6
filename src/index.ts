export { createCompiler } from './compiler.ts';
export type { Answered, Compiler, CompilerOptions, RunOptions, ValueOf } from './compiler.ts';
export type { RunInput } from './input.ts';
export type { PlanPreview } from './preview-plan.ts';
export { runPlan } from './run-plan.ts';
export type { RunPlanOptions } from './run-plan.ts';
export type { Run } from './run.ts';
export type { Missing, Report, RoleUsage, RunTiming } from './report.ts';
export type { PathStep } from './critical-path.ts';
export type { Budget, ExecutionOptions, Instructions, Limits } from './settings.ts';
export { fold, foldAll, initialState } from './fold.ts';
export type { ChildCounts, JoinState, PlanState, RunState, TaskState } from './fold.ts';

export { defineTool } from './tools/define-tool.ts';
export { createToolset } from './tools/toolset.ts';
export type { Toolset } from './tools/prepared-tool.ts';
export type {
  Effect,
  InputOf,
  JsonSchema,
  Schema,
  Tool,
  ToolContext,
  ToolDefinition,
} from './tools/tool.ts';

export { parsePlan } from './plan/parse-plan.ts';
export { createPlanParser } from './plan/plan-parser.ts';
export type { PlanContext, PlanLimits, PlanParser } from './plan/plan-context.ts';
export { printPlan } from './plan/print-plan.ts';
export type {
  Comparison,
  Condition,
  Expression,
  FanOut,
  ObjectExpression,
  PlanItem,
  Problem,
  Reference,
  Step,
  Task,
  Terminal,
} from './plan/task.ts';

export type { Message, Model, ModelPart, ModelRequest, Usage } from './model/model.ts';
export type { PlanExample } from './planner/planner-prompt.ts';
export type { Citations, Source } from './joiner/sources.ts';

export { systemClock } from './core/clock.ts';
export type { Clock } from './core/clock.ts';
export { messageOf, ToolcError } from './core/errors.ts';
export type { ErrorCode } from './core/errors.ts';
export type {
  AnswerDelta,
  EventOf,
  EventType,
  Fact,
  JoinEnd,
  JoinStart,
  PlanDelta,
  PlanEnd,
  PlanError,
  PlanProse,
  PlanSource,
  PlanStart,
  Replan,
  RunEnd,
  RunEvent,
  RunStart,
  RunStatus,
  Stamp,
  TaskEnd,
  TaskPlanned,
  TaskStart,
  TokenUsage,
} from './core/events.ts';
export type {
  CancelledOutcome,
  Cause,
  CauseReason,
  Failure,
  FailedOutcome,
  Hole,
  OkOutcome,
  Outcome,
  SkippedOutcome,
  Timing,
} from './core/outcome.ts';
export type { Json, JsonObject } from './core/json.ts';
