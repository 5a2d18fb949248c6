import { readFileSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { describeBuild } from './build.ts';
import type { Machine } from './results.ts';

/** What the race runs on. */
export function describeMachine(): Machine {
  const root = join(import.meta.dirname, '../../..');
  const manifest = readFileSync(join(root, 'package.json'), 'utf8');
  return {
    node: process.version,
    system: `${platform()} ${release()} ${arch()}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    toolc: z.object({ version: z.string() }).parse(JSON.parse(manifest)).version,
    build: describeBuild(root),
  };
}

/** In one line. */
export function machineLine(machine: Machine): string {
  const { toolc, build, node, system, processor, cores, memoryGb } = machine;
  return `toolc ${toolc} (${build}), node ${node}, ${system}, ${cores} × ${processor}, ${memoryGb} GB`;
}
