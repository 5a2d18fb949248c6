import type { Condition, Selection } from './question/query.ts';
import { labelOf, showValue } from './show-value.ts';

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
