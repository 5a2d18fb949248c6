import { type Reply, textReply } from '../reply.ts';
import { type Knowledge, possibleCalls } from './knowledge.ts';
import { type Program, type ProgramOptions, writeProgram } from './program.ts';
import { countFailedPrograms, readPrograms } from './read-programs.ts';
import { defaultTries, type RoleInput } from './role-input.ts';
import { wordAnswer } from './word-answer.ts';

/**
 * Code mode: a JavaScript program over an object `tools`, in a fenced block, that returns what the answer
 * needs, or with `mayAnswer` the answer itself where the case has a `finish`. Asked again with a program's
 * output it writes the next program where there is more to call, else the answer as text without a fence.
 */
export function playCode(
  { raceCase, request, badLine, tries = defaultTries }: RoleInput,
  options: ProgramOptions,
): Reply {
  const write = (knowledge: Knowledge): Program => writeProgram(raceCase, knowledge, options);
  const knowledge = readPrograms(raceCase, request.messages, write);
  const failed = countFailedPrograms(request.messages);
  if (failed >= tries.programs || possibleCalls(knowledge).length === 0)
    return textReply(wordAnswer(raceCase, knowledge));
  const { text } = write(knowledge);
  return textReply(`\`\`\`js\n${badLine ? text.replace(')', '') : text}\n\`\`\``);
}
