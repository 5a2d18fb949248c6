import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createConflicts,
  isGroup,
  type Access,
  type Before,
  type Source,
} from '../../src/executor/conflicts.ts';
import { runs } from './runs.ts';

interface Item extends Access {
  readonly index: number;
}

const accesses: fc.Arbitrary<readonly Access[]> = fc.array(
  fc.record({
    effect: fc.constantFrom('read', 'write'),
    key: fc.constantFrom('a', 'b', 'c', undefined),
  }),
  { maxLength: 30 },
);

function addAll(list: readonly Access[]): { items: Item[]; before: Map<Item, Before<Item>> } {
  const conflicts = createConflicts<Item>();
  const items = list.map((access, index) => ({ ...access, index }));
  const before = new Map<Item, Before<Item>>();
  for (const item of items) before.set(item, conflicts.add(item, item));
  return { items, before };
}

function flat(sources: readonly Source<Item>[]): Item[] {
  return sources.flatMap((source) => (isGroup(source) ? flat(source.members) : [source]));
}

function doConflict(left: Access, right: Access): boolean {
  if (left.effect === 'read' && right.effect === 'read') return false;
  return left.key === undefined || right.key === undefined || left.key === right.key;
}

describe('the order of accesses', () => {
  it('has each behind all that it conflicts with, at some distance, and names nobody else', () => {
    const property = fc.property(accesses, (list) => {
      const { items, before } = addAll(list);
      const reached = new Map<Item, Set<Item>>();
      for (const item of items) {
        const { writes, reads } = before.get(item)!;
        const direct = [...flat(writes), ...flat(reads)];
        const all = new Set(direct.flatMap((source) => [source, ...reached.get(source)!]));
        reached.set(item, all);
        expect(direct.every((source) => doConflict(source, item))).toBe(true);
        const wanted = items.slice(0, item.index).filter((other) => doConflict(other, item));
        expect(wanted.filter((other) => !all.has(other))).toEqual([]);
        expect(flat(writes).every(({ effect }) => effect === 'write')).toBe(true);
        expect(flat(reads).every(({ effect }) => effect === 'read')).toBe(true);
        if (item.effect === 'read') expect(reads).toEqual([]);
      }
    });
    fc.assert(property, runs(500, 50_000));
  });

  it('has a number of sources in the order of the accesses', () => {
    const shapes: ((index: number) => Access)[] = [
      (index) => ({ effect: index % 2 === 0 ? 'read' : 'write', key: `k${String(index % 97)}` }),
      (index) => ({ effect: index < 500 ? 'read' : 'write', key: index < 500 ? undefined : 'k' }),
      (index) => ({
        effect: index % 2 === 0 ? 'write' : 'read',
        key: index % 2 === 0 ? `k${String(index)}` : undefined,
      }),
      (index) => ({ effect: 'write', key: index % 10 === 0 ? undefined : `k${String(index)}` }),
    ];
    for (const shape of shapes) {
      const { before } = addAll(Array.from({ length: 1_000 }, (_, index) => shape(index)));
      const seen = new Set<Source<Item>>();
      let count = 0;
      const visit = (source: Source<Item>): void => {
        count += 1;
        if (!isGroup(source) || seen.has(source)) return;
        seen.add(source);
        for (const member of source.members) visit(member);
      };
      for (const { writes, reads } of before.values())
        for (const each of [...writes, ...reads]) visit(each);
      expect(count).toBeLessThan(5_000);
    }
  });

  it('tells a read what it would come after, and adds nothing', () => {
    const conflicts = createConflicts<Item>();
    const write: Item = { effect: 'write', key: 'a', index: 0 };
    conflicts.add(write, write);
    expect(conflicts.writesBefore('a')).toEqual([write]);
    expect(conflicts.writesBefore('b')).toEqual([]);
    expect(flat(conflicts.writesBefore(undefined))).toEqual([write]);
    const wild: Item = { effect: 'write', key: undefined, index: 1 };
    expect(conflicts.add(wild, wild)).toEqual({ writes: [write], reads: [] });
    expect(conflicts.writesBefore('b')).toEqual([wild]);
  });
});
