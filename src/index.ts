export { createCompiler } from './compiler.ts';
export type { Answered, Compiler, CompilerOptions, RunOptions, ValueOf } from './compiler.ts';
export type { RunInput } from './input.ts';
export type { PlanPreview } from './preview-plan.ts';
export { runPlan } from './run-plan.ts';
export type { RunPlanOptions } from './run-plan.ts';
export { verifyPlan } from './verify-plan.ts';
export type { PlanVerification, VerifyPlanOptions, VerifyProgress } from './verify-plan.ts';
export type { PlanDifference } from './plan-difference.ts';
export type { Suspect } from './find-suspect.ts';
export type { Run } from './run.ts';
export type { Incomplete, Missing, Report, RoleUsage, RunTiming } from './report.ts';
export type { PathStep } from './critical-path.ts';
export type { Budget, Price, Prices } from './budget.ts';
export type { ExecutionOptions, Instructions, Limits } from './settings.ts';
export type { Passes } from './executor/passes.ts';
export type { GateOptions } from './executor/gate.ts';
export type {
  ApprovalDecision,
  ApprovalMode,
  ApprovalRequest,
  Approve,
} from './executor/approval.ts';
export { fold, foldAll } from './fold.ts';
export { initialState } from './run-state.ts';
export type {
  ApprovalState,
  ChildCounts,
  JoinState,
  PlanState,
  RunState,
  TaskState,
} from './run-state.ts';

export { defineTool } from './tools/define-tool.ts';
export { createToolset } from './tools/toolset.ts';
export type { Toolset } from './tools/prepared-tool.ts';
export type {
  BatchContext,
  CacheOptions,
  Effect,
  InputOf,
  JsonSchema,
  OnFailure,
  Rate,
  RetryOptions,
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

export type { Message, Model, ModelPart, ModelRequest, Pushback, Usage } from './model/model.ts';
export type { PlanExample } from './planner/planner-prompt.ts';
export type { Citations, Source } from './joiner/sources.ts';

export { systemClock } from './core/clock.ts';
export type { Clock } from './core/clock.ts';
export { messageOf, ToolcError } from './core/errors.ts';
export type { ErrorCode } from './core/errors.ts';
export type {
  AnswerDelta,
  ApprovalAsked,
  ApprovalDecided,
  BudgetReached,
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
  PlanUsage,
  Replan,
  RunEnd,
  RunEvent,
  RunStart,
  RunStatus,
  Stamp,
  TaskEnd,
  TaskLate,
  TaskPlanned,
  TaskRetry,
  TaskStart,
  TokenUsage,
  WritePreview,
} from './core/events.ts';
export type {
  BudgetBound,
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
export type { ModelStart, ModelWait, TaskWait } from './core/gate-wait.ts';
export type { Json, JsonObject } from './core/json.ts';
