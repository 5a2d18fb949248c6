import { type Reply, textReply } from '../reply.ts';
import { type Knowledge, possibleCalls } from './knowledge.ts';
import { writeProgram } from './program.ts';
import { countFailedPrograms, readPrograms } from './read-programs.ts';
import { neededPlaces } from './needed-places.ts';
import { defaultTries, type RoleInput } from './role-input.ts';
import { wordAnswer } from './word-answer.ts';

/**
 * Code mode: a JavaScript program over an object `tools`, in a fenced block, that returns what the answer
 * needs as `{ r1, r3 }` (r1: the result of the first step). Asked again with a program's output it
 * writes the next program where there is more to call, else the answer as text without a fence.
 */
export function playCode(
  { raceCase, request, badLine, tries = defaultTries }: RoleInput,
  { order }: { readonly order: 'serial' | 'parallel' },
): Reply {
  const knowledge: Knowledge = readPrograms(raceCase, request.messages);
  const failed = countFailedPrograms(request.messages);
  if (failed >= tries.programs || possibleCalls(knowledge).length === 0)
    return textReply(wordAnswer(raceCase, knowledge));
  const program = writeProgram(knowledge, { order, needed: neededPlaces(raceCase) });
  const text = badLine ? program.replace(')', '') : program;
  return textReply(`\`\`\`js\n${text}\n\`\`\``);
}

/** Words the answer from a program's output: the JSON of what it returned, anywhere in the messages. */
export function playCodeAnswer({ raceCase, request }: RoleInput): Reply {
  return textReply(wordAnswer(raceCase, readPrograms(raceCase, request.messages)));
}
