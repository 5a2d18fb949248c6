import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Case } from '../../bench/race/case.ts';
import type { Runner, RunnerInput } from '../../bench/race/runner.ts';
import { hasPeers, loadPeers } from '../../bench/peers/load-peers.ts';
import { type Provider, startProvider } from '../../bench/race/provider/provider.ts';
import { workloads } from '../../bench/race/workloads/index.ts';
import { packageOf, readFolder, root } from '../project/source-files.ts';

const names = [
  'peer-ai-sdk',
  'peer-openai-agents',
  'peer-langgraph-agent',
  'peer-langgraph-llmcompiler',
];

const isThere = hasPeers();
const title = isThere ? 'the peers' : 'the peers (skipped: npm ci --prefix bench installs them)';

describe('the install of the peers', () => {
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
    read('bench/package.json'),
  );
  const [ours, theirs] = ['package-lock.json', 'bench/package-lock.json'].map(lockedVersions);

  test('names exact versions, no registry, and nothing that runs as it is installed', () => {
    for (const version of Object.values(dependencies)) expect(version).toMatch(/^\d[^ ]*$/);
    const lock = read('bench/package-lock.json');
    expect(lock).not.toContain('"resolved"');
    expect(lock).not.toContain('"hasInstallScript"');
    expect(read('bench/.npmrc')).toContain('omit-lockfile-registry-resolved=true');
  });

  test('gives the benchmarks the packages in the version that they have without it', () => {
    const own = readFolder('../bench').filter(({ path }) => !path.startsWith('../bench/peers/'));
    const imported = own.flatMap(({ imports }) => imports.filter((each) => !each.ours));
    const packages = new Set(imported.map(({ target }) => packageOf(target)));
    const shared = [...packages].filter((name) => theirs?.has(name));
    // What is found in bench/node_modules first: the race's own client among it.
    expect(shared).toContain('openai');
    for (const name of shared) {
      expect({ name, version: theirs?.get(name) }).toEqual({ name, version: ours?.get(name) });
    }
  });
});

test.skipIf(isThere)('peers that are not installed are missed in words', async () => {
  await expect(loadPeers()).rejects.toThrow(/npm ci --prefix bench/);
});

