import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createDecisionReader,
  type Decision,
  type DecisionItem,
} from '../../src/joiner/decision-reader.ts';

interface Read {
  readonly decision: Decision;
  readonly thought: string;
  readonly answer: string;
  readonly plan: string;
}

function read(chunks: readonly string[], complete = true): Read {
  const reader = createDecisionReader();
  const items: DecisionItem[] = chunks.flatMap((chunk) => [...reader.push(chunk)]);
  const end = reader.end({ complete });
  items.push(...end.items);
  const textOf = (kind: DecisionItem['kind']): string =>
    items
      .filter((item) => item.kind === kind)
      .map(({ text }) => text)
      .join('');
  return {
    decision: end.decision,
    thought: textOf('thought'),
    answer: textOf('answer'),
    plan: textOf('plan'),
  };
}

const decide = (text: string): Decision => read([text]).decision;

describe('an answer', () => {
  const cases: Record<string, readonly [text: string, answer: string]> = {
    'runs from Finish: to the end of the text': [
      'Finish: K2 is 8611 m.\n\n- high\n',
      'K2 is 8611 m.\n\n- high',
    ],
    'may follow a thought': ['Thought: I know.\nFinish: 8611 m', '8611 m'],
    'may begin on the next line': ['Finish:\n8611 m', '8611 m'],
    'may follow Finish alone on its line': ['Finish\n8611 m', '8611 m'],
    'is read in any letter case': ['FINISH: 8611 m', '8611 m'],
    'is read behind bold words closed after the colon': ['**Finish:** 8611 m', '8611 m'],
    'is read behind bold words closed before the colon': ['**Finish**: 8611 m', '8611 m'],
    'keeps its own bold': ['Finish: **8611** m', '**8611** m'],
    'keeps bold directly behind a bold Action': ['**Action:** Finish:**8611** m', '**8611** m'],
    'is read behind a heading': ['## Finish: 8611 m', '8611 m'],
    'is read in the form of the paper': ['Thought: ok\nAction: Finish(8611 m)', '8611 m'],
    'of the paper keeps parentheses and lines': [
      'Action: Finish(K2 (8611 m) is\nlower (by 238 m).)\n',
      'K2 (8611 m) is\nlower (by 238 m).',
    ],
    'of the paper may end in parentheses': ['Action: Finish(K2 (8611 m))', 'K2 (8611 m)'],
    'of the paper runs to the last parenthesis': ['Finish(1) Everest 2) K2)', '1) Everest 2) K2'],
    'of the paper may lack its end': ['Action: Finish(8611 m', '8611 m'],
    'may stand in the same line as its thought': [
      'Thought: enough. Action: Finish(8611 m)',
      '8611 m',
    ],
    'may speak of replanning': [
      'Action: Finish(Replanning is not needed)',
      'Replanning is not needed',
    ],
    'may hold a line that begins with Replan': ['Finish: a\nReplan: b', 'a\nReplan: b'],
    'loses end tokens behind it': ['Finish: 8611 m\n<END_OF_RESPONSE> <|im_end|></s>\n', '8611 m'],
    'of the paper loses end tokens behind it': [
      'Action: Finish(8611 m)<END_OF_RESPONSE>',
      '8611 m',
    ],
    'keeps an end token in its middle': [
      'Finish: write <END_OF_PLAN> last',
      'write <END_OF_PLAN> last',
    ],
    'keeps other tags at its end': ['Finish: use <b>', 'use <b>'],
    'keeps a tag that only begins like an end token': ['Finish: a <END_OF', 'a <END_OF'],
    'loses the fence around it': ['```\nFinish: 8611 m\n```', '8611 m'],
    'inside a fence keeps code at its end': ['```\nFinish: use `x`\n```\n', 'use `x`'],
    'keeps a fence of its own': ['Finish:\n```json\n{}\n```', '```json\n{}\n```'],
    'is read behind a think block': ['<think>\nFinish: no\n</think>\nFinish: yes', 'yes'],
    'is read directly behind a think block': ['<think>Replan: x</think>Finish: yes', 'yes'],
    'is read behind the stray end of a think block': ['I think so.</think>Finish: yes', 'yes'],
    'keeps think tags of its own': ['Finish: <think> is a tag', '<think> is a tag'],
  };
  for (const [name, [text, answer]] of Object.entries(cases)) {
    it(name, () => {
      expect(decide(text)).toEqual({ kind: 'finish', answer });
      expect(read([...text]).answer).toBe(answer);
    });
  }

  it('is handed out from its first character', () => {
    const reader = createDecisionReader();
    expect(reader.push('Finish: 8')).toEqual([{ kind: 'answer', text: '8' }]);
    expect(reader.push('6')).toEqual([{ kind: 'answer', text: '6' }]);
  });

  it('of the paper is handed out up to what may be its end', () => {
    const reader = createDecisionReader();
    expect(reader.push('Action: Finish(K2 (8611 m)')).toEqual([
      { kind: 'answer', text: 'K2 (8611 m' },
    ]);
    expect(reader.push(' is')).toEqual([{ kind: 'answer', text: ') is' }]);
    expect(reader.push(' high)')).toEqual([{ kind: 'answer', text: ' high' }]);
    expect(reader.end({ complete: true }).items).toEqual([]);
  });
});

