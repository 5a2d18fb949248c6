import type { CauseReason, Outcome } from '../../src/core/outcome.ts';

/**
 * What the executor must do, by rules alone: no graph, no queue, no promises. After each command every
 * rule is asked of every task until none has more to say. Slow, small, and written from the words of
 * the contract, so that the two can be compared.
 */
export interface Reference {
  openPlan(): void;
  endPlan(ending: 'passed' | 'failed'): void;
  add(id: number, sketch: TaskSketch): void;
  /** The executor called the tool of this task. A word of complaint if that was too early or too much. */
  called(key: number): string | undefined;
  /** What is wrong with a question, if anything is. */
  asked(question: Question): string | undefined;
  decide(question: Question, decision: 'given' | 'denied'): void;
  /** What is asked for still waits for the decision. */
  isLive(question: Question): boolean;
  /** Whether somebody should be asked now. */
  wantsConsent(): boolean;
  /** A held call returned, or threw. */
  settle(key: number, how: 'returned' | 'threw'): void;
  close(ids: readonly number[]): void;
  halt(): void;
  abort(): void;
  /** The grace of every call that was stopped is over. */
  graceOver(): void;
  /**
   * The end of a step. Of what happened in one tick the order is the executor's: a task that was
   * skipped in it may give any reason that holds by now.
   */
  endStep(): void;
  /** Whether a task could be called now and is not. */
  idles(): boolean;
  /** Whether a plan could say this: no circle, no name of what others have read. */
  canAdd(id: number, sketch: TaskSketch): boolean;
  /** By id: the record that holds the name. */
  readonly entries: ReadonlyMap<number, Entry>;
  readonly plan: () => ReferencePlan | undefined;
  /** How many names were taken over from tasks that waited for something: these have no end. */
  readonly vanished: () => number;
  /** How many calls that were left to finish have ended. */
  readonly late: () => number;
}

export interface TaskSketch {
  /** Unique: names a record where its id may name two, one after the other. */
  readonly key: number;
  readonly isWrite: boolean;
  readonly onClose: 'cancel' | 'finish';
  /** Held: the test ends it. */
  readonly way: 'returns' | 'throws' | 'held';
  /** Ends when its signal aborts. */
  readonly heeds: boolean;
  readonly needs: readonly Need[];
  readonly guard: boolean | Need | undefined;
  /** What its result has, for guards. */
  readonly flag: boolean;
}

export interface Need {
  readonly source: number;
  readonly optional: boolean;
}

export interface ReferencePlan {
  state: 'open' | 'passed' | 'failed';
  /** Writes that were over when it was opened: whoever wrote it knew how they ended. */
  readonly known: ReadonlySet<Entry>;
  /** To all its writes together. */
  consent: Consent;
  /** The keys of the writes that are asked for. */
  asked: readonly number[];
}

type Consent = 'unneeded' | 'wanted' | 'given' | 'denied';

/** Whom writes wait for, and a question as it came out of the executor. */
export type Approval = 'none' | 'per-plan' | 'per-write';

export interface Question {
  readonly scope: 'plan' | 'write';
  readonly keys: readonly number[];
}

export interface ReferenceOptions {
  readonly concurrency: number;
  readonly approval: Approval;
}

export interface Entry {
  readonly id: number;
  readonly sketch: TaskSketch;
  readonly plan: ReferencePlan;
  state: 'waiting' | 'called' | 'ended';
  /** To this one write. */
  consent: Consent;
  /** Any of the reasons will do where several hold at once. */
  outcome:
    { readonly status: Outcome['status']; readonly reasons: readonly CauseReason[] } | undefined;
}

interface Call {
  readonly entry: Entry;
  stoppedBy: 'abort' | 'other' | undefined;
  isLeft: boolean;
}

type Verdict = 'ready' | 'waits' | readonly CauseReason[];

