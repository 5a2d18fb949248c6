import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isQuote } from '../../src/plan/characters.ts';
import { createCallScanner } from '../../src/plan/call-scanner.ts';
import { findString } from '../../src/plan/read-string.ts';
import { createStringScanner } from '../../src/plan/string-scanner.ts';

function scan(kind: 'call' | 'guard', text: string) {
  const scanner = createCallScanner();
  scanner.begin(kind);
  const { stop, index, excess } = scanner.scan(text, 0);
  return { stop, taken: text.slice(0, index - excess), excess: text.slice(index - excess, index) };
}

describe('a call scanner', () => {
  test('ends a call at the parenthesis that closes it, whatever brackets are open', () => {
    for (const inside of [
      '"a"',
      '',
      '(a(b)c)',
      '[1, 2',
      '{"a": [',
      '")"',
      "'it's )'",
      '"""a")"""',
      'r"\\")"',
    ]) {
      expect(scan('call', `${inside})x`), inside).toEqual({
        stop: 'close',
        taken: `${inside})`,
        excess: '',
      });
    }
  });

  test('ends it unclosed where a line begins like a statement, a Thought or a fence', () => {
    for (const head of [
      '2. search(',
      '  - **2) x(',
      '2. if ',
      'join(',
      'Finish(',
      '2. join\n',
      'Thought:',
      '**Observation 2:',
      '```',
    ]) {
      expect(scan('call', `"a"\n${head} rest`), head).toEqual({
        stop: 'next',
        taken: '"a"\n',
        excess: head,
      });
    }
  });

  test('reads on where a line begins like a value', () => {
    for (const line of [
      '2',
      '2.5',
      '2,',
      '"2. x("',
      '-2',
      'foo(',
      'true',
      '2) ',
      '[1. a(',
      '2. b c(',
    ]) {
      const { stop, excess } = scan('call', `[1,\n${line} `);
      expect([stop === 'next', excess], line).toEqual([false, '']);
    }
  });

  test('ends at the end marker and a stray </think>, in any letter case, outside strings', () => {
    expect(scan('call', '"<END_OF_PLAN>", a<END_OF_PLAN>')).toMatchObject({
      stop: 'end',
      excess: '<END_OF_PLAN>',
    });
    expect(scan('call', '<END"x"_OF_PLAN>)').stop).toBe('close');
    expect(scan('call', '<</Think>')).toEqual({ stop: 'stray', taken: '<', excess: '</Think>' });
  });

  test('ends a guard at its colon, outside strings and brackets', () => {
    expect(scan('guard', ' $1["a:b"] in ["c:d", {"e": 1}] and (f:g):x').taken).toBe(
      ' $1["a:b"] in ["c:d", {"e": 1}] and (f:g):',
    );
    expect(scan('guard', ' $1\n').stop).toBe('line');
    expect(scan('guard', ' ($1\n and "a\n")\n').taken).toBe(' ($1\n and "a\n")\n');
  });

  test('gives the same in any chunking', () => {
    const part = fc.constantFrom(
      '"',
      "'",
      '(',
      ')',
      '[',
      ']',
      '\\',
      'a',
      '\n',
      '2',
      '. ',
      '<END_OF_PLAN>',
      ':',
      '“',
      '”',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        const text = parts.join('');
        const whole = scan('call', text);
        const scanner = createCallScanner();
        scanner.begin('call');
        let taken = '';
        for (const character of text.split('')) {
          taken += character;
          const { stop, excess } = scanner.scan(character, 0);
          if (stop === 'more') continue;
          expect({ stop, taken: taken.slice(0, taken.length - excess) }).toEqual({
            stop: whole.stop,
            taken: whole.taken,
          });
          return;
        }
        expect(whole.stop).toBe('more');
      }),
      { numRuns: 500 },
    );
  });
});

describe('a string scanner', () => {
  test('ends every string where the reader of whole strings does', () => {
    const part = fc.constantFrom(
      '"',
      "'",
      '`',
      '“',
      '”',
      '‘',
      '’',
      '„',
      '\\',
      'a',
      ' ',
      '\n',
      '"""',
      "'''",
      ',',
    );
    fc.assert(
      fc.property(
        fc.constantFrom('"', "'", '`', '“', '„', '‘', '"""', "'''"),
        fc.array(part, { maxLength: 12 }),
        (quote, parts) => {
          const text = `${quote}${parts.join('')},`;
          const scanner = createStringScanner();
          const belongs = text.split('').map((character) => scanner.push(character));
          const end = findString(text, 0)?.end;
          expect(belongs.slice(0, end)).not.toContain(false);
          if (end !== undefined && !isQuote(text.charAt(end))) expect(belongs[end]).toBe(false);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
