import { CHARACTERS_PER_TOKEN, countTokens, tokensOf } from './tokens.ts';

/** What a role says: text, or calls of tools, or both. */
export interface Reply {
  readonly text: string;
  readonly calls: readonly ReplyCall[];
}

export interface ReplyCall {
  readonly id: string;
  readonly name: string;
  /** JSON text. */
  readonly args: string;
}

/** A reply as it leaves the provider: what the model thinks first, and whether it was cut by `max_tokens`. */
export interface SpokenReply extends Reply {
  readonly thinking: string;
  readonly finish: 'stop' | 'tool_calls' | 'length';
}

/** A reply of text alone. */
export function textReply(text: string): Reply {
  return { text, calls: [] };
}

/** The completion tokens of a reply: thinking, text, and name and arguments of every call. */
export function countReplyTokens(reply: SpokenReply): number {
  let tokens = countTokens(reply.thinking) + countTokens(reply.text);
  for (const { name, args } of reply.calls) tokens += countTokens(name + args);
  return tokens;
}

/** Puts the thinking before a reply and cuts both to `maxTokens`. */
export function speakReply(
  reply: Reply,
  {
    thinking,
    maxTokens = Infinity,
  }: { readonly thinking: string; readonly maxTokens?: number | undefined },
): SpokenReply {
  let left = maxTokens;
  const take = (text: string): string => {
    const taken = left === Infinity ? text : text.slice(0, left * CHARACTERS_PER_TOKEN);
    left -= tokensOf(taken.length);
    return taken;
  };
  const spoken = { thinking: take(thinking), text: take(reply.text) };
  const calls: ReplyCall[] = [];
  for (const { id, name, args } of reply.calls) {
    const taken = take(name + args);
    if (taken.length > name.length) calls.push({ id, name, args: taken.slice(name.length) });
  }
  const whole = {
    ...spoken,
    calls: reply.calls,
    thinking,
    text: reply.text,
    finish: 'stop' as const,
  };
  const isCut = countReplyTokens(whole) > maxTokens;
  return { ...spoken, calls, finish: isCut ? 'length' : calls.length > 0 ? 'tool_calls' : 'stop' };
}
