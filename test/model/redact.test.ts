import { describe, expect, it } from 'vitest';
import { createRedaction } from '../../src/model/redact.ts';

describe('a redaction', () => {
  it('takes every secret out of a text, also as it stands in a URL', () => {
    const { text } = createRedaction(['sk-a/b c', undefined, 'sk-a/b c and more']);
    expect(text('x sk-a/b c y sk-a%2Fb%20c z sk-a/b c and more')).toBe(
      'x [redacted] y [redacted] z [redacted]',
    );
  });

  it('treats texts of fewer than four characters as no secrets', () => {
    expect(createRedaction(['x', '']).text('x and y')).toBe('x and y');
  });

  it('copies an error and its causes by name and message only', () => {
    const inner = Object.assign(new TypeError('inner sk-secret'), { headers: 'sk-secret' });
    const outer = new Error('outer sk-secret', { cause: inner });
    const copy = createRedaction(['sk-secret']).cause(outer);
    expect(copy?.message).toBe('outer [redacted]');
    expect(copy?.cause).toMatchObject({ name: 'TypeError', message: 'inner [redacted]' });
    expect(Object.keys(copy?.cause as object)).toEqual(['name']);
    expect(copy?.stack).not.toContain('sk-secret');
  });

  it('follows four causes and no loop', () => {
    const looped = new Error('loop');
    looped.cause = looped;
    let depth = 0;
    let error: unknown = createRedaction([]).cause(looped);
    while (error instanceof Error) {
      depth += 1;
      error = error.cause;
    }
    expect(depth).toBe(4);
  });

  it('has no cause for what is no error', () => {
    expect(createRedaction([]).cause('text')).toBeUndefined();
  });
});
