/** A horizontal axis: places are percents of the plot's width, so that charts fit any screen. */
export interface Axis {
  readonly place: (value: number) => number;
  readonly ticks: readonly Tick[];
}

export interface Tick {
  readonly value: number;
  readonly text: string;
}

/** From 0 in round steps; leaves a fifth of the width for the figure behind the longest bar. */
export function linearAxis(most: number, show: (value: number) => string): Axis {
  const step = roundStep(most / 4);
  const count = Math.floor(most / step) + 1;
  const place = (value: number): number => (most > 0 ? (value / most) * 80 : 0);
  const ticks = Array.from({ length: count }, (_, index) => index * step);
  return { place, ticks: ticks.map((value) => ({ value, text: show(value) })) };
}

/**
 * Doublings are equally far apart, so that twice as fast and half as fast look alike; the values and 1 are
 * on it.
 */
export function ratioAxis(values: readonly number[]): Axis {
  const logs = [...values.filter((value) => value > 0), 1].map(Math.log2);
  const first = Math.floor(Math.min(...logs, -0.2) * 2) / 2;
  const last = Math.max(...logs, 1);
  const place = (value: number): number => ((Math.log2(value) - first) / (last - first)) * 80;
  const powers = Array.from(
    { length: Math.floor(last) - Math.ceil(first) + 1 },
    (_, index) => Math.ceil(first) + index,
  );
  // 1 always has a tick; of many, every other has one.
  const every = powers.length > 5 ? 2 : 1;
  const shown = powers.filter((power) => power % every === 0);
  return { place, ticks: shown.map((power) => ({ value: 2 ** power, text: powerText(power) })) };
}

/** `1/8×`, `4×`. */
function powerText(power: number): string {
  return power < 0 ? `1/${String(2 ** -power)}×` : `${String(2 ** power)}×`;
}

/** 1, 2 or 5 times a power of ten, at least `least`. */
function roundStep(least: number): number {
  if (least <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= least) ?? 10;
  return factor * power;
}
