import { messageOf } from '../core/errors.ts';
import type { ApprovalDecided, Fact, WritePreview } from '../core/events.ts';
import { copyJsonObject, isJsonObject, type JsonObject } from '../core/json.ts';
import type { Cause } from '../core/outcome.ts';
import { shorten } from '../core/shorten.ts';
import { createStop, onStop, releaseStop, signalOf, type Stop } from '../core/stop.ts';
import { unreachable } from '../core/unreachable.ts';
import { toJson } from '../tools/to-json.ts';
import type { ApprovalRequest, Approve } from './approval.ts';

/** What somebody is asked to consent to. */
export interface Question {
  readonly scope: ApprovalRequest['scope'];
  /** Not empty. */
  readonly writes: readonly WritePreview[];
  readonly round: number;
}

export type Verdict =
  | { readonly kind: 'approved' }
  | { readonly kind: 'edited'; readonly inputs: readonly JsonObject[] }
  | { readonly kind: 'denied'; readonly reason: string | undefined }
  /** Its stop came first. */
  | { readonly kind: 'withdrawn'; readonly cause: Cause };

/** Never rejects. Resolves in the tick of the stop if that comes first. */
export type Ask = (question: Question, stop: Stop) => Promise<Verdict>;

export interface AskerOptions {
  readonly runId: string;
  readonly approve: Approve;
  /** In bytes, of edited arguments. */
  readonly inputBytes: number;
  readonly emit: (fact: Fact, round: number) => void;
}

/**
 * Asks for consent.
 *
 * 1. One question after another: a person answers one at a time. Stopped before its turn, a question is
 *    never asked.
 * 2. Each question asked has one `approval-decided`; what is decided after its stop is not heeded, and a stop
 *    after it was decided does not abort its signal.
 * 3. Whatever `approve` throws, rejects with or gives that is no decision denies.
 * 4. What `approve` does to its request changes neither the log nor what is written.
 */
export function createAsker(options: AskerOptions): Ask {
  let count = 0;
  let turn: Promise<void> = Promise.resolve();

  const askNow = (question: Question, stop: Stop): Promise<Verdict> =>
    new Promise((resolve) => {
      const { scope, writes, round } = question;
      count += 1;
      const approvalId = count;
      options.emit({ type: 'approval-asked', approvalId, scope, writes }, round);
      const withdrawal = createStop(stop);
      let isOpen = true;
      const end = (verdict: Verdict): void => {
        if (!isOpen) return;
        isOpen = false;
        // Before anybody hears of the decision: they may stop the run.
        releaseStop(withdrawal);
        options.emit(decidedFact(approvalId, verdict), round);
        resolve(verdict);
      };
      onStop(withdrawal, (cause) => end({ kind: 'withdrawn', cause }));
      if (withdrawal.cause === undefined) void decide(options, question, withdrawal).then(end);
    });

  return (question, stop) =>
    new Promise((resolve) => {
      const unlisten = onStop(stop, (cause) => resolve({ kind: 'withdrawn', cause }));
      turn = turn.then(async () => {
        unlisten();
        if (stop.cause === undefined) resolve(await askNow(question, stop));
      });
    });
}

async function decide(
  { runId, approve, inputBytes }: AskerOptions,
  { scope, writes }: Question,
  withdrawal: Stop,
): Promise<Verdict> {
  try {
    const request = { scope, runId, writes: structuredClone(writes), signal: signalOf(withdrawal) };
    const decision: unknown = await approve(request);
    return readDecision(decision, { scope, count: writes[0]?.inputs?.length ?? 1, inputBytes });
  } catch (thrown) {
    return denied(`approve failed: ${messageOf(thrown)}`);
  }
}

interface Expected {
  readonly scope: ApprovalRequest['scope'];
  /** Of inputs. */
  readonly count: number;
  readonly inputBytes: number;
}

function readDecision(given: unknown, expected: Expected): Verdict {
  const { decision, reason, inputs }: { decision?: unknown; reason?: unknown; inputs?: unknown } =
    typeof given === 'object' && given !== null ? given : {};
  switch (decision) {
    case 'approve':
      return { kind: 'approved' };
    case 'deny':
      return denied(typeof reason === 'string' && reason !== '' ? reason : undefined);
    case 'edit':
      return readEdit(inputs, expected);
    default:
      return denied("approve must give { decision: 'approve' }, 'deny' or 'edit'; it gave neither");
  }
}

function readEdit(given: unknown, { scope, count, inputBytes }: Expected): Verdict {
  if (scope === 'plan') {
    return denied("arguments can be edited with approval 'per-write' only");
  }
  if (!Array.isArray(given) || given.length !== count) {
    return denied(`an edit must give a list of ${String(count)} inputs, one a call`);
  }
  const inputs: JsonObject[] = [];
  for (const input of given) {
    const json = toJson(input, { root: 'inputs', maxBytes: inputBytes });
    if (!json.ok) return denied(`the edited arguments cannot be used: ${json.failure.message}`);
    if (!isJsonObject(json.value))
      return denied('each edited input must be an object of arguments');
    inputs.push(json.value);
  }
  return { kind: 'edited', inputs };
}

/** In characters: a reason goes into events and prompts. */
const longestReason = 1_000;

function denied(reason: string | undefined): Verdict {
  return { kind: 'denied', reason: reason && shorten(reason, longestReason) };
}

function decidedFact(approvalId: number, verdict: Verdict): ApprovalDecided {
  const decided = { type: 'approval-decided', approvalId, decision: verdict.kind } as const;
  switch (verdict.kind) {
    case 'approved':
      return decided;
    case 'edited':
      return { ...decided, inputs: verdict.inputs.map(copyJsonObject) };
    case 'denied':
      return verdict.reason === undefined ? decided : { ...decided, reason: verdict.reason };
    case 'withdrawn':
      return { ...decided, reason: verdict.cause.message };
    default:
      return unreachable(verdict);
  }
}
