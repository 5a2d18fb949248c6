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

const repetitions = 15;

export const policies: Row = {
  id: 'policies',
  what: '20,000 no-op tasks in a layered DAG: the whole chain of policies, of which the tool uses none, against gate and call alone',
  excludes:
    'what a policy costs where it is used, and what single flight saves: no two calls are equal',
  async measure() {
    const tasks = layeredTasks(20_000);
    for (let round = 0; round < 4; round += 1) {
      await runLayered(tasks);
      await runLayered(tasks, bareChain);
    }
    const overheads: number[] = [];
    const perTask: number[] = [];
    // In pairs, each order as often, so that a noisy moment of the machine hits both.
    for (let round = 0; round < repetitions; round += 1) {
      const isWholeFirst = round % 2 === 0;
      const first = await timed(tasks, isWholeFirst);
      const second = await timed(tasks, !isWholeFirst);
      const [whole, bare] = isWholeFirst ? [first, second] : [second, first];
      overheads.push((whole / bare - 1) * 100);
      perTask.push(((whole - bare) * 1_000) / tasks.length);
    }
    return [
      { label: 'the chain costs', unit: '%', values: overheads, limit: 10 },
      { label: 'of that, a task', unit: 'µs', values: perTask },
    ];
  },
};

function timed(tasks: ReturnType<typeof layeredTasks>, isWhole: boolean): Promise<number> {
  collectGarbage();
  return isWhole ? runLayered(tasks) : runLayered(tasks, bareChain);
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
