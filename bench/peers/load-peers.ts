import { existsSync } from 'node:fs';
import type { Runner } from '../race/runner.ts';

/** Switches that keep the peers from sending traces; read when their packages load. */
const QUIET = {
  LANGCHAIN_TRACING_V2: 'false',
  LANGSMITH_TRACING: 'false',
  LANGSMITH_TRACING_V2: 'false',
  OPENAI_AGENTS_DISABLE_TRACING: '1',
} as const;

/** Whether the peers are installed: `npm run bench:peers` does it, `npm ci` does not. */
export function hasPeers(): boolean {
  return existsSync(new URL('../node_modules/ai/package.json', import.meta.url));
}

/**
 * The peers as runners; their names begin with `peer-`. Rejects where they are not installed. It
 * switches their tracing off for this process: nothing but the model's endpoint is spoken to.
 */
export async function loadPeers(): Promise<readonly Runner[]> {
  if (!hasPeers()) {
    throw new Error(
      'The peers are not installed (there is no bench/node_modules). Install them with npm ci --prefix bench, or run npm run bench:peers.',
    );
  }
  Object.assign(process.env, QUIET);
  // Not a literal, so that the race compiles where the peers' packages are not installed.
  const index = new URL('./index.ts', import.meta.url).href;
  const { peers } = (await import(index)) as { readonly peers: readonly Runner[] };
  return peers;
}
