import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWriteMarks } from '../../src/executor/write-marks.ts';
import { runs } from './runs.ts';

describe('the marks of writes', () => {
  it('of another resource leave a mark as it is; of the same, or of an unknown one, change it', () => {
    const marks = createWriteMarks();
    const mark = marks.markOf('a');
    marks.begin('b')();
    expect(marks.markOf('a')).toBe(mark);
    marks.begin('a')();
    expect(marks.markOf('a')).not.toBe(mark);
    const next = marks.markOf('a');
    marks.begin(undefined)();
    expect(marks.markOf('a')).not.toBe(next);
  });

  it('make a resource busy until the last write of it has ended, once each', () => {
    const marks = createWriteMarks();
    const ends = [marks.begin('a'), marks.begin('a')];
    expect([marks.isBusy('a'), marks.isBusy('b'), marks.isBusy(undefined)]).toEqual([
      true,
      false,
      true,
    ]);
    ends[0]?.();
    ends[0]?.();
    expect(marks.isBusy('a')).toBe(true);
    ends[1]?.();
    expect([marks.isBusy('a'), marks.isBusy(undefined)]).toEqual([false, false]);
    const end = marks.begin(undefined);
    expect(marks.isBusy('b')).toBe(true);
    end();
    expect(marks.isBusy('b')).toBe(false);
  });

  it('tell 10,000 resources apart; one more outdates every mark there is', () => {
    const marks = createWriteMarks();
    const untouched = marks.markOf('none');
    for (let index = 0; index < 10_000; index += 1) marks.begin(String(index))();
    expect(marks.markOf('none')).toBe(untouched);
    const before = ['none', '0', '9999', undefined].map((key) => marks.markOf(key));
    marks.begin('one more')();
    const after = ['none', '0', '9999', undefined].map((key) => marks.markOf(key));
    for (const [index, mark] of after.entries()) expect(mark).not.toBe(before[index]);
  });

  it('any writes: a mark is equal to a later one exactly while none that conflicts has begun', () => {
    const key = fc.constantFrom('a', 'b', undefined);
    const property = fc.property(key, fc.array(key), fc.array(key), (read, earlier, later) => {
      const marks = createWriteMarks();
      for (const written of earlier) marks.begin(written)();
      const mark = marks.markOf(read);
      for (const written of later) marks.begin(written)();
      const isOld = later.some(
        (written) => written === undefined || read === undefined || written === read,
      );
      expect(marks.markOf(read) === mark).toBe(!isOld);
    });
    fc.assert(property, runs(200, 10_000));
  });
});
