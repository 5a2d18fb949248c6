import { unreachable } from '../core/unreachable.ts';
import type { OpenReader } from './check-references.ts';
import { createReferenceChecks } from './check-references.ts';
import { checkCall, checkTerminal } from './check-statement.ts';
import type { CompiledCall } from './compile-call.ts';
import type { PlacedTask } from './find-plan-cycles.ts';
import { findPlanCycles } from './find-plan-cycles.ts';
import { makeTask } from './make-task.ts';
import type { PlanContext } from './plan-context.ts';
import { defaultPlanLimits } from './plan-context.ts';
import type { Stated } from './plan-ids.ts';
import { createPlanIds } from './plan-ids.ts';
import { isError, problemItem } from './plan-problem.ts';
import { duplicateId, renumbered, tooManyTasks } from './statement-findings.ts';
import type { CallStatement, Position, Statement, TerminalStatement } from './syntax.ts';
import type { PlanItem, Task } from './task.ts';

/** Gives statements their meaning, one after another. */
export interface Checker {
  /**
   * Takes the next statement. A call without an error comes back as its task, which may start as
   * soon as its dependencies are there; one with errors comes back as problems only.
   */
  add(statement: Statement): readonly PlanItem[];
  /**
   * Tells that a statement of this id stood in the text but could not be read, so that a reference
   * to it is not a second error.
   */
  refuse(statement: Stump): readonly PlanItem[];
  /** Checks the plan as a whole. Called once, when no more statements come. */
  end(): readonly PlanItem[];
}

/** What is left of a statement that could not be read. */
export interface Stump extends Position {
  readonly id: number;
}

/** A call that refers to what is not stated yet. */
interface OpenCall {
  readonly open: OpenReader;
  readonly call: CompiledCall;
  /** Absent if the call had errors. */
  readonly task: Task | undefined;
  readonly id: number;
}

/**
 * A checker for one plan.
 *
 * 1. A task that was handed out had no error that the statements up to it could show.
 * 2. What a task refers to and is not stated yet is a dependency until `end` decides on it; then the
 *    task comes again, as `revised`, if it changed.
 * 3. The work grows with the size of the plan, however its statements refer to each other.
 */
export function createChecker(context: PlanContext): Checker {
  const limit = context.limits?.tasks ?? defaultPlanLimits.tasks;
  const ids = createPlanIds(context);
  const references = createReferenceChecks(context, ids);
  const tasks = new Map<number, PlacedTask>();
  const openCalls: OpenCall[] = [];
  let calls = 0;

  const state = (written: number, stated: Stated): PlanItem[] => {
    ids.state(written, stated);
    return references.stated(written).map(({ reader, finding }) => {
      const taskId = reader.written === undefined ? undefined : reader.written + ids.offset;
      return problemItem(finding, taskId);
    });
  };

  const begin = (statement: Stump): PlanItem[] => {
    const isRenumbered = ids.begin(statement.id);
    const id = statement.id + ids.offset;
    return isRenumbered ? [problemItem(renumbered(statement, id), id)] : [];
  };

  const addCall = (statement: CallStatement): readonly PlanItem[] => {
    calls += 1;
    if (calls > limit) {
      return calls === limit + 1 ? [problemItem(tooManyTasks(statement, limit), undefined)] : [];
    }
    const items = begin(statement);
    const id = statement.id + ids.offset;
    const conflict = ids.conflict(statement.id);
    const { findings, call, task, open } = checkCall(statement, id, { context, references });
    if (conflict !== undefined) {
      items.push(problemItem(duplicateId(statement, statement.id, conflict), id));
    }
    for (const finding of findings) items.push(problemItem(finding, id));
    const good = conflict === undefined ? task : undefined;
    if (open !== undefined && call !== undefined) openCalls.push({ open, call, task: good, id });
    if (good !== undefined) {
      tasks.set(id, { task: good, position: placeOf(statement) });
      items.push({ kind: 'task', task: good });
    }
    return conflict === undefined
      ? [...items, ...state(statement.id, statedBy(call, good))]
      : items;
  };

  const addTerminal = (statement: TerminalStatement): readonly PlanItem[] => {
    const { id: written } = statement;
    const id = written === undefined ? undefined : written + ids.offset;
    const isTaken = written !== undefined && ids.conflict(written) === 'stated';
    const items = written === undefined || isTaken ? [] : state(written, { kind: 'terminal' });
    const unknown = calls > limit ? 'ignore' : 'report';
    const checked = checkTerminal(statement, references, { id, unknown });
    const taken = isTaken ? [duplicateId(statement, written, 'stated')] : [];
    const findings = [...taken, ...checked.findings];
    for (const finding of findings) items.push(problemItem(finding, id));
    if (!findings.some(isError)) items.push({ kind: 'terminal', terminal: checked.terminal });
    return items;
  };

  const close = ({ open, call, task, id }: OpenCall): readonly PlanItem[] => {
    const unknown = calls > limit ? 'ignore' : 'report';
    const { findings, decide, changed } = references.close(open, unknown);
    const items = findings.map((finding) => problemItem(finding, id));
    if (!changed || task === undefined || findings.some(isError)) return items;
    const made = makeTask(call, id, decide);
    for (const finding of made.findings) items.push(problemItem(finding, id));
    tasks.set(id, { task: made.task, position: placeOf(call.statement) });
    return [...items, { kind: 'revised', task: made.task }];
  };

  return {
    add(statement) {
      switch (statement.kind) {
        case 'call':
          return addCall(statement);
        case 'terminal':
          return addTerminal(statement);
        default:
          return unreachable(statement);
      }
    },
    refuse(statement) {
      const items = begin(statement);
      if (ids.conflict(statement.id) !== undefined) return items;
      return [...items, ...state(statement.id, { kind: 'broken' })];
    },
    end() {
      const items = openCalls.flatMap(close);
      for (const { taskId, finding } of findPlanCycles(tasks, ids.offset)) {
        items.push(problemItem(finding, taskId));
      }
      return items;
    },
  };
}

function statedBy(call: CompiledCall | undefined, task: Task | undefined): Stated {
  if (call === undefined || task === undefined) return { kind: 'broken' };
  const result = task.fanOut === undefined ? 'one' : 'list';
  return { kind: 'task', producer: { tool: call.tool, result } };
}

/** Without the rest of the statement, which may be long and is not needed again. */
function placeOf({ line, column }: Position): Position {
  return { line, column };
}