describe('a replan', () => {
  const cases: Record<string, readonly [text: string, reason: string, planText?: string]> = {
    'gives its reason': [
      'Thought: hm\nReplan: the height of K2 is missing',
      'the height of K2 is missing',
    ],
    'is read in the form of the paper': [
      'Action: Replan(need K2 (the mountain))',
      'need K2 (the mountain)',
    ],
    'is read with bold words': ['**Replan:** need K2', 'need K2'],
    'keeps a reason of several lines': [
      'Replan: need\n1. the height\n2. the year',
      'need\n1. the height\n2. the year',
    ],
    'keeps a numbered remark with parentheses': [
      'Replan: need\n1. height (m)',
      'need\n1. height (m)',
    ],
    'keeps a numbered condition': [
      'Replan: need\n1. if possible the height',
      'need\n1. if possible the height',
    ],
    'may be followed by a plan': [
      'Replan: need K2\n4. search("K2")\n5. join()',
      'need K2',
      '4. search("K2")\n5. join()',
    ],
    'of the paper may be followed by a plan': [
      'Action: Replan(need K2)\n4. search("K2")',
      'need K2',
      '4. search("K2")',
    ],
    'may hold its plan in a fence': [
      'Replan: need K2\n```\n4. search("K2")\n```',
      'need K2',
      '4. search("K2")\n```',
    ],
    'may be nothing but a plan': ['Replan: 4. search("K2")', '', '4. search("K2")'],
    'may hold its plan behind its sentence': [
      'Replan: need K2. 4) search("K2")',
      'need K2.',
      '4) search("K2")',
    ],
    'may begin its plan with a guard': [
      'Replan: see\n4. if $1.ok: fetch($1.url)',
      'see',
      '4. if $1.ok: fetch($1.url)',
    ],
    'may speak of finishing': ['Replan: I cannot Finish: yet', 'I cannot Finish: yet'],
    'loses end tokens': ['Replan: need K2<END_OF_RESPONSE>', 'need K2'],
  };
  for (const [name, [text, reason, planText]] of Object.entries(cases)) {
    it(name, () => {
      expect(decide(text)).toEqual({ kind: 'replan', reason, planText });
      expect(read([...text]).plan).toBe(planText ?? '');
    });
  }

  it('hands its plan out as it comes', () => {
    const reader = createDecisionReader();
    expect(reader.push('Replan: need K2\n4. sea')).toEqual([]);
    expect(reader.push('rch("K')).toEqual([{ kind: 'plan', text: '4. search("K' }]);
    expect(reader.push('2")')).toEqual([{ kind: 'plan', text: '2")' }]);
  });
});

