import { readNumbers, type Quantity } from './read-numbers.ts';

export interface GradeOptions {
  readonly expected: string;
  /** Names that the answer has to choose from; `expected` is one of them. */
  readonly options?: readonly string[];
  /** How far a number may be off, as a part of what is expected: sources differ. Default 0. */
  readonly tolerance?: number;
}

/**
 * Whether an answer in free words says what is expected: yes or no, a number, or a name.
 *
 * Behind `answer is`, `answer:`, `=` or in bold stands what counts; else all of the answer. Of several
 * numbers the last counts, but what stands in parentheses only where nothing else does. A number without
 * a unit is taken to be in the one expected. Of several options the first that is named counts.
 */
export function gradeAnswer(answer: string, options: GradeOptions): boolean {
  const { expected, tolerance = 0 } = options;
  if (sameText(answer, expected)) return true;
  if (REFUSAL.test(answer)) return false;
  if (/^(?:yes|no)\.?$/i.test(expected.trim())) return yesOrNo(answer) === normalize(expected);
  const wanted = soleNumber(expected);
  if (wanted === undefined) return namesIt(answer, options);
  const got = decisiveNumber(answer);
  return got !== undefined && isSameQuantity(got, wanted, tolerance);
}

const REFUSAL =
  /^\W*(?:(?:i|we|it) )?(?:(?:could|can|do|did)(?: not|n['’]t)|cannot|(?:am |are )?unable to)(?: be)? (?:find|found|tell|say|determine|answer|compute|compare|verify|know)/i;

function sameText(left: string, right: string): boolean {
  return left.trim().toLowerCase() === right.trim().toLowerCase();
}

/** Lower case, no accents, no punctuation, no articles, one blank between words. */
export function normalize(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/&/g, ' and ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/\b(?:the|an|a)\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The first word where it is one of both, else the only one of both that is said. */
function yesOrNo(answer: string): string | undefined {
  const words = normalize(decisivePart(answer)).split(' ');
  if (words[0] === 'yes' || words[0] === 'no') return words[0];
  const said = [...new Set(words.filter((word) => word === 'yes' || word === 'no'))];
  return said.length === 1 ? said[0] : undefined;
}

/** The number where a text is no more than a number and its unit. */
function soleNumber(text: string): Quantity | undefined {
  const [number, ...others] = readNumbers(text);
  if (number === undefined || others.length > 0) return undefined;
  const before = text.slice(0, number.start).trim();
  const behind = text.slice(number.end).trim().replace(/\.$/, '');
  const isBare = /^[$€£]?$/.test(before) && (behind === '' || number.unit !== undefined);
  return isBare && behind.split(/\s+/).length <= 3 ? number : undefined;
}

function decisiveNumber(answer: string): Quantity | undefined {
  const part = decisivePart(answer);
  return readNumbers(part.replace(/\([^()]*\)/g, ' ')).at(-1) ?? readNumbers(part).at(-1);
}

/** What stands behind the last mark of an answer; all of it where there is none. */
function decisivePart(answer: string): string {
  const bold = [...answer.matchAll(/\*\*([^*]+)\*\*/g)].at(-1)?.[1];
  if (bold !== undefined) return bold;
  return [...answer.matchAll(/(?:\banswer(?: is|:)|[=≈])\s*(?=\S)/gi)].reduce(
    (_, match) => answer.slice(match.index + match[0].length),
    answer,
  );
}

function isSameQuantity(got: Quantity, wanted: Quantity, tolerance: number): boolean {
  const scale = scaleBetween(got, wanted);
  if (scale === undefined) return false;
  // What is written with decimals was rounded: half of its last digit is no difference.
  const rounding = wanted.decimals === 0 ? 0 : 0.5 * 10 ** -wanted.decimals;
  const allowed =
    Math.max(Math.abs(wanted.value) * tolerance, rounding) + 1e-9 * Math.abs(wanted.value);
  return Math.abs(got.value * scale - wanted.value) <= allowed;
}

/** Undefined for units of different kinds. */
function scaleBetween(got: Quantity, wanted: Quantity): number | undefined {
  if (got.unit === undefined || wanted.unit === undefined) return 1;
  return got.unit.kind === wanted.unit.kind ? got.unit.factor / wanted.unit.factor : undefined;
}

function namesIt(answer: string, { expected, options = [] }: GradeOptions): boolean {
  const name = normalize(expected);
  // A name of nothing but signs or articles, such as `!!!`, is looked for as it is written.
  if (name === '')
    return decisivePart(answer).toLowerCase().includes(expected.trim().toLowerCase());
  const said = ` ${normalize(decisivePart(answer))} `;
  const place = said.indexOf(` ${name} `);
  if (place < 0 || /\b(?:not|isnt|never)$/.test(said.slice(0, place))) return false;
  return options.every((option) => {
    const rival = said.indexOf(` ${normalize(option)} `);
    // A longer name at the same place is another film: `Rocky` in `Rocky II`.
    const isLonger = rival === place && normalize(option).length > name.length;
    return rival < 0 || normalize(option) === name || (rival >= place && !isLonger);
  });
}
