import { setMaxListeners } from 'node:events';
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
 * The peers as runners; their names begin with `peer-`. Rejects where they are not installed. For this
 * process it switches their tracing off, so that they speak to nothing but the model's endpoint, and
 * raises the number of listeners from which Node warns of a leak.
 */
export async function loadPeers(): Promise<readonly Runner[]> {
  if (!hasPeers()) {
    throw new Error(
      'The peers are not installed (there is no bench/node_modules). Install them with npm ci --prefix bench, or run npm run bench:peers.',
    );
  }
  Object.assign(process.env, QUIET);
  // LangGraph listens to a run's signal once a call; Node would warn of a leak at the eleventh at once.
  setMaxListeners(200);
  // Not a literal, so that the race compiles where the peers' packages are not installed; index.ts says
  // by its own type that the cast is sound.
  const index = new URL('./index.ts', import.meta.url).href;
  const { peers } = (await import(index)) as { readonly peers: readonly Runner[] };
  return peers;
}
