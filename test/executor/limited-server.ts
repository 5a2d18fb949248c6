import type { Clock } from '../../src/core/clock.ts';
import { preparedTool } from './builders.ts';
import type { PreparedTool } from '../../src/tools/prepared-tool.ts';
import type { Tool } from '../../src/tools/tool.ts';

export interface ServerOptions {
  readonly perSecond: number;
  readonly burst: number;
  readonly latencyMs: number;
  /** What it allows from some time on. */
  readonly later?: { readonly atMs: number; readonly perSecond: number };
  /** What a 429 asks for, in ms. */
  readonly retryAfterMs?: number | undefined;
}

/** A server that allows a rate and a burst above it, answers 429 beyond, and counts. */
export function limitedServer(clock: () => Clock, options: ServerOptions) {
  const { burst, latencyMs, retryAfterMs, later } = options;
  const accepted: number[] = [];
  const refused: number[] = [];
  let level = burst;
  let filledAt = 0;
  const call = (): Promise<string> => {
    const now = clock().now();
    const perSecond = later !== undefined && now > later.atMs ? later.perSecond : options.perSecond;
    level = Math.min(burst, level + ((now - filledAt) * perSecond) / 1_000);
    filledAt = now;
    const isAccepted = level >= 1;
    if (isAccepted) level -= 1;
    (isAccepted ? accepted : refused).push(now);
    return new Promise((resolve, reject) => {
      clock().after(latencyMs, () => {
        if (isAccepted) resolve('done');
        else reject(Object.assign(new Error('slow down'), { status: 429, retryAfterMs }));
      });
    });
  };
  return { call, accepted, refused };
}

export function limitedTool(
  server: { call(): Promise<string> },
  more: Partial<Tool> = { retry: { attempts: 8 } },
): PreparedTool {
  return preparedTool('limited', server.call, { more });
}
