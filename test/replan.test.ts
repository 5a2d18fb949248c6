import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCompiler, defineTool, type RunEvent, type Tool } from '../src/index.ts';
import { createFakeClock, scriptedModel, type FakeClock } from '../src/testing/index.ts';
import { runs } from './executor/runs.ts';

/** A statement of the first plan: what it does, what it reads, how long it takes, whether it fails. */
interface Step {
  readonly effect: 'read' | 'write';
  readonly back: number;
  readonly ms: number;
  readonly fails: boolean;
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    effect: fc.constantFrom('read', 'write'),
    back: fc.nat({ max: 4 }),
    ms: fc.integer({ min: 1, max: 50 }),
    fails: fc.boolean(),
  }),
  { minLength: 1, maxLength: 10 },
);

const inputSchema = {
  type: 'object',
  properties: { key: { type: 'integer' }, after: {} },
} as const;

test('whatever fails whenever, a planner that heeds what it is told gets nothing written twice', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (plan) => {
      const clock = createFakeClock();
      const written: number[] = [];
      const attempted: number[] = [];
      const tools = toolsFor(plan, { clock, written, attempted });
      const model = scriptedModel(Array.from({ length: 4 }, () => replyFor(plan)));
      const run = createCompiler({ model, tools, clock }).stream('?');
      const report = await settle(run.report, clock);
      const events: RunEvent[] = [];
      for await (const event of run.events()) events.push(event);

      expect(report.status).toBe('done');
      expect(report.rounds).toBeLessThanOrEqual(3);
      expect(new Set(written).size).toBe(written.length);
      expect(new Set(attempted).size).toBe(attempted.length);
      const planned = events.filter(({ type }) => type === 'task-planned');
      const ended = events.filter(({ type }) => type === 'task-end');
      expect(ended).toHaveLength(planned.length);
      expect(events.at(-1)?.type).toBe('run-end');
      expect(clock.pending).toBe(0);
    }),
    runs(100, 1_500),
  );
});

interface World {
  readonly clock: FakeClock;
  readonly written: number[];
  readonly attempted: number[];
}

/** `key` says which statement of the first plan a call stands for. A failure comes in time order only. */
function toolsFor(plan: readonly Step[], { clock, written, attempted }: World): readonly Tool[] {
  const make = (effect: 'read' | 'write'): Tool =>
    defineTool({
      name: effect,
      description: effect,
      effect,
      inputSchema,
      onFailure: 'replan',
      execute: (input) => {
        const { key } = input as { readonly key: number };
        const step = plan[key];
        if (effect === 'write') attempted.push(key);
        return new Promise((resolve, reject) => {
          clock.after(step?.ms ?? 1, () => {
            if (step?.fails === true) return reject(new Error('no'));
            if (effect === 'write') written.push(key);
            resolve(key);
          });
        });
      },
    });
  return [make('read'), make('write')];
}

/** Plans all of it at first; then anew the writes that were planned and never made. */
function replyFor(plan: readonly Step[]) {
  return ({ messages }: { readonly messages: readonly { readonly content: string }[] }): string => {
    const system = messages[0]?.content ?? '';
    if (!system.startsWith('You write plans')) return 'Finish: done';
    const told = messages.map(({ content }) => content).join('\n');
    const next = Number(/Its ids go on from (\d+)/.exec(messages.at(-1)?.content ?? '')?.[1] ?? 1);
    const lines = plan.flatMap(({ effect, back }, key) => {
      if (next === 1) {
        const after = back > 0 && key >= back ? `, after=$${String(key - back + 1)}` : '';
        return [`${effect}(key=${String(key)}${after})`];
      }
      const isDue = effect === 'write' && neverMade(told, key);
      return isDue ? [`${effect}(key=${String(key)})`] : [];
    });
    const numbered = lines.map((line, index) => `${String(next + index)}. ${line}`);
    return [...numbered, `${String(next + lines.length)}. join()`].join('\n');
  };
}

/** Every statement of this write was told to have been cancelled or skipped. */
function neverMade(told: string, key: number): boolean {
  const ids = [...told.matchAll(/^(\d+)\. write\(key=(\d+)[,)]/gm)]
    .filter(([, , of]) => Number(of) === key)
    .map(([, id = '']) => id);
  return ids.every((id) => new RegExp(`^\\$${id} -> (skipped|cancelled)`, 'm').test(told));
}

async function settle<Value>(promise: Promise<Value>, clock: FakeClock): Promise<Value> {
  let isSettled = false;
  const settled = promise.finally(() => {
    isSettled = true;
  });
  for (let turn = 0; turn < 1_000 && !isSettled; turn += 1) await clock.advance(5);
  return settled;
}
