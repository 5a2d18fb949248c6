import { calculate } from '../calculator.ts';
import { ToolcError } from '../../index.ts';
import { indexOfPhrase } from '../words.ts';
import { findMentions, type Reading } from './find-mentions.ts';
import { degreeOf } from './measure.ts';
import { attributeOfQuantity, type Query } from './query.ts';
import { readFollowUp } from './read-follow-up.ts';
import {
  entityQuantity,
  measureOfPart,
  readPart,
  readQuantity,
  readThrough,
  selectionQuantity,
  type Part,
} from './read-quantity.ts';
import { strangeWords } from './strange-words.ts';
import { splitSides } from './split-sides.ts';
import type { Vocabulary } from './vocabulary.ts';

/**
 * Reads a question of the family: look up, compare, difference, ratio, sum, mean, rank, filter,
 * count over the corpus, plain arithmetic, and "tell me about X". `earlier` are the questions
 * before it, oldest first: "And K2?" asks the last one again with another name. Anything else is
 * `outside`, with the reason. The same question always gives the same query.
 */
export function readQuestion(
  question: string,
  vocabulary: Vocabulary,
  earlier: readonly string[] = [],
): Query {
  const text = question.slice(0, LONGEST_QUESTION).replace(/\s+/g, ' ').trim();
  const arithmetic = readArithmetic(text);
  if (arithmetic !== undefined) return arithmetic;
  const reading = findMentions(text, vocabulary);
  const previous = earlier.at(-1);
  if (previous !== undefined) {
    const before = readQuestion(previous, vocabulary, earlier.slice(0, -1));
    const followUp = readFollowUp(reading, before);
    if (followUp !== undefined) return followUp;
  }
  if (asksAgain(text)) return outside('it asks two things; ask one at a time');
  return readWhole(reading);
}

/** Enough for every question of the family; bounds the work on a pasted page. */
const LONGEST_QUESTION = 2_000;

function readWhole(reading: Reading): Query {
  const strange = strangeWords(reading);
  if (strange.length > 0) return outside(`it does not understand ${showStrange(strange)} here`);
  if (isOtherYesNo(reading))
    return outside('it asks yes or no about something else than a comparison');
  if (asks(reading, ['distance between'])) return outside('it asks for the distance of two things');
  const part = readPart(reading);
  if (part.names.length > MOST_NAMES) return outside(`it names more than ${MOST_NAMES} things`);
  const sides =
    asks(reading, DIFFERENCE) || asks(reading, RATIO) ? readSides(reading, part) : undefined;
  if (sides !== undefined) return sides;
  const ranks = reading.mentions.filter(({ adjectives }) =>
    adjectives.some(({ form }) => form === 'superlative'),
  );
  if (ranks.length > 1) return outside('it ranks twice at once');
  if (asksTwice(part)) return outside('it wants two values of one attribute at once');
  const through = readThrough(part);
  if (through !== undefined) return { kind: 'value', quantity: through };
  if (part.names.length === 0) return readSelected(part);
  return part.names.length > 1 && part.operation === undefined
    ? readCompared(part)
    : readNamed(part);
}

/** "… and how long is the Nile?", "…? How high is K2?": one answer would pass the other by. */
function asksAgain(text: string): boolean {
  return /\band (how|what|when|where|which|who)\b|\?\s+\p{L}/iu.test(text);
}

/** "Is K2 in Nepal?": its answer is no figure, and naming one would pass it by. */
function isOtherYesNo({ words }: Reading): boolean {
  return YES_NO.test(words[0] ?? '') && !words.includes('than') && !words.includes('or');
}

/** "mountains in Nepal or India": conditions are all met or none. */
function asksTwice({ selection }: Part): boolean {
  const wanted = (selection?.selection.where ?? []).flatMap(({ attribute, operator }) =>
    operator === 'is' ? [attribute.name] : [],
  );
  return new Set(wanted).size < wanted.length;
}

/** A plan stays small: a lookup each, and the answer must stay readable. */
const MOST_NAMES = 50;

function readSides(reading: Reading, whole: Part): Query | undefined {
  const measure = measureOfPart(whole);
  const sides = splitSides(reading);
  if (measure === undefined || sides === undefined) return undefined;
  const left = readQuantity(sides.left, measure);
  const right = readQuantity(sides.right, measure);
  if (left === undefined || right === undefined) return undefined;
  const units = [left, right].map((quantity) => attributeOfQuantity(quantity)?.unit);
  if (units[0] === undefined || units[0] !== units[1]) {
    return outside('the two sides are not measured in the same unit');
  }
  const kind = asks(reading, RATIO) ? 'ratio' : 'difference';
  return { kind, left, right, degree: measure.degree };
}

function readCompared(part: Part): Query {
  const measure = measureOfPart(part);
  if (measure === undefined) return outside(NO_ATTRIBUTE);
  const quantities = part.names.map((named) => entityQuantity(named, measure));
  const units = new Set(quantities.map((quantity) => attributeOfQuantity(quantity)?.unit));
  if (units.size > 1) return outside('the things are not measured in the same unit');
  const yesNo = YES_NO.test(part.reading.words[0] ?? '') && part.reading.words.includes('than');
  return { kind: 'compare', quantities, degree: measure.degree, yesNo };
}

