import { countTokens, tokensOf } from './tokens.ts';
import type { SpokenReply } from './reply.ts';

/** One delta of a stream. */
export interface ReplyChunk {
  /** It may be sent when this token of the reply is there, from 1. */
  readonly token: number;
  readonly delta: ReplyDelta;
}

export type ReplyDelta =
  | { readonly kind: 'thinking' | 'text'; readonly text: string }
  /** The beginning of a call: its id and name, no arguments yet. */
  | { readonly kind: 'call'; readonly index: number; readonly id: string; readonly name: string }
  | { readonly kind: 'args'; readonly index: number; readonly text: string };

/**
 * Cuts a reply into deltas of at most `chunkCharacters` UTF-16 units. A delta stands at the token in
 * which its last character is: neither sooner nor later, however it is cut.
 */
export function chunkReply(reply: SpokenReply, chunkCharacters: number): readonly ReplyChunk[] {
  const chunks: ReplyChunk[] = [];
  let tokensBefore = 0;
  const cut = (text: string, before: number, deltaOf: (part: string) => ReplyDelta): void => {
    for (const { part, end } of partsOf(text, chunkCharacters)) {
      chunks.push({ token: tokensBefore + tokensOf(before + end), delta: deltaOf(part) });
    }
  };
  for (const kind of ['thinking', 'text'] as const) {
    cut(reply[kind], 0, (text) => ({ kind, text }));
    tokensBefore += countTokens(reply[kind]);
  }
  reply.calls.forEach(({ id, name, args }, index) => {
    const token = tokensBefore + countTokens(name);
    chunks.push({ token, delta: { kind: 'call', index, id, name } });
    cut(args, name.length, (text) => ({ kind: 'args', index, text }));
    tokensBefore += countTokens(name + args);
  });
  return chunks;
}

/** Pieces of a text; no surrogate pair is split. */
function* partsOf(text: string, size: number): Generator<{ part: string; end: number }> {
  let start = 0;
  while (start < text.length) {
    let end = Math.min(start + size, text.length);
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end += 1;
    yield { part: text.slice(start, end), end };
    start = end;
  }
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
