import { collectGarbage, megabyte } from '../collect-garbage.ts';
import type { Row } from '../row.ts';
import { smallCompiler } from './small-run.ts';

export const concurrentRuns: Row = {
  id: 'concurrent-runs',
  what: '10,000 runs of 5 tasks at once in one process, reports kept until all have ended',
  excludes: 'sockets, models and tools that hold memory of their own',
  async measure() {
    const compiler = smallCompiler(5);
    await compiler.run('Warm up.');
    const startedAt = performance.now();
    const runs = Array.from({ length: 10_000 }, () => compiler.stream('Add.'));
    const reports = await Promise.all(runs.map((run) => run.report));
    const elapsedMs = performance.now() - startedAt;
    const done = reports.filter(({ status }) => status === 'done').length;
    if (done !== runs.length)
      throw new Error(`${String(done)} of ${String(runs.length)} ended well`);
    return [
      {
        label: 'greatest RSS',
        unit: 'MB',
        values: [process.resourceUsage().maxRSS / 1_024],
        limit: 500,
      },
      { label: 'until all had ended', unit: 'ms', values: [elapsedMs] },
    ];
  },
};

export const runsInSequence: Row = {
  id: 'runs-in-sequence',
  what: '10,000 runs of 5 tasks one after another: heap after a collection, against run 1,000',
  excludes: 'runs whose handle the caller keeps',
  async measure() {
    const compiler = smallCompiler(5);
    const heapAfter = async (runs: number): Promise<number> => {
      for (let run = 0; run < runs; run += 1) await compiler.run('Add.');
      // What a run leaves to the next turns of the event loop is not a leak.
      await new Promise((resolve) => void setImmediate(resolve));
      collectGarbage();
      collectGarbage();
      return process.memoryUsage().heapUsed / megabyte;
    };
    const level = await heapAfter(1_000);
    const values: number[] = [];
    for (let round = 0; round < 9; round += 1) {
      values.push(((await heapAfter(1_000)) / level - 1) * 100);
    }
    const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    return [
      { label: 'heap above the level', unit: '%', values, judged: 'greatest', limit: 5 },
      { label: 'timers left', unit: '', values: [timers], limit: 0 },
      { label: 'the level', unit: 'MB', values: [level] },
    ];
  },
};