function readNamed(part: Part): Query {
  const measured = part.reading.mentions.some(
    ({ nouns, adjectives }) => nouns.length > 0 || adjectives.length > 0,
  );
  const [only] = part.names;
  const counted = part.selection !== undefined && COMPARED.test(part.reading.words.join(' '));
  if (counted && only !== undefined) return readAgainst(part);
  if (!measured && part.operation === undefined && only !== undefined) {
    return only.entity === undefined
      ? outside(`the corpus knows nothing of "${only.name}"`)
      : { kind: 'about', topic: only.name };
  }
  const measure = measureOfPart(part);
  const quantity = measure === undefined ? undefined : readQuantity(part, measure);
  if (quantity === undefined) return outside(NO_ATTRIBUTE);
  return { kind: 'value', quantity };
}

/** "Which countries are larger than France?": a filter whose bound is looked up first. */
function readAgainst(part: Part): Query {
  const { selection: read, names } = part;
  const [only] = names;
  const measure = measureOfPart(part);
  if (read === undefined || only === undefined || measure === undefined)
    return outside(NO_ATTRIBUTE);
  const attribute = measure.attributeFor(read.kind);
  if (attribute?.unit === undefined) return outside(NO_ATTRIBUTE);
  const operator = measure.degree.direction === 'more' ? '>' : '<';
  const bound = { attribute, operator, value: entityQuantity(only, measure) } as const;
  const selection = { ...read.selection, where: [...read.selection.where, bound] };
  if (asks(part.reading, COUNT)) return { kind: 'count', selection };
  return {
    kind: 'list',
    selection: { ...selection, sortBy: attribute, degree: measure.degree },
    attribute,
  };
}

function readSelected(part: Part): Query {
  const { selection: read, operation } = part;
  if (read === undefined) return outside('it names nothing that the corpus knows');
  const measure = measureOfPart(part);
  const attribute = measure?.attributeFor(read.kind) ?? read.selection.sortBy;
  if (attribute === undefined) return outside(NO_ATTRIBUTE);
  const { selection } = read;
  if (asks(part.reading, COUNT)) return { kind: 'count', selection };
  const quantity = selectionQuantity(read, attribute, operation);
  if (quantity !== undefined && (operation !== undefined || read.index !== undefined)) {
    return { kind: 'value', quantity };
  }
  if (selection.limit === 1 && quantity !== undefined) return { kind: 'value', quantity };
  const asked =
    selection.sortBy !== undefined || selection.where.length > 0 || asks(part.reading, LIST);
  if (!asked) return outside('it does not say which of them, or what to do with them');
  const numeric = attribute.unit === undefined ? firstNumeric(read.kind.attributes) : attribute;
  const sortBy = selection.sortBy ?? numeric;
  const degree =
    selection.degree.stated || sortBy === undefined
      ? selection.degree
      : degreeOf(sortBy, undefined);
  return {
    kind: 'list',
    selection: { ...selection, sortBy, degree },
    attribute: selection.sortBy ?? numeric ?? attribute,
  };
}

function firstNumeric<T extends { readonly unit?: string }>(
  attributes: readonly T[],
): T | undefined {
  return attributes.find(({ unit }) => unit !== undefined);
}

function readArithmetic(question: string): Query | undefined {
  const bare = /\b(?:just|only) the number\b/i.test(question);
  const expression = question
    .replace(/,?\s*\b(?:just|only) the number( please)?\b/i, '')
    .replace(/^\s*(?:what\s+is|what's|calculate|compute|evaluate|how\s+much\s+is)\b/i, '')
    .replace(/[\s=?.!]+$/, '')
    .trim();
  if (!/\d/.test(expression) || !/[-+*/^%×÷(]|\bof\b/.test(expression)) return undefined;
  try {
    calculate(expression);
  } catch (thrown) {
    // A division by zero is arithmetic too: the tool will say what is wrong with it.
    if (!(thrown instanceof ToolcError) || thrown.code === 'calculator.syntax') return undefined;
  }
  return { kind: 'arithmetic', expression, bare };
}

function showStrange(words: readonly string[]): string {
  return words
    .slice(0, 3)
    .map((word) => `"${word}"`)
    .join(', ');
}

function asks({ words }: Reading, phrases: readonly string[]): boolean {
  return phrases.some((phrase) => indexOfPhrase(words, phrase.split(' ')) >= 0);
}

function outside(reason: string): Query {
  return { kind: 'outside', reason };
}

const NO_ATTRIBUTE = 'the corpus has no such attribute';
const YES_NO = /^(?:is|are|was|were|does|do|has|have)$/;
const COMPARED = /\bthan\b/;
const RATIO = ['times', 'ratio'];
const DIFFERENCE = [
  'how much',
  'how many',
  'how far',
  'difference',
  'by how',
  'gap',
  'minus',
  'subtract',
];
const COUNT = ['how many', 'number of', 'count'];
const LIST = ['list', 'all', 'name', 'which', 'what are', 'show', 'give'];
