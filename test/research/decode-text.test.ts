import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutText, decodeText, isBinaryText } from '../../src/research/decode-text.ts';

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

test('a byte order mark goes before every declaration and is not part of the text', () => {
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('é', 'utf16le')]);
  expect(decodeText(utf16, 'utf-8')).toBe('é');
  expect(decodeText(Buffer.from([0xfe, 0xff, 0x00, 0xe9]))).toBe('é');
  expect(decodeText(Buffer.from('\uFEFFé', 'utf8'), 'latin1')).toBe('é');
});

test('the declared charset goes before the one that the text names', () => {
  expect(decodeText(latin('<meta charset="utf-8">é'), 'iso-8859-1')).toContain('é');
  expect(decodeText(Buffer.from([0x93, 0xfa, 0x96, 0x7b]), 'shift_jis')).toBe('日本');
});

test('the charset named in the first 1,024 bytes is used, and no later one', () => {
  expect(decodeText(latin("<META charset='windows-1251'>\xe4\xe0"))).toContain('да');
  expect(
    decodeText(latin('<meta http-equiv=Content-Type content="text/html; charset=koi8-r">\xc4\xc1')),
  ).toContain('да');
  expect(decodeText(latin('<?xml version="1.0" encoding="windows-1251"?>\xe4\xe0'))).toContain(
    'да',
  );
  expect(decodeText(latin(`${' '.repeat(1024)}<meta charset="windows-1251">\xe9`))).toContain('é');
});

test('a text that claims to be UTF-16 in readable letters is not', () => {
  expect(decodeText(Buffer.from('<meta charset="utf-16">é'))).toContain('é');
});

test('an unknown charset counts as none', () => {
  expect(decodeText(Buffer.from('é'), 'klingon')).toBe('é');
  expect(decodeText(Buffer.from('é'), '')).toBe('é');
});

test('without any name it is UTF-8 where valid, else windows-1252', () => {
  expect(decodeText(Buffer.from('naïve “x”'))).toBe('naïve “x”');
  expect(decodeText(latin('na\xefve \x93x\x94'))).toBe('naïve “x”');
});

test('bytes that the charset does not know become a replacement character', () => {
  expect(decodeText(Buffer.from([0x61, 0xff]), 'utf-8')).toBe('a\uFFFD');
});

test('any bytes and any name give a text', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.option(fc.string(), { nil: undefined }), (bytes, name) => {
      expect(typeof decodeText(bytes, name)).toBe('string');
    }),
  );
});

test('text with a NUL is binary', () => {
  expect(isBinaryText('a\0b')).toBe(true);
  expect(isBinaryText('ab')).toBe(false);
});

test('a cut text has the length asked for at most, ends in an ellipsis and halves no character', () => {
  expect(cutText('abc', 3)).toBe('abc');
  expect(cutText('abcd', 3)).toBe('ab…');
  expect(cutText('a😀bc', 3)).toBe('a…');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 20 }), (text, length) => {
      const cut = cutText(text, length);
      expect(cut.length).toBeLessThanOrEqual(length);
      expect(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])…$/.test(cut)).toBe(false);
    }),
  );
});
