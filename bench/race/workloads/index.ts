import type { Workload } from '../case.ts';
import { chain } from './chain.ts';
import { compareTwo } from './compare-two.ts';
import { eightAtOnce } from './eight-at-once.ts';
import { exploratory } from './exploratory.ts';
import { gameOf24 } from './game-of-24.ts';
import { mixed } from './mixed.ts';
import { oneCall } from './one-call.ts';
import { quickTools } from './quick-tools.ts';
import { shop } from './shop.ts';
import { unevenBranches } from './uneven-branches.ts';

/** Every workload, in the report's order. */
export const workloads: readonly Workload[] = [
  compareTwo,
  eightAtOnce,
  mixed,
  chain,
  unevenBranches,
  oneCall,
  gameOf24,
  shop,
  exploratory,
  quickTools,
];
