import type { Runner } from '../runner.ts';
import { bounded } from './bounded.ts';
import { createChat } from './chat.ts';
import { createNativeParallel, createNativeSequential } from './native.ts';
import { createToolcRunners } from './toolc.ts';

/** Our own runners, in the order of the report; peers stand in bench/peers. */
export function createRunners(): readonly Runner[] {
  const chat = createChat();
  return [createNativeSequential(chat), createNativeParallel(chat), ...createToolcRunners()].map(
    bounded,
  );
}
