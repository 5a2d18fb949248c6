import { shorten, fairLimit, oneLine } from '../core/shorten.ts';
import type { Outcome } from '../core/outcome.ts';
import { DATA_RULE, outcomeText, showOutcome } from '../core/show-outcome.ts';
import type { Message } from '../model/model.ts';
import type { Toolset } from '../tools/prepared-tool.ts';
import type { JsonSchema } from '../tools/tool.ts';

/** The first line of every planner prompt's system message. */
export const PLANNER_FIRST_LINE = 'You write plans of tool calls.';

/** The first line of the user message that asks for more after earlier rounds. */
export const REPLAN_FIRST_LINE = 'These calls have run, but more is needed.';

const RULES = `Write only the plan: numbered calls of the tools below, one a line, then its end.
- N. tool(arguments): values in the order of the signature, or name=value. Strings, numbers, true, false, null, lists and objects as in JSON.
- $N is the result of call N, $N.items[0].name a part of it. Inside a string write \${N.name}.
- A call runs the moment its own references exist, all others beside it: so prefer independent calls to chains.
- $N[*].url is the url of every element. Where one value is wanted, the call runs once an element and yields the list.
- If a call fails, the calls that need it are skipped; $N? gives them null instead.
- N. if $2.score > 5 and not $3: tool(…) runs only if that holds (== != < <= > >= in, not, and, or).
- No nested calls, no arithmetic: use a tool. A dollar sign before a digit is $$.
- [write] changes something: only if asked for.
- A line "Thought: …" may stand before a call; seldom needed.
- The end is join() where an answer must be worded from the results, or finish(value) where a value or a text with references is the whole answer. If no call is needed, write join() alone.

Example, given search(query: string) -> {title: string, url: string}[] and fetch(url: string) -> string:
1. search("K2 height")
2. search("Everest height")
3. fetch($1[*].url)
4. fetch($2[0].url)
5. join()`;

/** Of the outcomes of earlier rounds: UTF-16 units of one, and of all together. */
const OUTCOME_LIMIT = 800;
const HISTORY_LIMIT = 24_000;

/** What the planner is asked. */
export interface PlanQuestion {
  /** The chat; its last user message is the question. Its system messages join the instructions. */
  readonly conversation: readonly Message[];
  readonly tools: Toolset;
  readonly instructions?: string;
  /** Plans as they should look, for this compiler's tools. */
  readonly examples?: readonly PlanExample[];
  /** The rounds before this one, oldest first. */
  readonly history?: readonly PastRound[];
  /** The schema of a typed answer: what `finish` must give. */
  readonly output?: JsonSchema;
}

export interface PlanExample {
  readonly question: string;
  readonly plan: string;
}

/** A round that has been joined. */
export interface PastRound {
  /** As printed. */
  readonly planText: string;
  readonly outcomes: readonly { readonly id: number; readonly outcome: Outcome }[];
  /** Tasks of it that have not ended: results to come. */
  readonly running?: readonly number[];
  /** What the joiner said is missing, or what failed. */
  readonly reason: string;
}

/**
 * The messages that ask for a plan. A past round stands as the assistant's plan and a user message
 * with its outcomes: 800 characters of each and 24,000 of all together at most, marked where cut.
 * The rules take less than 400 tokens; everything else in the prompt is the caller's.
 */
export function planMessages(question: PlanQuestion): readonly Message[] {
  const system = question.conversation.filter(({ role }) => role === 'system');
  const sections = [
    `${PLANNER_FIRST_LINE}\n${RULES}`,
    toolSection(question.tools),
    ...(question.examples ?? []).map(({ question: asked, plan }) => `Question: ${asked}\n${plan}`),
    ...outputSection(question.output),
    ...system.map(({ content }) => content),
    ...(question.instructions === undefined ? [] : [question.instructions]),
  ];
  return [
    { role: 'system', content: sections.join('\n\n') },
    ...question.conversation.filter(({ role }) => role !== 'system'),
    ...historyMessages(question.history ?? []),
  ];
}

function toolSection(toolset: Toolset): string {
  return toolset.tools.size === 0 ? 'Tools: none.' : `Tools:\n${toolset.describe()}`;
}

function outputSection(output: JsonSchema | undefined): readonly string[] {
  if (output === undefined) return [];
  return [
    `The answer is a JSON value of this schema; finish must give one: ${JSON.stringify(output)}`,
  ];
}

function historyMessages(history: readonly PastRound[]): readonly Message[] {
  const texts = history.map(({ outcomes }) => outcomes.map(({ outcome }) => outcomeText(outcome)));
  const lengths = texts.flat().map((text) => Math.min(text.length, OUTCOME_LIMIT));
  const limit = Math.min(OUTCOME_LIMIT, fairLimit(lengths, HISTORY_LIMIT));
  const ids = history.flatMap(({ outcomes, running = [] }) => [
    ...outcomes.map(({ id }) => id),
    ...running,
  ]);
  const nextId = Math.max(0, ...ids) + 1;
  return history.flatMap(({ planText, outcomes, running, reason }, round): readonly Message[] => {
    const shown = outcomes.map(({ id, outcome }, index) =>
      showOutcome(`$${id}`, outcome, shorten(texts[round]?.[index] ?? '', limit)),
    );
    const content = [
      REPLAN_FIRST_LINE,
      DATA_RULE,
      ...shown,
      ...stillRunning(running ?? []),
      `What is missing: ${oneLine(reason) || 'not said'}`,
      ...(round === history.length - 1 ? [lastOrder(nextId)] : []),
    ];
    return [
      // An empty message is refused by some providers.
      { role: 'assistant', content: planText.trim() === '' ? 'join()' : planText },
      { role: 'user', content: content.join('\n') },
    ];
  });
}

function stillRunning(ids: readonly number[]): readonly string[] {
  if (ids.length === 0) return [];
  const named = ids.map((id) => `$${id}`).join(', ');
  return [`Still running: ${named}. Do not call them again; refer to them like to any result.`];
}

function lastOrder(nextId: number): string {
  return `Write the plan for what is missing. Its ids go on from ${nextId}; it may refer to every result above.`;
}
