import type { Message, Model, ModelPart, Usage } from '../model/model.ts';
import { readModel } from '../model/read-model.ts';
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
}

/** How the stream of a plan ended. */
export interface PlanStreamEnd {
  /** `'stop'` also where we stopped it, because the plan had ended. */
  readonly finish: Extract<ModelPart, { type: 'end' }>['finish'];
  /** Estimated where we stopped the stream: four characters a token. */
  readonly usage: Usage;
  readonly text: string;
  /** The plan has ended well: at its terminal, its end marker or a normal end of the stream. */
  readonly complete: boolean;
}

/**
 * Streams the planner's text into the parser and yields what each piece completed, the check of the
 * whole plan in the last batch, together with what ended it; batches are never empty.
 *
 * Reading stops where the plan ends, and at the plan's length limit (`finish: 'length'`): what a
 * model goes on to say is neither read nor paid for. A consumer that leaves early closes the
 * model's stream. Throws what the model throws, `run.aborted` included; the parser is not ended
 * then, so nothing unfinished can run.
 */
export async function* streamPlan(
  stream: PlanStream,
): AsyncGenerator<readonly PlanItem[], PlanStreamEnd, undefined> {
  const { model, messages, parser, signal } = stream;
  const limit = stream.planLength ?? defaultPlanLimits.planLength;
  const texts: string[] = [];
  let length = 0;
  let end: Extract<ModelPart, { type: 'end' }> | undefined;
  let items: readonly PlanItem[] = [];

  for await (const part of readModel(model, { messages, signal })) {
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
  const text = texts.join('');
  const complete = parser.ended || end?.finish === 'stop';
  const last = [...items, ...parser.end({ complete })];
  if (last.length > 0) yield last;
  return {
    finish: end?.finish ?? (complete ? 'stop' : 'length'),
    usage: end === undefined ? estimateUsage(messages, text) : end.usage,
    text,
    complete,
  };
}
