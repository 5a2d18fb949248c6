import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defineTool, verifyPlan, type Tool } from '../src/index.ts';
import { createFakeClock } from '../src/testing/index.ts';
import { runs } from './executor/runs.ts';
import { unhandledDuring } from './unhandled.ts';

const text = { type: 'object', properties: { name: { type: 'string' } } } as const;

/** A counter that two tools share, though one of them says that it only reads. */
function hiddenCounter(): readonly Tool[] {
  let count = 0;
  return [
    defineTool({
      name: 'touch',
      description: 'Says that it reads, and counts.',
      effect: 'read',
      inputSchema: text,
      execute: () => {
        count += 1;
        return 'done';
      },
    }),
    defineTool({
      name: 'look',
      description: 'What was counted.',
      effect: 'read',
      inputSchema: text,
      execute: () => count,
    }),
  ];
}

/** A store whose two writes name different resources for the same thing. */
function wronglyDeclaredStore(): readonly Tool[] {
  let value = 'nothing';
  const write = (name: string) =>
    defineTool({
      name,
      description: 'Writes the value.',
      effect: 'write',
      inputSchema: text,
      resource: () => `store of ${name}`,
      execute: (input) => {
        value += ` ${String(input['name'])}`;
        return value;
      },
    });
  return [write('put'), write('append')];
}

const plain = {
  name: 'echo',
  description: 'Gives its input.',
  effect: 'read',
  inputSchema: { type: 'object', properties: { value: {} } },
} as const;

const echo = defineTool({ ...plain, execute: async ({ value = null }) => value });

