import { describe, expect, it } from 'vitest';
import type { Cause } from '../../src/core/outcome.ts';
import { createGraph, type Transition } from '../../src/executor/graph.ts';
import { createSignposts } from '../../src/executor/signposts.ts';

function setUp() {
  const graph = createGraph();
  const told: Transition[] = [];
  const signposts = createSignposts(graph, (transitions) => void told.push(...transitions));
  return { graph, signposts, told };
}

describe('a signpost', () => {
  it('is passed at most once, with why its edges cannot be met or with nothing', () => {
    const { signposts } = setUp();
    const passed: (Cause | undefined)[] = [];
    const key = signposts.add(
      [{ source: 1, kind: 'data' }],
      (blocked) => void passed.push(blocked),
    );
    signposts.pass(key, 'blocked', { source: 1, kind: 'data' });
    signposts.pass(key, 'ready', { source: 1, kind: 'data' });
    expect(passed).toMatchObject([{ reason: 'dependency', taskId: 1 }]);
    const free = signposts.add([], (blocked) => void passed.push(blocked));
    signposts.pass(free, 'ready', undefined);
    expect(passed).toHaveLength(2);
    expect(passed[1]).toBeUndefined();
  });

  it('hands the cause of its end on to whom that blocks', () => {
    const { graph, signposts, told } = setUp();
    const key = signposts.add([], () => undefined);
    graph.add(1, [{ source: key, kind: 'data' }]);
    const cause: Cause = { reason: 'guard', message: 'no' };
    signposts.end(key, 'void', cause);
    expect(told.at(-1)).toMatchObject({ key: 1, kind: 'blocked' });
    expect(signposts.causeOf(told.at(-1)?.edge)).toBe(cause);
  });

  it('that is stuck is told so', () => {
    const { signposts } = setUp();
    const passed: (Cause | undefined)[] = [];
    const key = signposts.add(
      [{ source: 9, kind: 'data' }],
      (blocked) => void passed.push(blocked),
    );
    signposts.pass(key, 'blocked', undefined);
    expect(passed).toMatchObject([{ reason: 'dependency' }]);
  });
});
