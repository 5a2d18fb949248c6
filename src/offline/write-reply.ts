import { unreachable } from '../adapter.ts';
import type { Message } from '../index.ts';
import { answerQuery } from './answer-query.ts';
import type { Told } from './outcome-facts.ts';
import { planQuery, type QueryPlan } from './plan-query.ts';
import type { Query } from './question/query.ts';
import { readQuestion } from './question/read-question.ts';
import type { Vocabulary } from './question/vocabulary.ts';
import { readPrompt, type Prompt } from './read-prompt.ts';
import { typedAnswer } from './typed-answer.ts';

/** The offline model's whole reply to a prompt: a plan, an answer, or what it is for. */
export function writeReply(messages: readonly Message[], vocabulary: Vocabulary): string {
  const prompt = readPrompt(messages);
  switch (prompt.role) {
    case 'planner':
      return writePlan(prompt, vocabulary);
    case 'joiner':
      return `Finish: ${writeAnswer(prompt, vocabulary)}`;
    case 'unknown':
      return 'This is the offline model of toolc. It reads the prompts of toolc’s planner and joiner only; ask it through a compiler.';
    default:
      return unreachable(prompt);
  }
}

function writePlan(prompt: Extract<Prompt, { role: 'planner' }>, vocabulary: Vocabulary): string {
  const query = readQuestion(prompt.question, vocabulary, prompt.earlier);
  const { calls } = planQuery(query);
  if (prompt.replanning) return 'Thought: all that can be planned has run.\njoin()\n';
  if (query.kind === 'outside') return `Thought: ${oneLine(query.reason)}.\njoin()\n`;
  const missing = toolsOf(calls).filter((name) => !prompt.hasTool(name));
  if (missing.length > 0) {
    return `Thought: the tools ${missing.join(', ')} are not there.\njoin()\n`;
  }
  const lines = calls.map(({ id, text }) => `${id}. ${text}`);
  const last = calls.length + 1;
  const end = query.kind === 'arithmetic' && query.bare ? `finish($${calls.length})` : 'join()';
  return [...lines, `${last}. ${end}`, ''].join('\n');
}

function writeAnswer(prompt: Extract<Prompt, { role: 'joiner' }>, vocabulary: Vocabulary): string {
  const query = readQuestion(prompt.question, vocabulary, prompt.earlier);
  const plan = planQuery(query);
  const { told } = prompt;
  if (query.kind !== 'outside' && !sameCalls(plan, told)) return describeResults(query, plan, told);
  const sentence = answerQuery(query, plan, told);
  if (prompt.output === undefined) return sentence;
  const typed = typedAnswer(prompt.output, { query, plan, told, sentence });
  return typed === undefined ? sentence : JSON.stringify(typed);
}

/** Outcomes of calls that this model would not have planned are shown, not interpreted. */
function describeResults(query: Query, plan: QueryPlan, told: Told): string {
  if (told.outcomes.size === 0) {
    const names = toolsOf(plan.calls).join(', ');
    return `No call was made. The offline model answers with the tools ${names}; give the compiler offlineTools().`;
  }
  const lines = [...told.outcomes].map(([id, outcome]) =>
    outcome.status === 'ok'
      ? `${id}. ${outcome.tool}: ${outcome.value === undefined ? 'a result too long to show' : JSON.stringify(outcome.value)}`
      : `${id}. ${outcome.tool}: ${outcome.status}, ${outcome.message}`,
  );
  return [
    `The offline model did not plan these calls for a question to ${query.kind}, so here are their results as they are:`,
    ...lines,
  ].join('\n');
}

function sameCalls({ calls }: QueryPlan, { outcomes }: Told): boolean {
  return (
    calls.length === outcomes.size &&
    calls.every(({ id, text }) => outcomes.get(id)?.tool === toolOf(text))
  );
}

function toolsOf(calls: QueryPlan['calls']): readonly string[] {
  return [...new Set(calls.map(({ text }) => toolOf(text)))];
}

function toolOf(call: string): string {
  return call.slice(0, call.indexOf('('));
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
