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
 * Behind `answer is`, `answer:`, `=` or in bold stands what counts; else all of the answer. Who begins with a
 * refusal is wrong. Of several numbers the last counts, but not one that is denied (`not 6`), a year that
 * only dates the answer, or what stands in a reason (`since 5/2`, `as of 2020`) or in parentheses, unless
 * there is nothing else. A number without a unit is taken to be in the one expected. A name counts where it
 * is neither denied nor one of two that are left open (`Paris or Rome`); of several options the first.
 */
export function gradeAnswer(answer: string, options: GradeOptions): boolean {
  const { expected, tolerance = 0 } = options;
  if (sameText(answer, expected)) return true;
  if (REFUSAL.test(answer) && !beginsWithName(answer, expected)) return false;
  if (/^(?:yes|no)\.?$/i.test(expected.trim())) return yesOrNo(answer) === normalize(expected);
  const wanted = soleNumber(expected);
  if (wanted === undefined) return namesIt(answer, options);
  const got = decisiveNumber(answer, wanted);
  return got !== undefined && isSameQuantity(got, wanted, tolerance);
}

const NOTHING = String.raw`no (?:\w+ )?(?:information|answers?|data|results?)\b`;
/** How an answer begins that gives none. */
const REFUSAL = new RegExp(
  [
    String.raw`^\W*(?:(?:sorry|unfortunately|no)\b\W*)?(?:but )?(?:`,
    String.raw`(?:(?:i|we|it) )?(?:(?:could|can|do|did)(?: not|n['’]t)|cannot|(?:am |are )?unable to)(?: be)? (?:find|found|tell|say|determine|answer|compute|compare|verify|know|have)`,
    String.raw`|(?:(?:i am|i['’]m|we are) )?(?:not sure|unsure)\b`,
    String.raw`|(?:(?:there (?:is|was|are|were)|(?:i|we) (?:have|had|found|got)) )?${NOTHING}`,
    String.raw`|(?:(?:it|that|this|the answer) is )?(?:unknown|unclear|not known)(?=\W*$|[.,;:])`,
    ')',
  ].join(''),
  'i',
);

/** Some names look like a refusal: `No Answer` is an album. */
function beginsWithName(answer: string, expected: string): boolean {
  const name = normalize(expected);
  return name.includes(' ') && normalize(answer).startsWith(`${name} `);
}

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

/**
 * The first word where it is one of both and a sign or the end follows (`No. 1` is a place); else the only
 * one of both that is said. `no` is said only where it stands alone: `no doubt` denies nothing.
 */
function yesOrNo(answer: string): string | undefined {
  const part = decisivePart(answer).toLowerCase();
  const alone = String.raw`(?=\W*$|\s*[,;:!—–]|\s-|\.(?!\s*\d)|[*"'”’)])`;
  const first = new RegExp(String.raw`^\W*(yes|no)${alone}`).exec(part)?.[1];
  if (first !== undefined) return first;
  const matches = part.matchAll(new RegExp(String.raw`\b(?:(yes)\b|(no)${alone})`, 'g'));
  const said = [...new Set([...matches].map(([, yes, no]) => yes ?? no))];
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

function decisiveNumber(answer: string, wanted: Quantity): Quantity | undefined {
  const part = decisivePart(answer);
  const bare = part.replace(/\([^()]*\)/g, ' ');
  const texts = [bare.replace(REASON, ' '), bare, part];
  const numbers = texts.map(saidNumbers).find((said) => said.length > 0) ?? [];
  const others = isYear(wanted) ? [] : numbers.filter(({ isDate }) => !isDate);
  return (others.length > 0 ? others : numbers).at(-1);
}

/** Up to the end of its sentence; one that begins a sentence may hold the answer. */
const REASON =
  /(?<=[\p{L}\p{N}%,;)]\s*)\b(?:since|because|as of|according to)\b(?:(?![.!?](?:\s|$))[\s\S])*/giu;
const DENIED =
  /(?:\b(?:not|never|than|instead of)|n['’]t)\s+(?:(?:about|exactly|just)\s+)?[$€£]?$/i;
const DATED = /\b(?:in|of|by|during|until|for|from)\s+(?:(?:the year|early|late|mid)\s+)?$/i;

/** The numbers that a text does not deny, and whether each may only say when. */
function saidNumbers(text: string): readonly (Quantity & { readonly isDate: boolean })[] {
  return readNumbers(text).flatMap((number) => {
    const before = text.slice(0, number.start);
    if (DENIED.test(before)) return [];
    return [{ ...number, isDate: isYear(number) && DATED.test(before) }];
  });
}

function isYear({ value, unit, decimals }: Quantity): boolean {
  return unit === undefined && decimals === 0 && value >= 1000 && value <= 2100;
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
  const place = decidingPlace(said, name);
  if (place === undefined) return false;
  return options.every((option) => {
    const rival = said.indexOf(` ${normalize(option)} `);
    // A longer name at the same place is another film: `Rocky` in `Rocky II`.
    const isLonger = rival === place && normalize(option).length > name.length;
    return rival < 0 || normalize(option) === name || (rival >= place && !isLonger);
  });
}

/** Where a name is said first, but for where it is one of two; undefined where it is denied there. */
function decidingPlace(said: string, name: string): number | undefined {
  for (let from = 0; ;) {
    const place = said.indexOf(` ${name} `, from);
    if (place < 0) return undefined;
    const before = said.slice(0, place);
    const behind = said.slice(place + 1 + name.length);
    if (!/ or$/.test(before) && !/^ or /.test(behind))
      return /\b(?:not|isnt|wasnt|never|nor|neither(?: of)?|than|instead of|unlike)$/.test(before)
        ? undefined
        : place;
    from = place + 1;
  }
}
