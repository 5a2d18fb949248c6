import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/core/clock.ts';
import { ToolcError } from '../../src/core/errors.ts';
import type { Patience } from '../../src/model/read-model.ts';
import { scriptedModel, type ScriptedReply } from '../../src/model/scripted.ts';
import { createPlanParser } from '../../src/plan/plan-parser.ts';
import type { PlanItem } from '../../src/plan/task.ts';
import { streamPlan, type PlanStream, type PlanStreamEnd } from '../../src/planner/stream-plan.ts';
import { createFakeClock } from '../../src/testing/fake-clock.ts';
import { createToolset } from '../../src/tools/toolset.ts';
import { defineTool } from '../../src/tools/define-tool.ts';

const search = defineTool({
  name: 'search',
  description: 'Searches.',
  effect: 'read',
  inputSchema: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
  execute: () => 'x',
});
const toolset = createToolset([search]);
const messages = [{ role: 'user', content: 'How high is K2?' }] as const;

const patienceOf = (clock: Clock): Patience => ({ clock, idleMs: 180_000, totalMs: 600_000 });

function streamOf(
  reply: ScriptedReply,
  extra: Partial<PlanStream> = {},
): PlanStream & {
  readonly model: ReturnType<typeof scriptedModel>;
} {
  const parser = createPlanParser({ toolset });
  const { signal } = new AbortController();
  const patience = patienceOf(createFakeClock());
  return { messages, parser, signal, patience, ...extra, model: scriptedModel([reply]) };
}

async function read(
  stream: PlanStream,
): Promise<{ readonly batches: readonly (readonly PlanItem[])[]; readonly end: PlanStreamEnd }> {
  const batches: (readonly PlanItem[])[] = [];
  const items = streamPlan(stream);
  for (;;) {
    const next = await items.next();
    if (next.done === true) return { batches, end: next.value };
    batches.push(next.value);
  }
}

const kinds = (items: readonly PlanItem[]): readonly string[] => items.map(({ kind }) => kind);

