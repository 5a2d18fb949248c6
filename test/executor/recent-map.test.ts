import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  addRecent,
  createRecentMap,
  findRecent,
  removeRecent,
  type Listed,
} from '../../src/executor/recent-map.ts';
import { runs } from './runs.ts';

interface Entry extends Listed<Entry> {
  readonly key: string;
}

it('any use: it holds what a list in the order of use would hold, and no more than its bound', () => {
  const command = fc.tuple(
    fc.constantFrom('find', 'add', 'remove'),
    fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  );
  const most = fc.integer({ min: 1, max: 4 });
  const property = fc.property(most, fc.array(command, { maxLength: 60 }), (bound, commands) => {
    const map = createRecentMap<Entry>(bound);
    let list: Entry[] = [];
    for (const [kind, key] of commands) {
      const known = list.find((entry) => entry.key === key);
      const others = list.filter((entry) => entry.key !== key);
      if (kind === 'find') {
        expect(findRecent(map, key)).toBe(known);
        if (known !== undefined) list = [...others, known];
      } else if (kind === 'add') {
        const entry: Entry = { key, older: undefined, newer: undefined };
        addRecent(map, entry);
        list = [...others, entry].slice(-bound);
        if (known !== undefined) removeRecent(map, known);
      } else if (known !== undefined) {
        removeRecent(map, known);
        list = others;
      }
      expect(map.entries.size).toBe(list.length);
    }
    for (const entry of list) expect(findRecent(map, entry.key)).toBe(entry);
  });
  fc.assert(property, runs(500, 50_000));
});
