import { stripEnd } from './end-tokens.ts';
import type { Opening } from './preamble.ts';

/** An id and a call, at the start of a line or of a sentence. */
const STATEMENT =
  /((?:\n|[.:;!?][ \t]{1,4})[ \t]{0,16})[ \t>*`-]{0,16}\d{1,16}[.)][ \t*`]{0,4}(?:if[ \t]+(?:not[ \t]+)?[$(]|[A-Za-z0-9_][A-Za-z0-9_.:/-]{0,127}\()/;
/** No match of it is longer, so older text need not be searched again. */
const LONGEST_MATCH = 200;

/** The text behind `Replan`: a reason, then perhaps plan statements, which are handed out as they come. */
export function createReplanText(opening: Pick<Opening, 'form' | 'closer'>): {
  push(text: string): string;
  end(): { readonly reason: string; readonly planText: string | undefined };
} {
  const reason: string[] = [];
  const plan: string[] = [];
  // The line break stands for the start of the text, where a statement may stand too.
  let recent = '\n';

  return {
    push(text) {
      if (plan.length > 0) {
        plan.push(text);
        return text;
      }
      recent += text;
      const match = STATEMENT.exec(recent);
      if (match === null) {
        const settled = Math.max(0, recent.length - LONGEST_MATCH);
        reason.push(recent.slice(0, settled));
        recent = recent.slice(settled);
        return '';
      }
      const start = match.index + (match[1]?.length ?? 0);
      const statements = recent.slice(start);
      plan.push(statements);
      recent = recent.slice(0, start);
      return statements;
    },
    end: () => ({
      reason: cleanReason((reason.join('') + recent).slice(1), opening),
      planText: plan.length === 0 ? undefined : plan.join(''),
    }),
  };
}

function cleanReason(reason: string, { form, closer }: Pick<Opening, 'form' | 'closer'>): string {
  const closed = form === 'colon' && closer !== '' && reason.startsWith(closer);
  const lines = (closed ? reason.slice(closer.length) : reason).split('\n');
  const text = stripEnd(lines.filter((line) => !/^\s*(?:```|~~~)/.test(line)).join('\n')).trim();
  return form === 'parenthesis' ? text.replace(/\)$/, '').trim() : text;
}
