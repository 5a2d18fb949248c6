import type { Message, Usage } from './model.ts';

/** The usage of a call that has used nothing. */
export const noUsage: Usage = { promptTokens: 0, completionTokens: 0 };

/** A token of English or JSON is about four characters long (OpenAI's rule of thumb). */
const CHARACTERS_PER_TOKEN = 4;

/**
 * What a call has probably used, for a stream that was stopped before the provider told: a token
 * for every four characters, rounded up, marked `estimated`.
 */
export function estimateUsage(messages: readonly Message[], reply: string): Usage {
  const prompt = messages.reduce((sum, message) => sum + message.content.length, 0);
  return {
    promptTokens: Math.ceil(prompt / CHARACTERS_PER_TOKEN),
    completionTokens: Math.ceil(reply.length / CHARACTERS_PER_TOKEN),
    estimated: true,
  };
}

/** A count of tokens as a provider told it; 0 unless it is a safe non-negative integer. */
export function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}
