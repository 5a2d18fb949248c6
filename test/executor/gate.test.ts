import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGates } from '../../src/executor/gates.ts';
import type { Permit } from '../../src/executor/gate.ts';
import { preparedTool } from './builders.ts';
import { gateOf } from './gate-builders.ts';
import { runs } from './runs.ts';

describe('a gate', () => {
  it('has no more permits out than its capacity', () => {
    const property = fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.boolean(), { maxLength: 50 }),
      (capacity, takes) => {
        const gate = gateOf(capacity);
        const out: Permit[] = [];
        for (const take of takes) {
          if (take) {
            const got = gate.tryTake();
            expect(got !== undefined).toBe(out.length < capacity);
            if (got !== undefined) out.push(got);
          } else {
            const permit = out.pop();
            if (permit !== undefined) gate.giveBack(permit);
          }
        }
      },
    );
    fc.assert(property, runs(200, 5_000));
  });

  it('serves waiters once each, in the order they came, while a permit is free', () => {
    const gate = gateOf(1);
    const permits = [gate.tryTake()];
    const served: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      gate.wait(() => {
        served.push(name);
        if (name !== 'a') permits.push(gate.tryTake());
      });
    }
    gate.giveBack(permits.pop()!);
    expect(served).toEqual(['a', 'b']); // a left its permit to b
    gate.giveBack(permits.pop()!);
    expect(served).toEqual(['a', 'b', 'c']);
    gate.giveBack(permits.pop()!);
    expect(served).toEqual(['a', 'b', 'c']);
  });

  it('does not serve who has ended the wait', () => {
    const gate = gateOf(1);
    const permits = [gate.tryTake()];
    const served: string[] = [];
    const end = gate.wait(() => served.push('a'));
    end();
    gate.giveBack(permits.pop()!);
    expect(served).toEqual([]);
  });
});

it('a compiler has one gate a name, whoever asks', () => {
  const gates = createGates();
  const tool = (name: string, gate?: string) =>
    gates.forTool({
      ...preparedTool(name, undefined, { concurrency: 2 }).tool,
      ...(gate === undefined ? {} : { gate }),
    });
  expect(tool('search')).toBe(tool('search'));
  expect(tool('search')).not.toBe(tool('fetch'));
  expect(tool('find', 'search')).toBe(tool('search'));
  expect(gates.forModel('search')).toBe(tool('search'));
});
