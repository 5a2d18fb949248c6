import { describe, expect, it } from 'vitest';
import { estimateUsage } from '../../src/model/usage.ts';

describe('a usage', () => {
  it('is estimated at four characters a token, rounded up, and says so', () => {
    const messages = [
      { role: 'system', content: '1234' },
      { role: 'user', content: '5' },
    ] as const;
    expect(estimateUsage(messages, '12345678')).toEqual({
      promptTokens: 2,
      completionTokens: 2,
      estimated: true,
    });
  });
});
