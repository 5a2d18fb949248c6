import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Gate } from '../../src/executor/gate.ts';
import { createQueue, type Queue } from '../../src/executor/queue.ts';
import { gateOf } from './gate-builders.ts';
import { runs } from './runs.ts';

/** Asks for a permit; `granted` gets the name when it comes. */
function ask(
  queue: Queue,
  options: { name: string; lane?: string; gate?: Gate; priority?: () => number; granted: string[] },
): { withdraw: () => void; giveBack: () => void } {
  const { name, lane = 'tool', gate, priority = () => 0, granted } = options;
  const handle = { withdraw: () => undefined as void, giveBack: () => undefined as void };
  handle.withdraw = queue.request({
    lane,
    gate,
    priority,
    grant(giveBack) {
      granted.push(name);
      handle.giveBack = giveBack;
    },
  });
  return handle;
}

const fixed = { priorityVersion: () => 0 };

describe('a queue', () => {
  it('grants at once while there are permits, then by priority, then in the order of coming', () => {
    const queue = createQueue({ concurrency: 1, ...fixed });
    const granted: string[] = [];
    const handles = new Map(
      [
        ['first', 0],
        ['low', 1],
        ['high', 5],
        ['high too', 5],
      ].map(([name, priority]) => [
        String(name),
        ask(queue, { name: String(name), priority: () => Number(priority), granted }),
      ]),
    );
    expect(granted).toEqual(['first']);
    for (const name of ['first', 'high', 'high too', 'low']) handles.get(name)?.giveBack();
    expect(granted).toEqual(['first', 'high', 'high too', 'low']);
  });

  it('asks for priorities anew when their version has risen, in every lane', () => {
    let version = 0;
    const queue = createQueue({ concurrency: 1, priorityVersion: () => version });
    const granted: string[] = [];
    const priorities: Record<string, number> = { a: 1, b: 2 };
    const first = ask(queue, { name: 'first', granted });
    const a = ask(queue, { name: 'a', lane: 'one', priority: () => priorities['a']!, granted });
    ask(queue, { name: 'b', lane: 'two', priority: () => priorities['b']!, granted });
    priorities['a'] = 3;
    version += 1;
    first.giveBack();
    a.giveBack();
    expect(granted).toEqual(['first', 'a', 'b']);
  });

  it('gives a permit that came back when all is calm, to the best of those that wait by then', () => {
    const due: (() => void)[] = [];
    const whenCalm = (action: () => void): void => void due.push(action);
    const queue = createQueue({ concurrency: 2, ...fixed, whenCalm });
    const granted: string[] = [];
    const first = ask(queue, { name: 'first', granted });
    const second = ask(queue, { name: 'second', granted });
    for (const name of ['a', 'b']) ask(queue, { name, granted });
    first.giveBack();
    second.giveBack();
    ask(queue, { name: 'freed by first', priority: () => 9, granted });
    expect(queue.free()).toBe(0);
    expect(granted).toEqual(['first', 'second']);
    expect(due).toHaveLength(1);
    due[0]?.();
    expect(granted).toEqual(['first', 'second', 'freed by first', 'a']);
  });

  it('gives a permit back once, however often it is told so', () => {
    const queue = createQueue({ concurrency: 1, ...fixed });
    const granted: string[] = [];
    const first = ask(queue, { name: 'first', granted });
    first.giveBack();
    first.giveBack();
    ask(queue, { name: 'second', granted });
    ask(queue, { name: 'third', granted });
    expect(granted).toEqual(['first', 'second']);
  });

  it('grants nothing to who took the request back; taking back a granted one does nothing', () => {
    const queue = createQueue({ concurrency: 1, ...fixed });
    const granted: string[] = [];
    const first = ask(queue, { name: 'first', granted });
    const second = ask(queue, { name: 'second', granted });
    const third = ask(queue, { name: 'third', granted });
    second.withdraw();
    second.withdraw();
    first.withdraw();
    first.giveBack();
    expect(granted).toEqual(['first', 'third']);
    third.giveBack();
    ask(queue, { name: 'fourth', granted });
    expect(granted).toEqual(['first', 'third', 'fourth']);
  });

  it('holds up no other lane behind a gate that is shut', () => {
    const gate = gateOf(1);
    const queue = createQueue({ concurrency: 2, ...fixed });
    const granted: string[] = [];
    const slow = ask(queue, { name: 'slow', lane: 'gated', gate, granted });
    ask(queue, { name: 'gated', lane: 'gated', gate, priority: () => 9, granted });
    ask(queue, { name: 'free', lane: 'open', granted });
    expect(granted).toEqual(['slow', 'free']);
    slow.giveBack();
    expect(granted).toEqual(['slow', 'free', 'gated']);
  });

  it('shares a gate with the queues of other runs, in turn', () => {
    const gate = gateOf(1);
    const queues = [1, 2].map(() => createQueue({ concurrency: 4, ...fixed }));
    const granted: string[] = [];
    const handles = new Map<string, { giveBack: () => void }>();
    for (const name of ['1a', '1b', '1c', '2a', '2b']) {
      const queue = queues[name.startsWith('1') ? 0 : 1]!;
      handles.set(name, ask(queue, { name, gate, granted }));
    }
    for (let index = 0; index < 5; index += 1) handles.get(granted[index]!)?.giveBack();
    expect(granted).toEqual(['1a', '1b', '2a', '1c', '2b']);
  });

  it('leaves a gate’s permit to the next run when its own permits are out', () => {
    const gate = gateOf(1);
    const one = createQueue({ concurrency: 1, ...fixed });
    const two = createQueue({ concurrency: 1, ...fixed });
    const granted: string[] = [];
    const holder = ask(two, { name: 'holder', lane: 'gated', gate, granted });
    ask(one, { name: 'one', lane: 'gated', gate, granted });
    const other = ask(one, { name: 'other', lane: 'open', granted }); // takes one's only permit
    ask(two, { name: 'two', lane: 'gated', gate, granted });
    holder.giveBack();
    expect(granted).toEqual(['holder', 'other', 'two']);
    other.giveBack();
    expect(granted).toEqual(['holder', 'other', 'two']);
  });

  it('is not served at a gate any more once it has no waiting call', () => {
    let waiting = 0;
    const shut: Gate = {
      ...gateOf(1),
      tryTake: () => undefined,
      wait() {
        waiting += 1;
        return () => void (waiting -= 1);
      },
    };
    const queue = createQueue({ concurrency: 2, ...fixed });
    const granted: string[] = [];
    const first = ask(queue, { name: 'first', gate: shut, granted });
    const second = ask(queue, { name: 'second', gate: shut, granted });
    expect(waiting).toBe(1);
    first.withdraw();
    expect(waiting).toBe(1);
    second.withdraw();
    expect(waiting).toBe(0);
  });

  it('loses no call when a gate opens while permits are being handed out', () => {
    const gate = gateOf(1);
    const queue = createQueue({ concurrency: 3, ...fixed });
    const granted: string[] = [];
    const gated = ask(queue, { name: 'gated', lane: 'gated', gate, granted });
    const fillers = ['f', 'g'].map((name) => ask(queue, { name, lane: 'open', granted }));
    ask(queue, { name: 'gated too', lane: 'gated', gate, priority: () => 9, granted });
    queue.request({
      lane: 'open',
      gate: undefined,
      priority: () => 1,
      grant(giveBack) {
        gated.giveBack(); // a synchronous tool that ends another call
        giveBack();
      },
    });
    fillers[0]?.giveBack();
    expect(granted).toEqual(['gated', 'f', 'g', 'gated too']);
  });

  it('goes on after a grant that throws', () => {
    const queue = createQueue({ concurrency: 2, ...fixed });
    const granted: string[] = [];
    const fillers = ['a', 'b'].map((name) => ask(queue, { name, granted }));
    const broken = {
      lane: 'tool',
      gate: undefined,
      priority: () => 1,
      grant(): void {
        throw new Error('no');
      },
    };
    queue.request(broken);
    ask(queue, { name: 'c', granted });
    expect(() => fillers[0]?.giveBack()).toThrow('no');
    fillers[1]?.giveBack();
    expect(granted).toEqual(['a', 'b', 'c']);
  });

  it('never has more permits out than it may, and none free while one could be given', () => {
    const lanes = ['x', 'y', 'z'] as const;
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('ask' as const),
        run: fc.nat(2),
        lane: fc.constantFrom(...lanes),
        priority: fc.nat(3),
        endsAtOnce: fc.boolean(),
      }),
      fc.record({ kind: fc.constant('give back' as const), index: fc.nat(20) }),
      fc.record({ kind: fc.constant('withdraw' as const), index: fc.nat(20) }),
    );
    const property = fc.property(
      fc.record({ x: fc.integer({ min: 1, max: 3 }), y: fc.integer({ min: 1, max: 3 }) }),
      fc.integer({ min: 1, max: 4 }),
      fc.array(step, { maxLength: 60 }),
      (capacity, concurrency, steps) => {
        const gates = { x: gateOf(capacity.x), y: gateOf(capacity.y), z: undefined };
        const queues = [0, 1, 2].map(() => createQueue({ concurrency, ...fixed }));
        const out: Permit[] = [];
        const waiting: Permit[] = [];
        const check = (): void => {
          for (const run of [0, 1, 2]) {
            expect(out.filter((permit) => permit.run === run).length).toBeLessThanOrEqual(
              concurrency,
            );
          }
          for (const lane of ['x', 'y'] as const) {
            expect(out.filter((permit) => permit.lane === lane).length).toBeLessThanOrEqual(
              capacity[lane],
            );
          }
        };
        for (const action of steps) {
          if (action.kind === 'ask') {
            const { run, lane, priority, endsAtOnce } = action;
            const permit: Permit = { run, lane, priority, giveBack: none, withdraw: none };
            waiting.push(permit);
            permit.withdraw = queues[run]!.request({
              lane,
              gate: gates[lane],
              priority: () => priority,
              grant(giveBack) {
                const rivals = waiting.filter((rival) => rival.run === run && rival.lane === lane);
                expect(priority).toBe(Math.max(...rivals.map((rival) => rival.priority)));
                waiting.splice(waiting.indexOf(permit), 1);
                out.push(permit);
                check();
                permit.giveBack = () => {
                  out.splice(out.indexOf(permit), 1);
                  giveBack();
                };
                if (endsAtOnce) permit.giveBack();
              },
            });
          } else if (action.kind === 'give back') {
            out[action.index]?.giveBack();
          } else {
            const permit = waiting[action.index];
            permit?.withdraw();
            if (permit !== undefined) waiting.splice(action.index, 1);
          }
          check();
          for (const { run, lane } of waiting) {
            const isRunFull = out.filter((permit) => permit.run === run).length === concurrency;
            const isGateFull =
              lane !== 'z' &&
              out.filter((permit) => permit.lane === lane).length === capacity[lane];
            expect(isRunFull || isGateFull).toBe(true);
          }
        }
      },
    );
    fc.assert(property, runs(400, 50_000));
  });
});

interface Permit {
  readonly run: number;
  readonly lane: 'x' | 'y' | 'z';
  readonly priority: number;
  giveBack: () => void;
  withdraw: () => void;
}

function none(): void {
  // until there is something to do
}
