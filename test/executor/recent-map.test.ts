import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRecentMap } from '../../src/executor/recent-map.ts';
import { runs } from './runs.ts';

it('any use: it holds what a list in the order of use would hold, and no more than its bound', () => {
  const command = fc.tuple(
    fc.constantFrom('find', 'set', 'remove'),
    fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    fc.nat(2),
  );
  const most = fc.integer({ min: 1, max: 4 });
  const property = fc.property(most, fc.array(command, { maxLength: 60 }), (bound, commands) => {
    const map = createRecentMap<number>(bound);
    let list: { key: string; value: number }[] = [];
    for (const [kind, key, value] of commands) {
      const known = list.find((entry) => entry.key === key);
      const others = list.filter((entry) => entry.key !== key);
      if (kind === 'find') {
        expect(map.find(key)).toBe(known?.value);
        if (known !== undefined) list = [...others, known];
      } else if (kind === 'set') {
        map.set(key, value);
        list = [...others, { key, value }].slice(-bound);
      } else {
        map.remove(key, value);
        if (known?.value === value) list = others;
      }
      expect(map.size).toBe(list.length);
    }
    for (const { key, value } of list) expect(map.find(key)).toBe(value);
  });
  fc.assert(property, runs(500, 50_000));
});
