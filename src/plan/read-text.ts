import { isDigit } from './characters.ts';
import { errorAt } from './plan-problem.ts';
import { readReference, type ReferenceFound } from './read-reference.ts';
import type { DecodedText } from './read-string.ts';
import type { Money, Position, RawExpression, RawReference } from './syntax.ts';
import { type Cursor, digitsEnd, failAt, positionAt } from './text-cursor.ts';

/**
 * What a text says: its references, the money in it and the literal text between. A text that is
 * nothing but a reference is that reference. `start` is where its content begins under the cursor.
 */
export function readText(
  cursor: Cursor,
  decoded: DecodedText,
  start: number,
): RawExpression | undefined {
  const { text, literalDollars } = decoded;
  const position = positionAt(cursor, start);
  if (!text.includes('$')) return { kind: 'text', parts: [text], money: [], ...position };
  const place = (index: number): Position => positionAt(cursor, start + decoded.sourceOf(index));
  const parts: (string | RawReference)[] = [];
  const money: Money[] = [];
  let literal = '';
  let from = 0;
  for (let at = text.indexOf('$'); at !== -1; at = text.indexOf('$', from)) {
    literal += text.slice(from, at);
    const piece = literalDollars.has(at) ? ONE_DOLLAR : readDollar(decoded, at);
    if (piece.kind === 'bad') {
      return failAt(
        cursor,
        start + decoded.sourceOf(piece.at),
        errorAt(piece.code, position, piece),
      );
    }
    if (piece.kind === 'reference') {
      const reference = asReference(piece, text.slice(at, piece.end), place(at));
      if (at === 0 && piece.end === text.length)
        return { kind: 'reference', reference, ...position };
      if (literal !== '') parts.push(literal);
      literal = '';
      parts.push(reference);
      from = piece.end;
    } else {
      if (piece.kind === 'money') money.push({ ...piece.money, ...place(at) });
      literal += piece.kind === 'money' ? text.slice(at, piece.end) : '$';
      from = piece.kind === 'money' ? piece.end : at + piece.length;
    }
  }
  literal += text.slice(from);
  if (literal !== '' || parts.length === 0) parts.push(literal);
  return { kind: 'text', parts, money, ...position };
}

/** A reading as a part of the syntax tree. */
export function asReference(
  reading: ReferenceFound,
  spelled: string,
  position: Position,
): RawReference {
  const { source, path, optional, braced } = reading;
  return { source, path, optional, braced, spelled, ...position };
}

const ONE_DOLLAR = { kind: 'dollar', length: 1 } as const;

type Dollar =
  | Exclude<ReturnType<typeof readReference>, { kind: 'none' }>
  | { readonly kind: 'dollar'; readonly length: number }
  | { readonly kind: 'money'; readonly money: Omit<Money, keyof Position>; readonly end: number };

function readDollar({ text, literalDollars }: DecodedText, at: number): Dollar {
  const next = text.charAt(at + 1);
  if (next === '$' && !literalDollars.has(at + 1)) {
    const third = text.charAt(at + 2);
    if (isDigit(third) || third === '{') return { kind: 'dollar', length: 2 };
  }
  if (isDigit(next)) {
    const money = readMoney(text, at);
    if (money !== undefined) return money;
  }
  const reading = readReference(text, at, 'text');
  if (reading.kind === 'none') return ONE_DOLLAR;
  if (reading.kind === 'bad' || at > 0 || text.slice(reading.end) !== '?') return reading;
  // `"$1?"`: the whole text is a reference, so its question mark is no punctuation. Behind braces
  // it is: there `${1?}` would have been written.
  if (reading.braced) return reading;
  return { ...reading, optional: true, end: reading.end + 1 };
}

function readMoney(text: string, at: number): Dollar | undefined {
  const digits = digitsEnd(text, at + 1);
  const amount = amountEnd(text, digits);
  const currency = /(?<![\p{L}\p{N}_])[A-Z]{1,3}$/u.exec(text.slice(Math.max(0, at - 4), at))?.[0];
  const magnitude =
    /^[ \u00a0]+(?:million|billion|thousand|trillion|dollars|USD)(?![\p{L}\p{N}_])/iu;
  const word = magnitude.exec(text.slice(amount, amount + 16))?.[0];
  if (amount === digits && currency === undefined && word === undefined) return undefined;
  const end = amount + (word?.length ?? 0);
  const spelled = (currency ?? '') + text.slice(at, end);
  return { kind: 'money', money: { spelled, source: Number(text.slice(at + 1, digits)) }, end };
}

/** The end of `.5` or `,000` behind the digits of a sum. */
function amountEnd(text: string, digits: number): number {
  let end = digits;
  while (/^,\d{3}(?!\d)/.test(text.slice(end, end + 5))) end += 4;
  if (text.charAt(end) === '.' && isDigit(text.charAt(end + 1))) end = digitsEnd(text, end + 1);
  return end;
}