describe('a reply', () => {
  it('in neither form is unparseable', () => {
    const text = 'K2 is 8611 m high. I could finish here.';
    expect(decide(text)).toEqual({ kind: 'unparseable', text });
  });

  it('with an empty answer is unparseable', () => {
    expect(decide('Finish: \n')).toMatchObject({ kind: 'unparseable' });
    expect(decide('Action: Finish()')).toMatchObject({ kind: 'unparseable' });
    expect(decide('')).toMatchObject({ kind: 'unparseable' });
  });

  it('with nothing but an unclosed think block is unparseable', () => {
    expect(decide('<think>Finish: 8611 m')).toMatchObject({ kind: 'unparseable' });
  });

  it('that did not end normally is truncated, whatever it says', () => {
    expect(read(['Finish: K2 is 86'], false).decision).toMatchObject({
      kind: 'truncated',
      answer: 'K2 is 86',
    });
    expect(read(['Replan: ne'], false).decision).toMatchObject({
      kind: 'truncated',
      answer: undefined,
    });
    expect(read(['Thought'], false).decision).toMatchObject({
      kind: 'truncated',
      answer: undefined,
    });
  });

  it('above the limit is truncated, and the reader says that it is full', () => {
    const reader = createDecisionReader({ limit: 20 });
    reader.push('Finish: 0123456789');
    expect(reader.full).toBe(false);
    reader.push('0123456789');
    expect(reader.full).toBe(true);
    expect(reader.push('more')).toEqual([]);
    expect(reader.end({ complete: true }).decision).toMatchObject({
      kind: 'truncated',
      answer: '01234567890123456789',
    });
  });

  it('hands out what stands before the deciding word as thought, without labels, fences and think blocks', () => {
    const { thought } = read([
      '<think>x</think>Thought: a\n\n```\nAction:\n**Thought:** b\nFinish: c',
    ]);
    expect(thought).toBe('a\nb\n');
  });
});

describe('any chunking', () => {
  const piece = fc.constantFrom(
    ...[
      'Thought: ',
      'Finish',
      'Replan',
      ':',
      '(',
      ')',
      '\n',
      ' ',
      '**',
      '```',
      '`',
      '<think>',
      '</think>',
    ],
    ...[
      'Action: ',
      '<END_OF_RESPONSE>',
      '<END',
      '</s>',
      '<',
      'a',
      'K2 is high.',
      '1. search("x")',
      '2) ',
      'if $1',
    ],
    ...['😀', '\u2028', '\r\n', 'join()', 'x'.repeat(50)],
  );
  const text = fc.array(piece, { maxLength: 24 }).map((pieces) => pieces.join(''));

  it('gives the same decision and the same items put together', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(20), { maxLength: 12 }), (whole, sizes) => {
        const chunks: string[] = [];
        let rest = whole;
        for (const size of sizes) {
          chunks.push(rest.slice(0, size));
          rest = rest.slice(size);
        }
        expect(read([...chunks, rest])).toEqual(read([whole]));
        expect(read(whole.split(''))).toEqual(read([whole]));
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives the same for lines that are handed out in pieces', () => {
    for (const before of [4_030, 4_090, 4_095, 4_096, 4_097, 4_150, 4_160, 4_170, 9_000]) {
      const whole = `${'y'.repeat(before)} Action: Finish(8611 m)`;
      const expected = { kind: 'finish', answer: '8611 m' };
      expect(read([whole]).decision).toEqual(expected);
      expect(read(whole.split(''))).toEqual(read([whole]));
    }
  });

  it('gives answers and plans that are their items put together', () => {
    fc.assert(
      fc.property(text, (whole) => {
        const { decision, answer, plan } = read(whole.split(''));
        if (decision.kind === 'finish') expect(decision.answer).toBe(answer);
        if (decision.kind === 'replan') expect(decision.planText ?? '').toBe(plan);
      }),
      { numRuns: 1_000 },
    );
  });

  it('reads a long run of any one thing character by character', () => {
    for (const start of ['', 'Finish: ', 'Finish(', 'Replan: ', '<think>', '```\nFinish: x']) {
      for (const unit of [' ', ')', '`', '<', '\n', 'a', 'action:']) {
        const reader = createDecisionReader();
        const whole = start + unit.repeat(20_000);
        for (const char of whole) reader.push(char);
        expect(reader.end({ complete: true }).decision.kind).not.toBe('truncated');
      }
    }
  });
});
