import type { Json } from '../../../../src/index.ts';
import type { Case } from '../../case.ts';
import type { ChatMessage } from '../chat-request.ts';
import { knowledgeOf, type Knowledge } from './knowledge.ts';
import type { Program } from './program.ts';
import { readOutput, takeOutput } from './program-parts.ts';

/**
 * What programs came to, read as their writer reads it: who wrote a program knows what it returns, so that
 * an output needs no names. What a program called and did not return counts as called; a program
 * without a readable output as never run, and one that is not of this writer as no program.
 */
export function readPrograms(
  raceCase: Case,
  messages: readonly ChatMessage[],
  write: (knowledge: Knowledge) => Program,
): Knowledge {
  const results = new Map<number, Json | undefined>();
  messages.forEach(({ text }, index) => {
    const output = isTold(messages, index) ? readOutput(text) : undefined;
    if (output === undefined) return;
    const program = write(knowledgeOf(raceCase, results));
    if (messages[index - 1]?.text.includes(program.text) !== true) return;
    for (const place of program.places) results.set(place, undefined);
    takeOutput(raceCase, results, { output, parts: program.parts });
  });
  return knowledgeOf(raceCase, results);
}

/** Programs of which only an error was told. */
export function countFailedPrograms(messages: readonly ChatMessage[]): number {
  return messages.filter(
    ({ text }, index) =>
      isTold(messages, index) && /\bError: /.test(text) && readOutput(text) === undefined,
  ).length;
}

/** Whether a message tells what came of the one before it. */
function isTold(messages: readonly ChatMessage[], index: number): boolean {
  const role = messages[index]?.role;
  return messages[index - 1]?.role === 'assistant' && (role === 'user' || role === 'tool');
}
