import type { Answer } from './answer.ts';
import { closeWhere } from './close-where.ts';
import type { BudgetReached, TokenUsage } from './core/events.ts';
import { ToolcError } from './core/errors.ts';
import type { Cause } from './core/outcome.ts';
import { signalOf } from './core/stop.ts';
import { createDecisionReader, type Decision } from './joiner/decision-reader.ts';
import { joinMessages, joinRepairMessages } from './joiner/joiner-prompt.ts';
import { readJsonAnswer } from './joiner/json-answer.ts';
import type { Message } from './model/model.ts';
import { readModel } from './model/read-model.ts';
import { estimateUsage } from './model/usage.ts';
import { modelPatience } from './model-patience.ts';
import { joinQuestion } from './join-question.ts';
import type { PlannedRound } from './plan-round.ts';
import { openSession, type PlanSession } from './plan-session.ts';
import type { ModelRunContext } from './run-context.ts';
import { validateOutput } from './validate-output.ts';

/** What the joiner decided. */
export type Joined =
  | (Answer & { readonly kind: 'finish' })
  | {
      readonly kind: 'replan';
      readonly reason: string;
      /** The next plan, where the joiner wrote it itself; its calls are on their way. */
      readonly written: PlanSession | undefined;
    };

/** A reply that cannot be used: what the joiner is told about it, and the error if it does no better. */
interface Unusable {
  readonly kind: 'unusable';
  readonly complaint: string;
  readonly error: ToolcError;
}

interface Reply {
  readonly decision: Decision;
  readonly text: string;
  readonly usage: TokenUsage;
  readonly written: PlanSession | undefined;
  /** Some of the answer has reached the caller: it cannot be taken back. */
  readonly isShown: boolean;
}

/**
 * Asks the joiner for the answer, streaming it, or for a replan. A reply that cannot be used is asked
 * for once more, saying why; then the run fails: `run.joiner-unparseable`, `run.output-invalid`,
 * `model.truncated`. Throws what the model throws.
 */
export async function joinRound(
  run: ModelRunContext,
  planned: PlannedRound,
  { isLast }: { readonly isLast: boolean },
): Promise<Joined> {
  const { round } = planned;
  const asked = joinMessages(joinQuestion(run, planned, isLast));
  let messages = asked;
  for (let attempt = 1; ; attempt += 1) {
    run.emit({ type: 'join-start', attempt }, round);
    const reply = await readReply(run, messages, { round, isLast });
    const verdict = await judge(run, reply, isLast);
    if (verdict.kind === 'finish' && run.output !== undefined) {
      run.emit({ type: 'answer-delta', text: verdict.answer }, round);
    }
    run.emit({ type: 'join-end', decision: verdict.kind, usage: reply.usage }, round);
    if (verdict.kind === 'finish') return verdict;
    if (verdict.kind === 'replan') {
      const isPlanned = verdict.written !== undefined;
      run.emit({ type: 'replan', reason: verdict.reason, planned: isPlanned }, round);
      return verdict;
    }
    if (reply.written !== undefined) withdraw(run, reply.written);
    if (attempt === 2 || reply.isShown) throw verdict.error;
    const { complaint } = verdict;
    messages = joinRepairMessages({ messages: asked, reply: reply.text, complaint });
  }
}

