import type { Role, Runner, RunnerInput, RunnerResult } from '../runner.ts';
import { maxTurns, tooManyTurns } from './bounded.ts';
import type { Chat, ChatMessage } from './chat.ts';
import { describeTools } from './race-tools.ts';
import { readProgram, runProgram, type ProgramTools } from './run-program.ts';

const PROTOCOL = `You answer a question with a JavaScript program that calls tools. Write the program, in one fenced block and without other text.
It is the body of an async function. A tool is called with one object of its parameters: await tools.search({ query: "…" }). It returns its result and throws where the call failed.
Return everything that the answer needs.`;

const WAYS = {
  serial: 'Await one call after the other.',
  parallel: 'Calls that do not depend on each other run side by side: use Promise.all.',
} as const;

const ANSWER =
  'You answer a question from what a program returned. Write the answer alone; if further calls are needed first, write one more program in a fenced block instead.';

/** Code mode: the model writes a program, the program runs, the model words the answer. */
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
    about: 'a program that awaits independent calls together, run in this process; then the answer',
    run: (race) => runCodeMode(race, chat, 'parallel'),
  };
}

/** A program as it was written, and what it gave. */
interface Ran {
  readonly program: string;
  readonly output: string;
}

async function runCodeMode(
  race: RunnerInput,
  chat: Chat,
  way: keyof typeof WAYS,
): Promise<RunnerResult> {
  const role: Role = `code-${way}`;
  refuseRealModel(race.model(role));
  const tools = describeTools(race.raceCase.tools);
  const asked = await chat(race, {
    role,
    messages: [
      { role: 'system', content: `${PROTOCOL}\n${WAYS[way]}\n\n${tools}` },
      { role: 'user', content: race.raceCase.question },
    ],
  });
  const ran: Ran[] = [];
  let program = readProgram(asked.text);
  if (program === undefined) return { answer: asked.text };
  for (let turn = 1; turn < maxTurns; turn += 1) {
    ran.push({ program, output: await outputOf(race, program) });
    const system = `${ANSWER}\n${WAYS[way]}\n\n${tools}`;
    const reply = await chat(race, {
      role: 'code-answer',
      messages: [{ role: 'system', content: system }, ...answerQuestion(race, ran)],
      onText: watchAnswer(race.onAnswerText),
    });
    program = readProgram(reply.text);
    if (program === undefined) return { answer: reply.text };
  }
  throw tooManyTurns();
}

/** A program may do whatever this process may. */
function refuseRealModel(model: string): void {
  if (model.startsWith('sim-')) return;
  throw new Error(
    `Code mode runs the model's program in this process without a sandbox, so it wants a simulated model (sim-…), not ${model}; leave code-serial and code-parallel out with --filter.`,
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

function answerQuestion(race: RunnerInput, ran: readonly Ran[]): readonly ChatMessage[] {
  return [
    { role: 'user', content: race.raceCase.question },
    ...ran.flatMap(({ program, output }): readonly ChatMessage[] => [
      { role: 'assistant', content: `\`\`\`js\n${program.trim()}\n\`\`\`` },
      { role: 'user', content: `Output:\n${output}` },
    ]),
  ];
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
