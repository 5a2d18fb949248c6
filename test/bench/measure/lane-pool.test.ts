import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { openLanes } from '../../../bench/race/measure/lane-pool.ts';
import { warmUpSeed } from '../../../bench/race/measure/results.ts';
import { startProvider } from '../../../bench/race/provider/provider.ts';
import { oneCall } from '../../../bench/race/workloads/one-call.ts';
import { madeUpResults } from '../report/made-up-results.ts';

afterEach(() => vi.unstubAllEnvs());

test('lanes are open when all that may be raced has been run once, unmeasured', async () => {
  // The loader that a lane's process inherits, here as in the benchmark.
  vi.stubEnv('NODE_OPTIONS', '--import tsx');
  const provider = await startProvider({ cases: [], untimed: [oneCall.make(warmUpSeed)] });
  // It gives no calls away: they are looked at below.
  const records = createServer((_, response) => response.end('[]')).listen(0, '127.0.0.1');
  await once(records, 'listening');
  const recordUrl = `http://127.0.0.1:${(records.address() as AddressInfo).port}`;
  const { settings } = madeUpResults();
  const columns = ['react', 'native-parallel'].map((runner) => ({
    ...{ workload: oneCall.name, runner, seeds: [1] },
  }));
  const setup = { baseUrl: provider.url, recordUrl, settings, columns };
  const whole = { ...setup, datasetFile: undefined, withPeers: false };
  const stop = new AbortController();
  try {
    await openLanes(Promise.resolve(whole), 1, stop.signal);
    const asked = new Set(provider.calls().map(({ role }) => role));
    expect(asked).toEqual(new Set(['react', 'tools-parallel']));
  } finally {
    stop.abort();
    records.close();
    await provider.close();
  }
}, 30_000);
