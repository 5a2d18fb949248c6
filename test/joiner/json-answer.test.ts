import { describe, expect, it } from 'vitest';
import { readJsonAnswer } from '../../src/joiner/json-answer.ts';

describe('a typed answer', () => {
  it('is one JSON value', () => {
    expect(readJsonAnswer(' {"metres": 8611}\n')).toEqual({ ok: true, value: { metres: 8611 } });
    expect(readJsonAnswer('"text"')).toEqual({ ok: true, value: 'text' });
  });

  it('may stand in a code fence', () => {
    expect(readJsonAnswer('```json\n{"a":\n1}\n```')).toEqual({ ok: true, value: { a: 1 } });
    expect(readJsonAnswer('~~~\r\n5\r\n~~~')).toEqual({ ok: true, value: 5 });
  });

  it('with anything else is no answer, and says why', () => {
    for (const text of ['', 'Here: {"a":1}', '{"a":1} as asked', '```json\n{"a":1}', '{a: 1}']) {
      expect(readJsonAnswer(text)).toEqual({
        ok: false,
        message: expect.stringContaining('no JSON value') as string,
      });
    }
  });
});
