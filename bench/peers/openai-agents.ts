import {
  Agent,
  OpenAIProvider,
  Runner as AgentRunner,
  tool,
  type RunContext,
} from '@openai/agents';
import type { RaceTool } from '../race/case.ts';
import type { CallTool, Runner, RunnerInput, RunnerResult } from '../race/runner.ts';
import { maxTurns } from '../race/runners/bounded.ts';
import { parallelInstructions } from '../race/runners/native.ts';
import { oncePer } from '../race/runners/once-per.ts';

/** What a run passes to its tools. */
interface RaceContext {
  readonly callTool: CallTool;
  readonly signal: AbortSignal;
}

/** OpenAI's Agents SDK over chat completions, as its guide on models shows for other providers. */
export function createOpenaiAgents(): Runner {
  const runnerOf = oncePer<AgentRunner>(
    ({ baseUrl, apiKey }) => [baseUrl, apiKey],
    ({ baseUrl, apiKey }) =>
      new AgentRunner({
        modelProvider: new OpenAIProvider({ baseURL: baseUrl, apiKey, useResponses: false }),
        tracingDisabled: true,
      }),
  );
  const agentOf = oncePer<Agent<RaceContext>>(
    (race) => [race.model('tools-parallel'), race.raceCase.tools],
    (race) =>
      new Agent<RaceContext>({
        name: 'Race',
        instructions: parallelInstructions,
        model: race.model('tools-parallel'),
        tools: race.raceCase.tools.map(agentTool),
      }),
  );
  return {
    name: 'peer-openai-agents',
    title: 'OpenAI Agents JS',
    about: `@openai/agents, streamed run, chat completions, maxTurns: ${maxTurns}, tracing off`,
    run: (race) => runAgent(race, runnerOf(race), agentOf(race)),
  };
}

async function runAgent(
  race: RunnerInput,
  runner: AgentRunner,
  agent: Agent<RaceContext>,
): Promise<RunnerResult> {
  const { callTool, signal } = race;
  const result = await runner.run(agent, race.raceCase.question, {
    stream: true,
    context: { callTool, signal },
    signal,
    maxTurns,
  });
  for await (const text of result.toTextStream()) if (text !== '') race.onAnswerText();
  await result.completed;
  if (result.finalOutput === undefined) throw new Error('The agent ended without a final output.');
  return { answer: result.finalOutput };
}

function agentTool({ name, description, inputSchema }: RaceTool) {
  return tool({
    name,
    description,
    // The type asks for open objects where a schema is not strict; the SDK sends what it is given.
    parameters: { ...inputSchema } as unknown as OpenSchema,
    strict: false,
    execute: (input: unknown, context?: RunContext<RaceContext>) => {
      if (context === undefined) throw new Error('Expected the context of the run.');
      const { callTool, signal } = context.context;
      return callTool(name, input, signal);
    },
  });
}

interface OpenSchema {
  readonly type: 'object';
  readonly properties: Record<string, never>;
  readonly required: string[];
  readonly additionalProperties: true;
}