describe('a streamed plan', () => {
  it('yields each task with the piece of text that completes it', async () => {
    const { batches, end } = await read(
      streamOf(['1. search("a', '")\n2. sea', 'rch("b")\n', 'join()']),
    );
    expect(batches.slice(0, 2).map(kinds)).toEqual([['task'], ['task']]);
    expect(kinds(batches.at(-1) ?? [])).toContain('terminal');
    expect(end).toMatchObject({ complete: true, text: '1. search("a")\n2. search("b")\njoin()' });
  });

  it('takes the usage from a stream that ends soon after its plan, and drops its text', async () => {
    const usage = { promptTokens: 7, completionTokens: 5 };
    const stream = streamOf({ chunks: ['1. search("a")\njoin()', '\nand', ' more'], usage });
    const { end } = await read(stream);
    expect(end).toEqual({ finish: 'stop', complete: true, text: '1. search("a")\njoin()', usage });
    expect(stream.model.requests[0]?.signal.aborted).toBe(false);
  });

  it('closes a stream that goes on after its plan, and estimates the usage', async () => {
    const clock = createFakeClock();
    const model = scriptedModel([['1. search("a")\njoin()', '\nand much more']], { pace: 'held' });
    const reading = read({ ...streamOf(''), model, patience: patienceOf(clock) });
    await model.next();
    await clock.advance(100);
    const { end, batches } = await reading;
    expect(batches.flatMap(kinds)).toEqual(['task', 'terminal']);
    expect(end).toMatchObject({ finish: 'stop', complete: true, usage: { estimated: true } });
    expect(model.requests[0]?.signal.aborted).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('has handed out the whole plan before it waits for the end of its stream', async () => {
    const clock = createFakeClock();
    const model = scriptedModel([['1. search("a")\njoin()', 'more']], { pace: 'held' });
    const items = streamPlan({ ...streamOf(''), model, patience: patienceOf(clock) });
    const first = items.next();
    void model.next(); // it asks for no more until it is asked itself
    expect(kinds((await first).value as readonly PlanItem[])).toEqual(['task', 'terminal']);
    await items.return(undefined as never);
    expect(clock.pending).toBe(0);
  });

  it('gives the model’s own usage where the stream came to its end', async () => {
    const usage = { promptTokens: 7, completionTokens: 3 };
    const { end } = await read(streamOf({ chunks: ['1. search("a")\n'], usage }));
    expect(end).toMatchObject({ usage, finish: 'stop', complete: true });
  });

  it('that was cut is not complete and runs nothing unfinished', async () => {
    for (const finish of ['length', 'content-filter', 'cut'] as const) {
      const { batches, end } = await read(
        streamOf({ chunks: ['1. search("a")\n2. search("b"'], finish }),
      );
      expect(end).toMatchObject({ finish, complete: false });
      const items = batches.flat();
      expect(kinds(items).filter((kind) => kind === 'task')).toHaveLength(1);
      expect(kinds(items)).not.toContain('terminal');
      expect(items).toContainEqual(
        expect.objectContaining({
          problem: expect.objectContaining({ severity: 'error' }) as unknown,
        }),
      );
    }
  });

  it('that ended before it was cut is complete', async () => {
    const { end } = await read(streamOf({ chunks: ['1. search("a")\njoin()'], finish: 'length' }));
    expect(end.complete).toBe(true);
  });

  it('yields what ended the plan together with the check of the whole plan', async () => {
    const { batches } = await read(streamOf(['1. search($9)\n', 'join()', '\n']));
    const last = batches.at(-1) ?? [];
    expect(kinds(last)).toEqual(expect.arrayContaining(['terminal', 'problem']));
  });

  it('is stopped at the length limit, however the model repeats itself', async () => {
    const chunks = Array.from({ length: 1_000 }, () => 'so I think that ');
    const stream = streamOf(
      { chunks },
      { planLength: 100, parser: createPlanParser({ toolset, limits: { planLength: 100 } }) },
    );
    const { end } = await read(stream);
    expect(end).toMatchObject({ finish: 'length', complete: false });
    expect(end.text.length).toBeLessThan(120);
    expect(stream.model.requests[0]?.signal.aborted).toBe(true);
  });

  it('hands out every text before its items', async () => {
    const log: string[] = [];
    const stream = streamOf(['1. search("a")', '\njoin()'], { onText: (text) => log.push(text) });
    for await (const items of streamPlan(stream)) log.push(kinds(items).join());
    expect(log[0]).toBe('1. search("a")');
    expect(log[1]).toBe('task');
    expect(log[2]).toBe('\njoin()');
  });

  it('asks with the messages and leaves the temperature to the model', async () => {
    const stream = streamOf('join()');
    await read(stream);
    expect(stream.model.requests[0]?.messages).toEqual(messages);
    expect(stream.model.requests[0]).not.toHaveProperty('temperature');
  });

  it('yields no empty batch, and the same items for any pieces', async () => {
    const text = 'Thought: go\n1. search("a")\n2. search("${1} b")\n3. join()\n';
    const whole = (await read(streamOf(text))).batches.flat();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(9), { maxLength: 20 }), async (sizes) => {
        const chunks: string[] = [];
        let rest = text;
        for (const size of sizes) {
          chunks.push(rest.slice(0, size));
          rest = rest.slice(size);
        }
        const { batches } = await read(streamOf([...chunks, rest]));
        expect(batches.every((batch) => batch.length > 0)).toBe(true);
        expect(batches.flat()).toEqual(whole);
      }),
    );
  });
});

describe('a stream of a plan', () => {
  it('closes the model’s stream when its reader leaves', async () => {
    const stream = streamOf(['1. search("a")\n', '2. search("b")\n', 'join()']);
    for await (const items of streamPlan(stream)) {
      expect(kinds(items)).toEqual(['task']);
      break;
    }
    expect(stream.model.requests[0]?.signal.aborted).toBe(true);
  });

  it('throws what the model throws, and leaves the parser open', async () => {
    const error = new ToolcError('model.server', 'x');
    const stream = streamOf({ chunks: ['1. search("a"'], error });
    await expect(read(stream)).rejects.toBe(error);
    expect(stream.parser.ended).toBe(false);
    expect(kinds(stream.parser.end({ complete: false }))).not.toContain('task');
  });

  it('throws at an abort', async () => {
    const controller = new AbortController();
    const parser = createPlanParser({ toolset });
    const model = scriptedModel([['1. search("a")\n', 'join()']], { pace: 'held' });
    const reading = read({
      model,
      messages,
      parser,
      signal: controller.signal,
      patience: patienceOf(createFakeClock()),
    });
    await model.next();
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: 'run.aborted' });
  });
});
