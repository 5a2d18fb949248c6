import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { datasetSource, workloadSource } from '../../../bench/race/measure/case-source.ts';
import { type Recorder, takeWhenIdle } from '../../../bench/race/measure/record-server.ts';
import { startRecordingProxy } from '../../../bench/race/measure/recording-proxy.ts';
import { type Lane, runCell } from '../../../bench/race/measure/run-cell.ts';
import { tellsExpected } from '../../../bench/race/measure/tells-expected.ts';
import { createRunners } from '../../../bench/race/runners/index.ts';
import {
  OFFLINE_MODEL_NAME,
  type OfflineServer,
  startOfflineServer,
} from '../../../src/offline/index.ts';

let endpoint: OfflineServer;
let proxy: Recorder;
let folder: string;
const toolc = createRunners().find(({ name }) => name === 'toolc');

beforeAll(async () => {
  endpoint = await startOfflineServer();
  proxy = await startRecordingProxy({ baseUrl: endpoint.url, apiKey: 'a real key' });
  folder = mkdtempSync(join(tmpdir(), 'race-'));
});
afterAll(async () => {
  await proxy.close();
  await endpoint.close();
  rmSync(folder, { recursive: true });
});

const laneTo = (recorder: Recorder): Lane => ({
  baseUrl: recorder.url,
  apiKey: 'lane-1',
  model: () => OFFLINE_MODEL_NAME,
  takeCalls: () => takeWhenIdle(recorder, 'lane-1'),
});

describe("a data set's questions", () => {
  const rows = [
    { id: 1, question: 'How much higher is Mount Everest than K2?', answer: '238 m' },
    { id: 2, question: 'What is 20% of 8,849?', answer: 1769.8 },
  ];
  const sourceOf = async (): ReturnType<typeof datasetSource> => {
    const file = join(folder, 'questions.json');
    writeFileSync(file, JSON.stringify(rows));
    return datasetSource({ name: 'parallelqa', file, tools: 'offline' });
  };

  test('are answered by a model at an endpoint with toolc’s own tools, counted and graded', async () => {
    const { caseOf, execute } = await sourceOf();
    if (toolc === undefined) throw new Error('There is no runner toolc.');
    const cell = await runCell({
      runner: toolc,
      workload: 'parallelqa',
      seed: 1,
      raceCase: caseOf('parallelqa', 1),
      execute,
      lane: laneTo(proxy),
    });
    expect(cell).toMatchObject({ verdict: 'right', turns: 2, toolCalls: 3, wasted: 0 });
    expect(cell.promptTokens).toBeGreaterThan(0);
    expect(cell.completionTokens).toBeGreaterThan(0);
    expect(cell.calls.map(({ tool }) => tool)).toEqual(['lookup', 'lookup', 'calculate']);
  });

  test('end with the file', async () => {
    const { caseOf } = await sourceOf();
    expect(caseOf('parallelqa', 2).expected).toBe('1769.8');
    expect(() => caseOf('parallelqa', 3)).toThrow('which has 2');
  });
});

describe('the proxy', () => {
  test('passes errors on, which are no turns', async () => {
    const response = await fetch(`${proxy.url}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer lane-2' },
      body: JSON.stringify({ model: 'unknown', messages: [{ role: 'user', content: 'x' }] }),
    });
    expect(response.status).toBe(404);
    expect(await takeWhenIdle(proxy, 'lane-2')).toMatchObject([{ end: 'refused' }]);
  });

  test('says that an endpoint cannot be reached', async () => {
    const lost = await startRecordingProxy({ baseUrl: 'http://127.0.0.1:9/v1', apiKey: 'k' });
    const response = await fetch(`${lost.url}/chat/completions`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(502);
    expect(await response.text()).toContain('Check --base-url');
    await lost.close();
  });
});

describe('the words of a real model', () => {
  const facts = { question: 'How high are A and B?', expected: 'A: 1200 m; B: 80.5 m.' };

  test.each([
    ['A is 1,200 m high, B 80.5 m.', true],
    ['A: 1200 m; B: 80.5 m.', true],
    ['A is 1,200 m high.', false],
    ['A is 12000 m high, B 80.5 m.', false],
  ])('%s is %s', (answer, right) => {
    expect(tellsExpected(answer, facts)).toBe(right);
  });

  test('must hold the names that the question does not', () => {
    const cause = { question: 'Find the cause.', expected: 'The cause is Galkel Barsel.' };
    expect(tellsExpected('It was galkel barsel all along.', cause)).toBe(true);
    expect(tellsExpected('It was Galkel.', cause)).toBe(false);
  });

  test('are graded by facts with a real model only', () => {
    const answer = (kind: 'simulated' | 'real'): boolean | undefined => {
      const { expected, isRight } = workloadSource(kind).caseOf('one-call', 1);
      return isRight?.(`I found: ${expected}`);
    };
    expect(answer('simulated')).toBeUndefined();
    expect(answer('real')).toBe(true);
  });
});
