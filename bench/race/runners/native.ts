import type { RaceTool } from '../case.ts';
import { readJson } from '../read-json.ts';
import type { Runner, RunnerInput, RunnerResult } from '../runner.ts';
import { maxTurns, tooManyTurns } from './bounded.ts';
import type { Chat, ChatMessage, ChatReply, ChatTool } from './chat.ts';
import { toolText } from './tool-text.ts';

const SYSTEM =
  'You answer questions with the help of tools. Use only what the tools return; when you know the answer, write the answer alone.';
/** What a parallel loop tells its model, ours and the peers'. */
export const parallelInstructions = `${SYSTEM} Ask for all calls that do not depend on each other at once.`;

/** The tool loop of every SDK, parallel: all calls of a reply run at once, then the model goes on. */
export function createNativeParallel(chat: Chat): Runner {
  return {
    name: 'native-parallel',
    title: 'Tool loop, parallel',
    about: 'openai client, streamed, parallel_tool_calls; the calls of one reply run at once',
    run: (race) => runLoop(race, chat, 'parallel'),
  };
}

/** The same, with one call a reply. */
export function createNativeSequential(chat: Chat): Runner {
  return {
    name: 'native-sequential',
    title: 'Tool loop, sequential',
    about: 'openai client, streamed, parallel_tool_calls: false; one call a reply',
    run: (race) => runLoop(race, chat, 'sequential'),
  };
}

async function runLoop(
  race: RunnerInput,
  chat: Chat,
  mode: 'sequential' | 'parallel',
): Promise<RunnerResult> {
  const messages: ChatMessage[] = [
    { role: 'system', content: mode === 'parallel' ? parallelInstructions : SYSTEM },
    { role: 'user', content: race.raceCase.question },
  ];
  const tools = race.raceCase.tools.map(asChatTool);
  for (let turn = 0; turn < maxTurns; turn += 1) {
    const { text, message } = await chat(race, {
      role: mode === 'parallel' ? 'tools-parallel' : 'tools-sequential',
      messages,
      tools,
      parallelToolCalls: mode === 'parallel',
      onText: race.onAnswerText,
    });
    if (message.tool_calls === undefined || message.tool_calls.length === 0) {
      return { answer: text };
    }
    messages.push(message, ...(await runCalls(race, message)));
  }
  throw tooManyTurns();
}

/** The results of all calls of a reply, in their order. A model that asks for two gets two at once. */
function runCalls(race: RunnerInput, message: ChatReply['message']): Promise<ChatMessage[]> {
  return Promise.all(
    (message.tool_calls ?? []).map(async (call): Promise<ChatMessage> => {
      const content =
        call.type === 'function'
          ? await toolText(race, call.function.name, readJson(call.function.arguments))
          : 'Error: expected a function call.';
      return { role: 'tool', tool_call_id: call.id, content };
    }),
  );
}

function asChatTool({ name, description, inputSchema }: RaceTool): ChatTool {
  return { type: 'function', function: { name, description, parameters: { ...inputSchema } } };
}
