import type { Cause, Outcome, Timing } from '../core/outcome.ts';
import { createStop, type Stop } from '../core/stop.ts';
import { bindInput } from '../plan/bind-input.ts';
import { evaluateGuard } from '../plan/evaluate-guard.ts';
import { printTask } from '../plan/print-plan.ts';
import type { Lookup } from '../plan/resolve.ts';
import type { Task, Terminal } from '../plan/task.ts';
import { createAgenda } from './agenda.ts';
import { blockedCause, dispatchBroke, endingOf, tooManyTasks, unstarted } from './causes.ts';
import type { RunScope, Scope } from './dispatch.ts';
import type { Executor, ExecutorOptions, Plan, TaskRecord } from './executor.ts';
import { plannedFact } from './planned-fact.ts';
import { fanOut } from './fan-out.ts';
import { createGraph, type Edge, type Transition } from './graph.ts';
import { createQueue } from './queue.ts';
import { argumentEdges, expressionEdges, guardEdges } from './task-edges.ts';

interface Running extends TaskRecord {
  started: boolean;
  stop: Stop | undefined;
}

/**
 * The driver puts into effect what the graph says. One graph serves all rounds of a run.
 *
 * 1. A task starts when its edges are gone, in the same tick; then it waits for a permit only.
 * 2. Every task added ends with exactly one outcome; `task-end` is its last event.
 * 3. A write has an edge from its plan's barrier and one from the write before it: nothing is written
 *    before the whole plan has passed, and writes keep plan order.
 * 4. Once the run is closed nothing starts; what is added gets its outcome at once.
 * 5. Only the record that holds a task's name may end it: the late result of a replaced call is dropped.
 */
