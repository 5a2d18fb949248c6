import { createToolset, type Json, type Task, type Toolset } from '../../../src/index.ts';
import { createDecisionReader } from '../../../src/joiner/decision-reader.ts';
import { joinMessages } from '../../../src/joiner/joiner-prompt.ts';
import { collectSources } from '../../../src/joiner/sources.ts';
import type { Message } from '../../../src/model/model.ts';
import { createPlanParser } from '../../../src/plan/plan-parser.ts';
import { printTask } from '../../../src/plan/print-plan.ts';
import { planMessages } from '../../../src/planner/planner-prompt.ts';
import type { Case } from '../case.ts';
import type { Bounds } from '../cell.ts';
import { askedCalls } from '../provider/asked-calls.ts';
import type { ChatRequest } from '../provider/chat-request.ts';
import { countTurns } from '../provider/count-turns.ts';
import { countReplyTokens, speakReply } from '../provider/reply.ts';
import { roles } from '../provider/roles/play-role.ts';
import { drawPace, type Timing, tokenAtMs } from '../provider/timing.ts';
import { countPromptTokens } from '../provider/tokens.ts';
import type { Role } from '../runner.ts';
import { defineRaceTools } from '../runners/race-tools.ts';
import { maxTurns } from '../runners/bounded.ts';
import { depthOf, runOracle } from '../world/oracle.ts';
import { criticalPathMs, latencies } from './critical-path.ts';

export interface BoundsOptions {
  readonly timing: Timing;
  /** Of the jitter: the same as the provider's, so that both draw the same. */
  readonly seed: number;
}

/**
 * What the simulator's arithmetic allows for a case, in ms: no socket, no timer, no code of anybody. The
 * same prompts, replies, jitter and latencies as in a run of the bare loop, each thing at its very moment.
 */
export function boundsOf(
  raceCase: Case,
  options: BoundsOptions,
): Bounds & { readonly depth: number } {
  const scene: Scene = {
    raceCase,
    options,
    toolset: createToolset(defineRaceTools(raceCase.tools)),
    conversation: [{ role: 'user', content: raceCase.question }],
    latencyOf: latencies(raceCase),
  };
  const { endMs, joinMs } = playFloor(scene);
  return {
    depth: depthOf(runOracle(raceCase).steps),
    floorMs: endMs,
    idealMs: criticalPathMs(raceCase) + joinMs,
    finishMs: raceCase.finish === undefined ? undefined : playFinish(scene, raceCase.finish),
  };
}

interface Scene {
  readonly raceCase: Case;
  readonly options: BoundsOptions;
  readonly toolset: Toolset;
  readonly conversation: readonly Message[];
  readonly latencyOf: (place: number) => number;
}

/** A task's end, and what it gave. */
interface Ended {
  readonly task: Task;
  readonly endMs: number;
  readonly value: Json;
}

/** Plan, calls, joiner; where the joiner writes the next plan, again. */
function playFloor(scene: Scene): { readonly endMs: number; readonly joinMs: number } {
  const ended = new Map<number, Ended>();
  const first = ask(scene, 'planner', planPrompt(scene));
  runPlan(scene, { text: first.text, ended, asked: first.asked, fromMs: 0 });
  let nowMs = Math.max(first.durationMs, lastEnd(ended));
  for (let turn = 1; turn < maxTurns; turn += 1) {
    const reply = ask(scene, 'joiner', joinPrompt(scene, ended));
    const plan = planIn(reply.text);
    if (plan === undefined) return { endMs: nowMs + reply.durationMs, joinMs: reply.durationMs };
    runPlan(scene, { text: plan, ended, asked: reply.asked, fromMs: nowMs });
    nowMs = Math.max(nowMs + reply.durationMs, lastEnd(ended));
  }
  throw new Error(`Expected the case to end within ${maxTurns} turns: ${scene.raceCase.question}`);
}

