import { describe, expect, it } from 'vitest';
import { messageOf, ToolcError } from '../../src/core/errors.ts';
import { unreachable } from '../../src/core/unreachable.ts';

describe('the error', () => {
  it('carries its code, its details and its cause', () => {
    const cause = new Error('below');
    const error = new ToolcError('tool.threw', 'it failed', { details: { tool: 'x' }, cause });
    expect(error).toMatchObject({ name: 'ToolcError', code: 'tool.threw', details: { tool: 'x' } });
    expect(error.cause).toBe(cause);
    expect(new ToolcError('tool.threw', 'it failed').details).toEqual({});
  });
});

describe('the message of what was thrown', () => {
  const hostile = new Proxy(
    {},
    {
      get() {
        throw new Error('no');
      },
    },
  );

  it.each([
    [new Error('text'), 'text'],
    [new TypeError(''), 'TypeError'],
    ['text', 'text'],
    [{ a: 1 }, '{"a":1}'],
    [undefined, 'undefined'],
    [null, 'null'],
  ])('of %o is its text', (thrown, text) => {
    expect(messageOf(thrown)).toBe(text);
  });

  it('never throws', () => {
    expect(typeof messageOf(hostile)).toBe('string');
    expect(typeof messageOf(Symbol('x'))).toBe('string');
    expect(typeof messageOf(10n)).toBe('string');
  });
});

describe('a case that cannot be', () => {
  it('throws what it got', () => {
    expect(() => unreachable('x' as never)).toThrow('x');
  });
});
