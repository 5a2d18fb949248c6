import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createHeap } from '../../src/executor/heap.ts';
import { runs } from './runs.ts';

it('a heap pops what comes first, whatever was pushed, popped and changed before', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('push' as const), value: fc.integer({ min: 0, max: 20 }) }),
    fc.record({ kind: fc.constant('pop' as const) }),
    fc.record({ kind: fc.constant('negate' as const) }),
  );
  const property = fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
    // 0 - value: negating gives a -0 that toBe tells from 0.
    const heap = createHeap<{ value: number }>((left, right) => left.value < right.value);
    let model: number[] = [];
    for (const action of steps) {
      if (action.kind === 'push') {
        heap.push({ value: action.value });
        model.push(action.value);
      } else if (action.kind === 'pop') {
        const least = model.length === 0 ? undefined : Math.min(...model);
        expect(heap.peek()?.value).toBe(least);
        expect(heap.pop()?.value).toBe(least);
        if (least !== undefined) model.splice(model.indexOf(least), 1);
      } else {
        for (const item of heap.items) item.value = 0 - item.value;
        heap.rebuild();
        model = model.map((value) => 0 - value);
      }
      expect(heap.size).toBe(model.length);
    }
  });
  fc.assert(property, runs(300, 20_000));
});
