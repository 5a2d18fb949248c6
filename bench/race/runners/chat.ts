import OpenAI from 'openai';
import type { RunnerInput, Role } from '../runner.ts';
import { oncePer } from './once-per.ts';
import { skipThinking, withoutThinking } from './skip-thinking.ts';

export type ChatMessage = OpenAI.ChatCompletionMessageParam;
export type ChatTool = OpenAI.ChatCompletionTool;

/** One call of the model. */
export interface ChatTurn {
  readonly role: Role;
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly ChatTool[];
  /** Whether one reply may hold several tool calls; only with `tools`. */
  readonly parallelToolCalls?: boolean;
  /** Texts before which the model is to stop. */
  readonly stop?: readonly string[];
  /** Gets the text as it streams, without a `<think>` block. */
  readonly onText?: (text: string) => void;
}

/** A whole reply. */
export interface ChatReply {
  /** Without a `<think>` block. */
  readonly text: string;
  readonly message: OpenAI.ChatCompletionMessage;
}

/** Asks the model; rejects for an error of the provider and for a stream that breaks off. */
export type Chat = (race: RunnerInput, turn: ChatTurn) => Promise<ChatReply>;

type Body = Parameters<OpenAI['chat']['completions']['stream']>[0];

/** What not every model takes; toolc's own client leaves out what is refused, so must this one. */
const optional = ['temperature', 'stop', 'parallel_tool_calls'] as const;
type Optional = (typeof optional)[number];

interface Connection {
  readonly client: OpenAI;
  readonly refused: Set<Optional>;
}

/**
 * Streams replies over the openai client with its defaults (two retries of its own). A program makes
 * its client once: so there is one for each provider, and connections are kept between runs.
 */
export function createChat(): Chat {
  const connectionTo = oncePer<Connection>(
    ({ baseUrl, apiKey }) => [baseUrl, apiKey],
    ({ baseUrl, apiKey }) => ({
      client: new OpenAI({ baseURL: baseUrl, apiKey }),
      refused: new Set(),
    }),
  );

  return async (race, turn) => {
    const { client, refused } = connectionTo(race);
    for (;;) {
      const body = bodyOf(race, turn, refused);
      try {
        return await readReply(client.chat.completions.stream(body, { signal: race.signal }), turn);
      } catch (thrown) {
        const name = refusedBy(thrown, body);
        if (name === undefined) throw thrown;
        refused.add(name);
      }
    }
  };
}

function bodyOf(race: RunnerInput, turn: ChatTurn, refused: ReadonlySet<Optional>): Body {
  const { role, messages, tools, parallelToolCalls, stop } = turn;
  const body: Body = {
    model: race.model(role),
    messages: [...messages],
    // As toolc asks: the likeliest reply, and the usage at its end.
    temperature: 0,
    stream_options: { include_usage: true },
    ...(tools === undefined ? {} : { tools: [...tools] }),
    ...(parallelToolCalls === undefined ? {} : { parallel_tool_calls: parallelToolCalls }),
    ...(stop === undefined ? {} : { stop: [...stop] }),
  };
  for (const name of refused) delete body[name];
  return body;
}

async function readReply(
  stream: ReturnType<OpenAI['chat']['completions']['stream']>,
  { onText }: ChatTurn,
): Promise<ChatReply> {
  if (onText !== undefined) stream.on('content', skipThinking(onText));
  const message = await stream.finalMessage();
  return { text: withoutThinking(message.content ?? ''), message };
}

/** The parameter that a refusal names, if the body can do without it. */
function refusedBy(thrown: unknown, body: Body): Optional | undefined {
  if (!(thrown instanceof OpenAI.APIError) || (thrown.status !== 400 && thrown.status !== 422)) {
    return undefined;
  }
  const { param, message } = thrown;
  return optional.find((name) => {
    if (body[name] === undefined) return false;
    return typeof param === 'string' ? param === name : message.includes(`'${name}'`);
  });
}
