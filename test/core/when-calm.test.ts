import { expect, test } from 'vitest';
import { whenCalm } from '../../src/core/when-calm.ts';

test('is called behind every promise reaction, and those that they made, and before any timer', async () => {
  const story: string[] = [];
  const steps = async (name: string, count: number): Promise<void> => {
    for (let step = 0; step < count; step += 1) await Promise.resolve();
    story.push(name);
  };
  setImmediate(() => story.push('turn'));
  void steps('short', 1);
  whenCalm(() => story.push('calm'));
  void steps('long', 50).then(() => whenCalm(() => story.push('calm again')));
  await new Promise((resolve) => void setImmediate(resolve));
  expect(story).toEqual(['short', 'long', 'calm', 'calm again', 'turn']);
});
