import { elapsedMs } from '../core/clock.ts';
import type { Cause, Outcome, Timing } from '../core/outcome.ts';
import { createStop, stopNow } from '../core/stop.ts';
import { whenCalm } from '../core/when-calm.ts';
import { evaluateGuard } from '../plan/evaluate-guard.ts';
import type { Condition, Task, Terminal } from '../plan/task.ts';
import { createAgenda } from './agenda.ts';
import { createApprovals } from './approvals.ts';
import { callTask } from './call-task.ts';
import { endingOf, guardFalse, replaced, tooManyTasks, unstarted } from './causes.ts';
import { timingOf, type RunScope, type Scope } from './dispatch.ts';
import type { Executor, ExecutorOptions, Plan } from './executor.ts';
import { createDurations } from './durations.ts';
import { createEffectOrder } from './effect-order.ts';
import { createGraph, type Edge, type Transition } from './graph.ts';
import { outcomeLookup } from './outcome-lookup.ts';
import { defaultPasses } from './passes.ts';
import { plannedFact } from './planned-fact.ts';
import { choosePriority, taskWeights } from './priority.ts';
import { createQueue } from './queue.ts';
import { createReadyList } from './ready-list.ts';
import { beginRecord, type Running } from './running.ts';
import { createSignposts } from './signposts.ts';
import { argumentEdges, guardEdges, terminalEdges } from './task-edges.ts';

/**
 * The driver puts into effect what the graph says. One graph serves all rounds of a run.
 *
 * 1. A task starts when its edges are gone, in the same tick; then it waits for a permit only. Of
 *    those that become ready together the one of highest priority starts first.
 * 2. Every task added ends with exactly one outcome; `task-end` is its last event. A waiting task whose
 *    name is taken over has none: the one that took it ends for both.
 * 3. Writes, and reads of what is written, wait as effect-order.ts says.
 * 4. Once the run is closed nothing starts; what is added gets its outcome at once.
 * 5. Only the record that holds a task's name may end it: the late result of a replaced call is dropped.
 * 6. A guard is decided before its task is skipped for what else it needs, so that the outcomes do not
 *    depend on what ends first.
 * 7. While no plan is open, a task that nothing can make ready any more is skipped.
 */
