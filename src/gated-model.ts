import { abortError } from './core/stop.ts';
import { ignorePromise } from './core/ignore-promise.ts';
import type { Clock } from './core/clock.ts';
import { callEndingOf, readFault } from './executor/fault.ts';
import type { CallEnding, Gate, Permit } from './executor/gate.ts';
import type { Model, ModelPart, ModelRequest, Pushback } from './model/model.ts';
import type { ModelTurn, OnWait, QueuedModel } from './model/queued-model.ts';
import { readPart } from './model/read-part.ts';
import { estimateUsage } from './model/usage.ts';

/**
 * A model whose calls take a permit of a gate, as calls of tools do, and share what either hears.
 *
 * 1. A call holds its permit from its turn to the end of its stream, however that comes about.
 * 2. Its tokens are estimated when it begins and corrected when it ends.
 * 3. The gate hears of every push-back. Behind one that the model tries again by itself it needs a
 *    permit anew: it waits in the queue with all others, and the pause holds for it too.
 * 4. Each wait is told once when it begins, and once when it has led to a permit.
 */
export function gatedModel(model: Model, gate: Gate, clock: Clock): QueuedModel {
  const takeTurn = async (request: ModelRequest, onWait?: OnWait): Promise<ModelTurn> => {
    const tokens = estimateUsage(request.messages, '').promptTokens;
    const expected = tokens + (request.maxOutputTokens ?? usualReply);
    const waiting = { gate, expected, onWait };
    const permit = gate.tryTake(expected) ?? (await awaitPermit(waiting, request.signal));
    const turn: Turn = { ...waiting, model, clock, permit };
    return {
      name: model.name,
      stream: (given) => streamInTurn(turn, given),
      isWaiting: () => turn.permit === undefined,
    };
  };
  async function* stream(request: ModelRequest): AsyncGenerator<ModelPart, void, undefined> {
    yield* (await takeTurn(request)).stream(request);
  }
  return { name: model.name, stream, takeTurn };
}

/** Tokens of a reply whose length nobody bounded. */
const usualReply = 500;

/** What a call needs to wait for a permit. */
interface Waiting {
  readonly gate: Gate;
  readonly expected: number;
  readonly onWait: OnWait | undefined;
}

async function awaitPermit(waiting: Waiting, signal: AbortSignal): Promise<Permit> {
  const { gate, onWait } = waiting;
  const obstacle = gate.obstacle();
  if (obstacle === undefined) return permitOf(waiting, signal);
  onWait?.({ gate: gate.name, ...obstacle });
  const permit = await permitOf(waiting, signal);
  if (!signal.aborted) onWait?.(undefined);
  return permit;
}

function permitOf({ gate, expected }: Waiting, signal: AbortSignal): Promise<Permit> {
  return new Promise((resolve, reject) => {
    const serve = (): void => {
      const permit = gate.tryTake(expected);
      if (permit === undefined) {
        leave = gate.wait(serve);
        return;
      }
      signal.removeEventListener('abort', abort);
      resolve(permit);
    };
    const abort = (): void => {
      signal.removeEventListener('abort', abort);
      leave();
      reject(abortError({ reason: 'abort', message: `stopped while it waited at ${gate.name}` }));
    };
    let leave = gate.wait(serve);
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
  });
}

/** One call that may begin. */
interface Turn extends Waiting {
  readonly model: Model;
  readonly clock: Clock;
  /** Absent while it waits for another, behind a push-back. */
  permit: Permit | undefined;
}

/**
 * An iterator by hand: a generator that waits for a model would hold up its `return`. The model is
 * asked at the first `next` only.
 */
function streamInTurn(turn: Turn, request: ModelRequest): AsyncIterable<ModelPart> {
  const { model, gate } = turn;
  let inner: AsyncIterator<ModelPart> | undefined;
  let characters = 0;
  let told = 0;
  const over = new AbortController();

  const end = (ending?: CallEnding): void => {
    if (over.signal.aborted) return;
    over.abort();
    if (turn.permit === undefined) return;
    const used =
      told > 0 ? told : estimateUsage(request.messages, '').promptTokens + characters / 4;
    gate.correct(used - turn.expected);
    gate.giveBack(turn.permit, ending);
  };
  const note = (result: IteratorResult<ModelPart>): IteratorResult<ModelPart> => {
    if (result.done === true) {
      end();
      return result;
    }
    const part = readPart(result.value);
    if (part?.type === 'text') characters += part.text.length;
    if (part?.type === 'end') {
      told = part.usage.promptTokens + part.usage.completionTokens;
      end({ kind: 'ok' });
    }
    return result;
  };
  const fail = (thrown: unknown): never => {
    end(callEndingOf(readFault(thrown, turn.clock.wallTime())));
    throw thrown;
  };
  const waitAgain = async (pushback: Pushback): Promise<void> => {
    const others = request.onPushback?.(pushback);
    if (over.signal.aborted || turn.permit === undefined) return others;
    gate.correct(-turn.expected);
    gate.giveBack(turn.permit, { kind: 'pushback', retryAfterMs: pushback.retryAfterMs });
    turn.permit = undefined;
    const permit = await awaitPermit(turn, over.signal);
    if (isAborted(over.signal)) {
      gate.correct(-turn.expected);
      gate.giveBack(permit);
    } else turn.permit = permit;
    await others;
  };
  /** One wait at a time, whoever asks. */
  let again: Promise<void> | undefined;
  const onPushback = (pushback: Pushback): Promise<void> => {
    again ??= waitAgain(pushback).finally(() => (again = undefined));
    ignorePromise(again); // who does not wait for it does not hear that the call was over before
    return again;
  };

  return {
    [Symbol.asyncIterator]: () => ({
      async next() {
        try {
          inner ??= model.stream({ ...request, onPushback })[Symbol.asyncIterator]();
          return note(await inner.next());
        } catch (thrown) {
          return fail(thrown);
        }
      },
      async return(value?: unknown) {
        end();
        return (await inner?.return?.(value)) ?? { done: true, value: undefined };
      },
    }),
  };
}

/** A function, because the signal has changed since it was looked at first. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
