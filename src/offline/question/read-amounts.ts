import type { Attribute, Kind } from '../corpus/kind.ts';

/** A number of a question with what it is compared by: `over 8,000 m`, `before 1930`. */
export interface Amount {
  readonly operator: '>' | '>=' | '<' | '<=';
  readonly value: number;
  /** As it is written in the corpus; undefined where the question names none. */
  readonly unit: string | undefined;
  /** Where it stands, in words. */
  readonly start: number;
  readonly end: number;
}

/** The amounts in a question's words, in order. `between A and B` gives two. */
export function readAmounts(words: readonly string[]): readonly Amount[] {
  const amounts: Amount[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const opener = OPENERS.find(([phrase]) =>
      phrase.every((word, at) => words[index + at] === word),
    );
    if (opener === undefined) continue;
    const [phrase, operator] = opener;
    const first = readNumber(words, index + phrase.length);
    if (first === undefined) continue;
    const read = operator === 'between' ? range(words, index, first) : [];
    if (operator !== 'between') read.push({ operator, ...first, start: index });
    amounts.push(...read);
    index = (read.at(-1)?.end ?? first.end) - 1;
  }
  return amounts;
}

/** The value in the attribute's unit, or undefined where the units do not go together. */
export function convertAmount({ value, unit }: Amount, attribute: Attribute): number | undefined {
  if (attribute.unit === undefined) return undefined;
  if (unit === undefined || unit === attribute.unit) return value;
  const from = SCALES.get(unit);
  const to = SCALES.get(attribute.unit);
  if (from === undefined || to === undefined || from.of !== to.of) return undefined;
  return Number(((value * from.size) / to.size).toPrecision(12));
}

/** The first attribute of a kind that an amount can be of, judged by its unit. */
export function attributeByUnit(kind: Kind, amount: Amount): Attribute | undefined {
  if (amount.unit === undefined) return undefined;
  return kind.attributes.find((attribute) => convertAmount(amount, attribute) !== undefined);
}

type Opener = readonly [phrase: readonly string[], operator: Amount['operator'] | 'between'];

const OPENERS: readonly Opener[] = (
  [
    ['no more than', '<='],
    ['not more than', '<='],
    ['no less than', '>='],
    ['at least', '>='],
    ['at most', '<='],
    ['up to', '<='],
    ['less than', '<'],
    ['fewer than', '<'],
    ['lower than', '<'],
    ['shorter than', '<'],
    ['smaller than', '<'],
    ['lighter than', '<'],
    ['slower than', '<'],
    ['shallower than', '<'],
    ['older than', '<'],
    ['earlier than', '<'],
    ['colder than', '<'],
    ['closer than', '<'],
    ['than', '>'],
    ['over', '>'],
    ['above', '>'],
    ['exceeding', '>'],
    ['after', '>'],
    ['since', '>='],
    ['under', '<'],
    ['below', '<'],
    ['before', '<'],
    ['between', 'between'],
  ] as const
).map(([text, operator]) => [text.split(' '), operator]);

interface ReadNumber {
  readonly value: number;
  readonly unit: string | undefined;
  readonly end: number;
}

function readNumber(words: readonly string[], index: number): ReadNumber | undefined {
  const fused = /^(\d+(?:\.\d+)?)(m|km|kg|ft|km2|u)$/.exec(words[index] ?? '');
  const digits = fused?.[1] ?? words[index] ?? '';
  if (!/^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/.test(digits)) return undefined;
  const scale = fused === null ? MULTIPLES.get(words[index + 1] ?? '') : undefined;
  const after = index + (scale === undefined ? 1 : 2);
  const value = Number(digits) * (scale ?? 1);
  if (fused?.[2] !== undefined) return { value, unit: UNITS.get(fused[2]), end: after };
  for (const length of [3, 2, 1]) {
    const unit = UNITS.get(words.slice(after, after + length).join(' '));
    if (unit !== undefined) return { value, unit, end: after + length };
  }
  return { value, unit: undefined, end: after };
}

function range(words: readonly string[], start: number, first: ReadNumber): Amount[] {
  const second = words[first.end] === 'and' ? readNumber(words, first.end + 1) : undefined;
  if (second === undefined) return [];
  const unit = first.unit ?? second.unit;
  return [
    { operator: '>=', value: first.value, unit, start, end: first.end },
    { operator: '<=', value: second.value, unit, start: first.end, end: second.end },
  ];
}

const MULTIPLES: ReadonlyMap<string, number> = new Map([
  ['thousand', 1e3],
  ['million', 1e6],
  ['billion', 1e9],
]);

/** A unit as questions write it, to the corpus's spelling or one of `SCALES`. */
const UNITS: ReadonlyMap<string, string> = new Map([
  ...['m', 'metre', 'metres', 'meter', 'meters'].map((word) => [word, 'm'] as const),
  ...['km', 'kilometre', 'kilometres', 'kilometer', 'kilometers', 'kms'].map(
    (word) => [word, 'km'] as const,
  ),
  ...['ft', 'foot', 'feet'].map((word) => [word, 'ft'] as const),
  ...['mile', 'miles'].map((word) => [word, 'mile'] as const),
  ...['km2', 'square kilometres', 'square kilometers', 'square km', 'sq km'].map(
    (word) => [word, 'km²'] as const,
  ),
  ...['kg', 'kilogram', 'kilograms', 'kilos'].map((word) => [word, 'kg'] as const),
  ...['tonne', 'tonnes', 'tons'].map((word) => [word, 't'] as const),
  ...['km h', 'kmh', 'kilometres per hour', 'kilometers per hour', 'kph'].map(
    (word) => [word, 'km/h'] as const,
  ),
  ...['people', 'inhabitants', 'residents'].map((word) => [word, 'people'] as const),
  ...['floors', 'storeys', 'stories'].map((word) => [word, 'floors'] as const),
  ...['years'].map((word) => [word, 'years'] as const),
  ...['days'].map((word) => [word, 'days'] as const),
  ...['c', 'degrees', 'degrees celsius', 'celsius'].map((word) => [word, '°C'] as const),
]);

const SCALES: ReadonlyMap<string, { readonly of: string; readonly size: number }> = new Map([
  ['m', { of: 'length', size: 1 }],
  ['km', { of: 'length', size: 1_000 }],
  ['million km', { of: 'length', size: 1e9 }],
  ['ft', { of: 'length', size: 0.3048 }],
  ['mile', { of: 'length', size: 1_609.344 }],
  ['kg', { of: 'weight', size: 1 }],
  ['t', { of: 'weight', size: 1_000 }],
]);
