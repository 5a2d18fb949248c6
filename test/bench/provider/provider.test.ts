import OpenAI from 'openai';
import { afterEach, describe, expect, test } from 'vitest';
import type { ProviderClock } from '../../../bench/race/provider/provider-clock.ts';
import {
  type Provider,
  type ProviderOptions,
  startProvider,
} from '../../../bench/race/provider/provider.ts';
import { timings } from '../../../bench/race/provider/timing.ts';
import { clueCase, compareCase } from './sample-case.ts';

const instant = { firstTokenMs: 0, promptTokenMs: 0, tokenMs: 0, jitter: 0 };
const question = { role: 'user', content: compareCase.question } as const;
const planner = { model: 'sim-planner', messages: [question] };
const tools = compareCase.tools.map(({ name, description, inputSchema }) => ({
  type: 'function' as const,
  function: { name, description, parameters: { ...inputSchema } },
}));

let open: Provider | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

async function start(
  options: Partial<ProviderOptions> = {},
): Promise<{ provider: Provider; client: OpenAI }> {
  const provider = await startProvider({
    cases: [compareCase, clueCase],
    timing: instant,
    ...options,
  });
  open = provider;
  return {
    provider,
    client: new OpenAI({ baseURL: provider.url, apiKey: 'cell-1', maxRetries: 0 }),
  };
}

