import { unitAt, type Unit } from './units.ts';

/** A number in a text. */
export interface Quantity {
  readonly value: number;
  readonly unit: Unit | undefined;
  /** Digits behind the point, as written. */
  readonly decimals: number;
  /** Where it begins and ends in the text. */
  readonly start: number;
  readonly end: number;
}

/** Grouped by thin spaces, apostrophes, underscores or commas; or by points before a decimal comma. */
const GROUPED = String.raw`\d{1,3}(?:[,'’_\u00a0\u2009\u202f]\d{3})+(?!\d)(?:\.\d+)?`;
/** Two groups at least where one could be a list of numbers or a decimal: by blanks, by points, in the Indian way. */
const SURELY_GROUPED = String.raw`\d{1,3}(?:(?: \d{3}){2,}|(?:\.\d{3}){2,}|(?:,\d{2})+,\d{3})(?![\d]|[.,]\d)`;
const CONTINENTAL = String.raw`\d{1,3}(?:\.\d{3})+,\d+`;
const PLAIN = String.raw`\d+(?:\.\d+|,\d{1,2}(?![\d,]))?`;
/** Between two amounts it is no sign: `10 m minus 5 m`. */
const MINUS = String.raw`(?<!\d\s*[\p{L}%°²/]*\s)\b(?:minus|negative)\s+`;
/** A sign stands alone before its number: in `2010-2015` and `A-4` it is a hyphen. */
const NUMBER = new RegExp(
  String.raw`(?<![\w.,])(?<sign>(?<![\w)])[-+−–]\s?|${MINUS})?(?<digits>${CONTINENTAL}|${SURELY_GROUPED}|${GROUPED}|${PLAIN}|\.\d+)(?<exponent>e[-+]?\d+)?`,
  'giu',
);
/** A letter only right behind its digits, in its own case: `5m` is a length. */
const SCALE =
  /^(?:[\s\u00a0]*([Tt]housand|[Mm]illion|[Bb]illion|[Tt]rillion)\b|([kK]|M|mn|B|bn)(?![\p{L}\p{N}]))/u;
const POWERS: Readonly<Record<string, number>> = {
  thousand: 3,
  million: 6,
  billion: 9,
  trillion: 12,
  k: 3,
  m: 6,
  mn: 6,
  b: 9,
  bn: 9,
};

/** Every number of a text in its order, with sign, thousands separators, scale word and unit. */
export function readNumbers(text: string): readonly Quantity[] {
  return [...text.matchAll(NUMBER)].map((match) => {
    const { sign = '', digits = '', exponent = '' } = match.groups ?? {};
    const plain = plainDigits(digits);
    const behind = text.slice(match.index + match[0].length);
    const [scale = '', word, letter] = SCALE.exec(behind) ?? [];
    const power = POWERS[(word ?? letter ?? '').toLowerCase()] ?? 0;
    const size = Number(`${plain}${exponent}`) * 10 ** power;
    const negative = /^[-−–mn]/i.test(sign) && size !== 0;
    return {
      value: negative ? -size : size,
      unit: unitAt(behind.slice(scale.length)),
      decimals: exponent === '' && power === 0 ? (plain.split('.')[1] ?? '').length : 0,
      start: match.index,
      end: match.index + match[0].length + scale.length,
    };
  });
}

function plainDigits(digits: string): string {
  if (new RegExp(`^${CONTINENTAL}$`).test(digits))
    return digits.replaceAll('.', '').replace(',', '.');
  if (new RegExp(`^${SURELY_GROUPED}$`).test(digits)) return digits.replace(/\D/g, '');
  if (new RegExp(`^${GROUPED}$`).test(digits)) return digits.replace(/[^\d.]/g, '');
  return digits.replace(',', '.');
}
