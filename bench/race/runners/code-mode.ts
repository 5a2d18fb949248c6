import { readJson } from '../read-json.ts';
import type { Role, Runner, RunnerInput, RunnerResult } from '../runner.ts';
import { maxTurns, tooManyTurns } from './bounded.ts';
import type { Chat, ChatMessage } from './chat.ts';
import { describeTools } from './race-tools.ts';
import { readProgram, runProgram, type ProgramTools } from './run-program.ts';

const PROTOCOL = `You answer a question with a JavaScript program that calls tools. Write the program in one fenced block, without other text.
It is the body of an async function. A tool is called with one object of its parameters: await tools.search({ query: "…" }). It returns its result and throws where the call failed.
Return everything that the answer needs; what it returned is then told to you. When you know the answer, write the answer alone, without a program.`;

const WAYS = {
  serial: 'Await one call after the other.',
  parallel: 'Calls that do not depend on each other run side by side: use Promise.all.',
  finish: `Calls that do not depend on each other run side by side: use Promise.all.
Where the program can word the answer itself, return { answer: "…" }: it is given as it is, and you are not asked again.`,
} as const;

/**
 * Code mode: the model writes a program, the program runs, and the model, told what it returned, words
 * the answer, or writes one more program where the next calls depend on what was seen.
 */
export function createCodeSerial(chat: Chat): Runner {
  return {
    name: 'code-serial',
    title: 'Code mode, serial',
    about: 'a program with one await after another, run in this process; then the answer',
    run: (race) => runCodeMode(race, chat, 'serial'),
  };
}

export function createCodeParallel(chat: Chat): Runner {
  return {
    name: 'code-parallel',
    title: 'Code mode, Promise.all',
    about:
      'a program that starts each call when its own sources have ended, run in this process; then the answer',
    run: (race) => runCodeMode(race, chat, 'parallel'),
  };
}

/** Its answer costs no turn where the program can word it; compare it with plans that end in `finish`. */
export function createCodeFinish(chat: Chat): Runner {
  return {
    name: 'code-finish',
    title: 'Code mode, finish',
    about: 'as code-parallel, but the program words the answer where it can: no turn for it',
    run: (race) => runCodeMode(race, chat, 'finish'),
  };
}

async function runCodeMode(
  race: RunnerInput,
  chat: Chat,
  way: keyof typeof WAYS,
): Promise<RunnerResult> {
  const role: Role = `code-${way}`;
  refuseRealModel(race.model(role));
  const tools = describeTools(race.raceCase.tools);
  const messages: ChatMessage[] = [
    { role: 'system', content: `${PROTOCOL}\n${WAYS[way]}\n\n${tools}` },
    { role: 'user', content: race.raceCase.question },
  ];
  for (let turn = 0; turn < maxTurns; turn += 1) {
    const { text } = await chat(race, { role, messages, onText: watchAnswer(race.onAnswerText) });
    const program = readProgram(text);
    if (program === undefined) return { answer: text };
    const output = await outputOf(race, program);
    const answer = way === 'finish' ? answerIn(output) : undefined;
    if (answer !== undefined) {
      race.onAnswerText();
      return { answer };
    }
    messages.push(
      { role: 'assistant', content: text },
      { role: 'user', content: `Output:\n${output}` },
    );
  }
  throw tooManyTurns();
}

/** A program may do whatever this process may. */
function refuseRealModel(model: string): void {
  if (model.startsWith('sim-')) return;
  throw new Error(
    `Code mode runs the model's program in this process without a sandbox, so it wants a simulated model (sim-…), not ${model}; leave code-serial, code-parallel and code-finish out with --filter.`,
  );
}

/** What the program returned as JSON, or `Error: …` where it threw. */
async function outputOf(race: RunnerInput, program: string): Promise<string> {
  const tools: ProgramTools = Object.fromEntries(
    race.raceCase.tools.map(({ name }) => [
      name,
      (input: unknown) => race.callTool(name, input, race.signal),
    ]),
  );
  try {
    return JSON.stringify((await runProgram(program, tools)) ?? null);
  } catch (thrown) {
    race.signal.throwIfAborted();
    // An error of the program's context is no Error of ours.
    return `Error: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  }
}

function answerIn(output: string): string | undefined {
  const { answer } = Object(readJson(output)) as { readonly answer?: unknown };
  return typeof answer === 'string' ? answer : undefined;
}

/** Tells, once, of the first text that is no program. */
function watchAnswer(onAnswerText: () => void): (text: string) => void {
  let reply = '';
  let isTold = false;
  return (text) => {
    reply += text;
    if (isTold || '```'.startsWith(reply.trim()) || reply.trim().startsWith('```')) return;
    isTold = true;
    onAnswerText();
  };
}
