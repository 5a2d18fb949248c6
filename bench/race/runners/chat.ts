import OpenAI from 'openai';
import type { RunnerInput, Role } from '../runner.ts';
import { oncePer } from './once-per.ts';

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
  readonly onText?: (text: string) => void;
}

/** A whole reply. */
export interface ChatReply {
  readonly text: string;
  readonly message: OpenAI.ChatCompletionMessage;
}

/** Asks the model; rejects for an error of the provider and for a stream that breaks off. */
export type Chat = (race: RunnerInput, turn: ChatTurn) => Promise<ChatReply>;

/**
 * Streams replies over the openai client with its defaults (two retries of its own). A program makes
 * its client once: so there is one for each provider, and connections are kept between runs.
 */
export function createChat(): Chat {
  const clientOf = oncePer(
    ({ baseUrl, apiKey }) => [baseUrl, apiKey],
    ({ baseUrl, apiKey }) => new OpenAI({ baseURL: baseUrl, apiKey }),
  );

  return async (race, { role, messages, tools, parallelToolCalls, stop, onText }) => {
    const stream = clientOf(race).chat.completions.stream(
      {
        model: race.model(role),
        messages: [...messages],
        // As toolc asks: the likeliest reply, and the usage at its end.
        temperature: 0,
        stream_options: { include_usage: true },
        ...(tools === undefined ? {} : { tools: [...tools] }),
        ...(parallelToolCalls === undefined ? {} : { parallel_tool_calls: parallelToolCalls }),
        ...(stop === undefined ? {} : { stop: [...stop] }),
      },
      { signal: race.signal },
    );
    if (onText !== undefined) stream.on('content', onText);
    const message = await stream.finalMessage();
    return { text: message.content ?? '', message };
  };
}
