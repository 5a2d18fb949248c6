import { collectGarbage, megabyte } from '../collect-garbage.ts';
import { layeredTasks } from '../layered-plan.ts';
import type { Row } from '../row.ts';
import { runLayered } from '../run-layered.ts';

export const executorMemory: Row = {
  id: 'executor-memory',
  what: 'the same 100,000 tasks run once: the most memory that the process ever had',
  excludes: 'results of any size (each is one number)',
  async measure() {
    await runLayered(layeredTasks(100));
    collectGarbage();
    const before = process.memoryUsage.rss() / megabyte;
    await runLayered(layeredTasks(100_000));
    return [
      {
        label: 'greatest RSS',
        unit: 'MB',
        values: [process.resourceUsage().maxRSS / 1_024],
        limit: 400,
      },
      { label: 'of that, the process before', unit: 'MB', values: [before] },
    ];
  },
};
