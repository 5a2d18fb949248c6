import type { Condition, Query, Selection } from './question/query.ts';
import { factsOf, labelOf, showFact, valueOf, type Told } from './outcome-facts.ts';
import type { QueryPlan } from './plan-query.ts';
import { showNumber, showValue } from './show-value.ts';
import { isJsonList } from '../adapter.ts';

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

/** `highest mountain in Nepal`, `rivers with length over 5,000 km`; the plural where `count` is not 1. */
export function describeSelection(selection: Selection, count: number): string {
  const { kindName, plural, where, degree, limit, sortBy } = selection;
  const noun = count === 1 ? kindName : plural;
  const ranked = limit !== undefined && sortBy !== undefined;
  const superlative = ranked ? (degree.superlative === '' ? 'first' : degree.superlative) : '';
  const conditions = where.map(describeCondition);
  return [superlative, noun, ...conditions].filter((word) => word !== '').join(' ');
}

function describeCondition({ attribute, operator, value }: Condition): string {
  if (typeof value === 'object') {
    const name = value.kind === 'entity' ? value.name : 'that';
    return `with ${labelOf(attribute)} ${WORDS[operator]} that of ${name}`;
  }
  if (attribute.unit === 'year' && operator !== 'is') {
    return `${labelOf(attribute)} ${YEAR_WORDS[operator]} ${value}`;
  }
  if (operator !== 'is') {
    const unit = attribute.unit === attribute.name ? '' : attribute.unit;
    return `with ${labelOf(attribute)} ${WORDS[operator]} ${showValue(value, unit)}`;
  }
  if (PLACES.has(attribute.name)) return `in ${value}`;
  return attribute.name === 'class' ? `of the class ${value}` : `of ${value}`;
}

const WORDS = {
  is: 'equal to',
  '>': 'over',
  '>=': 'of at least',
  '<': 'under',
  '<=': 'of at most',
} as const;
const YEAR_WORDS = {
  '>': 'after',
  '>=': 'in or after',
  '<': 'before',
  '<=': 'in or before',
} as const;
const PLACES: ReadonlySet<string> = new Set(['country', 'continent', 'city', 'ocean']);
