import type { Runner } from '../runner.ts';
import { bounded } from './bounded.ts';
import { createChat } from './chat.ts';
import { createCodeFinish, createCodeParallel, createCodeSerial } from './code-mode.ts';
import { createFloor } from './floor.ts';
import { createNativeParallel, createNativeSequential } from './native.ts';
import { createReact, createReactPaper } from './react.ts';
import { createToolcRunners } from './toolc.ts';

/** Our own runners, in the order of the report; peers stand in bench/peers. */
export function createRunners(): readonly Runner[] {
  const chat = createChat();
  const runners = [
    createReact(chat),
    createReactPaper(chat),
    createNativeSequential(chat),
    createNativeParallel(chat),
    createCodeSerial(chat),
    createCodeParallel(chat),
    createCodeFinish(chat),
    ...createToolcRunners(),
    createFloor(chat),
  ];
  return runners.map(bounded);
}
