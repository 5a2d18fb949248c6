import type { Json, Toolset } from '../../../src/index.ts';
import { createToolset } from '../../../src/index.ts';
import type { Outcome } from '../../../src/core/outcome.ts';
import { createDecisionReader } from '../../../src/joiner/decision-reader.ts';
import { joinMessages } from '../../../src/joiner/joiner-prompt.ts';
import { collectSources } from '../../../src/joiner/sources.ts';
import type { Message } from '../../../src/model/model.ts';
import { createPlanParser } from '../../../src/plan/plan-parser.ts';
import { printTask } from '../../../src/plan/print-plan.ts';
import type { PlanItem, Task } from '../../../src/plan/task.ts';
import { planMessages } from '../../../src/planner/planner-prompt.ts';
import type { Runner, RunnerInput, RunnerResult } from '../runner.ts';
import { maxTurns, tooManyTurns } from './bounded.ts';
import type { Chat } from './chat.ts';
import { oncePer } from './once-per.ts';
import { defineRaceTools } from './race-tools.ts';
import { runTask, type Running } from './run-task.ts';

/**
 * The least code that streams a plan and runs it: toolc's prompts and parser, and promises. Nothing is
 * checked, logged, limited or survived: it shows what toolc's engine costs.
 */
export function createFloor(chat: Chat): Runner {
  const toolsetOf = oncePer(
    ({ raceCase }) => raceCase.tools,
    ({ raceCase }) => createToolset(defineRaceTools(raceCase.tools)),
  );
  return {
    name: 'floor',
    title: 'bare streaming loop',
    about: "toolc's plan text and prompts, promises in place of its engine; openai client",
    run: (race) => runFloor(race, chat, toolsetOf(race)),
  };
}

async function runFloor(race: RunnerInput, chat: Chat, tools: Toolset): Promise<RunnerResult> {
  const conversation: readonly Message[] = [{ role: 'user', content: race.raceCase.question }];
  const running = new Map<number, Running>();

  let plan = openPlan(race, tools, running);
  await chat(race, {
    role: 'planner',
    messages: chatMessages(planMessages({ conversation, tools })),
    onText: (text) => plan.push(text),
  });
  plan.end();
  for (let turn = 1; turn < maxTurns; turn += 1) {
    const messages = await joinPrompt(conversation, tools, running);
    const reader = createDecisionReader();
    const next = openPlan(race, tools, running);
    const read = (items: ReturnType<typeof reader.push>): void => {
      for (const { kind, text } of items) {
        if (kind === 'answer') race.onAnswerText();
        if (kind === 'plan') next.push(text);
      }
    };
    await chat(race, { role: 'joiner', messages, onText: (text) => read(reader.push(text)) });
    const { items, decision } = reader.end({ complete: true });
    read(items);
    if (decision.kind === 'finish') return { answer: decision.answer };
    if (decision.kind !== 'replan' || decision.planText === undefined) {
      throw new Error(`Expected "Finish: …" or "Replan: …" with a plan, got ${decision.kind}.`);
    }
    next.end();
    plan = next;
  }
  throw tooManyTurns();
}

interface OpenPlan {
  push(text: string): void;
  end(): void;
}

/** A plan as it streams: each task is begun with its `)`, and waits for its sources by itself. */
function openPlan(race: RunnerInput, toolset: Toolset, running: Map<number, Running>): OpenPlan {
  const earlier = new Map([...running].map(([id, { task }]) => [id, task.tool]));
  const parser = createPlanParser({ toolset, earlier });
  const take = (items: readonly PlanItem[]): void => {
    for (const item of items) {
      if (item.kind === 'task') running.set(item.task.id, start(item.task));
      else if (item.kind === 'problem' && item.problem.severity === 'error') {
        throw new Error(item.problem.message);
      }
    }
  };
  const start = (task: Task): Running => {
    const result = runTask(task, { race, toolset, running });
    // Awaited before the joiner is asked; until then a failure is nobody's.
    result.catch(() => undefined);
    return { task, result };
  };
  return {
    push: (text) => take(parser.push(text)),
    end: () => take(parser.end({ complete: true })),
  };
}

/** Waits for every result. */
async function joinPrompt(
  conversation: readonly Message[],
  tools: Toolset,
  running: ReadonlyMap<number, Running>,
): Promise<ReturnType<typeof chatMessages>> {
  const ended = await Promise.all(
    [...running.values()].map(async ({ task, result }) => ({ task, value: await result })),
  );
  const consumed = new Set(ended.flatMap(({ task }) => task.dependencies));
  const results = ended.map(({ task, value }) => ({
    call: printTask(task),
    outcome: okOutcome(value),
    consumed: consumed.has(task.id),
  }));
  const sources = collectSources(results.map(({ outcome }) => outcome));
  const nextId = Math.max(0, ...running.keys()) + 1;
  const mayPlan = { tools, nextId };
  return chatMessages(joinMessages({ conversation, results, mayReplan: true, mayPlan, sources }));
}

function okOutcome(value: Json): Outcome {
  return { status: 'ok', value, endedAt: 0, attempts: 1 };
}

function chatMessages(messages: readonly Message[]): { role: Message['role']; content: string }[] {
  return messages.map(({ role, content }) => ({ role, content }));
}