/** The answer is there with the plan's end, and with the last result that it wants; writes are wanted all. */
function playFinish(scene: Scene, finish: string): number {
  const ended = new Map<number, Ended>();
  const { text, asked, durationMs } = ask(scene, 'planner-finish', planPrompt(scene));
  runPlan(scene, { text, ended, asked, fromMs: 0 });
  const read = new Set([...finish.matchAll(/\$\{(\d+)/g)].map(([, id]) => Number(id)));
  const wanted = [...ended.values()].filter(
    ({ task }) => read.has(task.id) || task.effect === 'write',
  );
  return Math.max(durationMs, ...wanted.map(({ endMs }) => endMs));
}

interface Reply {
  readonly text: string;
  readonly durationMs: number;
  /** When the text of each step's call is complete, in ms since the request. */
  readonly asked: ReadonlyMap<number, number>;
}

function ask(scene: Scene, role: Role, messages: readonly Message[]): Reply {
  const { raceCase, options } = scene;
  const request = requestOf(messages);
  const reply = speakReply(roles[role]({ raceCase, request, badLine: false }), { thinking: '' });
  const { question } = raceCase;
  const pace = drawPace({ ...options, question, role, turn: countTurns(request.messages) });
  const prompt = countPromptTokens(request);
  const at = (token: number): number => tokenAtMs(pace, prompt, token);
  const asked = askedCalls(reply).flatMap(({ place, token }): [number, number][] =>
    place === undefined ? [] : [[place, at(token)]],
  );
  return { text: reply.text, durationMs: at(countReplyTokens(reply)), asked: new Map(asked) };
}

interface Plan {
  readonly text: string;
  readonly asked: ReadonlyMap<number, number>;
  /** When it was asked for. */
  readonly fromMs: number;
  readonly ended: Map<number, Ended>;
}

/** Each call begins when its text is there and its sources have ended. */
function runPlan(scene: Scene, { text, asked, fromMs, ended }: Plan): void {
  const earlier = new Map([...ended].map(([id, { task }]) => [id, task.tool]));
  const parser = createPlanParser({ toolset: scene.toolset, earlier });
  const { results } = runOracle(scene.raceCase);
  for (const item of [...parser.push(text), ...parser.end({ complete: true })]) {
    if (item.kind !== 'task') continue;
    const { task } = item;
    const place = task.id - 1;
    const sources = task.dependencies.map((id) => ended.get(id)?.endMs ?? 0);
    const startMs = Math.max(fromMs + (asked.get(place) ?? 0), ...sources);
    ended.set(task.id, {
      task,
      endMs: startMs + scene.latencyOf(place),
      value: results[place] ?? null,
    });
  }
}

function planPrompt({ conversation, toolset }: Scene): readonly Message[] {
  return planMessages({ conversation, tools: toolset });
}

function joinPrompt(
  { conversation, toolset }: Scene,
  ended: ReadonlyMap<number, Ended>,
): readonly Message[] {
  const tasks = [...ended.values()];
  const consumed = new Set(tasks.flatMap(({ task }) => task.dependencies));
  const results = tasks.map(({ task, value }) => ({
    call: printTask(task),
    outcome: { status: 'ok', value, endedAt: 0, attempts: 1 } as const,
    consumed: consumed.has(task.id),
  }));
  const sources = collectSources(results.map(({ outcome }) => outcome));
  const mayPlan = { tools: toolset, nextId: Math.max(0, ...ended.keys()) + 1 };
  return joinMessages({ conversation, results, mayReplan: true, mayPlan, sources });
}

function planIn(text: string): string | undefined {
  const reader = createDecisionReader();
  reader.push(text);
  const { decision } = reader.end({ complete: true });
  return decision.kind === 'replan' ? decision.planText : undefined;
}

function requestOf(messages: readonly Message[]): ChatRequest {
  return {
    model: '',
    messages: messages.map(({ role, content }) => ({
      role,
      text: content,
      toolCalls: [],
      toolCallId: undefined,
    })),
    tools: [],
    toolChoice: 'auto',
    parallelToolCalls: true,
    stream: true,
    includeUsage: true,
    maxTokens: undefined,
  };
}

function lastEnd(ended: ReadonlyMap<number, Ended>): number {
  return Math.max(0, ...[...ended.values()].map(({ endMs }) => endMs));
}
