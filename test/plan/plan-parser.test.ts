import { describe, expect, test } from 'vitest';
import type { PlanContext } from '../../src/plan/plan-context.ts';
import { createPlanParser } from '../../src/plan/plan-parser.ts';
import type { PlanItem } from '../../src/plan/task.ts';
import { corpusToolset } from './corpus.ts';

const create = (more: Partial<PlanContext> = {}) =>
  createPlanParser({ toolset: corpusToolset, ...more });

/** `task 1`, `join`, `plan.empty`, `prose x`, `void`. */
function names(items: readonly PlanItem[]): string[] {
  return items.map((item) => {
    if (item.kind === 'task' || item.kind === 'revised') return `${item.kind} ${item.task.id}`;
    if (item.kind === 'terminal') return item.terminal.kind;
    if (item.kind === 'problem') return item.problem.code;
    return item.kind === 'prose' ? `prose ${item.text}` : item.kind;
  });
}

describe('a plan parser', () => {
  test('hands a task out in the push that brought its parenthesis, whatever follows', () => {
    const parser = create();
    expect(names(parser.push('1. search("a"'))).toEqual([]);
    expect(names(parser.push(')'))).toEqual(['task 1']);
    expect(names(parser.push(' 2. if $1: search("b")3'))).toEqual(['task 2']);
  });

  test('hands a read without its parenthesis out when what follows begins', () => {
    const parser = create();
    expect(names(parser.push('1. search("a"\n\n2. sea'))).toEqual([]);
    expect(names(parser.push('rch('))).toEqual(['plan.recovered', 'task 1']);
    expect(names(parser.push('"b"\nThought'))).toEqual([]);
    expect(names(parser.push(':'))).toEqual(['plan.recovered', 'task 2']);
  });

  test('ends at the parenthesis of the terminal, checks the plan there, and reads no more', () => {
    const parser = create();
    parser.push('1. search("under $1000")\n2. join(');
    expect(parser.ended).toBe(false);
    expect(names(parser.push(')'))).toEqual(['join', 'plan.literal-dollar', 'revised 1'].sort());
    expect(parser.ended).toBe(true);
    expect(parser.push('\n3. search("b")')).toEqual([]);
    expect(parser.end({ complete: false })).toEqual([]);
    expect(parser.end({ complete: true })).toEqual([]);
  });

  test('ends at the end marker', () => {
    const parser = create();
    expect(names(parser.push('1. search("a")<END_OF_PLAN'))).toEqual(['task 1']);
    expect(parser.ended).toBe(false);
    expect(names(parser.push('>'))).toEqual(['plan.missing-join', 'join']);
    expect(parser.ended).toBe(true);
  });

  test('ends at a normal end of the text', () => {
    const parser = create();
    parser.push('1. search("a")\n2. join');
    expect(parser.ended).toBe(false);
    expect(names(parser.end({ complete: true }))).toEqual(['join']);
    expect(parser.ended).toBe(true);
  });

  test('has not ended where the text was cut or was too long', () => {
    const cut = create();
    cut.push('1. search("a")\n2. join');
    expect(names(cut.end({ complete: false }))).toEqual(['plan.truncated']);
    expect(cut.ended).toBe(false);
    const long = create({ limits: { planLength: 20 } });
    expect(names(long.push('1. search("a")\n2. sea'))).toEqual(['task 1', 'plan.too-long']);
    expect(long.push('rch("b")')).toEqual([]);
    expect(names(long.end({ complete: true }))).toEqual([]);
    expect(long.ended).toBe(false);
  });

  test('hands prose out, with one warning a plan, in bounded pieces', () => {
    const parser = create();
    expect(names(parser.push('Here it is:\n---\nGo\n'))).toEqual([
      'prose Here it is:',
      'plan.prose-ignored',
      'prose Go',
    ]);
    const long = parser.push('x'.repeat(10_000));
    expect(long.map((item) => (item.kind === 'prose' ? item.text.length : 0))).toEqual([
      4096, 4096,
    ]);
    expect(names(parser.end({ complete: false }))[0]).toBe(`prose ${'x'.repeat(10_000 - 8192)}`);
  });

  test('hands out the first 100 errors and the first 100 warnings of a plan, and no more', () => {
    const parser = create({ limits: { tasks: 10_000 } });
    const lines = Array.from({ length: 150 }, (_, index) => `${index}. search("a $900") x\n`);
    const items = parser.push(`${lines.join('')}${'0. search("b")\n'.repeat(150)}join()`);
    const found = names(items).filter((name) => name.startsWith('plan.'));
    expect(found.filter((name) => name === 'plan.trailing-text-ignored')).toHaveLength(100);
    expect(found.filter((name) => name === 'plan.duplicate-id')).toHaveLength(100);
    expect(found).toHaveLength(200);
    expect(items.filter(({ kind }) => kind === 'revised')).toHaveLength(150);
  });

  test('counts problems anew behind a stray </think>', () => {
    const parser = create();
    parser.push('x search("b")\n'.repeat(150));
    expect(names(parser.push('</think>search("b")\n'))).toEqual(['void', 'plan.missing-id']);
  });

  test('begins anew behind a stray </think>, ids and all', () => {
    const parser = create();
    expect(names(parser.push('1. search("x")\n2. serch("y")\n'))).toEqual([
      'task 1',
      'plan.unknown-tool',
    ]);
    expect(names(parser.push('</think>\n1. search("a")\n'))).toEqual(['void', 'task 1']);
    expect(names(parser.push('2. join()'))).toEqual(['join']);
  });

  test('reports no reference to a statement that could not be read', () => {
    const parser = create();
    const items = parser.push(
      '1. serch("a")\n2. search("$1")\n3. if : search("b")\n4. search("$3")\n5. what\n6. search($5)\n7. join()',
    );
    expect(names(items).filter((name) => name.startsWith('plan.'))).toEqual([
      'plan.unknown-tool',
      'plan.guard',
      'plan.syntax',
    ]);
  });

  test('renumbers a plan of a later round that starts again', () => {
    const parser = create({ earlier: new Map([[1, 'search']]) });
    const items = parser.push('1. search("a")\n2. join()');
    expect(names(items)).toContain('plan.renumbered');
    expect(items.some((item) => item.kind === 'task' && item.task.id > 1)).toBe(true);
  });
});
