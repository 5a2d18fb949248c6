import { readFileSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Machine } from './results.ts';

/** What the race runs on. */
export function describeMachine(): Machine {
  const manifest = readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8');
  return {
    node: process.version,
    system: `${platform()} ${release()} ${arch()}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    toolc: z.object({ version: z.string() }).parse(JSON.parse(manifest)).version,
  };
}

/** In one line. */
export function machineLine({ toolc, node, system, processor, cores, memoryGb }: Machine): string {
  return `toolc ${toolc}, node ${node}, ${system}, ${cores} × ${processor}, ${memoryGb} GB`;
}
