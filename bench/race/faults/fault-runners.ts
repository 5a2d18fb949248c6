import type { Runner } from '../runner.ts';
import { bounded } from '../runners/bounded.ts';
import { createChat } from '../runners/chat.ts';
import { createRunners } from '../runners/index.ts';
import { createNativeParallel } from '../runners/native.ts';
import { createToolcRunner } from '../runners/toolc.ts';
import { carefulChat } from './careful-chat.ts';
import { care, carefulCalls } from './careful-tools.ts';

/**
 * How long a careful user lets a model be silent (toolc), or take for a turn (the loop), in ms: longer than any Retry-After of the race, as
 * the waits for a provider that answers 429 count too.
 */
const MODEL_IDLE_MS = 10_000;

/** Those of our own runners whose ways of failing differ. */
const PLAIN = ['react', 'native-sequential', 'native-parallel', 'code-parallel', 'floor', 'toolc'];

/**
 * Who meets the faults: loops as they are, one with bounds and retries around its turns and calls by hand, toolc as
 * it comes, and toolc as a careful user sets it up; then the peers, as their docs say.
 */
export function createFaultRunners(peers: readonly Runner[]): readonly Runner[] {
  const own = createRunners().filter(({ name }) => PLAIN.includes(name));
  const chat = carefulChat(createChat(), MODEL_IDLE_MS);
  const parallel = carefulCalls(bounded(createNativeParallel(chat)));
  const about = `timeoutMs 3,000 on tools, retry (3 attempts) on reads, limits.modelIdleMs ${MODEL_IDLE_MS.toLocaleString('en')}`;
  const common = { care, modelIdleMs: MODEL_IDLE_MS };
  const careful = [
    createToolcRunner({ name: 'toolc-careful', title: 'toolc, careful', about, ...common }),
    createToolcRunner({
      name: 'toolc-careful-finish',
      title: 'toolc, careful, finish',
      about: `${about}; plans end in finish(…) where they can`,
      plannerRole: 'planner-finish',
      ...common,
    }),
  ];
  return [...own, parallel, ...careful.map(bounded), ...peers.map(bounded)];
}
