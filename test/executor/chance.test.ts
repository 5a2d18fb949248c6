import { describe, expect, it } from 'vitest';
import { createChance } from '../../src/executor/chance.ts';

/** Answers at a pace that was borne before: `+` a success, `-` a push-back. */
function learnedFrom(answers: string) {
  const chance = createChance();
  for (const answer of answers) {
    if (answer === '+') chance.succeeded(true);
    else chance.pushedBack(true);
  }
  return chance;
}

describe('push-backs by chance', () => {
  it('are those at a pace that was borne before', () => {
    expect(createChance().pushedBack(true)).toBe('chance');
    expect(createChance().pushedBack(false)).toBe('overload');
  });

  it('are known by two of them, and are expected at any pace then', () => {
    const chance = learnedFrom('+++++-+++++-++++');
    expect(chance.isKnown()).toBe(true);
    expect(chance.pushedBack(false)).toBe('chance');
    expect(learnedFrom('+++++-+++++').isKnown()).toBe(false);
  });

  it('are not those that come much more often than was learned', () => {
    const chance = learnedFrom('+++++++++-+++++++++-++++++++++++++++++++');
    chance.slowed();
    const verdicts: string[] = [];
    for (let round = 0; round < 8; round += 1) {
      chance.succeeded(false);
      verdicts.push(chance.pushedBack(false));
    }
    expect(verdicts[0]).toBe('chance');
    expect(verdicts.at(-1)).toBe('overload');
  });

  it('are not more than three in a row, or five where chance is known', () => {
    const unknown = createChance();
    const verdicts = [1, 2, 3, 4].map(() => unknown.pushedBack(true));
    expect(verdicts).toEqual(['chance', 'chance', 'chance', 'changed']);
    const known = learnedFrom('+++++-+++++-++++++++');
    const more = [1, 2, 3, 4, 5, 6].map(() => known.pushedBack(true));
    expect(more).toEqual(['chance', 'chance', 'chance', 'chance', 'chance', 'changed']);
  });

  it('are not more than two fifths of all: then the resource bears less', () => {
    const chance = learnedFrom('+-+-+-+-+-+-+-');
    expect(chance.pushedBack(true)).toBe('changed');
    expect(chance.isKnown()).toBe(false);
  });
});
