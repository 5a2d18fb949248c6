import { messageOf } from '../core/errors.ts';
import type { Json } from '../core/json.ts';

/** The value of a typed answer, or what is wrong with its text. */
export type JsonAnswer =
  { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly message: string };

/** Reads an answer that should be one JSON value and nothing else; a code fence around it is accepted. */
export function readJsonAnswer(answer: string): JsonAnswer {
  const text = answer.trim();
  const fenced = /^(?:```|~~~)[A-Za-z0-9]{0,16}[ \t]*\r?\n([^]*?)\r?\n?(?:```|~~~)$/.exec(text);
  try {
    return { ok: true, value: parseJson(fenced?.[1] ?? text) };
  } catch (error) {
    return { ok: false, message: `the answer is no JSON value: ${messageOf(error)}` };
  }
}

function parseJson(text: string): Json {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- JSON.parse without a reviver gives JSON values only.
  return JSON.parse(text) as Json;
}
