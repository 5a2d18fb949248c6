import type { ChatMessage, ChatRequest } from '../../../bench/race/provider/chat-request.ts';
import type { Case } from '../../../bench/race/case.ts';

/** A message of plain text. */
export function message(role: ChatMessage['role'], text: string): ChatMessage {
  return { role, text, toolCalls: [], toolCallId: undefined };
}

/** A request about a case with its tools. */
export function requestOf(
  { tools }: Case,
  messages: readonly ChatMessage[],
  more: Partial<ChatRequest> = {},
): ChatRequest {
  return {
    model: 'sim',
    messages,
    tools: tools.map(({ name, description, inputSchema }) => ({
      name,
      description,
      parameters: inputSchema,
    })),
    toolChoice: 'auto',
    parallelToolCalls: true,
    stream: false,
    includeUsage: false,
    maxTokens: undefined,
    ...more,
  };
}
