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
  const conversation: readonly Message[] =
    typeof input === 'string' ? [{ role: 'user', content: input }] : input;
  const question = conversation.findLast(({ role }) => role === 'user')?.content;
  if (question === undefined || question.trim() === '') {
    throw new ToolcError(
      'input.invalid',
      'A run needs a question: a text, or chat messages with at least one user message that is not empty.',
    );
  }
  return { conversation, question };
}