describe('the simulated provider', () => {
  test('streams text with a usage chunk, whatever the size of its chunks', async () => {
    for (const chunkCharacters of [1, 7, 4_096]) {
      const { provider, client } = await start({ chunkCharacters });
      const stream = client.chat.completions.stream({
        ...planner,
        stream: true,
        stream_options: { include_usage: true },
      });
      const { choices, usage } = await stream.finalChatCompletion();
      expect(choices[0]?.message.content).toMatch(
        /^1\. search\(query="Everest"\)\n[^]*\njoin\(\)$/,
      );
      expect(choices[0]?.finish_reason).toBe('stop');
      const [call] = provider.takeCalls('cell-1');
      expect(call).toMatchObject({ role: 'planner', end: 'complete' });
      expect(usage).toMatchObject({
        prompt_tokens: call?.promptTokens,
        completion_tokens: call?.completionTokens,
      });
      expect(provider.calls()).toEqual([]);
      await provider.close();
    }
  });

  test('streams tool calls with their indices', async () => {
    const { client } = await start({ chunkCharacters: 3 });
    const stream = client.chat.completions.stream({
      model: 'sim-tools-parallel',
      messages: [question],
      tools,
    });
    const message = await stream.finalMessage();
    expect(message.content).toBeFalsy();
    expect(message.tool_calls).toMatchObject([
      { id: 'call_0_0', function: { name: 'search', arguments: '{"query":"Everest"}' } },
      { id: 'call_0_1', function: { name: 'search', arguments: '{"query":"K2"}' } },
    ]);
  });

  test('answers whole with tool calls, null content and a finish reason', async () => {
    const { client } = await start();
    const messages = [
      { role: 'user' as const, content: [{ type: 'text' as const, text: question.content }] },
    ];
    const asked = { model: 'sim-tools-sequential', messages, tools, tool_choice: 'auto' as const };
    const { choices } = await client.chat.completions.create(asked);
    expect(choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: { content: null, tool_calls: [{ function: { name: 'search' } }] },
    });
    const answered = await client.chat.completions.create({
      ...asked,
      messages: [
        ...messages,
        choices[0]!.message,
        { role: 'tool', tool_call_id: 'call_0_0', content: '?' },
      ],
    });
    expect(answered.choices[0]?.message.tool_calls).toMatchObject([
      { function: { arguments: '{"query":"K2"}' } },
    ]);
  });

  test('refuses what it does not know with an error that says what to do', async () => {
    const { client, provider } = await start();
    const refused = async (body: { model?: string; content?: string }): Promise<unknown> =>
      client.chat.completions
        .create({
          model: body.model ?? 'sim-react',
          messages: [{ role: 'user', content: body.content ?? question.content }],
        })
        .catch((thrown: unknown) => thrown);
    expect(await refused({ model: 'gpt' })).toMatchObject({ status: 404, code: 'model_not_found' });
    expect(await refused({ content: 'Who?' })).toMatchObject({
      status: 400,
      code: 'unknown_question',
    });
    const bad = await fetch(`${provider.url}/chat/completions`, {
      method: 'POST',
      body: '{"model":1}',
    });
    expect([bad.status, await bad.json()]).toMatchObject([
      400,
      { error: { code: 'invalid_request' } },
    ]);
    expect((await fetch(`${provider.url}/else`)).status).toBe(404);
    expect(provider.calls()).toEqual([]);
  });

  test('thinks in a block or in deltas of its own, and counts it', async () => {
    for (const as of ['think-block', 'reasoning'] as const) {
      const { provider, client } = await start({ thinking: { tokens: 5, as } });
      const { choices, usage } = await client.chat.completions.create(planner);
      expect(choices[0]?.message.content?.startsWith('<think>')).toBe(as === 'think-block');
      expect(choices[0]?.message).toHaveProperty(as === 'reasoning' ? 'reasoning' : 'content');
      expect(usage?.completion_tokens_details?.reasoning_tokens).toBe(as === 'reasoning' ? 5 : 0);
      await provider.close();
    }
  });

  test('keeps its pace to the token over a long reply', async () => {
    const clock = createJumpingClock();
    const timing = { ...timings.typical, jitter: 0 };
    const { provider, client } = await start({ clock, timing });
    await client.chat.completions.stream({ ...planner, stream: true }).finalMessage();
    const [call] = provider.calls();
    const {
      startMs = 0,
      firstTokenMs = 0,
      endMs = 0,
      promptTokens = 0,
      completionTokens = 0,
    } = call ?? {};
    expect(firstTokenMs - startMs).toBeCloseTo(400 + 0.05 * promptTokens);
    expect(endMs - firstTokenMs).toBeCloseTo((completionTokens - 1) * 12.5);
    // One wait a token, never the sum of short waits.
    expect(clock.waits()).toBe(completionTokens);
  });

  test('stops for a client that has left, and counts what there was until then', async () => {
    const clock = createJumpingClock(3);
    const { provider, client } = await start({ clock, timing: { ...timings.typical, jitter: 0 } });
    const stream = await client.chat.completions.create({ ...planner, stream: true });
    for await (const { choices } of stream) if (choices[0]?.delta.content) break;
    await clock.released;
    await expect
      .poll(() => provider.calls('cell-1'))
      .toMatchObject([{ end: 'left', completionTokens: 3 }]);
  });

  test('answers 429 with Retry-After above its rate', async () => {
    const { provider, client } = await start({
      faults: { rateLimit: { requests: 1, perMs: 60_000 } },
    });
    await client.chat.completions.create(planner);
    const refused: unknown = await client.chat.completions
      .create(planner)
      .catch((thrown: unknown) => thrown);
    expect(refused).toBeInstanceOf(OpenAI.RateLimitError);
    expect(refused instanceof OpenAI.APIError ? refused.headers?.get('retry-after') : '').toBe(
      '60',
    );
    expect(provider.calls().map(({ end }) => end)).toEqual(['complete', 'refused']);
  });

  test.each(['reset', 'silent'] as const)('cuts the call that was named: %s', async (how) => {
    const { provider, client } = await start({ faults: { cut: { calls: [1], how } } });
    const read = async (): Promise<string> => {
      let text = '';
      const stream = await client.chat.completions.create({ ...planner, stream: true });
      for await (const { choices } of stream)
        text += choices[0]?.delta.content ?? choices[0]?.finish_reason ?? '';
      return text;
    };
    const cut = await read().catch(() => 'broken');
    expect(cut.includes('join()')).toBe(false);
    expect(cut === 'broken').toBe(how === 'reset');
    expect(await read()).toContain('join()');
    expect(provider.calls().map(({ end }) => end)).toEqual(['cut', 'complete']);
  });

  test('keeps the cells of requests apart by their keys', async () => {
    const { provider, client } = await start();
    await client.chat.completions.create(planner);
    await client.chat.completions.create(planner, {
      headers: { authorization: 'Bearer cell-2' },
    });
    expect(provider.calls('cell-2')).toHaveLength(1);
    expect(provider.calls('cell-1')).toHaveLength(1);
  });

  test('refuses a chunk size outside of 1 to 4096', async () => {
    await expect(start({ chunkCharacters: 0 })).rejects.toThrow('1 to 4096, got 0');
  });
});

/** Time that jumps to whatever is waited for; from wait `held` on, only the client's leaving ends one. */
function createJumpingClock(
  held = Infinity,
): ProviderClock & { readonly waits: () => number; readonly released: Promise<void> } {
  let nowMs = 1_000;
  let waits = 0;
  let release = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  return {
    now: () => nowMs,
    sleepUntil: async (timeMs, signal) => {
      waits += 1;
      if (waits > held) {
        await new Promise<void>((resolve) => {
          if (signal.aborted) resolve();
          else signal.addEventListener('abort', () => resolve(), { once: true });
        });
        release();
        return;
      }
      nowMs = Math.max(nowMs, timeMs);
      // Sockets get their turn, as they would while time passes.
      await new Promise((resolve) => setImmediate(resolve));
    },
    waits: () => waits,
    released,
  };
}