export function createReference({ concurrency, approval }: ReferenceOptions): Reference {
  const entries = new Map<number, Entry>();
  /** In plan order; a write that was revised keeps its place. */
  const writes: Entry[] = [];
  /** Calls that hold a permit, by key. */
  const calls = new Map<number, Call>();
  let plan: ReferencePlan | undefined;
  let closed: CauseReason | undefined;
  const skipped: Entry[] = [];
  let late = 0;
  let vanished = 0;

  const end = (entry: Entry, status: Outcome['status'], reasons: readonly CauseReason[]): void => {
    if (entry.state === 'ended') return;
    entry.state = 'ended';
    entry.outcome = { status, reasons };
  };

  const isOk = (entry: Entry | undefined): boolean => entry?.outcome?.status === 'ok';

  const guardOf = ({ guard }: TaskSketch): 'true' | 'false' | 'bad' | 'undecided' => {
    if (guard === undefined || typeof guard === 'boolean')
      return guard === false ? 'false' : 'true';
    const source = entries.get(guard.source);
    if (source?.state !== 'ended') return 'undecided';
    if (isOk(source)) return source.sketch.flag ? 'true' : 'false';
    return guard.optional ? 'false' : 'bad';
  };

  const earlierWrites = (entry: Entry): readonly Entry[] => {
    if (!entry.sketch.isWrite) return [];
    const place = writes.indexOf(entry);
    if (place === -1) return [];
    return writes.slice(0, place).filter((write) => write.plan.state !== 'failed');
  };

  /** A guard that was false is no failure of a write. */
  const isBad = ({ state, outcome }: Entry): boolean =>
    state === 'ended' && outcome?.status !== 'ok' && outcome?.reasons.includes('guard') !== true;

  const verdictOn = (entry: Entry): Verdict => {
    const { sketch, plan: own } = entry;
    const reasons: CauseReason[] = [];
    const earlier = earlierWrites(entry);
    if (sketch.isWrite && own.state === 'failed') reasons.push('plan-invalid');
    if (sketch.isWrite && own.consent === 'denied') reasons.push('denied');
    if (entry.consent === 'denied') reasons.push('denied');
    const isKnown = (write: Entry): boolean => own.known.has(write);
    const bad =
      own.state === 'passed' ? earlier.filter((write) => isBad(write) && !isKnown(write)) : [];
    if (bad.length > 0) reasons.push('earlier-write');
    const guard = guardOf(sketch);
    if (guard === 'false') reasons.push('guard');
    if (guard === 'bad') reasons.push('dependency');
    const sources = sketch.needs.map(({ source, optional }) => ({
      optional,
      entry: entries.get(source),
    }));
    const lacks = sources.some(
      (need) => !need.optional && need.entry?.state === 'ended' && !isOk(need.entry),
    );
    if (guard === 'true' && lacks) reasons.push('dependency');
    if (reasons.length > 0) return reasons;
    const waits =
      guard === 'undecided' ||
      sources.some((need) => need.entry?.state !== 'ended') ||
      earlier.some(({ state }) => state !== 'ended') ||
      (sketch.isWrite && (own.state === 'open' || own.consent === 'wanted'));
    return waits ? 'waits' : 'ready';
  };

  const waiting = (): Entry[] => [...entries.values()].filter(({ state }) => state === 'waiting');

  const applyRules = (): void => {
    for (let changed = true; changed;) {
      changed = false;
      for (const entry of waiting()) {
        const verdict = verdictOn(entry);
        if (typeof verdict === 'string') continue;
        end(entry, 'skipped', verdict);
        skipped.push(entry);
        changed = true;
      }
    }
  };

  const wantConsent = (of: ReferencePlan): void => {
    const asked = writes.filter((write) => write.plan === of && write.state === 'waiting');
    of.asked = asked.map(({ sketch }) => sketch.key);
    if (asked.length > 0) of.consent = 'wanted';
  };

  const entryOf = (key: number): Entry | undefined =>
    [...entries.values()].find(({ sketch }) => sketch.key === key);

  const isReady = (entry: Entry): boolean =>
    entry.state === 'waiting' && verdictOn(entry) === 'ready';

  const mayBeCalled = (entry: Entry): boolean => isReady(entry) && entry.consent !== 'wanted';

  const isLive = ({ scope, keys }: Question): boolean => {
    const about = keys.flatMap((key) => entryOf(key) ?? []);
    if (scope === 'plan') return about.some(({ state }) => state === 'waiting');
    return about.some((entry) => isReady(entry) && entry.consent === 'wanted');
  };

  /** Once no plan is open: what waits for a name that nobody has. */
  const endStuck = (): void => {
    const isStuck = ({ sketch }: Entry): boolean =>
      sourcesOf(sketch).some((source) => !entries.has(source));
    for (const entry of waiting().filter(isStuck)) end(entry, 'skipped', ['dependency']);
  };

  /** A plan with tasks that would wait for each other is refused before it comes here. */
  const closesCircle = (id: number, sketch: TaskSketch): boolean => {
    const seen = new Set<number>();
    const place = writes.findIndex((write) => write.id === id && write.plan === plan);
    const earlier = place === -1 ? writes : writes.slice(0, place);
    const agenda = [
      ...sourcesOf(sketch),
      ...(sketch.isWrite ? earlier.map((write) => write.id) : []),
    ];
    for (const next of agenda) {
      if (seen.has(next)) continue;
      seen.add(next);
      const entry = entries.get(next);
      if (entry?.state !== 'waiting' || next === id) continue;
      agenda.push(...sourcesOf(entry.sketch), ...earlierWrites(entry).map((write) => write.id));
    }
    return seen.has(id);
  };

  const stop = (entry: Entry, reason: CauseReason): void => {
    const call = calls.get(entry.sketch.key);
    if (entry.state === 'waiting') return end(entry, 'cancelled', [reason]);
    if (entry.state === 'ended' || call === undefined) return;
    if (entry.sketch.onClose === 'finish') {
      call.isLeft = true;
      return end(entry, 'cancelled', [reason]);
    }
    stopCall(call, reason);
  };

  const stopCall = (call: Call, reason: CauseReason): void => {
    if (call.stoppedBy !== undefined) return;
    call.stoppedBy = reason === 'abort' ? 'abort' : 'other';
    if (call.entry.sketch.heeds) calls.delete(call.entry.sketch.key);
    if (call.entry.sketch.heeds || reason !== 'abort') end(call.entry, 'cancelled', [reason]);
  };

  const halt = (reason: CauseReason): void => {
    closed ??= reason;
    for (const entry of waiting()) end(entry, 'cancelled', [reason]);
  };

  return {
    entries,
    plan: () => plan,
    late: () => late,
    vanished: () => vanished,
    openPlan() {
      const known = writes.filter((write) => write.state === 'ended');
      plan = { state: 'open', known: new Set(known), consent: 'unneeded', asked: [] };
    },
    endPlan(ending) {
      if (plan === undefined) return;
      plan.state = ending;
      if (ending === 'passed' && approval === 'per-plan') wantConsent(plan);
      plan = undefined;
      applyRules();
      if (ending === 'passed') endStuck();
      applyRules();
    },
    add(id, sketch) {
      if (plan === undefined) return;
      const before = entries.get(id);
      if (before?.state === 'waiting' && verdictOn(before) === 'waits') vanished += 1;
      const entry: Entry = {
        id,
        sketch,
        plan,
        state: 'waiting',
        consent: sketch.isWrite && approval === 'per-write' ? 'wanted' : 'unneeded',
        outcome: undefined,
      };
      const call = before === undefined ? undefined : calls.get(before.sketch.key);
      if (before !== undefined && call !== undefined) stop(before, 'plan-replaced');
      entries.set(id, entry);
      const place = before === undefined || before.plan !== plan ? -1 : writes.indexOf(before);
      if (sketch.isWrite && closed === undefined) {
        if (place === -1) writes.push(entry);
        else writes[place] = entry;
      }
      if (closed !== undefined) end(entry, 'cancelled', [closed]);
      applyRules();
    },
    called(key) {
      const entry = entryOf(key);
      if (entry?.state !== 'waiting') return 'it was not waiting';
      const verdict = verdictOn(entry);
      if (verdict !== 'ready') return `it was not ready: ${JSON.stringify(verdict)}`;
      if (entry.consent === 'wanted') return 'nobody had consented';
      if (calls.size >= concurrency) return 'no permit was free';
      entry.state = 'called';
      if (entry.sketch.way === 'held')
        calls.set(key, { entry, stoppedBy: undefined, isLeft: false });
      else end(entry, entry.sketch.way === 'returns' ? 'ok' : 'failed', []);
      applyRules();
      return undefined;
    },
    isLive,
    asked(question) {
      const { scope, keys } = question;
      if (!isLive(question)) return 'what it asks for does not wait for it';
      if (scope === 'write') return keys.length === 1 ? undefined : 'it asks for more than one';
      const wanted = entryOf(keys[0] ?? 0)?.plan.asked ?? [];
      return String(keys) === String(wanted) ? undefined : `it should ask for ${String(wanted)}`;
    },
    decide({ scope, keys }, decision) {
      for (const key of keys) {
        const entry = entryOf(key);
        if (entry?.state !== 'waiting') continue;
        if (scope === 'plan') entry.plan.consent = decision;
        else entry.consent = decision;
      }
      applyRules();
    },
    wantsConsent: () =>
      waiting().some(
        (entry) =>
          (entry.sketch.isWrite && entry.plan.consent === 'wanted') ||
          (entry.consent === 'wanted' && isReady(entry)),
      ),
    settle(key, how) {
      const call = calls.get(key);
      if (call === undefined) return;
      calls.delete(key);
      // Of a name that another has taken nothing more is told.
      if (call.isLeft) late += entries.get(call.entry.id) === call.entry ? 1 : 0;
      else if (call.stoppedBy === 'abort') end(call.entry, 'cancelled', ['abort']);
      else end(call.entry, how === 'returned' ? 'ok' : 'failed', []);
      applyRules();
    },
    close(ids) {
      for (const id of ids) {
        const entry = entries.get(id);
        if (entry !== undefined) stop(entry, 'not-needed');
      }
      applyRules();
    },
    halt: () => halt('budget'),
    abort() {
      halt('abort');
      for (const entry of entries.values()) stop(entry, 'abort');
    },
    graceOver() {
      for (const [key, call] of calls) {
        if (call.stoppedBy === undefined) continue;
        calls.delete(key);
        if (call.stoppedBy === 'abort') end(call.entry, 'cancelled', ['abort']);
      }
      applyRules();
    },
    endStep() {
      for (const entry of skipped.splice(0)) {
        const verdict = verdictOn(entry);
        const more = typeof verdict === 'string' ? [] : verdict;
        entry.outcome = {
          status: 'skipped',
          reasons: [...(entry.outcome?.reasons ?? []), ...more],
        };
      }
    },
    idles: () => calls.size < concurrency && waiting().some(mayBeCalled),
    canAdd(id, sketch) {
      const before = entries.get(id);
      if (sourcesOf(sketch).includes(id) || closesCircle(id, sketch)) return false;
      if (before === undefined) return true;
      if (before.plan === plan) {
        return before.state === 'waiting' && before.sketch.isWrite === sketch.isWrite;
      }
      if (before.plan.state !== 'failed') return false;
      // Who has read it already must not be left with what it read.
      const isRead = waiting().some((entry) => sourcesOf(entry.sketch).includes(id));
      return before.state !== 'ended' || !isRead;
    },
  };
}

function sourcesOf({ needs, guard }: TaskSketch): readonly number[] {
  const all = typeof guard === 'object' ? [...needs, guard] : needs;
  return all.map(({ source }) => source);
}
