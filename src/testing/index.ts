export { controlledTool } from './controlled-tool.ts';
export type { ControlledTool, ControlledToolOptions, Invocation } from './controlled-tool.ts';
export { createFakeClock } from './fake-clock.ts';
export type { FakeClock, FakeClockOptions } from './fake-clock.ts';
export { scriptedModel } from '../adapter.ts';
export type { ScriptedModel, ScriptedModelOptions, ScriptedReply } from '../adapter.ts';
