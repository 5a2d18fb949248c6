import { isJsonList, isJsonObject, unreachable } from '../adapter.ts';
import { answerCompare, answerDifference, answerRatio } from './answer-compare.ts';
import { answerList } from './answer-list.ts';
import { citeRest } from './cite-rest.ts';
import { describeSelection } from './describe-selection.ts';
import { exampleQuestions } from './example-questions.ts';
import {
  citationOf,
  factOf,
  factsOf,
  knownValue,
  numberOf,
  showFact,
  valueOf,
  type Told,
} from './outcome-facts.ts';
import type { PlannedValue, QueryPlan } from './plan-query.ts';
import type { Query } from './question/query.ts';
import { capitalise, labelOf, showList, showNumber, showValue } from './show-value.ts';

/**
 * Words the answer to a query from what its calls told, and from nothing else: a value that is not
 * in an outcome is not in the answer. What did not succeed is named with its reason. An answer over
 * a whole group (a mean, a count) cites every source that the outcomes carried.
 */
export function answerQuery(query: Query, plan: QueryPlan, told: Told): string {
  const worded = wordAnswer(query, plan, told);
  const answer = worded !== undefined && readsGroup(query, plan) ? citeRest(worded, told) : worded;
  const holes = describeHoles(plan, told);
  if (answer === undefined) {
    const known = plan.values.flatMap((value) => factsBelow(value, told));
    const rest = known.length === 0 ? '' : ` What is known: ${showList(known)}.`;
    return `I cannot answer that: ${holes === '' ? 'the results needed for it are missing.' : holes}${rest}`;
  }
  return holes === '' ? answer : `${answer} Missing: ${holes}`;
}

/** The answer speaks of a group as a whole, so no figure in it carries its members' sources. */
function readsGroup(query: Query, plan: QueryPlan): boolean {
  return query.kind === 'count' || plan.values.some(isOfGroup);
}

function isOfGroup({ quantity, parts }: PlannedValue): boolean {
  return quantity.kind === 'group' || parts.some(isOfGroup);
}

function wordAnswer(query: Query, plan: QueryPlan, told: Told): string | undefined {
  switch (query.kind) {
    case 'value':
      return answerValue(plan.values[0], told);
    case 'compare':
      return answerCompare(query, plan, told);
    case 'difference':
      return answerDifference(query, plan, told);
    case 'ratio':
      return answerRatio(plan, told);
    case 'list':
      return answerList(query, plan, told);
    case 'count':
      return answerCount(query, plan, told);
    case 'arithmetic': {
      const result = numberOf(told, plan.result);
      return result === undefined ? undefined : `${query.expression} = ${showNumber(result, 10)}.`;
    }
    case 'about':
      return answerAbout(plan, told);
    case 'outside':
      return explainOutside(query.reason);
    default:
      return unreachable(query);
  }
}

/** The answer to a question outside the family: why, and what can be asked. */
function explainOutside(reason: string): string {
  const examples = exampleQuestions.map((question) => `- ${question}`);
  return [
    `The offline model answers only a small family of questions, and this one is outside it: ${reason}.`,
    'It can look up, compare, rank, filter, count and calculate over its own corpus. For example:',
    ...examples,
  ].join('\n');
}

