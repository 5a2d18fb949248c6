import { createAnswerText } from './answer-text.ts';
import { createPreamble } from './preamble.ts';
import { createReplanText } from './replan-text.ts';

/** A piece of the joiner's reply, in the order of its text. */
export type DecisionItem =
  | { readonly kind: 'thought'; readonly text: string }
  | { readonly kind: 'answer'; readonly text: string }
  | { readonly kind: 'plan'; readonly text: string };

/** What a whole reply comes to. */
export type Decision =
  | { readonly kind: 'finish'; readonly answer: string }
  | {
      readonly kind: 'replan';
      readonly reason: string;
      /** The plan statements behind the reason. */
      readonly planText: string | undefined;
    }
  /** Neither form, or an empty answer. */
  | { readonly kind: 'unparseable'; readonly text: string }
  /** The stream did not end normally, or was too long; `answer` is what there is of one. */
  | { readonly kind: 'truncated'; readonly answer: string | undefined; readonly text: string };

/** Reads a joiner's reply as it arrives. */
export interface DecisionReader {
  /** Takes the next piece of text and returns what it settled. */
  push(text: string): readonly DecisionItem[];
  /**
   * Tells that the text is over. `items` is what was still held back: all answer items together
   * are the decision's answer, all plan items its plan text.
   */
  end(options: { readonly complete: boolean }): {
    readonly items: readonly DecisionItem[];
    readonly decision: Decision;
  };
  /** The reply is longer than the limit: stop reading; it will count as truncated. */
  readonly full: boolean;
}

export interface DecisionReaderOptions {
  /** UTF-16 units of a whole reply; 1,000,000 unless told. */
  readonly limit?: number;
}

/**
 * An incremental reader of the joiner's protocol; any chunking of a text gives the same decision
 * and, put together, the same items.
 *
 * 1. The first `Finish` or `Replan` at the start of a line, or behind `Action:`, decides; with a
 *    colon, a parenthesis, or alone on its line; in any letter case; bold or not. The same words
 *    later in the text decide nothing.
 * 2. What stands before it is thought, except `<think>` blocks, which are dropped.
 * 3. `Finish:` is followed by the answer to the end of the text; in `Finish(…)` the last `)` ends
 *    it. White space around the answer, end tokens such as `<END_OF_RESPONSE>` behind it and a code
 *    fence around the whole are dropped.
 * 4. `Replan:` is followed by the reason, up to the first plan statement: an id and a call.
 * 5. The answer is handed out as it comes; only what may turn out to be its end is held back.
 */
export function createDecisionReader(options: DecisionReaderOptions = {}): DecisionReader {
  const limit = options.limit ?? 1_000_000;
  const preamble = createPreamble();
  const texts: string[] = [];
  let length = 0;
  let answer: ReturnType<typeof createAnswerText> | undefined;
  let replan: ReturnType<typeof createReplanText> | undefined;

  const readOn = (text: string): readonly DecisionItem[] => {
    if (answer !== undefined) return itemsOf('answer', answer.push(text));
    if (replan !== undefined) return itemsOf('plan', replan.push(text));
    return [];
  };
  const begin = ({
    thoughts,
    opening,
  }: ReturnType<typeof preamble.push>): readonly DecisionItem[] => {
    const thought = itemsOf('thought', thoughts);
    if (opening === undefined) return thought;
    if (opening.verb === 'finish') answer = createAnswerText(opening);
    else replan = createReplanText(opening);
    return [...thought, ...readOn(opening.rest)];
  };
  const decide = (): Decision => {
    const text = texts.join('');
    if (replan !== undefined) return { kind: 'replan', ...replan.end() };
    if (answer === undefined || answer.text === '') return { kind: 'unparseable', text };
    return { kind: 'finish', answer: answer.text };
  };

  return {
    get full() {
      return length > limit;
    },
    push(text) {
      if (length > limit) return [];
      length += text.length;
      texts.push(text);
      return (answer ?? replan) ? readOn(text) : begin(preamble.push(text));
    },
    end({ complete }) {
      if (!complete || length > limit) {
        const text = texts.join('');
        return { items: [], decision: { kind: 'truncated', answer: answer?.text, text } };
      }
      const items = (answer ?? replan) ? [] : begin(preamble.end());
      const rest = itemsOf('answer', answer?.end() ?? '');
      return { items: [...items, ...rest], decision: decide() };
    },
  };
}

function itemsOf(kind: DecisionItem['kind'], text: string): readonly DecisionItem[] {
  return text === '' ? [] : [{ kind, text }];
}