/** Streams one reply: its answer to the caller, a plan behind `Replan:` to the executor. */
async function readReply(
  run: ModelRunContext,
  messages: readonly Message[],
  { round, isLast }: { readonly round: number; readonly isLast: boolean },
): Promise<Reply> {
  const reader = createDecisionReader({ limit: run.settings.limits.answerLength });
  const texts: string[] = [];
  let written: PlanSession | undefined;
  let isShown = false;
  let usage: TokenUsage | undefined;
  let complete = false;

  const take = (items: ReturnType<typeof reader.push>): void => {
    for (const { kind, text } of items) {
      // A typed answer is shown once it has been checked.
      if (kind === 'answer' && run.output === undefined) {
        isShown = true;
        run.emit({ type: 'answer-delta', text }, round);
      }
      if (kind === 'plan' && !isLast) {
        written ??= openSession(run, { round: round + 1, source: 'joiner' });
        written.log(text);
        written.take(written.parser.push(text));
      }
    }
  };

  const request = { messages, signal: signalOf(run.stop) };
  const patience = modelPatience(run, 'joiner', round);
  try {
    for await (const part of readModel(run.model.joiner, request, patience)) {
      if (part.type === 'end') {
        complete = part.finish === 'stop';
        usage = part.usage;
        break;
      }
      texts.push(part.text);
      take(reader.push(part.text));
      // A plan that has ended may have begun to write: nothing behind it can take it back.
      complete = written?.parser.ended === true;
      if (reader.full || complete) break;
    }
  } catch (thrown) {
    // What it has said was paid for, and what it has planned is cut.
    endWritten(written, false);
    const spent = estimateUsage(messages, texts.join(''));
    run.emit({ type: 'join-end', decision: 'unusable', usage: spent }, round);
    throw thrown;
  }
  const { items, decision } = reader.end({ complete });
  take(items);
  endWritten(written, complete);
  const text = texts.join('');
  return { decision, text, usage: usage ?? estimateUsage(messages, text), written, isShown };
}

function endWritten(written: PlanSession | undefined, complete: boolean): void {
  written?.take(written.parser.end({ complete }));
  written?.end();
}

const cutOff: Cause = {
  reason: 'plan-replaced',
  message: 'The reply that planned it was cut off.',
};

/** What a reply has begun that is not to be. */
function withdraw({ executor }: ModelRunContext, written: PlanSession): void {
  executor.fail(written.plan());
  closeWhere(executor, ({ plan }) => plan === written.plan(), cutOff);
}

function judge(
  run: ModelRunContext,
  { decision, text, written }: Reply,
  isLast: boolean,
): Joined | Unusable | Promise<Joined | Unusable> {
  switch (decision.kind) {
    case 'finish':
      return judgeAnswer(run, decision.answer);
    case 'replan':
      if (!isLast) return { kind: 'replan', reason: decision.reason, written };
      return refusedRound(run.budget.refuseRound(), text);
    case 'truncated':
      return truncated(decision.answer);
    case 'unparseable':
      return unusable('wrote neither Finish: nor Replan:', text);
  }
}

async function judgeAnswer(run: ModelRunContext, answer: string): Promise<Joined | Unusable> {
  if (run.output === undefined) return { kind: 'finish', answer, value: undefined };
  const json = readJsonAnswer(answer);
  if (!json.ok) return misfit(answer, json.message);
  const validation = await validateOutput(run, run.output, json.value);
  if (validation.ok) return { kind: 'finish', answer, value: validation.value };
  const shown = validation.issues
    .slice(0, 10)
    .map(({ path, message }) => `at ${path.join('.') || 'the root'}: ${message}`);
  return misfit(answer, `the value does not fit the schema: ${shown.join('; ')}`);
}

function unusable(what: string, reply: string): Unusable {
  const message = `The joiner ${what}, even when asked again. Try a stronger joiner model.`;
  const details = { reply: reply.slice(0, 2_000) };
  const error = new ToolcError('run.joiner-unparseable', message, { details });
  return { kind: 'unusable', complaint: `It ${what}.`, error };
}

function refusedRound({ message }: BudgetReached, reply: string): Unusable {
  const { complaint, error } = unusable('asked for another round, which was not allowed', reply);
  const advice = `${message} Answer with what there is, and say plainly what is missing.`;
  return { kind: 'unusable', complaint: `${complaint} ${advice}`, error };
}

function misfit(answer: string, why: string): Unusable {
  const message = `The joiner's answer does not fit the output schema, even when asked again: ${why}. Loosen the schema or say more in the instructions.`;
  const error = new ToolcError('run.output-invalid', message, { details: { answer } });
  return { kind: 'unusable', complaint: why, error };
}

function truncated(partialAnswer: string | undefined): Unusable {
  const message =
    "The joiner's reply was cut off before its end, so it is no answer. Ask again, or raise the model's token limit.";
  const details = { partialAnswer: partialAnswer ?? null };
  const error = new ToolcError('model.truncated', message, { details });
  return { kind: 'unusable', complaint: 'It was cut off before its end: be shorter.', error };
}
