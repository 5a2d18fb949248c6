import type { Fact, WritePreview } from '../core/events.ts';
import type { JsonObject } from '../core/json.ts';
import type { Cause } from '../core/outcome.ts';
import { createStop, onStop, releaseStop, stopNow, type Stop } from '../core/stop.ts';
import type { Toolset } from '../tools/prepared-tool.ts';
import type { ApprovalMode, Approve } from './approval.ts';
import { createAsker, type Question, type Verdict } from './asker.ts';
import { createConsents, type Consent } from './consents.ts';
import type { AskForPlan } from './effect-order.ts';
import type { Surroundings } from './planned-key.ts';
import type { TaskRecord } from './task-record.ts';
import { createWriteNames } from './write-names.ts';
import { previewTask, type Room } from './write-preview.ts';

/**
 * Consent to the writes of a run.
 *
 * 1. 'per-plan': the writes of a plan that has passed are asked for together, before the first of them.
 *    Each is covered then, by what was shown of it (consents.ts). One that is not covered when it is
 *    about to run is asked for by itself.
 * 2. 'per-write': each is asked for when it is about to run; the elements of a fan-out together.
 * 3. A write that a write's tool calls is asked for by itself, in both modes.
 * 4. A question about a plan shows no more results than `limits.resultBytes`; the rest by source.
 * 5. An open question ends when the run starts nothing more, and when what it is about has ended.
 */
export interface Approvals {
  readonly mode: ApprovalMode;
  readonly askForPlan: AskForPlan;
  /** True for a call of a task that was consented to. */
  covers(record: TaskRecord, input: JsonObject): boolean;
  /** All elements of the task were consented to, by the inputs that they get. */
  coverElements(record: TaskRecord): void;
  /** Asks for a write that is about to run, until it is stopped. */
  ask(write: WritePreview, call: { readonly round: number; readonly stop: Stop }): Promise<Verdict>;
}

export interface ApprovalsOptions extends Surroundings {
  readonly runId: string;
  readonly toolset: Toolset;
  readonly approval?: ApprovalMode;
  readonly approve?: Approve | undefined;
  readonly limits: { readonly resultBytes: number };
  /** The run starts nothing more. */
  readonly halted: Stop;
  readonly emit: (fact: Fact, round: number) => void;
}

/** Undefined where nobody is asked. */
export function createApprovals(options: ApprovalsOptions): Approvals | undefined {
  const { approval: mode = 'none', approve, records, outcomes, toolset, halted } = options;
  if (mode === 'none' || approve === undefined) return undefined;
  const ask = createAsker({ ...options, approve, inputBytes: options.limits.resultBytes });
  const consents = createConsents(outcomes);
  const nameOf = createWriteNames(records);
  const withElements = new WeakSet<TaskRecord>();

  const askUntil = async (question: Question, stop: Stop): Promise<Verdict> => {
    const unlisten = onStop(halted, (cause) => stopNow(stop, cause));
    const verdict = await ask(question, stop);
    unlisten();
    releaseStop(stop);
    return verdict;
  };

  const consentTo = (taskId: number, room: Room): Shown[] => {
    const record = records.get(taskId);
    const tool = record && toolset.get(record.task.tool);
    // A tool that is not there is not called.
    if (record === undefined || tool === undefined) return [];
    const preview = previewTask(record, tool, { ...options, room });
    const { known } = preview;
    return [{ preview, consent: { record, known, name: nameOf(record.task, known) } }];
  };

  return {
    mode,
    askForPlan({ plan, taskIds }, decided) {
      const room = { bytes: options.limits.resultBytes };
      const asking = mode === 'per-plan' ? taskIds : [];
      const shown = asking.flatMap((taskId) => consentTo(taskId, room));
      const asked = shown.filter(({ consent }) => !consents.takeOver(consent));
      if (asked.length === 0) {
        decided(undefined);
        return undefined;
      }
      const stop = createStop();
      const writes = asked.map(({ preview }) => preview);
      void askUntil({ scope: 'plan', writes, round: plan.round }, stop).then((verdict) => {
        if (verdict.kind === 'approved') for (const { consent } of asked) consents.give(consent);
        decided(refusalOf(verdict));
      });
      return () => stopNow(stop, nothingLeft);
    },
    covers: (record, input) => withElements.has(record) || consents.use(record, input),
    coverElements: (record) => void withElements.add(record),
    ask: (write, { round, stop }) =>
      askUntil({ scope: 'write', writes: [write], round }, createStop(stop)),
  };
}

/** A write as it is shown, and the consent that it gets. */
interface Shown {
  readonly preview: WritePreview;
  readonly consent: Consent;
}

const nothingLeft: Cause = { reason: 'not-needed', message: 'What was asked for had ended.' };

/** Why a write is not made, if so. */
export function refusalOf(verdict: Verdict): Cause | undefined {
  if (verdict.kind === 'denied') return denied(verdict.reason);
  return verdict.kind === 'withdrawn' ? verdict.cause : undefined;
}

/** The cause of a write that was not consented to. */
export function denied(reason: string | undefined): Cause {
  const why = reason === undefined ? '.' : `: ${reason}`;
  return { reason: 'denied', message: `Consent to the write was denied${why}` };
}
