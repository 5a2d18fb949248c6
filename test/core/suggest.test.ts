import { describe, expect, it } from 'vitest';
import { didYouMean, suggest } from '../../src/core/suggest.ts';

describe('a suggestion', () => {
  it('is the known name nearest to a slip', () => {
    expect(suggest('serch', ['fetch', 'search'])).toBe('search');
    expect(suggest('Search', ['search'])).toBe('search');
    expect(suggest('hieght', ['weight', 'height'])).toBe('height');
  });

  it('is none where nothing is near', () => {
    expect(suggest('lookup', ['search', 'fetch'])).toBeUndefined();
    expect(suggest('x', [])).toBeUndefined();
  });

  it('is found in bounded time for a name of any length', () => {
    expect(suggest('x'.repeat(1_000_000), ['search'])).toBeUndefined();
  });

  it('is worded as a question, or not at all', () => {
    expect(didYouMean('serch', ['search'])).toBe(' Did you mean "search"?');
    expect(didYouMean('lookup', ['search'])).toBe('');
  });
});
