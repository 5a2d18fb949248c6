import { AIMessageChunk, type BaseMessage } from '@langchain/core/messages';
import { createAgent } from 'langchain';
import type { Runner, RunnerInput, RunnerResult } from '../race/runner.ts';
import { maxTurns } from '../race/runners/bounded.ts';
import { parallelInstructions } from '../race/runners/native.ts';
import { oncePer } from '../race/runners/once-per.ts';
import { chatModel, configOf, langChainTools } from './langchain-tools.ts';

/**
 * The agent loop of LangGraph.js: `createAgent`, which its guide to version 1 names in place of its own
 * `createReactAgent`.
 */
export function createLangGraphAgent(): Runner {
  const agentOf = oncePer(
    (race) => [race.baseUrl, race.apiKey, race.raceCase.tools],
    (race) =>
      createAgent({
        model: chatModel(race, 'tools-parallel'),
        tools: langChainTools(race.raceCase.tools),
        systemPrompt: parallelInstructions,
      }),
  );
  return {
    name: 'peer-langgraph-agent',
    title: 'LangGraph.js agent',
    about: `createAgent on LangGraph.js 1.4, streamed messages, ChatOpenAI, ${maxTurns} turns`,
    run: (race) => runAgent(race, agentOf(race)),
  };
}

async function runAgent(
  race: RunnerInput,
  agent: ReturnType<typeof createAgent>,
): Promise<RunnerResult> {
  const messages = [{ role: 'user', content: race.raceCase.question }];
  const stream = await agent.stream(
    { messages },
    {
      ...configOf(race),
      streamMode: ['messages', 'values'],
      // A turn is two steps of the graph: the model, then its calls.
      recursionLimit: 2 * maxTurns,
    },
  );
  let last: BaseMessage | undefined;
  for await (const [mode, data] of stream) {
    if (mode === 'values') last = data.messages.at(-1);
    else if (AIMessageChunk.isInstance(data[0]) && data[0].text !== '') race.onAnswerText();
  }
  if (last === undefined) throw new Error('The agent ended without a message.');
  return { answer: last.text };
}
