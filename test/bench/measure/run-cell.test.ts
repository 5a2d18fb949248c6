import { describe, expect, test } from 'vitest';
import type { Case } from '../../../bench/race/case.ts';
import { type Lane, runCell } from '../../../bench/race/measure/run-cell.ts';
import type { ModelCall } from '../../../bench/race/provider/model-call.ts';
import { realClock } from '../../../bench/race/provider/provider-clock.ts';
import type { Runner } from '../../../bench/race/runner.ts';
import { call, foreseen, part } from '../../../bench/race/world/plan.ts';

const shape = { type: 'object', properties: { of: { type: 'string' } }, required: ['of'] };
const find = {
  name: 'find',
  description: 'Finds.',
  effect: 'read',
  inputSchema: shape,
  outputSchema: {},
  latencyMs: () => 0,
  result: ({ of }) => ({ value: `${String(of)}!` }),
} as const satisfies Case['tools'][number];

/** Two calls, the second with the first one's result. */
const raceCase: Case = {
  question: 'What is found?',
  tools: [find],
  ...foreseen(
    [call('find', { of: 'a' }), call('find', { of: part(0, 'value') })],
    'It is ${2.value}.',
  ),
  expected: 'It is a!!.',
};

function runnerOf(run: Runner['run']): Runner {
  return { name: 'scripted', title: 'scripted', about: 'a test', run };
}

const lane: Lane = { baseUrl: 'http://127.0.0.1:9/v1', apiKey: 'lane-1', takeCalls: () => [] };

const cellOf = (
  run: Runner['run'],
  change: Partial<Parameters<typeof runCell>[0]> = {},
): ReturnType<typeof runCell> =>
  runCell({ runner: runnerOf(run), workload: 'made-up', seed: 1, raceCase, lane, ...change });

describe('the verdict', () => {
  test('is right for the expected answer, whatever its blanks', async () => {
    const cell = await cellOf(async () => ({ answer: ' It  is a!!.\n' }));
    expect(cell).toMatchObject({ runner: 'scripted', verdict: 'right', answer: ' It  is a!!.\n' });
  });

  test('is wrong for another answer, and partial where the runner says what it lacks', async () => {
    expect(await cellOf(async () => ({ answer: 'It is b.' }))).toMatchObject({ verdict: 'wrong' });
    const partial = await cellOf(async () => ({ answer: 'It is ?.', partial: 'find failed' }));
    expect(partial).toMatchObject({ verdict: 'partial', error: 'find failed' });
  });

  test('is crashed for a runner that throws, with what it said', async () => {
    const cell = await cellOf(() => {
      throw new TypeError('no such thing');
    });
    expect(cell).toMatchObject({ verdict: 'crashed', error: 'TypeError: no such thing' });
  });

  test('is hung for a runner that does not even heed its signal', async () => {
    const cell = await cellOf(() => new Promise(() => undefined), { timeoutMs: 20 });
    expect(cell).toMatchObject({ verdict: 'hung', error: 'No answer within 20 ms.' });
  });
});

test('a cell rejects when its signal aborts', async () => {
  const stop = new AbortController();
  const cell = cellOf(
    async () => {
      stop.abort(new Error('stopped'));
      return new Promise(() => undefined);
    },
    { signal: stop.signal },
  );
  await expect(cell).rejects.toThrow('stopped');
});

test('one stall of the event loop is told, also at the very end of the run', async () => {
  const cell = await cellOf(async () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60);
    return { answer: 'It is a!!.' };
  });
  expect(cell.longestDelayMs).toBeGreaterThan(30);
});

describe('tool calls', () => {
  test('are counted, those made again and those that nobody needs as wasted', async () => {
    const cell = await cellOf(async ({ callTool }) => {
      await Promise.all([callTool('find', { of: 'a' }), callTool('find', { of: 'a!' })]);
      await callTool('find', { of: 'a' });
      await callTool('find', { of: 'something else' });
      return { answer: 'It is a!!.' };
    });
    expect(cell).toMatchObject({ toolCalls: 4, wasted: 2, peakInFlight: 2 });
    expect(cell.calls.map(({ tool }) => tool)).toEqual(['find', 'find', 'find', 'find']);
    expect(cell.firstToolMs).toBe(cell.calls[0]?.startMs);
  });

  test('that do not fit the tool, and tools that there are not, are refused', async () => {
    const said: unknown[] = [];
    await cellOf(async ({ callTool }) => {
      await callTool('find', { of: 3 }).catch((thrown: unknown) => said.push(String(thrown)));
      await callTool('fnd', { of: 'a' }).catch((thrown: unknown) => said.push(String(thrown)));
      return { answer: '' };
    });
    expect(said).toEqual([
      'Error: The input of find does not fit: /of must be string; got {"of":3}.',
      'Error: There is no tool "fnd". Use one of find.',
    ]);
  });

  test('that never return end with the cell', async () => {
    const stuck = { ...raceCase, tools: [{ ...find, latencyMs: () => Infinity }] };
    const run: Runner['run'] = async ({ callTool }) => {
      await callTool('find', { of: 'a' });
      return { answer: '' };
    };
    const cell = await cellOf(run, { raceCase: stuck, timeoutMs: 20 });
    expect(cell).toMatchObject({ verdict: 'hung', toolCalls: 1 });
    expect(cell.calls[0]?.endMs).toBe(cell.wallMs);
  });
});

describe("the model's calls", () => {
  const modelCall = (change: Partial<ModelCall> = {}): ModelCall => {
    const nowMs = realClock.now();
    return {
      ...{ cell: 'lane-1', role: 'planner', promptTokens: 100, completionTokens: 10 },
      ...{ startMs: nowMs, firstTokenMs: nowMs, endMs: nowMs, end: 'complete' },
      ...change,
    };
  };

  /** A lane whose model was called in this way when the run has ended. */
  const recorded = (calls: () => readonly ModelCall[]): Lane => {
    let taken = 0;
    return { ...lane, takeCalls: () => (taken++ === 0 ? [] : calls()) };
  };

  test('are counted without those that were refused and those of before', async () => {
    const before = modelCall({ startMs: realClock.now() - 60_000 });
    const calls = (): readonly ModelCall[] => [before, modelCall(), modelCall({ end: 'refused' })];
    const cell = await cellOf(async () => ({ answer: '' }), { lane: recorded(calls) });
    expect(cell).toMatchObject({ turns: 1, promptTokens: 100, completionTokens: 10 });
    expect(cell.modelSpans).toHaveLength(1);
  });

  test('tell since when a call could have been started', async () => {
    const askedMs = 40;
    const spans: { askedAtMs: number }[] = [];
    const run: Runner['run'] = async ({ callTool }) => {
      spans.push({ askedAtMs: realClock.now() - askedMs });
      await callTool('find', { of: 'a' });
      return { answer: '' };
    };
    const asked = (): readonly ModelCall[] =>
      spans.map(({ askedAtMs }) => modelCall({ asked: [{ place: 0, atMs: askedAtMs }] }));
    const cell = await cellOf(run, { lane: recorded(asked) });
    expect(cell.readyToStartMs).toBeGreaterThanOrEqual(askedMs);
  });

  test('that ask for nothing known leave it open', async () => {
    const run: Runner['run'] = async ({ callTool }) => {
      await callTool('find', { of: 'a' });
      return { answer: '' };
    };
    const cell = await cellOf(run, { lane: recorded(() => [modelCall()]) });
    expect(cell.readyToStartMs).toBeUndefined();
  });
});