function answerValue(planned: PlannedValue | undefined, told: Told): string | undefined {
  if (planned === undefined) return undefined;
  const { quantity, id } = planned;
  if (quantity.kind === 'aggregate' || quantity.kind === 'group') {
    const known = knownValue(told, planned);
    if (known === undefined) return undefined;
    const attribute = quantity.kind === 'group' ? quantity.attribute : quantity.of[0];
    const label = labelOf(
      attribute !== undefined && 'name' in attribute && 'nouns' in attribute
        ? attribute
        : partAttribute(planned),
    );
    return `${capitalise(known.name.replace(/ of /, ` ${label} of `))} is ${known.shown}.`;
  }
  const fact = factOf(told, id);
  if (fact === undefined) return undefined;
  if (quantity.kind === 'ranked' && quantity.selection.sortBy?.name === quantity.attribute.name) {
    const rank =
      quantity.index === 0 ? '' : `${ORDINALS[quantity.index] ?? `${quantity.index + 1}th`} `;
    return `The ${rank}${describeSelection(quantity.selection, 1)} in the corpus is ${fact.entity}: ${showFact(fact)}.`;
  }
  const aside =
    quantity.kind === 'through'
      ? `, the ${labelOf(quantity.via)} of ${quantity.name},`
      : quantity.kind === 'ranked'
        ? `, the ${describeSelection(quantity.selection, 1)},`
        : '';
  if (fact.unit === 'year')
    return `${fact.entity}${aside === '' ? ':' : aside} ${labelOf(quantity.attribute)} ${showFact(fact)}.`;
  return `The ${labelOf(quantity.attribute)} of ${fact.entity}${aside} is ${showFact(fact)}.`;
}

function partAttribute(planned: PlannedValue): { readonly name: string } {
  const quantity = planned.parts[0]?.quantity;
  return quantity === undefined || quantity.kind === 'aggregate'
    ? { name: 'value' }
    : quantity.attribute;
}

function answerCount(
  query: Extract<Query, { kind: 'count' }>,
  plan: QueryPlan,
  told: Told,
): string | undefined {
  const { listed } = plan;
  const value = valueOf(told, listed);
  const outcome = listed === undefined ? undefined : told.outcomes.get(listed);
  if (!isJsonList(value) || outcome?.status !== 'ok') return undefined;
  const count = `${outcome.complete ? '' : 'at least '}${showNumber(value.length)}`;
  const names = value.flatMap((item) =>
    isJsonObject(item) && typeof item['name'] === 'string' ? [item['name']] : [],
  );
  const examples = names.length > 0 && names.length <= 12 ? `: ${showList(names)}` : '';
  return `The corpus has ${count} ${describeSelection(query.selection, value.length)}${examples}.`;
}

function answerAbout(plan: QueryPlan, told: Told): string | undefined {
  const found = valueOf(told, plan.listed);
  const first = isJsonList(found) ? found[0] : undefined;
  if (!isJsonObject(first) || typeof first['text'] !== 'string') return undefined;
  const { title, source } = first;
  const url = isJsonObject(source) && typeof source['url'] === 'string' ? source['url'] : undefined;
  return `${first['text']}${citationOf(told, url, typeof title === 'string' ? title : '')}`;
}

/** The failures behind what is missing; of the calls they took down, nothing is said. */
function describeHoles(plan: QueryPlan, told: Told): string {
  const bad = plan.calls.flatMap(({ id }) => {
    const outcome = told.outcomes.get(id);
    if (outcome === undefined) return [{ status: 'absent', message: `call ${id} has no outcome.` }];
    return outcome.status === 'ok' ? [] : [outcome];
  });
  const roots = bad.filter(({ status }) => status === 'failed');
  const shown = roots.length > 0 ? roots : bad;
  return [...new Set(shown.map(({ message }) => message.trim()))].join(' ');
}

function factsBelow(planned: PlannedValue, told: Told): readonly string[] {
  if (planned.quantity.kind === 'group') {
    return factsOf(told, planned.id).map((fact) => `${fact.entity} ${showFact(fact)}`);
  }
  if (planned.parts.length > 0) return planned.parts.flatMap((part) => factsBelow(part, told));
  const fact = factOf(told, planned.id);
  return fact === undefined
    ? []
    : [
        `${fact.entity} ${showValue(fact.value, fact.unit === '' ? undefined : fact.unit)}${fact.citation}`,
      ];
}

const ORDINALS: readonly string[] = ['', 'second', 'third', 'fourth', 'fifth', 'sixth'];
