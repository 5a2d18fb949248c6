import { readJson } from '../read-json.ts';

/** What a ReAct model wants next. */
export type ReactStep =
  | { readonly kind: 'action'; readonly tool: string; readonly input: unknown }
  | { readonly kind: 'finish'; readonly answer: string }
  | { readonly kind: 'unreadable' };

const FINISH = /^[ \t]*Finish:/m;
const ACTION = /^[ \t]*Action:[ \t]*([\w.:/-]+)\((.*)\)[ \t]*$/ms;

/**
 * Reads a reply: its first `Finish:` or `Action: tool({json})`, whichever comes first. What stands behind
 * an `Observation:` is dropped: a model that does not stop there has made it up.
 */
export function readReact(text: string): ReactStep {
  const reply = untilObservation(text);
  const finish = FINISH.exec(reply);
  const action = ACTION.exec(finish === null ? reply : reply.slice(0, finish.index));
  if (action !== null) {
    const [, tool = '', input = ''] = action;
    return { kind: 'action', tool, input: input.trim() === '' ? {} : readJson(input) };
  }
  if (finish === null) return { kind: 'unreadable' };
  return { kind: 'finish', answer: reply.slice(finish.index + finish[0].length).trim() };
}

/** The reply up to its first `Observation:`. */
export function untilObservation(reply: string): string {
  const made = /^[ \t]*Observation:/m.exec(reply);
  return made === null ? reply : reply.slice(0, made.index);
}

/** Tells, once, when a reply that streams has begun its answer: the first text behind `Finish:`. */
export function watchFinish(onAnswerText: () => void): (text: string) => void {
  let reply = '';
  let isTold = false;
  return (text) => {
    if (isTold) return;
    reply += text;
    const finish = FINISH.exec(reply);
    if (finish === null || reply.slice(finish.index + finish[0].length).trim() === '') return;
    isTold = true;
    onAnswerText();
  };
}