describe('verifyPlan', () => {
  test('passes a plan whose calls do not depend on their order', async () => {
    const plan = '1. echo(1)\n2. echo($1)\n3. echo(3)\n4. echo([$2, $3])\njoin()';
    expect(await verifyPlan(plan, { tools: [echo], seed: 1, schedules: 6 })).toEqual({
      status: 'same',
      seed: 1,
      schedules: 6,
      tasks: 4,
      differences: [],
    });
  });

  test('names a read that changes what another sees, and both of its calls', async () => {
    const plan = '1. touch("a")\n2. look("b")\njoin()';
    const { status, differences } = await verifyPlan(plan, { tools: hiddenCounter, seed: 7 });
    expect(status).toBe('differs');
    expect(differences).toHaveLength(1);
    expect(differences[0]).toMatchObject({
      taskId: 2,
      tool: 'look',
      kind: 'order',
      resources: undefined,
      expected: { status: 'ok', value: 1 },
      got: { status: 'ok', value: 0 },
      suspect: { earlier: 1, later: 2 },
      planOrder: [1, 2],
      order: [2, 1],
    });
    expect(differences[0]?.message).toMatch(
      /^2\. look\(name="b"\) came to 1 in the plan's order, and to 0 in schedule \d+ .*\nSuspect: 1\. touch.* and 2\. look.*\n.*effect: 'write' whichever of touch and look/,
    );
  });

  test('names two writes of one store that declare different resources, and their keys', async () => {
    const plan = '1. put("a")\n2. append("b")\njoin()';
    const { differences } = await verifyPlan(plan, { tools: wronglyDeclaredStore, seed: 1 });
    expect(differences.map(({ taskId }) => taskId).sort()).toEqual([1, 2]);
    expect(differences[0]).toMatchObject({
      kind: 'order',
      suspect: { earlier: 1, later: 2 },
    });
    const keys = Object.fromEntries(differences.map(({ tool, resources }) => [tool, resources]));
    expect(keys).toEqual({ put: ['store of put'], append: ['store of append'] });
    expect(differences[0]?.message).toContain(
      'put says "store of put"; append says "store of append"',
    );
  });

  test('finds the guilty call among many that were moved too', async () => {
    const innocent = [1, 2, 3, 4, 5, 6].map((id) => `${String(id)}. echo(${String(id)})`);
    const plan = [
      ...innocent.slice(0, 3),
      '10. touch("a")',
      ...innocent.slice(3),
      '11. look("b")',
      'join()',
    ].join('\n');
    const tools = (): readonly Tool[] => [...hiddenCounter(), echo];
    for (const seed of [1, 2, 3]) {
      const { differences } = await verifyPlan(plan, { tools, seed });
      expect(differences.map(({ suspect }) => suspect)).toMatchObject([{ earlier: 10, later: 11 }]);
    }
  });

  test('tells what follows from another difference, behind its cause', async () => {
    const plan = '1. touch("a")\n2. look("b")\n3. echo($2)\njoin()';
    const tools = (): readonly Tool[] => [...hiddenCounter(), echo];
    const { differences } = await verifyPlan(plan, { tools, seed: 3 });
    expect(differences.map(({ taskId, kind }) => [taskId, kind])).toEqual([
      [2, 'order'],
      [3, 'follows'],
    ]);
    expect(differences[1]?.message).toContain('It follows from task 2');
  });

  test('finds calls that are harmed only where they overlap', async () => {
    const tools = (): readonly Tool[] => {
      let busy = false;
      return [
        defineTool({
          ...plain,
          name: 'exclusive',
          execute: async () => {
            if (busy) throw new Error('busy');
            busy = true;
            for (let step = 0; step < 3; step += 1) await Promise.resolve();
            busy = false;
            return 'done';
          },
        }),
      ];
    };
    const plan = '1. exclusive(1)\n2. exclusive(2)\njoin()';
    const { differences } = await verifyPlan(plan, { tools, seed: 5 });
    expect(differences[0]).toMatchObject({
      got: { status: 'failed' },
      suspect: { earlier: 1, later: 2, became: 'overlapping' },
    });
    expect(differences[0]?.concurrency).toBeGreaterThan(1);
  });

  test('finds elements of one fan-out that change what the others see', async () => {
    const tools = (): readonly Tool[] => {
      let last = 0;
      const name = 'remember';
      const inputSchema = { type: 'object', properties: { n: { type: 'integer' } } } as const;
      const execute = ({ n }: { readonly n?: unknown }) => {
        const before = last;
        last = Number(n);
        return before;
      };
      return [echo, defineTool({ ...plain, name, inputSchema, execute })];
    };
    const plan = '1. echo([1, 2, 3, 4])\n2. remember($1[*])\njoin()';
    const { differences } = await verifyPlan(plan, { tools, seed: 1 });
    expect(differences).toMatchObject([{ taskId: 2, kind: 'order', suspect: undefined }]);
    expect(differences[0]?.message).toContain("declare remember with effect: 'write'");
  });

  test('says of tools that are not deterministic that it is not the order', async () => {
    const tools = hiddenCounter(); // the state of one run is the state of the next
    const { differences } = await verifyPlan('1. touch("a")\n2. look($1)\njoin()', { tools });
    expect(differences).toMatchObject([{ taskId: 2, kind: 'unstable', schedule: 0 }]);
    expect(differences[0]?.message).toContain('pass tools as a function that makes new ones');
  });

  test('runs each order that the plan allows, one call at a time and overlapping', async () => {
    const orders = new Set<string>();
    let started: string[] = [];
    let running = 0;
    let most = 0;
    const tools = (): readonly Tool[] => {
      if (started.length > 0) orders.add(started.join(''));
      started = [];
      return [
        defineTool({
          ...plain,
          execute: async ({ value = null }, { taskId }) => {
            started.push(String(taskId));
            running += 1;
            most = Math.max(most, running);
            await Promise.resolve();
            running -= 1;
            return value;
          },
        }),
      ];
    };
    // 2 right behind 1, too: a task freed by the last call is a candidate for the next.
    const plan = '1. echo(1)\n2. echo($1)\n3. echo(3)\njoin()';
    await verifyPlan(plan, { tools, seed: 2, schedules: 40 });
    expect([...orders].sort()).toEqual(['123', '132', '312']);
    expect(most).toBe(2);
  });

  test('tries the same orders for the same seed, and says which seed it took', async () => {
    const verify = (seed?: number) =>
      verifyPlan('1. touch("a")\n2. look("b")\n3. look("c")\njoin()', {
        tools: hiddenCounter,
        clock: createFakeClock(),
        ...(seed === undefined ? {} : { seed }),
      });
    const first = await verify();
    const again = await verify(first.seed);
    const essence = ({ differences }: typeof first) =>
      differences.map(({ taskId, schedule, order, count }) => [taskId, schedule, order, count]);
    expect(essence(again)).toEqual(essence(first));
  });

  test('makes new tools for each schedule, and tells of each that has ended', async () => {
    let made = 0;
    const told: number[] = [];
    const tools = (): Promise<readonly Tool[]> => {
      made += 1;
      return Promise.resolve([echo]);
    };
    const onSchedule = ({ done, schedules }: { done: number; schedules: number }): void => {
      told.push(done, schedules);
      throw new Error('a listener that fails');
    };
    await verifyPlan('1. echo(1)\njoin()', { tools, schedules: 2, onSchedule });
    expect([made, told]).toEqual([4, [1, 2, 2, 2]]);
  });

  test('does not mind a listener whose promise is rejected', async () => {
    const onSchedule = (): unknown => Promise.reject(new Error('a listener that fails'));
    const unhandled = await unhandledDuring(() =>
      verifyPlan('1. echo(1)\njoin()', { tools: [echo], schedules: 2, onSchedule }),
    );
    expect(unhandled).toEqual([]);
  });

  test('compares failures and what they skip, and is not stopped by them', async () => {
    const fail = defineTool({
      ...plain,
      name: 'fail',
      onFailure: 'abort-run',
      execute: () => Promise.reject(new Error('no')),
    });
    const plan = '1. fail(1)\n2. echo($1)\n3. echo(3)\nfinish($3)';
    const { status, tasks } = await verifyPlan(plan, { tools: [fail, echo] });
    expect([status, tasks]).toEqual(['same', 3]);
  });

  test('gives the plan its inputs and the tools their context', async () => {
    const seen = new Set<unknown>();
    const peek = defineTool({
      ...plain,
      execute: ({ value = null }, { context }) => {
        seen.add([value, context].join());
        return value;
      },
    });
    const options = { tools: [peek], inputs: { city: 'Paris' }, context: 'me', schedules: 1 };
    await verifyPlan('1. echo($input.city)\njoin()', options);
    expect([...seen]).toEqual(['Paris,me']);
  });

  test('refuses a plan with errors, and runs nothing of it', async () => {
    let called = false;
    const tool = defineTool({ ...plain, execute: () => (called = true) });
    const verified = verifyPlan('1. echo(1)\n2. ehco(2)\njoin()', { tools: [tool] });
    await expect(verified).rejects.toMatchObject({
      code: 'run.plan-invalid',
      details: { problems: [{ code: 'plan.unknown-tool' }] },
    });
    expect(called).toBe(false);
  });

  test('ends with the abort of its signal, and starts no other schedule', async () => {
    const controller = new AbortController();
    let made = 0;
    const tools = (): readonly Tool[] => {
      made += 1;
      if (made === 3) controller.abort('enough');
      return [echo];
    };
    const verified = verifyPlan('1. echo(1)\njoin()', { tools, signal: controller.signal });
    await expect(verified).rejects.toMatchObject({ code: 'run.aborted' });
    expect(made).toBe(3);
  });

  test('says so when a budget keeps it from running the whole plan', async () => {
    const verified = verifyPlan('1. echo(1)\n2. echo(2)\njoin()', {
      tools: [echo],
      budget: { toolCalls: 1 },
    });
    await expect(verified).rejects.toMatchObject({ code: 'run.budget' });
  });

  test.each([{ schedules: 0 }, { schedules: 1.5 }, { seed: -1 }, { seed: 2 ** 32 }])(
    'refuses %j',
    async (options) => {
      const verified = verifyPlan('join()', { tools: [echo], ...options });
      await expect(verified).rejects.toMatchObject({ code: 'option.invalid' });
    },
  );

  test('finds no difference in any plan of pure tools', async () => {
    const plans = fc.array(
      fc.record({
        tool: fc.constantFrom('echo', 'echo', 'fail', 'put'),
        reads: fc.array(fc.record({ back: fc.nat(9), optional: fc.boolean() }), { maxLength: 3 }),
        guard: fc.option(fc.nat(9), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 8 },
    );
    const pure = (name: string, effect: 'read' | 'write') =>
      defineTool({ ...plain, name, effect, execute: async ({ value = null }) => value });
    const fail = defineTool({ ...plain, name: 'fail', execute: () => Promise.reject(new Error()) });
    const tools = [echo, fail, pure('put', 'write')];
    const property = fc.asyncProperty(plans, fc.nat(), async (sketch, seed) => {
      const lines = sketch.map(({ tool, reads, guard }, index) => {
        const refer = (back: number): string => `$${String(1 + (back % Math.max(index, 1)))}`;
        const values = index === 0 ? [] : reads;
        const list = values.map(({ back, optional }) => `${refer(back)}${optional ? '?' : ''}`);
        const condition = guard === undefined || index === 0 ? '' : `if ${refer(guard)}?: `;
        return `${String(index + 1)}. ${condition}${tool}([${list.join(', ')}])`;
      });
      const verified = await verifyPlan(`${lines.join('\n')}\njoin()`, {
        tools,
        seed,
        schedules: 4,
      });
      expect(verified.differences).toEqual([]);
    });
    await fc.assert(property, runs(30, 2_000));
  });
});
