import { expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import type { TaskRecord } from '../../src/executor/task-record.ts';
import { createWriteNames } from '../../src/executor/write-names.ts';
import type { Task } from '../../src/plan/task.ts';
import { holds, literal, maybe, ref, reference, task, write } from './builders.ts';

function naming(...tasks: Task[]): (id: number, known?: JsonObject) => number {
  const records = new Map(
    tasks.map((each): [number, TaskRecord] => [
      each.id,
      { task: each, plan: { round: 1 }, call: '', started: false, halted: undefined },
    ]),
  );
  const nameOf = createWriteNames(records);
  return (id, known = {}) => nameOf(records.get(id)!.task, known);
}

it('the same call of what the same calls give has the same name, whatever the ids', () => {
  const name = naming(
    task(1, 'look', { q: literal('a') }),
    task(2, 'look', { q: literal('a') }),
    task(3, 'look', { q: literal('b') }),
    write(4, 'send', { to: ref(1, 'mail'), text: literal('hi') }),
    write(5, 'send', { to: ref(2, 'mail'), text: literal('hi') }),
    write(6, 'send', { to: ref(3, 'mail'), text: literal('hi') }),
  );
  expect(name(5)).toBe(name(4));
  expect(name(6)).not.toBe(name(4));
  expect(name(6, { to: 'x' })).toBe(name(4, { to: 'x' }));
  expect(name(4, { to: 'x' })).not.toBe(name(4));
});

it.each<[string, Task]>([
  ['tool', write(2, 'save', { to: ref(1, 'a') })],
  ['path', write(2, 'send', { to: ref(1, 'b') })],
  ['question mark', write(2, 'send', { to: maybe(1, 'a') })],
  ['argument', write(2, 'send', { to: ref(1, 'a'), text: literal('hi') })],
  ['argument’s name', write(2, 'send', { by: ref(1, 'a') })],
  ['guard', write(2, 'send', { to: ref(1, 'a') }, { guard: holds(literal(true)) })],
  [
    'list of a fan-out',
    write(2, 'send', { to: ref(1, 'a') }, { fanOut: { over: reference(1), parameters: [] } }),
  ],
  ['template', write(2, 'send', { to: { kind: 'template', parts: ['', reference(1, 'a')] } })],
  ['place in a list', write(2, 'send', { to: { kind: 'list', items: [ref(1, 'a')] } })],
  [
    'text that looks like a reference',
    write(2, 'send', { to: literal(['reference', 0, '.a', false]) }),
  ],
])('another %s has another name', (_, other) => {
  const first = task(1, 'look');
  const name = naming(first, other, write(3, 'send', { to: ref(1, 'a') }));
  expect(name(2)).not.toBe(name(3));
});

it('a long chain of sources is named without recursion', () => {
  const chain = Array.from({ length: 20_000 }, (_, index) =>
    task(index + 1, 'look', index === 0 ? {} : { q: ref(index) }),
  );
  const name = naming(...chain);
  expect(name(20_000)).toBe(19_999);
});
