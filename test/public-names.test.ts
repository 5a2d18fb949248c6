import { describe, expect, test } from 'vitest';
import { subpaths } from './project/built-package.ts';
import { exportedNames } from './project/exported-names.ts';
import { readSource } from './project/source-files.ts';

/** What users can import: a change here is a change of the API. */
const publicNames: Readonly<
  Record<string, { file: string; values: readonly string[]; types: readonly string[] }>
> = {
  toolc: {
    file: 'index.ts',
    values: [
      'ToolcError',
      'createCompiler',
      'createPlanParser',
      'createToolset',
      'defineTool',
      'fold',
      'foldAll',
      'initialState',
      'messageOf',
      'parsePlan',
      'printPlan',
      'runPlan',
      'systemClock',
    ],
    types: [
      'AnswerDelta',
      'Answered',
      'Budget',
      'CancelledOutcome',
      'Cause',
      'CauseReason',
      'ChildCounts',
      'Citations',
      'Clock',
      'Comparison',
      'Compiler',
      'CompilerOptions',
      'Condition',
      'Effect',
      'ErrorCode',
      'EventOf',
      'EventType',
      'ExecutionOptions',
      'Expression',
      'Fact',
      'FailedOutcome',
      'Failure',
      'FanOut',
      'Hole',
      'InputOf',
      'Instructions',
      'JoinEnd',
      'JoinStart',
      'JoinState',
      'Json',
      'JsonObject',
      'JsonSchema',
      'Limits',
      'Message',
      'Missing',
      'Model',
      'ModelPart',
      'ModelRequest',
      'ObjectExpression',
      'OkOutcome',
      'Outcome',
      'PathStep',
      'PlanContext',
      'PlanDelta',
      'PlanEnd',
      'PlanError',
      'PlanExample',
      'PlanItem',
      'PlanLimits',
      'PlanParser',
      'PlanPreview',
      'PlanProse',
      'PlanSource',
      'PlanStart',
      'PlanState',
      'Problem',
      'Reference',
      'Replan',
      'Report',
      'RoleUsage',
      'Run',
      'RunEnd',
      'RunEvent',
      'RunInput',
      'RunOptions',
      'RunPlanOptions',
      'RunStart',
      'RunState',
      'RunStatus',
      'RunTiming',
      'Schema',
      'SkippedOutcome',
      'Source',
      'Stamp',
      'Step',
      'Task',
      'TaskEnd',
      'TaskPlanned',
      'TaskStart',
      'TaskState',
      'Terminal',
      'Timing',
      'TokenUsage',
      'Tool',
      'ToolContext',
      'ToolDefinition',
      'Toolset',
      'Usage',
      'ValueOf',
    ],
  },
  'toolc/openai': {
    file: 'model/openai.ts',
    values: ['openai'],
    types: ['ModelTimeouts', 'OpenAIOptions'],
  },
  'toolc/offline': {
    file: 'offline/index.ts',
    values: [
      'OFFLINE_MODEL_NAME',
      'calculate',
      'calculatorLimits',
      'createCorpus',
      'defaultQuestion',
      'exampleQuestions',
      'offlineModel',
      'offlineTools',
      'startOfflineServer',
    ],
    types: [
      'Attribute',
      'Corpus',
      'Entity',
      'Kind',
      'OfflineModelOptions',
      'OfflineServer',
      'OfflineServerOptions',
      'OfflineToolsOptions',
      'Row',
      'Value',
    ],
  },
  'toolc/research': {
    file: 'research/index.ts',
    values: ['defaultDocsLimits', 'defaultWebLimits', 'fetchPage', 'searchDocs', 'wikipedia'],
    types: [
      'DocsLimits',
      'DocsReport',
      'Finding',
      'Resolve',
      'SearchDocsOptions',
      'SkipReason',
      'WebLimits',
      'WebOptions',
      'WikipediaOptions',
    ],
  },
  'toolc/testing': {
    file: 'testing/index.ts',
    values: ['controlledTool', 'createFakeClock', 'scriptedModel'],
    types: [
      'ControlledTool',
      'ControlledToolOptions',
      'FakeClock',
      'FakeClockOptions',
      'Invocation',
      'ScriptedModel',
      'ScriptedModelOptions',
      'ScriptedReply',
    ],
  },
};

const files = new Map(readSource().map((file) => [file.path, file]));

describe('the public names', () => {
  test('are listed for every entry of the package', () => {
    expect(Object.keys(publicNames)).toEqual(subpaths);
  });

  test.each(Object.entries(publicNames))('of %s are these', (_, { file, values, types }) => {
    const source = files.get(file);
    if (source === undefined) throw new Error(`There is no src/${file}.`);
    expect(exportedNames(source)).toEqual({ values, types });
  });

  test.each(Object.entries(publicNames))('of %s are there when it is loaded', async (_, entry) => {
    const loaded: object = await import(`../src/${entry.file}`);
    expect(Object.keys(loaded).sort()).toEqual(entry.values);
  });
});
