import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Cell } from '../cell.ts';
import type { Settings } from './results.ts';

/** A runner on a workload, over seeds. */
export interface Column {
  readonly workload: string;
  readonly runner: string;
  readonly seeds: readonly number[];
}

/** What the provider's process is told, and what it answers. */
export interface ProviderJob {
  readonly settings: Settings;
  readonly workloads: readonly string[];
  /** Of a real endpoint; empty for the simulated one. */
  readonly apiKey: string;
}
export interface ProviderReady {
  readonly baseUrl: string;
  readonly recordUrl: string;
}

/** What a lane's process is told first, and then again and again. */
export interface LaneSetup extends ProviderReady {
  readonly settings: Settings;
  readonly datasetFile: string | undefined;
  readonly withPeers: boolean;
  /** What may be raced: all of it is run once before anything is measured. */
  readonly columns: readonly Column[];
}
export interface LaneJob {
  readonly lane: string;
  readonly column: Column;
}

/** What a lane's process tells. */
export type LaneTold =
  | { readonly kind: 'ready' }
  | { readonly kind: 'cell'; readonly lane: string; readonly cell: Cell }
  | { readonly kind: 'done'; readonly lane: string }
  /** The harness, not the runner: nothing that is measured can be trusted. */
  | { readonly kind: 'failed'; readonly lane: string; readonly message: string };

/** A process, and what it tells when it can be used; that rejects when it ends before. */
export interface RaceProcess<Ready> {
  readonly child: ChildProcess;
  readonly ready: Promise<Ready>;
}

/** Starts the provider's process. */
export function startProviderProcess(job: ProviderJob): RaceProcess<ProviderReady> {
  const child = startScript('provider-process.ts');
  child.send(job);
  // Only provider-process.ts sends here.
  return {
    child,
    ready: firstMessage(child, 'the provider').then((told) => told as ProviderReady),
  };
}

/** Starts a process for lanes; it loads while the provider's does, and is told of that when it is there. */
export function startLaneProcess(setup: Promise<LaneSetup>): RaceProcess<unknown> {
  const child = startScript('lane-process.ts');
  const told = firstMessage(child, 'a lane');
  return {
    child,
    ready: Promise.all([told, setup.then((ready) => child.connected && child.send(ready))]),
  };
}

/** With the loader that this process has, so that TypeScript runs there too. */
function startScript(name: string): ChildProcess {
  return fork(join(import.meta.dirname, name), [], { serialization: 'advanced' });
}

async function firstMessage(child: ChildProcess, who: string): Promise<unknown> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`Expected the process of ${who} to start; it ended with ${String(code)}.`);
  });
  const told = once(child, 'message').then(([message]: unknown[]) => message);
  return Promise.race([told, ended]);
}
