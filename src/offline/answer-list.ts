import { isJsonList } from '../adapter.ts';
import { describeSelection } from './describe-selection.ts';
import { factsOf, showFact, valueOf, type Told } from './outcome-facts.ts';
import type { QueryPlan } from './plan-query.ts';
import type { Query } from './question/query.ts';
import { labelOf, showNumber } from './show-value.ts';

/** "The 3 highest mountains in the corpus are …", from the facts that the fan-out brought. */
export function answerList(
  query: Extract<Query, { kind: 'list' }>,
  plan: QueryPlan,
  told: Told,
): string | undefined {
  const { listed } = plan;
  const value = valueOf(told, listed);
  if (listed === undefined || !isJsonList(value)) return undefined;
  const { selection } = query;
  if (value.length === 0) return `The corpus has no ${describeSelection(selection, 1)}.`;
  const facts = factsOf(told, listed);
  if (facts.length === 0) return undefined;
  const unread = value.length - facts.length;
  const lines = facts.map((fact, index) => `${index + 1}. ${fact.entity}: ${showFact(fact)}`);
  const outcome = told.outcomes.get(listed);
  const cut = outcome?.status === 'ok' && !outcome.complete;
  const head = `The corpus has ${cut ? 'at least ' : ''}${showNumber(value.length)}`;
  const opening =
    selection.limit === undefined
      ? `${head} ${describeSelection(selection, value.length)}, by ${labelOf(query.attribute)}:`
      : `The ${describeSelection(selection, facts.length)} in the corpus, by ${labelOf(query.attribute)}:`;
  const hole =
    unread === 0 ? [] : [`For ${unread} of them the ${labelOf(query.attribute)} is missing.`];
  return [opening, ...lines, ...hole].join('\n');
}
