import type { Json, Tool } from '../../../src/index.ts';
import { createToolset } from '../../../src/index.ts';
import { toJson } from '../../../src/tools/to-json.ts';
import type { Case, RaceTool } from '../case.ts';
import { readDataset, type Dataset } from '../datasets/datasets.ts';
import { tellsExpected } from './tells-expected.ts';
import type { Execute } from './tool-calls.ts';
import { workloads } from '../workloads/index.ts';

/** Where the questions of a race come from. */
export interface CaseSource {
  readonly caseOf: (workload: string, seed: number) => Case;
  /** Undefined where tools are simulated. */
  readonly execute: Execute | undefined;
}

/** The workloads of this project. A real model words its answer as it likes: then facts are graded. */
export function workloadSource(model: 'simulated' | 'real'): CaseSource {
  const made = new Map<string, Case>();
  return {
    execute: undefined,
    caseOf(name, seed) {
      const key = `${name} ${seed}`;
      const workload = workloads.find((each) => each.name === name);
      if (workload === undefined) throw new Error(`There is no workload "${name}".`);
      const raceCase = made.get(key) ?? workload.make(seed);
      made.set(key, raceCase);
      if (model === 'simulated') return raceCase;
      const isRight = raceCase.isRight ?? ((answer: string) => tellsExpected(answer, raceCase));
      return { ...raceCase, isRight };
    },
  };
}

export interface DatasetOptions {
  readonly name: Dataset;
  readonly file: string;
  /** `web`: Wikipedia, pages and a calculator. `offline`: toolc's own small corpus and its calculator. */
  readonly tools: 'web' | 'offline';
}

/** The paper's questions, in the order of their file; seed 1 is the first. Only for real models. */
export async function datasetSource(options: DatasetOptions): Promise<CaseSource> {
  const questions = await readDataset(options.name, options.file);
  const tools = await datasetTools(options.tools);
  const raceTools = describe(tools);
  return {
    execute: executor(tools),
    caseOf(_, seed) {
      const question = questions[seed - 1];
      if (question === undefined) {
        throw new Error(
          `Question ${seed} was asked of ${options.file}, which has ${questions.length}.`,
        );
      }
      return {
        question: question.question,
        tools: raceTools,
        // Nobody knows the calls: no model is simulated.
        steps: () => [],
        answer: () => '',
        finish: undefined,
        expected: question.expected,
        isRight: question.isRight,
      };
    },
  };
}

/** Loaded only here: every process of lanes would wait for it. */
async function datasetTools(kind: 'web' | 'offline'): Promise<readonly Tool[]> {
  const { offlineTools } = await import('../../../src/offline/index.ts');
  const offline = offlineTools();
  if (kind === 'offline') return offline;
  const { fetchPage, wikipedia } = await import('../../../src/research/index.ts');
  return [wikipedia(), fetchPage(), ...offline.filter(({ name }) => name === 'calculate')];
}

function describe(tools: readonly Tool[]): readonly RaceTool[] {
  return [...createToolset(tools).tools.values()].map(({ tool, name, input, output }) => ({
    name,
    description: tool.description,
    effect: tool.effect,
    inputSchema: input.json,
    outputSchema: output?.json ?? {},
    latencyMs: () => 0,
    result: () => {
      throw new Error(`${name} is a tool of the real world: it is executed, not simulated.`);
    },
  }));
}

/** Calls toolc's own tools as any runner's. */
function executor(tools: readonly Tool[]): Execute {
  const toolset = createToolset(tools);
  return async (name, input, signal) => {
    const prepared = toolset.get(name);
    if (prepared === undefined) throw new Error(`There is no tool "${name}".`);
    // It was checked against the tool's schema.
    const checked = await prepared.input.validate(input as Json);
    if (!checked.ok) throw new Error(checked.issues.map(({ message }) => message).join('; '));
    const tool = tools.find((each) => each.name === name);
    const result = toJson(
      await tool?.execute(checked.value as never, {
        signal,
        runId: 'race',
        taskId: 1,
        attempt: 1,
        idempotencyKey: 'race',
        context: undefined,
        call: () => Promise.reject(new Error('The tools of the race call no others.')),
      }),
    );
    if (!result.ok) throw new Error(result.failure.message);
    return result.value;
  };
}
