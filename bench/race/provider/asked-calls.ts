import type { JsonObject } from '../../../src/index.ts';
import { canonicalJson } from '../../../src/core/canonical-json.ts';
import { isJsonObject } from '../../../src/core/json.ts';
import type { SpokenReply } from './reply.ts';
import { parseJson } from './roles/read-result.ts';
import { countTokens, tokensOf } from './tokens.ts';

/** A call that a reply asks for, and the token (from 1) with which its text is complete. */
export interface AskedCall {
  readonly token: number;
  /** Of a plan's statement: the place of its step, from 0. */
  readonly place?: number;
  /** Of a native call or an action: tool and arguments (`askedKey`). With neither any call is asked: a program. */
  readonly key?: string;
}

/** What a reply asks for, so that it can be said how long each call was kept waiting. */
export function askedCalls(reply: SpokenReply): readonly AskedCall[] {
  const before = countTokens(reply.thinking);
  const asked: AskedCall[] = [...textCalls(reply.text)].map((call) => ({
    ...call,
    token: before + call.token,
  }));
  let token = before + countTokens(reply.text);
  for (const { name, args } of reply.calls) {
    token += countTokens(name + args);
    asked.push({ token, ...keyOf(name, args) });
  }
  return asked;
}

/** Equal for equal calls, whatever the order of their arguments. */
function askedKey(tool: string, args: JsonObject): string {
  return `${tool} ${canonicalJson(args)}`;
}

const STATEMENT = /^(\d+)\. \w+\(.*\)$/gm;
const ACTION = /^Action: (\w+)\((\{.*\})\)$/gm;

function* textCalls(text: string): Generator<AskedCall> {
  if (text.includes('```')) {
    yield { token: countTokens(text) };
    return;
  }
  for (const match of text.matchAll(STATEMENT)) {
    yield { token: tokensOf(match.index + match[0].length), place: Number(match[1]) - 1 };
  }
  for (const match of text.matchAll(ACTION)) {
    const token = tokensOf(match.index + match[0].length);
    yield { token, ...keyOf(match[1] ?? '', match[2] ?? '') };
  }
}

function keyOf(tool: string, text: string): { readonly key?: string } {
  const args = parseJson(text);
  return isJsonObject(args) ? { key: askedKey(tool, args) } : {};
}
