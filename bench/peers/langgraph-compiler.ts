import type { RunnableConfig } from '@langchain/core/runnables';
import type { DynamicStructuredTool } from '@langchain/core/tools';
import { Annotation, END, START, StateGraph } from '@langchain/langgraph';
import type { ChatOpenAI } from '@langchain/openai';
import { createToolset, type Toolset } from '../../src/index.ts';
import { createDecisionReader } from '../../src/joiner/decision-reader.ts';
import { joinMessages } from '../../src/joiner/joiner-prompt.ts';
import { collectSources } from '../../src/joiner/sources.ts';
import type { Message } from '../../src/model/model.ts';
import { printTask } from '../../src/plan/print-plan.ts';
import { planMessages } from '../../src/planner/planner-prompt.ts';
import type { Runner, RunnerInput, RunnerResult } from '../race/runner.ts';
import { maxTurns } from '../race/runners/bounded.ts';
import { oncePer } from '../race/runners/once-per.ts';
import { defineRaceTools } from '../race/runners/race-tools.ts';
import { chatModel, configOf, langChainTools, raceOf } from './langchain-tools.ts';
import { createTaskUnit, type EndedTask } from './task-unit.ts';

/**
 * LLMCompiler as LangGraph's own tutorial of that name describes it: a node whose planner streams a DAG
 * to a task fetching unit, a node that joins, and an edge back to the planner where more is needed.
 * The prompts and the plan's language are toolc's, so that nothing but the machinery differs.
 */
export function createLangGraphCompiler(): Runner {
  const graphOf = oncePer(
    (race) => [race.baseUrl, race.apiKey, race.raceCase.tools],
    (race) => compileGraph(race),
  );
  return {
    name: 'peer-langgraph-llmcompiler',
    title: 'LangGraph.js, LLMCompiler',
    about:
      "StateGraph: streamed planner and task fetching unit, joiner, planner again; toolc's prompts and plan language",
    run: (race) => runGraph(race, graphOf(race)),
  };
}

const State = Annotation.Root({
  question: Annotation<string>,
  rounds: Annotation<readonly (readonly EndedTask[])[]>({
    reducer: (before, more) => [...before, ...more],
    default: () => [],
  }),
  /** Why more is needed, a reason a round. */
  feedback: Annotation<readonly string[]>({
    reducer: (before, more) => [...before, ...more],
    default: () => [],
  }),
  answer: Annotation<string | undefined>,
});
type Filled = typeof State.State;

/** What the nodes are made of. */
interface Parts {
  readonly planner: ChatOpenAI;
  readonly joiner: ChatOpenAI;
  readonly toolset: Toolset;
  readonly tools: readonly DynamicStructuredTool[];
}

function compileGraph(race: RunnerInput) {
  const parts: Parts = {
    planner: chatModel(race, 'planner'),
    joiner: chatModel(race, 'joiner'),
    toolset: createToolset(defineRaceTools(race.raceCase.tools)),
    tools: langChainTools(race.raceCase.tools),
  };
  return new StateGraph(State)
    .addNode('planAndSchedule', (state, config) => planAndSchedule(state, config, parts))
    .addNode('join', (state, config) => join(state, config, parts))
    .addEdge(START, 'planAndSchedule')
    .addEdge('planAndSchedule', 'join')
    .addConditionalEdges('join', ({ answer }) => (answer === undefined ? 'planAndSchedule' : END))
    .compile();
}

async function runGraph(
  race: RunnerInput,
  graph: ReturnType<typeof compileGraph>,
): Promise<RunnerResult> {
  // A step of the graph is a call of the model.
  const config = { ...configOf(race), recursionLimit: maxTurns };
  const { answer } = await graph.invoke({ question: race.raceCase.question }, config);
  if (answer === undefined) throw new Error('The graph ended without an answer.');
  return { answer };
}

/** The planner's text goes to the task fetching unit as it streams; the node ends with the last task. */
async function planAndSchedule(
  { question, rounds, feedback }: Filled,
  config: RunnableConfig,
  { planner, toolset, tools }: Parts,
): Promise<Pick<Filled, 'rounds'>> {
  const history = rounds.map((tasks, round) => ({
    planText: [...tasks.map(({ task }) => printTask(task)), 'join()'].join('\n'),
    outcomes: tasks.map(({ task, outcome }) => ({ id: task.id, outcome })),
    reason: feedback[round] ?? '',
  }));
  const unit = createTaskUnit({ toolset, tools, config, earlier: rounds.flat() });
  const messages = planMessages({
    conversation: asConversation(question),
    tools: toolset,
    history,
  });
  for await (const { text } of await planner.stream(asTuples(messages), config)) unit.push(text);
  return { rounds: [await unit.end()] };
}

async function join(
  { question, rounds }: Filled,
  config: RunnableConfig,
  { joiner }: Parts,
): Promise<Partial<Pick<Filled, 'answer' | 'feedback'>>> {
  const tasks = rounds.flat();
  const consumed = new Set(tasks.flatMap(({ task }) => task.dependencies));
  const messages = joinMessages({
    conversation: asConversation(question),
    results: tasks.map(({ task, outcome }) => ({
      call: printTask(task),
      outcome,
      consumed: consumed.has(task.id),
    })),
    mayReplan: true,
    sources: collectSources(tasks.map(({ outcome }) => outcome)),
  });
  const reader = createDecisionReader();
  const { onAnswerText } = raceOf(config);
  for await (const { text } of await joiner.stream(asTuples(messages), config)) {
    if (reader.push(text).some(({ kind }) => kind === 'answer')) onAnswerText();
  }
  const { decision } = reader.end({ complete: true });
  if (decision.kind === 'finish') return { answer: decision.answer };
  if (decision.kind === 'replan') return { feedback: [decision.reason] };
  throw new Error(`Expected "Finish: …" or "Replan: …", got ${decision.kind}: ${decision.text}`);
}

function asConversation(question: string): readonly Message[] {
  return [{ role: 'user', content: question }];
}

function asTuples(messages: readonly Message[]): [Message['role'], string][] {
  return messages.map(({ role, content }) => [role, content]);
}
