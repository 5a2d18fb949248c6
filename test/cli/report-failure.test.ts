import { expect, test } from 'vitest';
import { failureText, isUsageError } from '../../src/cli/report-failure.ts';
import { ToolcError } from '../../src/index.ts';

test('an expected failure is one line with its code, and cannot drive a terminal', () => {
  const error = new ToolcError('option.invalid', 'no module \x1b[2Jx');
  expect(failureText(error)).toBe('toolc: [option.invalid] no module ␛[2Jx\n');
});

test('anything else is told as a bug, with its stack', () => {
  const text = failureText(new TypeError('boom \x07'));
  expect(text).toMatch(/^toolc: unexpected error; .*\nTypeError: boom ␇\n\s+at /);
  expect(failureText(null)).toContain('null');
});

test('wrong usage is an option, a question, a tool or a folder that cannot be used', () => {
  const codes = [
    'option.invalid',
    'input.invalid',
    'tool.definition',
    'research.not-found',
  ] as const;
  expect(codes.map((code) => isUsageError(new ToolcError(code, '')))).toEqual(
    codes.map(() => true),
  );
  expect(isUsageError(new ToolcError('server.failed', ''))).toBe(false);
  expect(isUsageError(new Error('option.invalid'))).toBe(false);
});
