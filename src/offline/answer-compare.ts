import type { Attribute } from './corpus/kind.ts';
import { knownValue, numberOf, type KnownValue, type Told } from './outcome-facts.ts';
import type { QueryPlan } from './plan-query.ts';
import { attributeOfQuantity, type Degree, type Query } from './question/query.ts';
import { capitalise, labelOf, showList, showValue } from './show-value.ts';

/** Which of several is most, from the values told; those that are missing are left out. */
export function answerCompare(
  query: Extract<Query, { kind: 'compare' }>,
  plan: QueryPlan,
  told: Told,
): string | undefined {
  const known = plan.values.flatMap((planned) => knownValue(told, planned) ?? []);
  const attribute = attributeOf(plan);
  if (attribute === undefined || known.length === 0) return undefined;
  if (attribute.unit === undefined || known.length === 1) {
    return `The ${labelOf(attribute)}: ${showList(known.map(pair))}.`;
  }
  const sign = query.degree.direction === 'more' ? -1 : 1;
  const sorted = [...known].sort(
    (left, right) => sign * (Number(left.value) - Number(right.value)),
  );
  const [first, second] = sorted;
  if (first === undefined || second === undefined) return undefined;
  const spread = numberOf(told, plan.result);
  const apart = spread === undefined ? '' : showAmount(spread, attribute);
  if (sorted.length > 2) return answerMany(sorted, { attribute, degree: query.degree, apart });
  if (first.value === second.value) {
    const equal = `${first.name} and ${second.name} have the same ${labelOf(attribute)}: ${first.shown}.`;
    return query.yesNo ? `No: ${equal}` : equal;
  }
  const answer = `${subject(first, query.degree, attribute)} than ${second.name} (${second.shown})${apart === '' ? '' : `, by ${apart}`}.`;
  if (!query.yesNo) return answer;
  return `${first === known[0] ? 'Yes' : 'No'}: ${answer}`;
}

interface Scale {
  readonly attribute: Attribute;
  readonly degree: Degree;
  readonly apart: string;
}

function answerMany(sorted: readonly KnownValue[], { attribute, degree, apart }: Scale): string {
  const [first, ...rest] = sorted;
  if (first === undefined) return '';
  const best =
    degree.superlative === '' || degree.superlative === 'most'
      ? `${first.name} has the ${degree.direction === 'more' ? 'greatest' : 'smallest'} ${labelOf(attribute)}`
      : `${first.name} is the ${degree.superlative}`;
  const last = sorted.at(-1);
  const range =
    apart === '' || last === undefined ? '' : ` ${first.name} and ${last.name} differ by ${apart}.`;
  return `${best}: ${first.shown}; then ${showList(rest.map(pair))}.${range}`;
}

/** "Everest (8,849 m [1]) is 238 m higher than K2 (8,611 m [2])." The number is the calculation's. */
export function answerDifference(
  query: Extract<Query, { kind: 'difference' }>,
  plan: QueryPlan,
  told: Told,
): string | undefined {
  const difference = numberOf(told, plan.result);
  const [left, right] = bothSides(plan, told);
  const attribute = attributeOf(plan);
  if (difference === undefined || left === undefined || right === undefined) return undefined;
  if (attribute === undefined) return undefined;
  const { degree } = query;
  if (difference === 0) {
    return `There is no difference in ${labelOf(attribute)}: ${pair(left)} and ${pair(right)}.`;
  }
  const asSaid = difference > 0 === (degree.direction === 'more');
  const [upper, lower] = asSaid ? [left, right] : [right, left];
  const turned = asSaid || !degree.stated ? '' : 'It is the other way round: ';
  const amount = showAmount(Math.abs(difference), attribute);
  const [most, least] = [`${upper.name} (${upper.shown})`, `${lower.name} (${lower.shown})`];
  return capitalise(`${turned}${most} ${verb(amount, attribute, degree)} ${least}.`);
}

function verb(amount: string, { unit }: Attribute, { comparative, direction }: Degree): string {
  const isMore = direction === 'more';
  if (unit === 'people') return `has ${amount} ${isMore ? 'more' : 'fewer'} than`;
  if (comparative === '') return `is ${amount} ${isMore ? 'above' : 'below'}`;
  return `is ${amount} ${comparative} than`;
}

/** "The diameter of Jupiter (142,984 km [1]) is 11.21 times that of Earth (12,756 km [2])." */
export function answerRatio(plan: QueryPlan, told: Told): string | undefined {
  const ratio = numberOf(told, plan.result);
  const [left, right] = bothSides(plan, told);
  const attribute = attributeOf(plan);
  if (ratio === undefined || left === undefined || right === undefined) return undefined;
  if (attribute === undefined) return undefined;
  return `The ${labelOf(attribute)} of ${left.name} (${left.shown}) is ${showValue(ratio)} times that of ${right.name} (${right.shown}).`;
}

function bothSides(plan: QueryPlan, told: Told): readonly (KnownValue | undefined)[] {
  return plan.values.map((planned) => knownValue(told, planned));
}

function attributeOf(plan: QueryPlan): Attribute | undefined {
  const [first] = plan.values;
  return first === undefined ? undefined : attributeOfQuantity(first.quantity);
}

function subject(
  known: KnownValue,
  { comparative, direction }: Degree,
  attribute: Attribute,
): string {
  if (comparative !== '') return `${known.name} (${known.shown}) is ${comparative}`;
  return `${known.name} (${known.shown}) has a ${direction === 'more' ? 'higher' : 'lower'} ${labelOf(attribute)}`;
}

/** The distance between two years is in years. */
function showAmount(amount: number, { unit }: Attribute): string {
  if (unit !== 'year') return showValue(amount, unit);
  return `${showValue(amount)} ${amount === 1 ? 'year' : 'years'}`;
}

function pair({ name, shown }: KnownValue): string {
  return `${name} ${shown}`;
}
