import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGate, createGates } from '../../src/executor/gate.ts';
import { runs } from './runs.ts';

describe('a gate', () => {
  it('has no more permits out than its capacity', () => {
    const property = fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.boolean(), { maxLength: 50 }),
      (capacity, takes) => {
        const gate = createGate(capacity);
        let out = 0;
        for (const take of takes) {
          if (take) {
            const got = gate.tryTake();
            expect(got).toBe(out < capacity);
            if (got) out += 1;
          } else if (out > 0) {
            gate.giveBack();
            out -= 1;
          }
        }
      },
    );
    fc.assert(property, runs(200, 5_000));
  });

  it('serves waiters once each, in the order they came, while a permit is free', () => {
    const gate = createGate(1);
    gate.tryTake();
    const served: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      gate.wait(() => {
        served.push(name);
        if (name !== 'a') gate.tryTake();
      });
    }
    gate.giveBack();
    expect(served).toEqual(['a', 'b']); // a left its permit to b
    gate.giveBack();
    expect(served).toEqual(['a', 'b', 'c']);
    gate.giveBack();
    expect(served).toEqual(['a', 'b', 'c']);
  });

  it('does not serve who has ended the wait', () => {
    const gate = createGate(1);
    gate.tryTake();
    const served: string[] = [];
    const end = gate.wait(() => served.push('a'));
    end();
    gate.giveBack();
    expect(served).toEqual([]);
  });
});

it('a compiler has one gate a name, whoever asks', () => {
  const gates = createGates();
  expect(gates.get('search', 2)).toBe(gates.get('search', 2));
  expect(gates.get('search', 2)).not.toBe(gates.get('fetch', 2));
});