export function createExecutor(options: ExecutorOptions): Executor {
  const { toolset, clock, limits, emit, inputs, concurrency } = options;
  const { passes = defaultPasses, durations = createDurations() } = options;
  const beganAt = clock.now();
  const records = new Map<number, Running>();
  const graph = createGraph(taskWeights(records, durations));
  const priority = choosePriority(graph, passes, options.order);
  const outcomes = new Map<number, Outcome>();
  const lookup = outcomeLookup(outcomes, inputs);
  const surroundings = { records, outcomes, lookup };
  const halted = createStop();
  const approvals = createApprovals({ halted, ...surroundings, ...options });
  const waiters: (() => void)[] = [];
  let openTasks = 0;
  let closed: Cause | undefined;

  const beginRun = (): RunScope => ({
    runId: options.runId,
    context: options.context,
    toolset,
    clock,
    queue: createQueue({ concurrency, priorityVersion: priority.version, whenCalm }),
    durations,
    concurrency,
    limits,
    passes,
    onFailure: options.onFailure,
    approvals,
    halt: halted,
    dispatchOf: options.dispatchOf,
    priorityOf: priority.of,
    now: () => elapsedMs(clock, beganAt),
    emit(record, fact) {
      const { id } = record.task;
      if (records.get(id) === record && !outcomes.has(id)) emit(fact, record.plan.round);
    },
  });
  const run = beginRun();

  const add = (task: Task, plan: Plan): void => {
    takeOver(task.id);
    const record = beginRecord(task, plan);
    records.set(task.id, record);
    const refusal = records.size > limits.tasks ? tooManyTasks(limits.tasks) : closed;
    agenda.add(graph.add(task.id, refusal === undefined ? edgesOf(record) : []));
    emit(plannedFact(record), plan.round);
    if (refusal !== undefined) endUnstarted(record, refusal, 'cancelled');
  };

  /** Makes a name free for a task that is about to be added. */
  const takeOver = (taskId: number): void => {
    const before = records.get(taskId);
    if (before === undefined || outcomes.has(taskId)) {
      openTasks += 1;
    } else if (before.scope !== undefined) {
      if (isLeftToFinish(before.scope)) before.halted = replaced;
      else stopNow(before.scope.stop, replaced);
      const outcome: Outcome = { status: 'cancelled', cause: replaced, ...timingOf(before.scope) };
      emit({ type: 'task-end', taskId, outcome }, before.plan.round);
    }
    outcomes.delete(taskId);
  };

  const edgesOf = (record: Running): readonly Edge[] => {
    const { task, plan } = record;
    const edges = argumentEdges(task);
    edges.push(...effects.edgesOf(task, plan));
    const { guard } = task;
    if (guard === undefined) return edges;
    const key = signposts.add(guardEdges(guard), (blocked) => {
      if (blocked === undefined) decideGuard(key, guard, record);
      else signposts.end(key, 'bad', blocked);
    });
    edges.push({ source: key, kind: 'data' });
    return edges;
  };

  const decideGuard = (key: string, guard: Condition, record: Running): void => {
    const verdict = evaluateGuard(guard, lookup);
    if (!verdict.ok) {
      endTask(record, { status: 'failed', error: verdict.failure, ...timing(run.now()) });
    } else if (!verdict.value) {
      signposts.end(key, 'void', guardFalse);
    } else if (record.blocked !== undefined) {
      endUnstarted(record, record.blocked);
    } else {
      record.guarded = false;
      signposts.end(key, 'ok');
    }
  };

  const putIntoEffect = ({ key, kind, edge }: Transition): void => {
    if (typeof key === 'string') return signposts.pass(key, kind, edge);
    const record = records.get(key);
    if (record === undefined || outcomes.has(key)) return;
    if (kind === 'ready') return ready.add(record);
    const isInput = edge?.kind === 'data' && typeof edge.source === 'number';
    if (isInput && record.guarded) record.blocked ??= signposts.causeOf(edge);
    else endUnstarted(record, signposts.causeOf(edge));
  };

  const start = (record: Running): void => {
    if (records.get(record.task.id) !== record || outcomes.has(record.task.id)) return;
    record.started = true;
    const begin = (scope: Scope): void => {
      record.scope = scope;
    };
    const outcome = callTask({ run, record, lookup, begin });
    if (outcome instanceof Promise) void outcome.then((ended) => endCall(record, ended));
    else endTask(record, outcome);
  };

  /** The call of a task that was left to finish is over when its task has long ended. */
  const endCall = (record: Running, outcome: Outcome): void => {
    if (record.halted === undefined) return endTask(record, outcome);
    if (records.get(record.task.id) !== record) return;
    emit({ type: 'task-late', taskId: record.task.id, outcome }, record.plan.round);
  };

  const timing = (readyAt: number): Timing => ({ readyAt, endedAt: run.now(), attempts: 0 });

  const endUnstarted = (record: Running, cause: Cause, status = unstarted(cause)): void =>
    endTask(record, { status, cause, endedAt: run.now(), attempts: 0 });

  const endTask = (record: Running, outcome: Outcome): void => {
    const taskId = record.task.id;
    if (records.get(taskId) !== record || outcomes.has(taskId)) return;
    outcomes.set(taskId, outcome);
    record.scope = undefined;
    openTasks -= 1;
    emit({ type: 'task-end', taskId, outcome }, record.plan.round);
    agenda.add(graph.end(taskId, endingOf(outcome)));
    if (openTasks > 0) return;
    for (const resolve of waiters.splice(0)) resolve();
  };

  const endStuck = (): void => {
    if (!effects.hasOpenPlan()) {
      for (const key of graph.stuck()) putIntoEffect({ key, kind: 'blocked', edge: undefined });
    }
  };

  const terminal = (end: Terminal, plan: Plan): Promise<Transition['kind']> =>
    new Promise((resolve) => {
      signposts.add(terminalEdges(end, plan, records), (blocked) =>
        resolve(blocked === undefined ? 'ready' : 'blocked'),
      );
      agenda.during(endStuck);
    });

  const close = (taskIds: Iterable<number>, cause: Cause): void => {
    for (const taskId of [...taskIds]) {
      const record = records.get(taskId);
      if (record === undefined) continue;
      if (record.scope === undefined) endUnstarted(record, cause);
      else if (isLeftToFinish(record.scope)) leave(record, record.scope, cause);
      else stopNow(record.scope.stop, cause);
    }
  };

  const isLeftToFinish = ({ record, progress }: Scope): boolean =>
    progress.startedAt !== undefined && toolset.get(record.task.tool)?.tool.onClose === 'finish';

  const leave = (record: Running, scope: Scope, cause: Cause): void => {
    record.halted = cause;
    endTask(record, { status: 'cancelled', cause, ...timingOf(scope) });
  };

  const halt = (cause: Cause): void => {
    closed ??= cause;
    stopNow(run.halt, cause);
    for (const record of records.values()) {
      if (record.scope === undefined) endUnstarted(record, cause, 'cancelled');
    }
  };

  const ready = createReadyList({ ...run, priority, start });
  const agenda = createAgenda(putIntoEffect, ready.startAll);
  const signposts = createSignposts(graph, agenda.add);
  const ask = approvals?.askForPlan;
  const effects = createEffectOrder({ toolset, signposts, ask, ...surroundings });

  return {
    openPlan: effects.open,
    together: agenda.during,
    add: (task, plan) => agenda.during(() => add(task, plan)),
    pass(plan) {
      agenda.during(() => effects.close(plan, 'ok'));
      agenda.during(endStuck);
    },
    fail: (plan) => agenda.during(() => effects.close(plan, 'bad')),
    terminal,
    close: (taskIds, cause) => agenda.during(() => close(taskIds, cause)),
    halt: (cause) => agenda.during(() => halt(cause)),
    closeAll: (cause) =>
      agenda.during(() => {
        halt(cause);
        close(records.keys(), cause);
      }),
    settled: () =>
      new Promise((resolve) => {
        if (openTasks === 0) resolve();
        else waiters.push(resolve);
      }),
    ended: signposts.ended,
    records,
    outcomes,
    lookup,
  };
}
