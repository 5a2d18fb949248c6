import { describe, expect, it } from 'vitest';
import { createAgenda } from '../../src/executor/agenda.ts';

describe('an agenda', () => {
  it('handles what handling adds after what is there already, without recursion', () => {
    const handled: number[] = [];
    let depth = 0;
    const agenda = createAgenda<number>((item) => {
      depth += 1;
      expect(depth).toBe(1);
      handled.push(item);
      if (item < 3) agenda.add([item + 10, item + 20]);
      depth -= 1;
    });
    agenda.add([1, 2]);
    expect(handled).toEqual([1, 2, 11, 21, 12, 22]);
  });

  it('handles what work adds when the work is over', () => {
    const handled: string[] = [];
    const agenda = createAgenda<string>((item) => void handled.push(item));
    agenda.during(() => {
      agenda.add(['a']);
      agenda.during(() => agenda.add(['b']));
      handled.push('work');
    });
    expect(handled).toEqual(['work', 'a', 'b']);
  });

  it('goes on after an item whose handling threw', () => {
    const handled: number[] = [];
    const agenda = createAgenda<number>((item) => {
      if (item === 1) throw new Error('no');
      handled.push(item);
    });
    expect(() => agenda.add([1])).toThrow('no');
    agenda.add([2]);
    expect(handled).toEqual([2]);
  });

  it('asks for more when nothing is left, until there is no more', () => {
    const handled: string[] = [];
    const more = ['b', 'c'];
    const agenda = createAgenda<string>(
      (item) => void handled.push(item),
      () => {
        const next = more.shift();
        if (next !== undefined) agenda.add([next, `${next} too`]);
        return next !== undefined;
      },
    );
    agenda.add(['a']);
    expect(handled).toEqual(['a', 'b', 'b too', 'c', 'c too']);
  });
});
