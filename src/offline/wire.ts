import { z } from 'zod';
import type { Message } from '../index.ts';

/** What a chat completion request asks, out of its JSON. */
export interface ChatRequest {
  readonly messages: readonly Message[];
  readonly stream: boolean;
  readonly includeUsage: boolean;
  readonly maxOutputTokens: number | undefined;
}

/** An error as OpenAI's clients read it. */
export interface WireError {
  readonly status: number;
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string | null;
  };
}

/** An error object of OpenAI's shape. */
export function wireError(status: number, code: string, message: string): WireError {
  const type = status >= 500 ? 'server_error' : 'invalid_request_error';
  return { status, error: { message, type, param: null, code } };
}

/** Reads a request's body; unknown parameters are accepted and ignored, as other servers do. */
export function readChatRequest(body: string, modelName: string): ChatRequest | WireError {
  const json = parse(body);
  if (json === undefined) return wireError(400, 'invalid_json', 'The body is not valid JSON.');
  const parsed = chatSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = issue?.path.join('.') ?? '';
    return wireError(
      400,
      'invalid_request',
      `Invalid ${path === '' ? 'body' : path}: ${issue?.message ?? ''}.`,
    );
  }
  const { model, messages, stream, stream_options, max_tokens, max_completion_tokens } =
    parsed.data;
  if (model !== modelName) {
    return wireError(
      404,
      'model_not_found',
      `There is no model "${model}" here. Use "${modelName}".`,
    );
  }
  return {
    messages: messages.map(({ role, content }) => ({
      role: role === 'developer' ? 'system' : role,
      content: typeof content === 'string' ? content : content.map(({ text }) => text).join(''),
    })),
    stream: stream ?? false,
    includeUsage: stream_options?.include_usage ?? false,
    maxOutputTokens: max_completion_tokens ?? max_tokens ?? undefined,
  };
}

const contentSchema = z.union([
  z.string(),
  z.array(z.object({ type: z.literal('text'), text: z.string() })),
]);

const chatSchema = z.object({
  model: z.string(),
  messages: z
    .array(
      z.object({
        role: z.enum(['system', 'developer', 'user', 'assistant']),
        content: contentSchema,
      }),
    )
    .min(1),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: z.number().int().min(1).nullish(),
  max_completion_tokens: z.number().int().min(1).nullish(),
});

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
