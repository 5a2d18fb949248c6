import type { WritePreview } from '../core/events.ts';
import { copyJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { bindInput } from '../plan/bind-input.ts';
import { printExpression, printTask } from '../plan/print-plan.ts';
import type { Expression, ObjectExpression, Task } from '../plan/task.ts';
import { visitExpression } from '../plan/visit-references.ts';
import type { PreparedTool } from '../tools/prepared-tool.ts';
import type { Surroundings } from './planned-key.ts';
import { sizeOfJson } from './size-of-json.ts';
import type { TaskRecord } from './task-record.ts';

/** How much of what tasks came to a request may still show, in bytes. */
export interface Room {
  bytes: number;
}

/**
 * A write of a plan, before it is bound: what is known by value, what is not by its source. Results
 * for which there is no room are not known.
 */
export function previewTask(
  { task, call }: TaskRecord,
  tool: PreparedTool,
  { room, ...surroundings }: Surroundings & { readonly room: Room },
): WritePreview {
  const known: [string, Json][] = [];
  const unknown: [string, string][] = [];
  for (const entry of task.args.entries) {
    const [name, expression] = entry;
    const value = isSettled(task, entry, surroundings)
      ? bindOne({ ...task, args: { kind: 'object', entries: [entry] } }, tool, surroundings)
      : undefined;
    if (value !== undefined && hasRoom(expression, value, room)) known.push([name, value]);
    else unknown.push([name, printExpression(expression)]);
  }
  return {
    taskId: task.id,
    tool: task.tool,
    call,
    known: Object.fromEntries(known),
    unknown: Object.fromEntries(unknown),
    ...(task.fanOut === undefined ? {} : { mapped: true }),
  };
}

/** Literals are as long as the plan at most. */
function hasRoom({ kind }: Expression, value: Json, room: Room): boolean {
  const bytes = kind === 'literal' ? 0 : sizeOfJson(value);
  if (bytes > room.bytes) return false;
  room.bytes -= bytes;
  return true;
}

type Entry = readonly [name: string, expression: Expression];

/** Everything that the argument refers to has ended; an element of a list is known at its call only. */
function isSettled(task: Task, [name, expression]: Entry, { outcomes }: Surroundings): boolean {
  if (task.fanOut?.parameters.includes(name) === true) return false;
  let open = 0;
  visitExpression(expression, ({ source }) => {
    if (source !== 'input' && !outcomes.has(source)) open += 1;
  });
  return open === 0;
}

function bindOne(
  { args, ...task }: Task,
  tool: PreparedTool,
  { lookup }: Surroundings,
): Json | undefined {
  const bound = bindInput({ ...task, args, fanOut: undefined }, tool, { lookup });
  const [name = ''] = args.entries[0] ?? [];
  if (bound.kind !== 'single' || !Object.hasOwn(bound.input, name)) return undefined;
  return bound.input[name];
}

/** A call that is about to be made: a task's own, or with `path` one below it. The log keeps copies. */
export function previewCall(
  { task, call }: TaskRecord,
  {
    path,
    tool,
    input,
  }: { readonly path?: string; readonly tool: string; readonly input: JsonObject },
): WritePreview {
  const known = copyJsonObject(input);
  if (path === undefined) return { taskId: task.id, tool, call, known, unknown: {} };
  return {
    taskId: task.id,
    path,
    tool,
    call: `${path}. ${printCall(tool, input)}`,
    known,
    unknown: {},
  };
}

/** All calls of a fanned-out task. */
export function previewElements(
  { task, call }: TaskRecord,
  inputs: readonly JsonObject[],
): WritePreview {
  const isShared = (name: string): boolean => task.fanOut?.parameters.includes(name) !== true;
  const shared = Object.entries(inputs[0] ?? {}).filter(([name]) => isShared(name));
  return {
    taskId: task.id,
    tool: task.tool,
    call,
    known: copyJsonObject(Object.fromEntries(shared)),
    unknown: Object.fromEntries(
      task.args.entries
        .filter(([name]) => !isShared(name))
        .map(([name, expression]) => [name, printExpression(expression)]),
    ),
    inputs: inputs.map(copyJsonObject),
  };
}

function printCall(tool: string, input: JsonObject): string {
  const args: ObjectExpression = {
    kind: 'object',
    entries: Object.entries(input).map(([name, value]) => [name, { kind: 'literal', value }]),
  };
  return printTask({ ...blank, tool, args }).replace(/^0\. /, '');
}

const blank = {
  id: 0,
  effect: 'write',
  dependencies: [],
  guard: undefined,
  fanOut: undefined,
  thought: undefined,
  notes: [],
  line: 0,
} as const;