describe.skipIf(!isThere)(title, () => {
  /** A model that takes no time: here turns and answers are proved, not times. */
  const timing = { firstTokenMs: 0, promptTokenMs: 0, tokenMs: 0, jitter: 0 };
  const cases = new Map(workloads.map(({ name, make }) => [name, make(3)]));
  let provider: Provider;
  let peers: readonly Runner[];
  const connect = vi.spyOn(Socket.prototype, 'connect');

  beforeAll(async () => {
    provider = await startProvider({ cases: cases.values(), timing, chunkCharacters: 512 });
    // As of somebody who traces programs of their own.
    vi.stubEnv('LANGSMITH_TRACING', 'true');
    vi.stubEnv('OPENAI_AGENTS_DISABLE_TRACING', '0');
    peers = await loadPeers();
  }, 60_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    connect.mockRestore();
    await provider.close();
  });

  const inputOf = (raceCase: Case, more: Partial<RunnerInput> = {}): RunnerInput => ({
    raceCase,
    baseUrl: provider.url,
    apiKey: 'lane-1',
    model: (role) => `sim-${role}`,
    callTool: async (name, input) => resultOf(raceCase, name, input),
    onAnswerText: () => undefined,
    signal: AbortSignal.timeout(15_000),
    ...more,
  });
  const caseOf = (name: string): Case => {
    const raceCase = cases.get(name);
    if (raceCase === undefined) throw new Error(`There is no workload ${name}.`);
    return raceCase;
  };

  test('are four', () => {
    expect(peers.map(({ name }) => name)).toEqual(names);
  });

  test.each([...cases.keys()])(
    'answer %s rightly, with the calls that are needed',
    async (name) => {
      const raceCase = caseOf(name);
      const made: string[][] = [];
      for (const peer of peers) {
        const calls: string[] = [];
        const callTool = async (tool: string, input: unknown): Promise<unknown> => {
          calls.push(`${tool} ${JSON.stringify(input)}`);
          return resultOf(raceCase, tool, input);
        };
        let texts = 0;
        const onAnswerText = (): void => void (texts += 1);
        const { answer } = await peer.run(inputOf(raceCase, { callTool, onAnswerText }));
        const isRight = raceCase.isRight?.(answer) ?? answer.trim() === raceCase.expected;
        expect({ name: peer.name, isRight, texts }).toEqual({
          name: peer.name,
          isRight: true,
          texts: 1,
        });
        made.push(calls.sort());
      }
      for (const calls of made) expect(calls).toEqual(made[0]);
      provider.takeCalls('lane-1');
    },
  );

  test('take the turns of their kind', async () => {
    const turns: Record<string, readonly number[]> = {};
    for (const workload of ['uneven-branches', 'exploratory']) {
      const counts: number[] = [];
      for (const peer of peers) {
        await peer.run(inputOf(caseOf(workload)));
        counts.push(provider.takeCalls('lane-1').length);
      }
      turns[workload] = counts;
    }
    // LangGraph's LLMCompiler asks the planner again where toolc's joiner plans by itself.
    expect(turns).toEqual({ 'uneven-branches': [4, 4, 4, 2], exploratory: [4, 4, 4, 6] });
  });

  test('run the calls of one reply side by side', async () => {
    const raceCase = caseOf('compare-two');
    for (const peer of peers) {
      const waiting: (() => void)[] = [];
      const callTool = async (name: string, input: unknown): Promise<unknown> => {
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          if (waiting.length === 2) for (const go of waiting) go();
        });
        return resultOf(raceCase, name, input);
      };
      const { answer } = await peer.run(inputOf(raceCase, { callTool }));
      expect({ name: peer.name, answer }).toEqual({ name: peer.name, answer: raceCase.expected });
    }
  });

  test('tell their model of a call that failed', async () => {
    const callTool = (): Promise<never> => Promise.reject(new Error('the line is dead'));
    for (const peer of peers) {
      const { answer } = await peer.run(inputOf(caseOf('compare-two'), { callTool }));
      expect(answer).toMatch(/^I could not find/);
    }
  });

  test('end when the run is aborted, also where a tool never answers', async () => {
    for (const peer of peers) {
      const abort = new AbortController();
      const callTool = (): Promise<never> => {
        abort.abort(new Error('time is up'));
        return new Promise(() => undefined);
      };
      const run = peer.run(inputOf(caseOf('one-call'), { callTool, signal: abort.signal }));
      await expect(run).rejects.toThrow('time is up');
    }
  });

  // The last one: it looks at what all the runs above connected to.
  test('speak to the model and to nobody else', async () => {
    for (const peer of peers) await peer.run(inputOf(caseOf('shop')));
    const hosts = connect.mock.calls.map(([target]) => hostIn(target));
    expect([...new Set(hosts)]).toEqual(['127.0.0.1']);
    // Traces leave later, in the background: so the switches too are looked at.
    expect(process.env).toMatchObject({
      LANGSMITH_TRACING: 'false',
      OPENAI_AGENTS_DISABLE_TRACING: '1',
    });
  });
});

/** Node passes its own calls on as `[options, callback]`. */
function hostIn(target: unknown): unknown {
  const [options]: unknown[] = Array.isArray(target) ? target : [target];
  return typeof options === 'object' && options !== null && 'host' in options
    ? options.host
    : options;
}

function resultOf(raceCase: Case, name: string, input: unknown): unknown {
  const tool = raceCase.tools.find((each) => each.name === name);
  if (tool === undefined) throw new Error(`There is no tool ${name}.`);
  return tool.result(Object(input));
}

function lockedVersions(lock: string): ReadonlyMap<string, string> {
  const { packages }: { packages: Record<string, { version?: string }> } = JSON.parse(read(lock));
  return new Map(
    Object.entries(packages).map(([path, { version = '' }]) => [
      path.replace(/^node_modules\//, ''),
      version,
    ]),
  );
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
