import type { Json, Task, Toolset } from '../../../src/index.ts';
import { bindInput } from '../../../src/plan/bind-input.ts';
import type { Lookup } from '../../../src/plan/resolve.ts';
import { toJson } from '../../../src/tools/to-json.ts';
import type { RunnerInput } from '../runner.ts';

/** A task that has been begun. */
export interface Running {
  readonly task: Task;
  readonly result: Promise<Json>;
}

export interface TaskScope {
  readonly race: RunnerInput;
  readonly toolset: Toolset;
  readonly running: ReadonlyMap<number, Running>;
}

/** Waits for what the task refers to, then calls its tool: once, or once an element. */
export async function runTask(task: Task, { race, toolset, running }: TaskScope): Promise<Json> {
  const values = new Map<number | 'input', Json>();
  await Promise.all(
    task.dependencies.map(async (id) => {
      const source = running.get(id);
      if (source !== undefined) values.set(id, await source.result);
    }),
  );
  const tool = toolset.get(task.tool);
  if (tool === undefined || task.guard !== undefined) {
    throw new Error(`The bare loop has no guards and no tool that is not given: ${task.tool}.`);
  }
  const lookup: Lookup = (source) => {
    const value = values.get(source);
    return value === undefined ? { kind: 'absent' } : { kind: 'value', value };
  };
  const callTool = async (input: unknown): Promise<Json> => {
    const result = toJson(await race.callTool(task.tool, input, race.signal));
    if (!result.ok) throw new Error(result.failure.message);
    return result.value;
  };
  const bound = bindInput(task, tool, { lookup });
  switch (bound.kind) {
    case 'single':
      return callTool(bound.input);
    case 'fan-out':
      return Promise.all(
        bound.elements.map((element) => {
          if (element.ok) return callTool(element.input);
          throw new Error(element.failure.message);
        }),
      );
    case 'failed':
      throw new Error(bound.failure.message);
  }
}
