import { z } from 'zod';
import type { Json } from '../../../src/index.ts';

/** What a chat completion request asks, out of its JSON. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly ChatTool[];
  /** `none`: the reply must be text. */
  readonly toolChoice: 'auto' | 'none';
  readonly parallelToolCalls: boolean;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  readonly maxTokens: number | undefined;
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  /** The text of all parts; empty where the content is null. */
  readonly text: string;
  readonly toolCalls: readonly ChatToolCall[];
  /** Of a tool message: the call that it answers. */
  readonly toolCallId: string | undefined;
}

export interface ChatToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON text, as it was written. */
  readonly args: string;
}

export interface ChatTool {
  readonly name: string;
  readonly description: string;
  readonly parameters: Json;
}

/** Reads a request's body. Unknown parameters are passed over, as other servers do; a string says what is wrong. */
export function readChatRequest(body: string): ChatRequest | string {
  const json = parse(body);
  if (json === undefined) return 'The body is not valid JSON.';
  const parsed = requestSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `Invalid ${issue?.path.join('.') || 'body'}: ${issue?.message ?? ''}.`;
  }
  const { data } = parsed;
  return {
    model: data.model,
    messages: data.messages.map(toMessage),
    tools: (data.tools ?? []).map(({ function: tool }) => ({
      name: tool.name,
      description: tool.description ?? '',
      parameters: tool.parameters ?? {},
    })),
    toolChoice: data.tool_choice === 'none' ? 'none' : 'auto',
    parallelToolCalls: data.parallel_tool_calls ?? true,
    stream: data.stream ?? false,
    includeUsage: data.stream_options?.include_usage ?? false,
    maxTokens: data.max_completion_tokens ?? data.max_tokens ?? undefined,
  };
}

const contentSchema = z.union([
  z.string(),
  z.array(z.object({ type: z.string(), text: z.string().optional() })),
]);

const callSchema = z.object({
  id: z.string(),
  function: z.object({ name: z.string(), arguments: z.string() }),
});

const messageSchema = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  content: contentSchema.nullish(),
  tool_calls: z.array(callSchema).nullish(),
  tool_call_id: z.string().nullish(),
});

const requestSchema = z.object({
  model: z.string(),
  messages: z.array(messageSchema).min(1),
  tools: z
    .array(
      z.object({
        type: z.literal('function'),
        function: z.object({
          name: z.string(),
          description: z.string().nullish(),
          parameters: z.json().optional(),
        }),
      }),
    )
    .nullish(),
  tool_choice: z.unknown().optional(),
  parallel_tool_calls: z.boolean().nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: z.number().int().min(1).nullish(),
  max_completion_tokens: z.number().int().min(1).nullish(),
});

function toMessage(message: z.infer<typeof messageSchema>): ChatMessage {
  const { role, content } = message;
  return {
    role: role === 'developer' ? 'system' : role,
    text: typeof content === 'string' ? content : (content ?? []).map(({ text }) => text).join(''),
    toolCalls: (message.tool_calls ?? []).map(({ id, function: { name, arguments: args } }) => ({
      id,
      name,
      args,
    })),
    toolCallId: message.tool_call_id ?? undefined,
  };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
