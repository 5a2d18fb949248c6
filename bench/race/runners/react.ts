import type { Runner, RunnerInput, RunnerResult } from '../runner.ts';
import { maxTurns, tooManyTurns } from './bounded.ts';
import type { Chat } from './chat.ts';
import { describeTools } from './race-tools.ts';
import { readReact, untilObservation, watchFinish } from './read-react.ts';
import { toolText } from './tool-text.ts';

const PROTOCOL = `You answer a question by calling tools, one call at a time. Write
Thought: what is to be found out next
Action: tool({"name": "value"})
and stop; what the call returned is then told as
Observation: the result as JSON
Go on in this way. When you know the answer, write in place of an action
Finish: the answer alone`;

/**
 * Against the two faults that the LLMCompiler paper (arXiv 2312.04511) saw ReAct make, stopping too
 * soon and calling in circles; the paper too tells the model in an added prompt. Words of our own.
 */
const EXTRA = `Two things to heed. Finish only when every single thing that the question asks about stands in an observation, not sooner. Before each action look through the actions above: one that stands there already with the same input would return the same, so never write it again.`;

/** The text loop of the ReAct paper (arXiv 2210.03629): one call a turn, each turn a call of the model. */
export function createReact(chat: Chat): Runner {
  return {
    name: 'react',
    title: 'ReAct',
    about: 'text: Thought, Action, Observation; stops at "Observation"; openai client',
    run: (race) => runReact(race, chat, PROTOCOL),
  };
}

export function createReactPaper(chat: Chat): Runner {
  return {
    name: 'react-paper',
    title: 'ReAct, extra prompt',
    about:
      "the same with a prompt against early stops and repetition, as in the LLMCompiler paper's",
    run: (race) => runReact(race, chat, `${PROTOCOL}\n${EXTRA}`),
  };
}

async function runReact(race: RunnerInput, chat: Chat, protocol: string): Promise<RunnerResult> {
  const system = `${protocol}\n\n${describeTools(race.raceCase.tools)}`;
  let transcript = `Question: ${race.raceCase.question}\n`;
  for (let turn = 0; turn < maxTurns; turn += 1) {
    const { text } = await chat(race, {
      role: 'react',
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: transcript },
      ],
      stop: ['Observation:'],
      onText: watchFinish(race.onAnswerText),
    });
    const step = readReact(text);
    if (step.kind === 'finish') return { answer: step.answer };
    const observation =
      step.kind === 'action'
        ? await toolText(race, step.tool, step.input)
        : 'Error: expected a line "Action: tool({…})" or "Finish: …"; write one of them.';
    transcript += `${untilObservation(text).trim()}\nObservation: ${observation}\n`;
  }
  throw tooManyTurns();
}
