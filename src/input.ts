import { ToolcError } from './core/errors.ts';
import type { Message } from './model/model.ts';

/** A question, or a chat whose last user message is the question. */
export type RunInput = string | readonly Message[];

export interface Question {
  readonly conversation: readonly Message[];
  /** The last user message. */
  readonly question: string;
}

/** Reads the input of a run. Throws `input.invalid`. */
export function readInput(input: RunInput): Question {
  const conversation =
    typeof input === 'string' ? [{ role: 'user', content: input } as const] : input;
  if (!isChat(conversation)) {
    throw invalid(
      'each message an object of a role (system, user or assistant) and a text as content',
    );
  }
  const question = conversation.findLast(({ role }) => role === 'user')?.content;
  if (question === undefined || question.trim() === '') {
    throw invalid('at least one user message that is not empty');
  }
  return { conversation, question };
}

/** A caller may have no types, and other clients' messages hold lists and nulls. */
function isChat(input: unknown): boolean {
  return Array.isArray(input) && input.every(isMessage);
}

function isMessage(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (!('role' in value && 'content' in value)) return false;
  const { role, content } = value;
  const isKnown = role === 'system' || role === 'user' || role === 'assistant';
  return isKnown && typeof content === 'string';
}

function invalid(wanted: string): ToolcError {
  return new ToolcError(
    'input.invalid',
    `A run needs a question: a text, or a list of chat messages, ${wanted}.`,
  );
}
