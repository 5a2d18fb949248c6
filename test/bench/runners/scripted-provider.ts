import type { RaceTool } from '../../../bench/race/case.ts';
import type { Role, Runner, RunnerInput } from '../../../bench/race/runner.ts';
import { createRunners } from '../../../bench/race/runners/index.ts';
import { finishChunk, startChatServer, textChunk, usageChunk } from '../../model/chat-server.ts';

/** One reply: text in pieces, native tool calls, a refusal with its status, or nothing ever. */
export type Scripted =
  | string
  | readonly string[]
  | { readonly calls: readonly (readonly [tool: string, args: string])[] }
  | { readonly status: number; readonly param?: string }
  | 'never';

export interface ScriptedRace {
  readonly input: RunnerInput;
  /** What was asked of each role, oldest first. */
  readonly asked: readonly { readonly role: string; readonly body: Record<string, unknown> }[];
  /** What the tools were called with, oldest first: `add {"left":1,"right":2}`. */
  readonly calls: readonly string[];
  readonly answerTexts: () => number;
  readonly connections: () => number;
}

export interface RaceOptions {
  readonly replies: Partial<Readonly<Record<Role, readonly Scripted[]>>>;
  readonly tool?: (name: string, input: unknown) => unknown;
  readonly signal?: AbortSignal;
  readonly model?: (role: Role) => string;
}

export const question = 'What is 1 + 2, plus 10?';

/** Two sums, the second of the first. */
export async function scriptRace(options: RaceOptions): Promise<ScriptedRace> {
  const asked: { role: string; body: Record<string, unknown> }[] = [];
  const server = await startChatServer((exchange) => {
    const role = String(exchange.body.model).replace('sim-', '');
    const place = asked.filter((other) => other.role === role).length;
    asked.push({ role, body: exchange.body });
    const replies = new Map(Object.entries(options.replies)).get(role);
    const reply = replies?.[place];
    if (reply === 'never') return;
    if (reply === undefined || (typeof reply === 'object' && 'status' in reply)) {
      const named = reply?.param === undefined ? {} : { param: reply.param };
      exchange.refuse(reply?.status ?? 400, { message: `no reply ${place} for ${role}`, ...named });
      return;
    }
    exchange.begin();
    exchange.send({ choices: [{ index: 0, delta: { role: 'assistant' }, finish_reason: null }] });
    if (typeof reply === 'object' && 'calls' in reply) exchange.send(callsChunk(reply.calls));
    else
      for (const text of typeof reply === 'string' ? [reply] : reply)
        exchange.send(textChunk(text));
    exchange.send(
      finishChunk(typeof reply === 'object' && 'calls' in reply ? 'tool_calls' : 'stop'),
    );
    exchange.send(usageChunk);
    exchange.send('data: [DONE]\n\n');
    exchange.response.end();
  });
  const calls: string[] = [];
  let answerTexts = 0;
  const input: RunnerInput = {
    raceCase: {
      question,
      tools: [add],
      steps: () => [],
      answer: () => '',
      finish: '',
      expected: '13',
    },
    baseUrl: server.url,
    apiKey: 'none',
    model: options.model ?? ((role) => `sim-${role}`),
    callTool: async (name, given) => {
      calls.push(`${name} ${JSON.stringify(given)}`);
      return (options.tool ?? sum)(name, given);
    },
    onAnswerText: () => void (answerTexts += 1),
    signal: options.signal ?? new AbortController().signal,
  };
  return {
    input,
    asked,
    calls,
    answerTexts: () => answerTexts,
    connections: () => server.connections,
  };
}

export function runnerOf(name: string): Runner {
  const runner = createRunners().find((each) => each.name === name);
  if (runner === undefined) throw new Error(`There is no runner ${name}.`);
  return runner;
}

const add: RaceTool = {
  name: 'add',
  description: 'The sum of two numbers.',
  effect: 'read',
  inputSchema: {
    type: 'object',
    properties: { left: { type: 'number' }, right: { type: 'number' } },
    required: ['left', 'right'],
  },
  outputSchema: { type: 'object', properties: { value: { type: 'number' } }, required: ['value'] },
  latencyMs: () => 0,
  result: () => null,
};

function sum(_name: string, input: unknown): unknown {
  const { left, right } = Object(input) as { left?: unknown; right?: unknown };
  return { value: Number(left) + Number(right) };
}

function callsChunk(calls: readonly (readonly [tool: string, args: string])[]): unknown {
  const toolCalls = calls.map(([name, args], index) => ({
    index,
    id: `call_${index}`,
    type: 'function',
    function: { name, arguments: args },
  }));
  return { choices: [{ index: 0, delta: { tool_calls: toolCalls }, finish_reason: null }] };
}
