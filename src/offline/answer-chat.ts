import type { ServerResponse } from 'node:http';
import {
  type Clock,
  messageOf,
  type Model,
  type ModelPart,
  ToolcError,
  type Usage,
} from '../index.ts';
import { wireError, type ChatRequest } from './wire.ts';

/** One chat completion: who answers what, and where the answer goes. */
export interface ChatExchange {
  readonly response: ServerResponse;
  readonly model: Model;
  readonly chat: ChatRequest;
  readonly clock: Clock;
}

/** Answers a chat request, whole or streamed; stops when the client has gone. */
export async function answerChat(exchange: ChatExchange): Promise<void> {
  const { response, model, chat } = exchange;
  const gone = new AbortController();
  const onClose = (): void => gone.abort();
  response.once('close', onClose);
  try {
    const { messages, maxOutputTokens } = chat;
    const parts = model.stream({
      messages,
      signal: gone.signal,
      ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    });
    if (chat.stream) await streamAnswer(exchange, parts);
    else await wholeAnswer(exchange, parts);
  } catch (thrown) {
    if (!gone.signal.aborted) fail(response, thrown);
  } finally {
    response.removeListener('close', onClose);
  }
}

async function wholeAnswer(exchange: ChatExchange, parts: AsyncIterable<ModelPart>): Promise<void> {
  const { response } = exchange;
  let content = '';
  for await (const part of parts) {
    if (part.type === 'text') content += part.text;
    else {
      const message = { role: 'assistant', content, refusal: null };
      const choice = { index: 0, message, finish_reason: wireFinish(part.finish), logprobs: null };
      const head = headOf(exchange, 'chat.completion');
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ...head, choices: [choice], usage: wireUsage(part.usage) }));
      return;
    }
  }
  throw new ToolcError('model.truncated', 'The reply of the model has no end.');
}

async function streamAnswer(
  exchange: ChatExchange,
  parts: AsyncIterable<ModelPart>,
): Promise<void> {
  const { response, chat } = exchange;
  const head = headOf(exchange, 'chat.completion.chunk');
  const send = (value: unknown): void => void response.write(`data: ${JSON.stringify(value)}\n\n`);
  const sendDelta = (delta: object, finish: string | null): void =>
    send({ ...head, choices: [{ index: 0, delta, finish_reason: finish }] });
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  });
  sendDelta({ role: 'assistant', content: '' }, null);
  for await (const part of parts) {
    if (part.type === 'text') sendDelta({ content: part.text }, null);
    else {
      sendDelta({}, wireFinish(part.finish));
      if (chat.includeUsage) send({ ...head, choices: [], usage: wireUsage(part.usage) });
    }
  }
  response.end('data: [DONE]\n\n');
}

function headOf({ model, clock }: ChatExchange, object: string): object {
  const created = Math.floor(clock.wallTime() / 1_000);
  return { id: `chatcmpl-${clock.id()}`, object, created, model: model.name };
}

/** Where part of a stream is out already, an error event is all that the format has. */
function fail(response: ServerResponse, thrown: unknown): void {
  const { status, error } = wireError(500, 'model_error', messageOf(thrown));
  if (!response.headersSent) {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error }));
    return;
  }
  response.end(`data: ${JSON.stringify({ error })}\n\n`);
}

function wireFinish(finish: Extract<ModelPart, { type: 'end' }>['finish']): string {
  return finish === 'content-filter' ? 'content_filter' : finish === 'stop' ? 'stop' : 'length';
}

function wireUsage({ promptTokens, completionTokens }: Usage): object {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}
