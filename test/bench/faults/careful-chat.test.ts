import { expect, test } from 'vitest';
import { carefulChat } from '../../../bench/race/faults/careful-chat.ts';
import type { Chat } from '../../../bench/race/runners/chat.ts';
import { scriptRace } from '../runners/scripted-provider.ts';

const turn = { role: 'tools-parallel', messages: [] } as const;
const reply = {
  text: 'yes',
  message: { role: 'assistant', content: 'yes', refusal: null },
} as const;

/** Fails, or is silent until it is given up, as often as it is told. */
function failingChat(times: number, how: 'cut' | 'silent'): { chat: Chat; asked: () => number } {
  let asked = 0;
  const chat: Chat = ({ signal }) => {
    asked += 1;
    if (asked > times) return Promise.resolve(reply);
    if (how === 'cut') return Promise.reject(new Error('the stream broke off'));
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
  };
  return { chat, asked: () => asked };
}

test.each(['cut', 'silent'] as const)('a turn is asked for once more: %s', async (how) => {
  const { input } = await scriptRace({ replies: {} });
  const once = failingChat(1, how);
  expect((await carefulChat(once.chat, 5)(input, turn)).text).toBe('yes');
  const always = failingChat(9, how);
  await expect(carefulChat(always.chat, 5)(input, turn)).rejects.toThrow(
    how === 'cut' ? 'broke off' : 'no whole reply within 5 ms',
  );
  expect(always.asked()).toBe(2);
});

test('a run that is aborted is not asked again', async () => {
  const { input } = await scriptRace({ replies: {} });
  const { chat, asked } = failingChat(9, 'silent');
  const signal = AbortSignal.abort(new Error('enough'));
  const cut: Chat = async (race, wanted) => {
    void chat(race, wanted).catch(() => undefined);
    return Promise.reject(new Error('cut'));
  };
  await expect(carefulChat(cut, 1_000)({ ...input, signal }, turn)).rejects.toThrow('enough');
  expect(asked()).toBe(1);
});
