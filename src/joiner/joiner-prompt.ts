import { fairLimit, oneLine, shorten } from '../core/shorten.ts';
import type { Json } from '../core/json.ts';
import type { Outcome } from '../core/outcome.ts';
import { DATA_RULE, outcomeText, showOutcome } from '../core/show-outcome.ts';
import type { Message } from '../model/model.ts';
import type { Problem } from '../plan/task.ts';
import type { Toolset } from '../tools/prepared-tool.ts';
import type { JsonSchema } from '../tools/tool.ts';
import type { Source } from './sources.ts';

/** The first line of every joiner prompt's system message. */
export const JOINER_FIRST_LINE = 'You answer a question from the results of tool calls.';

/** The line of the last user message behind which the results stand; the question is before it. */
export const RESULTS_FIRST_LINE = 'Results of the calls:';

/** The line behind which the sources stand, as `[1] title, url`. */
export const SOURCES_FIRST_LINE = 'Sources:';

/** The first line of the user message that asks for a usable reply. */
export const JOIN_REPAIR_FIRST_LINE = 'This reply cannot be used:';

/** UTF-16 units: of a result that nobody consumed, of one that a task did, of all, of a call. */
const FULL_LIMIT = 24_000;
const CONSUMED_LIMIT = 300;
const TOTAL_LIMIT = 120_000;
const CALL_LIMIT = 200;
const PROBLEM_LIMIT = 10;
const REPLY_LIMIT = 24_000;
const COMPLAINT_LIMIT = 4_000;

/** What the joiner is asked. */
export interface JoinQuestion {
  /** The chat; its last user message is the question. Its system messages join the instructions. */
  readonly conversation: readonly Message[];
  /** Every task of the run with its outcome, in the order of the plans. */
  readonly results: readonly JoinResult[];
  readonly instructions?: string;
  /** `false` in the last allowed round: the joiner must finish. */
  readonly mayReplan: boolean;
  /** Why the results are not all that was planned: which bound the run has reached. */
  readonly incomplete?: string;
  /** The joiner may write the next plan behind its `Replan:`, with these tools and ids. */
  readonly mayPlan?: { readonly tools: Toolset; readonly nextId: number };
  /** Errors of the plan that were not repaired. */
  readonly problems?: readonly Problem[];
  /** What the results come from; the answer cites them as [1], [2]. */
  readonly sources: readonly Source[];
  /** The schema of a typed answer. */
  readonly output?: JsonSchema;
}

export interface JoinResult {
  /** The statement as printed: `3. fetch($1[0].url)`. */
  readonly call: string;
  readonly outcome: Outcome;
  /** Another task used its value. */
  readonly consumed: boolean;
  /** What to show of its value instead of JSON. */
  readonly render?: (value: Json) => string;
}

/**
 * The messages that ask for the answer. A result that no task consumed is shown up to 24,000
 * characters, a consumed one up to 300 unless its tool renders it, all together up to 120,000
 * (short ones whole, the long ones alike); what is cut says so. What did not succeed stands with
 * its code and reason.
 */
export function joinMessages(question: JoinQuestion): readonly Message[] {
  const { conversation } = question;
  const asked = conversation.findLastIndex(({ role }) => role === 'user');
  const isSystem = ({ role }: Message): boolean => role === 'system';
  const results = [
    RESULTS_FIRST_LINE,
    ...showResults(question.results),
    ...showProblems(question.problems ?? []),
    ...showSources(question.sources),
  ].join('\n');
  const text = conversation[asked]?.content;
  return [
    { role: 'system', content: systemText(question, conversation.filter(isSystem)) },
    ...conversation.filter((message, index) => index !== asked && !isSystem(message)),
    { role: 'user', content: text === undefined ? results : `${text}\n\n${results}` },
  ];
}

/** What a second try starts from. */
export interface JoinRepair {
  /** The messages that led to the reply. */
  readonly messages: readonly Message[];
  readonly reply: string;
  /** What is wrong with the reply, for the joiner. */
  readonly complaint: string;
}

/**
 * The messages that ask once more: what was asked, the reply (up to 24,000 characters) and the
 * complaint (up to 4,000).
 */
export function joinRepairMessages({ messages, reply, complaint }: JoinRepair): readonly Message[] {
  const order = [
    JOIN_REPAIR_FIRST_LINE,
    shorten(complaint, COMPLAINT_LIMIT),
    'Write it again, in a form that was allowed and nothing else.',
  ];
  return [
    ...messages,
    { role: 'assistant', content: reply.trim() === '' ? '(empty)' : shorten(reply, REPLY_LIMIT) },
    { role: 'user', content: order.join('\n') },
  ];
}

function systemText(question: JoinQuestion, system: readonly Message[]): string {
  const { mayReplan, mayPlan, incomplete, sources, output, instructions } = question;
  const protocol = [
    JOINER_FIRST_LINE,
    'Use only these results and the conversation; say plainly what could not be found, and why.',
    DATA_RULE,
    ...(incomplete === undefined
      ? []
      : [`${incomplete} So calls are missing: say in the answer what is missing for that.`]),
    mayReplan
      ? 'Reply in one of two forms:'
      : 'Reply in this form, with the best answer there is; no call can follow:',
    'Finish: the answer, in as many lines as it needs',
    ...(mayReplan ? ['Replan: what is missing; only if further calls can find it'] : []),
    ...(sources.length > 0 ? ['Behind each statement cite its source by number: [1].'] : []),
    ...(output === undefined ? [] : [outputRule(output)]),
  ];
  const sections = [
    protocol.join('\n'),
    ...(mayReplan && mayPlan !== undefined ? [planRules(mayPlan)] : []),
    ...system.map(({ content }) => content),
    ...(instructions === undefined ? [] : [instructions]),
  ];
  return sections.join('\n\n');
}

function outputRule(output: JsonSchema): string {
  return `The answer is one JSON value of this schema and nothing else: ${JSON.stringify(output)}`;
}

function planRules({ tools, nextId }: NonNullable<JoinQuestion['mayPlan']>): string {
  return [
    `If you know the missing calls, write them below Replan:, one a line, as "${nextId}. tool(arguments)" and so on; $${nextId}.name is a part of a result, earlier results may be used too. End with join().`,
    'Tools:',
    tools.describe(),
  ].join('\n');
}

function showResults(results: readonly JoinResult[]): readonly string[] {
  if (results.length === 0) return ['none: no call was made.'];
  const texts = results.map(({ outcome, consumed, render }) => {
    const limit = consumed && render === undefined ? CONSUMED_LIMIT : FULL_LIMIT;
    return shorten(outcomeText(outcome, render), limit);
  });
  const limit = fairLimit(
    texts.map((text) => text.length),
    TOTAL_LIMIT,
  );
  return results.map(({ call, outcome }, index) =>
    showOutcome(shorten(oneLine(call), CALL_LIMIT), outcome, shorten(texts[index] ?? '', limit)),
  );
}

function showProblems(problems: readonly Problem[]): readonly string[] {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return [];
  return [
    'The plan had errors, so some calls were not made:',
    ...errors.slice(0, PROBLEM_LIMIT).map(({ code, message }) => `- ${code}: ${oneLine(message)}`),
  ];
}

function showSources(sources: readonly Source[]): readonly string[] {
  if (sources.length === 0) return [];
  const lines = sources.map(({ title, url }, index) => {
    return `[${index + 1}] ${shorten(oneLine(title), CALL_LIMIT)}, ${oneLine(url)}`;
  });
  return [SOURCES_FIRST_LINE, ...lines];
}