export function createExecutor(options: ExecutorOptions): Executor {
  const { toolset, clock, limits, emit, inputs } = options;
  const beganAt = clock.now();
  const graph = createGraph();
  const records = new Map<number, Running>();
  const outcomes = new Map<number, Outcome>();
  const plans = new Map<
    Plan,
    { readonly barrier: string; readonly writeBefore: number | undefined }
  >();
  const guards = new Map<string, Running>();
  const guardCauses = new Map<string, Cause>();
  const terminals = new Map<string, (result: Transition['kind']) => void>();
  const waitingForEnd = new Set<() => void>();
  let openTasks = 0;
  let names = 0;
  let lastWrite: number | undefined;
  let closed: Cause | undefined;

  const now = (): number => clock.now() - beganAt;
  const { concurrency } = options;
  const run: RunScope = {
    ...options,
    now,
    queue: createQueue({ concurrency, priorityVersion: () => graph.version }),
    priorityOf: (taskId) => graph.height(taskId),
    effectOf: (taskId) => records.get(taskId)?.task.effect ?? 'read',
    emit: (taskId, fact) => emit(fact, records.get(taskId)?.plan.round ?? 0),
  };

  const openPlan = (plan: Plan): void => {
    const barrier = `plan ${String((names += 1))}`;
    plans.set(plan, { barrier, writeBefore: lastWrite });
    graph.add(barrier, []);
  };

  const endPlan = (plan: Plan, ending: 'ok' | 'bad'): void => {
    const known = plans.get(plan);
    if (known === undefined) return;
    if (ending === 'bad') lastWrite = known.writeBefore;
    apply(graph.end(known.barrier, ending));
  };

  const add = (task: Task, plan: Plan): void => {
    const before = records.get(task.id);
    if (before !== undefined) takeOver(before);
    const record: Running = { task, plan, call: printTask(task), started: false, stop: undefined };
    records.set(task.id, record);
    outcomes.delete(task.id);
    openTasks += 1;
    emit(plannedFact(record), plan.round);
    if (closed !== undefined) return endUnstarted(record, closed);
    if (records.size > limits.tasks) return endUnstarted(record, tooManyTasks(limits.tasks));
    const guardKey = task.guard === undefined ? undefined : `guard ${String((names += 1))}`;
    const edges = taskEdges(record, guardKey);
    if (task.guard !== undefined && guardKey !== undefined) {
      guards.set(guardKey, record);
      apply(graph.add(guardKey, guardEdges(task.guard)));
    }
    apply(graph.add(task.id, edges));
  };

  const taskEdges = ({ task, plan }: Running, guardKey: string | undefined): readonly Edge[] => {
    const edges = [...argumentEdges(task)];
    if (guardKey !== undefined) edges.push({ source: guardKey, kind: 'data' });
    const barrier = plans.get(plan)?.barrier;
    if (task.effect === 'read' || barrier === undefined) return edges;
    edges.push({ source: barrier, kind: 'order' });
    if (lastWrite !== undefined) edges.push({ source: lastWrite, kind: 'order' });
    lastWrite = task.id;
    return edges;
  };

  /** Ends, if it has not ended, what holds a name that is wanted anew. */
  const takeOver = (record: Running): void => {
    if (lastWrite === record.task.id) lastWrite = plans.get(record.plan)?.writeBefore;
    if (outcomes.has(record.task.id)) return;
    const cause: Cause = { reason: 'plan-replaced', message: 'The plan was corrected.' };
    const status = record.started ? 'cancelled' : 'skipped';
    setOutcome(record, { status, cause, endedAt: now(), attempts: record.started ? 1 : 0 });
    record.stop?.stop(cause);
  };

  const putIntoEffect = ({ key, kind, edge }: Transition): void => {
    if (typeof key === 'string') {
      const guarded = guards.get(key);
      if (guarded !== undefined) decideGuard(key, guarded, kind === 'ready' ? undefined : edge);
      terminals.get(key)?.(kind);
      return;
    }
    const record = records.get(key);
    if (record === undefined || outcomes.has(key)) return;
    if (closed !== undefined) return endUnstarted(record, closed);
    if (kind === 'ready') return start(record);
    endUnstarted(
      record,
      blockedCause(edge, (guardKey) => guardCauses.get(guardKey)),
    );
  };

  const decideGuard = (key: string, { task }: Running, blocking: Edge | undefined): void => {
    guards.delete(key);
    if (task.guard === undefined) return;
    if (blocking !== undefined) {
      guardCauses.set(
        key,
        blockedCause(blocking, () => undefined),
      );
      return apply(graph.end(key, 'bad'));
    }
    const verdict = evaluateGuard(task.guard, lookup);
    if (verdict.ok && verdict.value) return apply(graph.end(key, 'ok'));
    const record = records.get(task.id);
    if (verdict.ok) {
      guardCauses.set(key, { reason: 'guard', message: 'Its guard was false.' });
    } else if (record?.task === task) {
      endTask(record, { status: 'failed', error: verdict.failure, ...timing(now()) });
    }
    apply(graph.end(key, verdict.ok ? 'void' : 'bad'));
  };

  const start = (record: Running): void => {
    const { task } = record;
    record.started = true;
    const readyAt = now();
    const tool = toolset.get(task.tool);
    if (tool === undefined) throw new TypeError(`a task of the unknown tool ${task.tool}`);
    const bound = bindInput(task, tool, { lookup, maxElements: limits.fanOut });
    if (bound.kind === 'failed') {
      return endTask(record, { status: 'failed', error: bound.failure, ...timing(readyAt) });
    }
    const stop = createStop();
    record.stop = stop;
    const scope: Scope = {
      run,
      taskId: task.id,
      path: undefined,
      stop,
      giveBack: nothing,
      progress: { readyAt, notes: bound.notes, startedAt: undefined, attempts: 0, children: 0 },
    };
    const ended =
      bound.kind === 'single'
        ? run.dispatchOf(tool)({ tool, input: bound.input }, scope)
        : fanOut(tool, bound.inputs, scope);
    ended.then(
      (outcome) => endTask(record, outcome),
      (thrown: unknown) => endTask(record, dispatchBroke(thrown, timing(readyAt))),
    );
  };

  const timing = (readyAt: number): Timing => ({ readyAt, endedAt: now(), attempts: 0 });

  const endUnstarted = (record: Running, cause: Cause): void =>
    endTask(record, { ...unstarted(cause), endedAt: now(), attempts: 0 });

  const endTask = (record: Running, outcome: Outcome): void => {
    if (records.get(record.task.id) !== record || outcomes.has(record.task.id)) return;
    setOutcome(record, outcome);
    apply(graph.end(record.task.id, endingOf(outcome)));
    if (openTasks > 0) return;
    for (const resolve of waitingForEnd) resolve();
    waitingForEnd.clear();
  };

  const setOutcome = ({ task, plan }: Running, outcome: Outcome): void => {
    outcomes.set(task.id, outcome);
    openTasks -= 1;
    emit({ type: 'task-end', taskId: task.id, outcome }, plan.round);
  };

  const terminal = (end: Terminal): Promise<Transition['kind']> =>
    new Promise((resolve) => {
      const key = `terminal ${String((names += 1))}`;
      terminals.set(key, resolve);
      apply(graph.add(key, terminalEdges(end)));
    });

  const terminalEdges = (end: Terminal): readonly Edge[] => {
    const edges: Edge[] = end.kind === 'finish' ? [...expressionEdges(end.value)] : [];
    for (const [source, { task }] of records) {
      if (end.kind === 'join') edges.push({ source, kind: 'after' });
      else if (task.effect === 'write') edges.push({ source, kind: 'order' });
    }
    return edges;
  };

  const close = (taskIds: Iterable<number>, cause: Cause): void => {
    for (const taskId of taskIds) {
      const record = records.get(taskId);
      if (record === undefined || outcomes.has(taskId)) continue;
      if (record.stop === undefined) endUnstarted(record, cause);
      else record.stop.stop(cause);
    }
  };

  const apply = createAgenda(putIntoEffect);

  const lookup: Lookup = (source) => {
    const outcome = source === 'input' ? undefined : outcomes.get(source);
    if (outcome?.status === 'ok') return { kind: 'value', value: outcome.value };
    if (source !== 'input' || inputs === undefined) return { kind: 'absent' };
    return { kind: 'value', value: inputs };
  };

  return {
    openPlan,
    add,
    pass: (plan) => endPlan(plan, 'ok'),
    fail: (plan) => endPlan(plan, 'bad'),
    terminal,
    close,
    closeAll(cause) {
      closed = cause;
      close(records.keys(), cause);
    },
    settled: () =>
      openTasks === 0 ? Promise.resolve() : new Promise((resolve) => waitingForEnd.add(resolve)),
    records,
    outcomes,
    lookup,
  };
}

function nothing(): void {
  // a task holds no permit before its gate gives one
}
