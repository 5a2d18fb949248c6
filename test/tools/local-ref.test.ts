import { describe, expect, it } from 'vitest';
import { followRef } from '../../src/tools/local-ref.ts';

const root = {
  $defs: {
    text: { type: 'string' },
    again: { $ref: '#/$defs/text' },
    circle: { $ref: '#/$defs/circle' },
    'a/b~c d': { type: 'null' },
    list: { items: [{ type: 'number' }] },
    open: true,
  },
};

describe('followRef', () => {
  it.each([
    ['#', root],
    ['#/$defs/text', { type: 'string' }],
    ['#/$defs/again', { type: 'string' }],
    ['#/$defs/a~1b~0c%20d', { type: 'null' }],
    ['#/$defs/list/items/0', { type: 'number' }],
    ['#/$defs/open', true],
    ['#/$defs/circle', undefined],
    ['#/$defs/none', undefined],
    ['#/$defs/toString', undefined],
    ['#/$defs/text/type/length', undefined],
    ['#/%E0%A4', undefined],
    ['https://else.where/x', undefined],
    ['#anchor', undefined],
  ])('leads %s to %j', (ref, expected) => {
    expect(followRef({ $ref: ref }, root)).toEqual(expected);
  });

  it('leaves a schema without a $ref as it is', () => {
    expect(followRef({ type: 'string' }, root)).toEqual({ type: 'string' });
    expect(followRef(false, root)).toBe(false);
  });
});
