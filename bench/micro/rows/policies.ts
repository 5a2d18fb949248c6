import type { Dispatch } from '../../../src/executor/dispatch.ts';
import { createGates } from '../../../src/executor/gates.ts';
import { invoke } from '../../../src/executor/invoke.ts';
import { withGate } from '../../../src/executor/with-gate.ts';
import { createWriteLedger } from '../../../src/executor/write-marks.ts';
import type { PreparedTool } from '../../../src/tools/prepared-tool.ts';
import { collectGarbage } from '../collect-garbage.ts';
import { layeredTasks } from '../layered-plan.ts';
import type { Row } from '../row.ts';
import { runLayered } from '../run-layered.ts';
import { median } from '../statistics.ts';

const warmUps = 4;
const repetitions = 15;

export const policies: Row = {
  id: 'policies',
  what: '20,000 no-op tasks in a layered DAG: the whole chain of policies, of which the tool uses none, against gate and call alone, in processor time',
  excludes:
    'what a policy costs where it is used, and what single flight saves: no two calls are equal',
  async measure() {
    const tasks = layeredTasks(20_000);
    const ways = {
      bare: { createDispatch: bareChain },
      unused: { singleFlight: 'off' },
      whole: {},
    } as const;
    const took = { bare: [] as number[], unused: [] as number[], whole: [] as number[] };
    const names = ['bare', 'unused', 'whole'] as const;
    for (let round = 0; round < warmUps + repetitions; round += 1) {
      // In turns, each first as often as the others, so that a noisy moment hits all of them.
      for (let turn = 0; turn < names.length; turn += 1) {
        const name = names[(round + turn) % names.length] ?? 'bare';
        const ms = await processorTime(() => runLayered(tasks, ways[name]));
        if (round >= warmUps) took[name].push(ms);
      }
    }
    const bare = median(took.bare);
    const overhead = (values: readonly number[]): number[] =>
      values.map((ms) => (ms / bare - 1) * 100);
    return [
      { label: 'unused policies cost', unit: '%', values: overhead(took.unused), limit: 10 },
      {
        label: 'with single flight on, as it is by default',
        unit: '%',
        values: overhead(took.whole),
      },
      { label: 'gate and call alone, over their median', unit: '%', values: overhead(took.bare) },
      {
        label: 'a task of these',
        unit: 'µs',
        values: took.bare.map((ms) => (ms * 1_000) / tasks.length),
      },
    ];
  },
};

/** In ms: what others do on the machine counts little. */
async function processorTime(work: () => Promise<unknown>): Promise<number> {
  collectGarbage();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** What a call cannot do without: a permit, and the call itself. */
function bareChain(): (tool: PreparedTool) => Dispatch {
  const shared = { gates: createGates(), writes: createWriteLedger() };
  const composed = new Map<PreparedTool, Dispatch>();
  return (tool) => {
    let dispatch = composed.get(tool);
    if (dispatch === undefined) {
      dispatch = withGate(invoke, tool, shared);
      composed.set(tool, dispatch);
    }
    return dispatch;
  };
}
