import type { Figure, Row } from '../row.ts';
import { randomPlans, simulateMakespans } from '../simulate-makespan.ts';
import { quantile } from '../statistics.ts';

const planCount = 1_000;
const caps = [2, 4, 8];

export const makespan: Row = {
  id: 'makespan',
  what: '1,000 random plans of 10 to 60 tasks, longest path first (learned) against first come first served',
  excludes:
    'real time: calls end by a virtual clock; plans that stream; tools that vary more than a half',
  async measure() {
    const plans = randomPlans(planCount, 11);
    const figures: Figure[] = [];
    for (const concurrency of caps) {
      const longest = await simulateMakespans(plans, { concurrency, priority: 'longest-path' });
      const arrival = await simulateMakespans(plans, { concurrency, priority: 'arrival' });
      const ratios = longest.map((ms, index) => ms / (arrival[index] ?? Number.NaN));
      figures.push(...figuresOf(ratios, concurrency));
    }
    return figures;
  },
};

function figuresOf(ratios: readonly number[], concurrency: number): readonly Figure[] {
  const at = `at ${String(concurrency)} calls at once`;
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  const share = (isMeant: (ratio: number) => boolean): number =>
    (100 * ratios.filter(isMeant).length) / ratios.length;
  const figure = (label: string, value: number, unit: string): Figure => ({
    label: `${label}, ${at}`,
    unit,
    values: [value],
  });
  return [
    { ...figure('mean makespan to FIFO’s', mean, '×'), limit: 0.995 },
    ...[0.05, 0.5, 0.95].map((rank) =>
      figure(`p${String(100 * rank)}`, quantile(ratios, rank), '×'),
    ),
    figure(
      'plans that are faster',
      share((ratio) => ratio < 1),
      '%',
    ),
    figure(
      'as fast',
      share((ratio) => ratio === 1),
      '%',
    ),
    figure(
      'slower',
      share((ratio) => ratio > 1),
      '%',
    ),
  ];
}
