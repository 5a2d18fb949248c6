import type { RunnableConfig } from '@langchain/core/runnables';
import type { DynamicStructuredTool } from '@langchain/core/tools';
import type { Json, Toolset } from '../../src/index.ts';
import type { Outcome } from '../../src/core/outcome.ts';
import { createPlanParser } from '../../src/plan/plan-parser.ts';
import type { PlanItem, Task } from '../../src/plan/task.ts';
import { runTask, type Running } from '../race/runners/run-task.ts';
import { raceOf } from './langchain-tools.ts';

/** A task of a round and what it came to. */
export interface EndedTask {
  readonly task: Task;
  readonly outcome: Outcome;
}

/** LLMCompiler's task fetching unit, for one round. */
export interface TaskUnit {
  /** Takes the next piece of the plan; every task that is whole is begun. */
  push(text: string): void;
  /** Takes the plan's end; resolves with the round's tasks when the last has ended. */
  end(): Promise<readonly EndedTask[]>;
}

export interface TaskUnitOptions {
  readonly toolset: Toolset;
  readonly tools: readonly DynamicStructuredTool[];
  readonly config: RunnableConfig;
  /** The tasks of earlier rounds, which this round's may refer to. */
  readonly earlier: readonly EndedTask[];
}

/**
 * Begins each task as it streams; it calls its LangChain tool as soon as what it refers to is there. The
 * tutorial's unit looks for that several times a second; this one is told. As there, a line that is no
 * task is passed over, and a call that failed is a result like others.
 */
export function createTaskUnit({ toolset, tools, config, earlier }: TaskUnitOptions): TaskUnit {
  const parser = createPlanParser({
    toolset,
    earlier: new Map(earlier.map(({ task }) => [task.id, task.tool])),
  });
  const running = new Map<number, Running>();
  for (const { task, outcome } of earlier) addRunning(running, task, valueOf(outcome));
  const own: Task[] = [];
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const race = {
    ...raceOf(config),
    callTool: async (name: string, input: unknown): Promise<unknown> =>
      byName.get(name)?.invoke(input, config),
  };
  const take = (items: readonly PlanItem[]): void => {
    for (const item of items) {
      if (item.kind !== 'task') continue;
      own.push(item.task);
      addRunning(running, item.task, runTask(item.task, { race, toolset, running }));
    }
  };
  return {
    push: (text) => take(parser.push(text)),
    end() {
      take(parser.end({ complete: true }));
      return Promise.all(
        own.map(async (task) => ({ task, outcome: await outcomeOf(running.get(task.id)) })),
      );
    },
  };
}

function addRunning(running: Map<number, Running>, task: Task, result: Promise<Json>): void {
  // Looked at when the round ends; until then a failure is nobody's.
  result.catch(() => undefined);
  running.set(task.id, { task, result });
}

async function valueOf(outcome: Outcome): Promise<Json> {
  if (outcome.status === 'ok') return outcome.value;
  throw new Error(outcome.status === 'failed' ? outcome.error.message : outcome.cause.message);
}

async function outcomeOf(running: Running | undefined): Promise<Outcome> {
  const timing = { endedAt: 0, attempts: 1 };
  try {
    return { status: 'ok', value: (await running?.result) ?? null, ...timing };
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return { status: 'failed', error: { code: 'tool.threw', message }, ...timing };
  }
}
