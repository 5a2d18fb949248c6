import type { RunnableConfig } from '@langchain/core/runnables';
import { tool, type DynamicStructuredTool } from '@langchain/core/tools';
import { ChatOpenAI } from '@langchain/openai';
import type { RaceTool } from '../race/case.ts';
import type { Role, RunnerInput } from '../race/runner.ts';

/** LangChain's chat model for a role, with its defaults. */
export function chatModel({ baseUrl, apiKey, model }: RunnerInput, role: Role): ChatOpenAI {
  return new ChatOpenAI({ model: model(role), apiKey, configuration: { baseURL: baseUrl } });
}

/** The race's tools as LangChain's; the run that calls them is in the `configurable` of its config. */
export function langChainTools(tools: readonly RaceTool[]): DynamicStructuredTool[] {
  return tools.map(({ name, description, inputSchema }) =>
    tool(
      (input: unknown, config: RunnableConfig) =>
        raceOf(config).callTool(name, input, config.signal),
      { name, description, schema: { ...inputSchema } },
    ),
  );
}

/** How a run is handed to the nodes and tools of a graph that was compiled before it. */
export function configOf(race: RunnerInput): {
  readonly configurable: { readonly race: RunnerInput };
  readonly signal: AbortSignal;
} {
  return { configurable: { race }, signal: race.signal };
}

/** The run that `configOf` put in. */
export function raceOf(config: RunnableConfig): RunnerInput {
  const race: unknown = config.configurable?.['race'];
  if (typeof race !== 'object' || race === null) {
    throw new Error('Expected the run in config.configurable.race; pass configOf(race).');
  }
  // Sound: only configOf puts it there.
  return race as RunnerInput;
}
