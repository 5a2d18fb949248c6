import type { Clock } from '../core/clock.ts';
import type { Message, Model, ModelPart, Usage } from '../model/model.ts';
import { readModel, type Patience } from '../model/read-model.ts';
import { estimateUsage } from '../model/usage.ts';
import type { PlanParser } from '../plan/plan-context.ts';
import { defaultPlanLimits } from '../plan/plan-context.ts';
import type { PlanItem } from '../plan/task.ts';

/** What a plan is streamed from and into. */
export interface PlanStream {
  readonly model: Model;
  readonly messages: readonly Message[];
  /** Fresh: it has read nothing yet. */
  readonly parser: PlanParser;
  readonly signal: AbortSignal;
  /** UTF-16 units after which the stream is stopped; the parser's own default unless told. */
  readonly planLength?: number;
  /** Called with every piece of text before its items are yielded. */
  readonly onText?: (text: string) => void;
  readonly patience: Patience;
}

/** How the stream of a plan ended. */
export interface PlanStreamEnd {
  /** `'stop'` also where we stopped it, because the plan had ended. */
  readonly finish: Extract<ModelPart, { type: 'end' }>['finish'];
  /** As the provider told it; estimated, four characters a token, where we stopped the stream. */
  readonly usage: Usage;
  readonly text: string;
  /** The plan has ended well: at its terminal, its end marker or a normal end of the stream. */
  readonly complete: boolean;
}

/**
 * Streams the planner's text into the parser and yields what each piece completed, the check of the
 * whole plan in the last batch, together with what ended it; batches are never empty.
 *
 * Where the plan ends, the stream has `lingerMs` to end too: then the provider tells the usage and its
 * connection can serve the joiner; the calls run meanwhile. After that, and at the plan's length limit
 * (`finish: 'length'`), it is closed: what a model goes on to say is neither read nor paid for. A
 * consumer that leaves early closes it as well. Throws what the model throws before the plan's end,
 * `run.aborted` included; the parser is not ended then, so nothing unfinished can run.
 */
export async function* streamPlan(
  stream: PlanStream,
): AsyncGenerator<readonly PlanItem[], PlanStreamEnd, undefined> {
  const { model, messages, parser } = stream;
  const limit = stream.planLength ?? defaultPlanLimits.planLength;
  const texts: string[] = [];
  let length = 0;
  let end: ModelEnd | undefined;
  let items: readonly PlanItem[] = [];

  const { signal, abort, unlink } = linkedSignal(stream.signal);
  const parts = readModel(model, { messages, signal }, stream.patience);
  try {
    for (;;) {
      const part = await nextPart(parts);
      if (part.type === 'end') {
        end = part;
        break;
      }
      texts.push(part.text);
      length += part.text.length;
      stream.onText?.(part.text);
      items = parser.push(part.text);
      // The last batch waits for the check of the whole plan: who sees the plan's end sees its errors.
      if (parser.ended || length > limit) break;
      if (items.length > 0) yield items;
      items = [];
    }
    const complete = parser.ended || end?.finish === 'stop';
    const last = [...items, ...parser.end({ complete })];
    if (last.length > 0) yield last;
    const text = texts.join('');
    const finish = end?.finish ?? (complete ? 'stop' : 'length');
    if (end === undefined && complete) end = await linger(parts, stream.patience.clock, abort);
    return { finish, usage: end?.usage ?? estimateUsage(messages, text), text, complete };
  } finally {
    unlink();
    if (end === undefined) abort();
    void parts.return(undefined).catch(() => undefined); // it has been told; nobody waits for it
  }
}

type ModelEnd = Extract<ModelPart, { type: 'end' }>;

/** How long a stream may take to end after the plan it carried. */
const lingerMs = 100;

async function nextPart(parts: AsyncGenerator<ModelPart>): Promise<ModelPart> {
  const { value, done } = await parts.next();
  // readModel ends with an end part, behind which nobody reads.
  if (done === true) throw new TypeError('a model stream was read behind its end');
  return value;
}

/** The end of a stream whose plan has ended, if it comes soon; its text is dropped, its errors too. */
async function linger(
  parts: AsyncGenerator<ModelPart>,
  clock: Clock,
  abort: () => void,
): Promise<ModelEnd | undefined> {
  const cancel = clock.after(lingerMs, abort);
  try {
    for (;;) {
      const part = await nextPart(parts);
      if (part.type === 'end') return part;
    }
  } catch {
    return undefined;
  } finally {
    cancel();
  }
}

/** A signal that follows another one and can be aborted by itself. */
function linkedSignal(parent: AbortSignal): {
  readonly signal: AbortSignal;
  readonly abort: () => void;
  readonly unlink: () => void;
} {
  const controller = new AbortController();
  const follow = (): void => controller.abort(parent.reason);
  if (parent.aborted) follow();
  else parent.addEventListener('abort', follow);
  return {
    signal: controller.signal,
    abort: () => controller.abort(),
    unlink: () => parent.removeEventListener('abort', follow),
  };
}
