import {
  createToolset,
  defineTool,
  type RetryOptions,
  type Tool,
  type ToolContext,
} from '../../../src/index.ts';
import type { RaceTool } from '../case.ts';
import type { CallTool } from '../runner.ts';

/** What a run of toolc passes to its tools: where the calls of this run go. */
export interface RaceContext {
  readonly callTool: CallTool;
}

/** What a careful user says of a tool. */
export interface ToolCare {
  /** Of one attempt. */
  readonly timeoutMs: number;
  /** Of reads; a write is made once. */
  readonly retry: RetryOptions;
}

/** The race's tools as a user of toolc defines them; without `care` nothing is said that need not be said. */
export function defineRaceTools(
  tools: readonly RaceTool[],
  care?: ToolCare,
): readonly Tool<RaceContext>[] {
  return tools.map(({ name, description, effect, inputSchema, outputSchema }) =>
    defineTool({
      name,
      description,
      effect,
      inputSchema,
      outputSchema,
      ...(care === undefined ? {} : { timeoutMs: care.timeoutMs }),
      ...(care === undefined || effect === 'write' ? {} : { retry: care.retry }),
      execute: (input, { context, signal }: ToolContext<RaceContext>) =>
        context.callTool(name, input, signal),
    }),
  );
}

/** The lines on the tools in every text prompt of the race: toolc's own, the same for all. */
export function describeTools(tools: readonly RaceTool[]): string {
  return `Tools:\n${createToolset(defineRaceTools(tools)).describe()}`;
}
