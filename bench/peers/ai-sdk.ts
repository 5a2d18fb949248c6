import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { jsonSchema, stepCountIs, streamText, tool, type ToolSet } from 'ai';
import type { Runner, RunnerInput, RunnerResult } from '../race/runner.ts';
import { maxTurns, tooManyTurns } from '../race/runners/bounded.ts';
import { parallelInstructions } from '../race/runners/native.ts';
import { oncePer } from '../race/runners/once-per.ts';

type Provider = ReturnType<typeof createOpenAICompatible>;

/** Vercel's AI SDK, as its chapter on tool calling shows: `streamText` with tools and `stopWhen`. */
export function createAiSdk(): Runner {
  const providerOf = oncePer<Provider>(
    ({ baseUrl, apiKey }) => [baseUrl, apiKey],
    ({ baseUrl, apiKey }) =>
      createOpenAICompatible({ name: 'race', baseURL: baseUrl, apiKey, includeUsage: true }),
  );
  return {
    name: 'peer-ai-sdk',
    title: 'AI SDK',
    about: `ai 6, streamText with tools, stopWhen: stepCountIs(${maxTurns}); openai-compatible provider`,
    run: (race) => runAiSdk(race, providerOf(race)),
  };
}

async function runAiSdk(race: RunnerInput, provider: Provider): Promise<RunnerResult> {
  const result = streamText({
    model: provider(race.model('tools-parallel')),
    system: parallelInstructions,
    prompt: race.raceCase.question,
    tools: toolsOf(race),
    stopWhen: stepCountIs(maxTurns),
    abortSignal: race.signal,
    // By default errors go to the console; here they are thrown below.
    onError: () => undefined,
  });
  for await (const part of result.fullStream) {
    if (part.type === 'text-delta') race.onAnswerText();
    if (part.type === 'error') throw part.error;
  }
  if ((await result.finishReason) === 'tool-calls') throw tooManyTurns();
  return { answer: await result.text };
}

function toolsOf({ raceCase, callTool }: RunnerInput): ToolSet {
  return Object.fromEntries(
    raceCase.tools.map(({ name, description, inputSchema }) => [
      name,
      tool({
        description,
        inputSchema: jsonSchema<unknown>({ ...inputSchema }),
        execute: (input, { abortSignal }) => callTool(name, input, abortSignal),
      }),
    ]),
  );
}
