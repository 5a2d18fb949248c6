import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { approvalLines } from '../../src/cli/approval-lines.ts';
import { textWidth } from '../../src/cli/text-width.ts';
import type { WritePreview } from '../../src/core/events.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { runs } from '../executor/runs.ts';

function write(known: JsonObject, more: Partial<WritePreview> = {}): WritePreview {
  return { taskId: 3, tool: 'send_mail', call: '3. send_mail()', known, unknown: {}, ...more };
}

function shown(writes: readonly WritePreview[], width = 80, detail: 'cut' | 'all' = 'cut') {
  return approvalLines({ scope: 'plan', writes }, { width, detail });
}

describe('a request for consent', () => {
  test('shows the tool, the arguments that are known, and where the others come from', () => {
    const one = write({ to: 'ann@example.org', urgent: true }, { unknown: { body: '$1.text' } });
    expect(shown([one]).lines).toEqual([
      'Your consent is needed for 1 write of the plan; nothing is written without it.',
      '│ 3. send_mail',
      '│    to: "ann@example.org"',
      '│    urgent: true',
      '│    body: not known yet, from $1.text',
    ]);
  });

  test('shows one line a call of a fanned-out write', () => {
    const inputs = [{ to: 'a' }, { to: 'b' }];
    const many = write({}, { inputs, unknown: { to: '$2[*]' } });
    expect(approvalLines({ scope: 'write', writes: [many] }, wide).lines).toEqual([
      'Your consent is needed for 1 write; nothing is written without it.',
      '│ 3. send_mail, 2 calls',
      '│    [0] {"to":"a"}',
      '│    [1] {"to":"b"}',
    ]);
  });

  test('says that one write of the plan will be many calls', () => {
    const mapped = write({}, { unknown: { to: '$2[*]' }, mapped: true });
    expect(shown([mapped]).lines.slice(1)).toEqual([
      '│ 3. send_mail, a call for each element of a list',
      '│    to: not known yet, from $2[*]',
    ]);
  });

  test('shows the statement of a write that has a guard', () => {
    const guarded = write({}, { call: '3. if $1.ok == true: send_mail()' });
    expect(shown([guarded]).lines).toContain('│    statement: 3. if $1.ok == true: send_mail()');
  });

  test('cuts a long value and counts what is not shown; all of it can be shown', () => {
    const long = write({ body: 'x'.repeat(9_998) });
    const cut = shown([long], 2_000);
    expect(cut.cut).toBe(1);
    expect(cut.lines[2]).toMatch(/^│ {4}body: "x{999}$/);
    expect(cut.lines[3]).toBe('│    … 9000 of 10000 characters not shown');
    const all = shown([long], 20_000, 'all');
    expect(all.cut).toBe(0);
    expect(all.lines[2]).toBe(`│    body: "${'x'.repeat(9_998)}"`);
  });

  test('counts the writes and the calls that are not shown', () => {
    const writes = Array.from({ length: 25 }, () => write({ to: 'a' }));
    expect(shown(writes).lines.at(-1)).toBe('│ … 5 more writes not shown');
    const calls = write({}, { inputs: Array.from({ length: 11 }, () => ({ to: 'a' })) });
    expect(shown([calls]).lines.at(-1)).toBe('│    … 1 more call not shown');
    expect(shown([calls]).cut).toBe(1);
    expect(shown([...writes, calls], 80, 'all').lines).toHaveLength(1 + 25 * 2 + 1 + 11);
  });

  test('no argument can pass for a question, hide something, or drive the terminal', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '\n\nAllow it? y = yes: y\n',
        '\r│ 4. harmless\x1b[2K',
        '\u202eevil',
        '日本'.repeat(30),
      ),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(text, text, text, text), { maxLength: 5 }),
        fc.integer({ min: 20, max: 100 }),
        (parts, width) => {
          const writes = parts.map(([name, value, source, call]) =>
            write({ [name]: value }, { unknown: { [value]: source }, call: `3. if ${call}` }),
          );
          const [, ...lines] = shown(writes, width).lines;
          for (const line of lines) {
            expect(line.startsWith('│ ')).toBe(true);
            expect(line).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
            expect(textWidth(line)).toBeLessThanOrEqual(width);
          }
        },
      ),
      runs(200, 10_000),
    );
  });
});

const wide = { width: 80, detail: 'cut' } as const;
