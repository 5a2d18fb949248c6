import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ModelCall } from '../provider/model-call.ts';
import type { Provider } from '../provider/provider.ts';

/** What records model calls: the simulated provider, or what stands before a real endpoint. */
export type Recorder = Pick<Provider, 'url' | 'takeCalls' | 'whenIdle' | 'close'>;

/** A request that nobody reads any more may stay open for so long; then the cell goes without it. */
const IDLE_MS = 2_000;

/** Serves a recorder's calls to other processes: `GET /?cell=lane-1` gives and forgets them. */
export function serveRecords(recorder: Recorder): Promise<string> {
  const server = createServer((request, response) => {
    const cell = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams.get('cell') ?? '';
    void takeWhenIdle(recorder, cell).then((calls) => response.end(JSON.stringify(calls)));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      // A server that listens on a port has an address with one.
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });
}

/** The calls of a cell when all of them have ended. */
export async function takeWhenIdle(
  recorder: Recorder,
  cell: string,
): Promise<readonly ModelCall[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, IDLE_MS);
  });
  await Promise.race([recorder.whenIdle(cell), late]);
  clearTimeout(timer);
  return recorder.takeCalls(cell);
}

/** The same from another process. */
export async function fetchCalls(recordUrl: string, cell: string): Promise<readonly ModelCall[]> {
  const response = await fetch(`${recordUrl}/?cell=${encodeURIComponent(cell)}`);
  if (!response.ok) throw new Error(`Expected the calls of ${cell}, got HTTP ${response.status}.`);
  // Our own process has written it.
  return (await response.json()) as readonly ModelCall[];
}
