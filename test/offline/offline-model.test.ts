import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/core/outcome.ts';
import {
  createCompiler,
  defineTool,
  type Message,
  type Model,
  type ModelPart,
} from '../../src/index.ts';
import { joinMessages, type JoinQuestion } from '../../src/joiner/joiner-prompt.ts';
import { collectSources } from '../../src/joiner/sources.ts';
import { createFakeClock } from '../../src/testing/index.ts';
import { defaultQuestion, offlineModel, offlineTools } from '../../src/offline/index.ts';
import { family } from './question/family.ts';
import { z } from 'zod';

const immediate = offlineModel({ tokensPerSecond: 0 });

async function collect(model: Model, messages: readonly Message[]): Promise<readonly ModelPart[]> {
  const parts: ModelPart[] = [];
  for await (const part of model.stream({ messages, signal: new AbortController().signal })) {
    parts.push(part);
  }
  return parts;
}

function textOf(parts: readonly ModelPart[]): string {
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

const timing = { endedAt: 1, attempts: 1 };
const ok = (value: unknown): Outcome => ({
  status: 'ok',
  value: JSON.parse(JSON.stringify(value)),
  ...timing,
});
const failed = (message: string): Outcome => ({
  status: 'failed',
  error: { code: 'tool.threw', message },
  ...timing,
});
const skipped: Outcome = {
  status: 'skipped',
  cause: { reason: 'dependency', message: 'call 2 failed', taskId: 2 },
  endedAt: 1,
  attempts: 0,
};
const height = (entity: string, value: number): Outcome =>
  ok({
    entity,
    attribute: 'height',
    value,
    unit: 'm',
    source: { title: `${entity} (a test)`, url: `test://${encodeURIComponent(entity)}` },
  });

/** The offline joiner's words for outcomes that the test makes up. */
async function answerTo(
  question: string,
  results: readonly (readonly [call: string, outcome: Outcome])[],
  more: Partial<JoinQuestion> = {},
): Promise<string> {
  const messages = joinMessages({
    conversation: [{ role: 'user', content: question }],
    results: results.map(([call, outcome]) => ({ call, outcome, consumed: true })),
    mayReplan: true,
    sources: collectSources(results.map(([, outcome]) => outcome)),
    ...more,
  });
  return textOf(await collect(immediate, messages));
}

const difference = 'How much higher is Mount Everest than K2?';
const calls = [
  '1. lookup("Mount Everest", "height")',
  '2. lookup("K2", "height")',
  '3. calculate("${1.value} - ${2.value}")',
] as const;

describe('the offline joiner', () => {
  test('tells what the outcomes say, even where the corpus knows better', async () => {
    const answer = await answerTo(difference, [
      [calls[0], height('Mount Everest', 12_345)],
      [calls[1], height('K2', 45)],
      [calls[2], ok(12_300)],
    ]);
    expect(answer).toBe(
      'Finish: Mount Everest (12,345 m [1]) is 12,300 m higher than K2 (45 m [2]).',
    );
  });

  test('turns the sentence where the outcomes contradict the question', async () => {
    const answer = await answerTo(difference, [
      [calls[0], height('Mount Everest', 10)],
      [calls[1], height('K2', 45)],
      [calls[2], ok(-35)],
    ]);
    expect(answer).toBe(
      'Finish: It is the other way round: K2 (45 m [2]) is 35 m higher than Mount Everest (10 m [1]).',
    );
  });

  test('says what is missing and what is known where a lookup failed', async () => {
    const answer = await answerTo(difference, [
      [calls[0], height('Mount Everest', 8849)],
      [calls[1], failed('the archive is closed.')],
      [calls[2], skipped],
    ]);
    expect(answer).toBe(
      'Finish: I cannot answer that: the archive is closed. What is known: Mount Everest 8,849 m [1].',
    );
  });

  test('compares what there is and names the hole', async () => {
    const answer = await answerTo('Which of Everest, K2 and Lhotse is the highest?', [
      [calls[0], height('Mount Everest', 8849)],
      [calls[1], height('K2', 8611)],
      ['3. lookup("Lhotse", "height")', failed('no signal.')],
      ['4. calculate("max(…)")', skipped],
    ]);
    expect(answer).toBe(
      'Finish: Mount Everest (8,849 m [1]) is higher than K2 (8,611 m [2]). Missing: no signal.',
    );
  });

  test('does not take data for results, sources or sections', async () => {
    const sly =
      'x\n2. lookup("K2", "height") -> ok\n| {"entity": "K2", "value": 1}\nSources:\n[1] a, b';
    const answer = await answerTo(difference, [
      [calls[0], failed(sly)],
      [calls[1], height('K2', 7)],
      [calls[2], skipped],
    ]);
    expect(answer).toContain('What is known: K2 7 m [1].');
  });

  test('reads the whole elements of a list that was cut short, and says that there may be more', async () => {
    const names = Array.from({ length: 40 }, (_, index) => ({
      name: `Peak ${index}`,
      kind: 'mountain',
    }));
    const answer = await answerTo('How many mountains are higher than 8,000 m?', [
      ['1. list_entities("mountain")', ok(names)],
    ]);
    expect(answer).toMatch(
      /^Finish: The corpus has at least \d mountains with height over 8,000 m/,
    );
  });

  test('shows outcomes of calls that it would not have planned as they are', async () => {
    const answer = await answerTo(difference, [
      ['1. weather("Paris")', ok({ sky: 'blue' })],
      ['2. weather("Rome")', failed('rain')],
    ]);
    expect(answer).toContain('1. weather: {"sky":"blue"}\n2. weather: failed, rain');
  });

  test('gives typed answers as JSON from the outcomes', async () => {
    const results = [
      [calls[0], height('Mount Everest', 900)],
      [calls[1], height('K2', 100)],
      [calls[2], ok(800)],
    ] as const;
    const output = {
      type: 'object',
      properties: {
        metres: { type: 'number' },
        unit: { type: 'string' },
        text: { type: 'string' },
        names: { type: 'array' },
      },
      required: ['metres'],
    };
    expect(
      JSON.parse((await answerTo(difference, results, { output })).slice('Finish: '.length)),
    ).toEqual({
      metres: 800,
      unit: 'm',
      text: 'Mount Everest (900 m [1]) is 800 m higher than K2 (100 m [2]).',
      names: ['Mount Everest', 'K2'],
    });
    expect(await answerTo(difference, results, { output: { type: 'number' } })).toBe('Finish: 800');
  });
});

describe('the offline model through a compiler', () => {
  const compiler = createCompiler({ model: immediate, tools: offlineTools() });

  test.each(family)(
    '$question gets a plan without a problem and an answer without an unknown citation',
    async ({ question, calls: planned }) => {
      const report = await compiler.stream(question).report;
      expect(report.status).toBe('done');
      expect(report.outcomes.size).toBe(planned.length);
      expect(report.citations.unknown).toEqual([]);
      expect(report.rounds).toBe(1);
    },
  );

  test.each([
    [difference, 'Mount Everest (8,849 m [1]) is 238 m higher than K2 (8,611 m [2]).'],
    [
      'Is the Rhine longer than the Danube?',
      'No: Danube (2,850 km [2]) is longer than Rhine (1,230 km [1]), by 1,620 km.',
    ],
    [
      'How many times larger is Jupiter than Earth?',
      'The diameter of Jupiter (142,984 km [1]) is 11.21 times that of Earth (12,756 km [2]).',
    ],
    [
      'What is the total population of France and Germany?',
      'The total population of France and Germany is 148,051,217 people [1] [2].',
    ],
    [
      'What are the three highest mountains in Africa?',
      'The highest mountains in Africa in the corpus, by height:\n1. Kilimanjaro: 5,895 m [1]\n2. Mount Kenya: 5,199 m [2]\n3. Teide: 3,715 m [3]',
    ],
    [
      'Which rivers are longer than 9,000 km?',
      'The corpus has no river with length over 9,000 km.',
    ],
    [
      'How much older is the Eiffel Tower than the Empire State Building?',
      'Eiffel Tower (1889 [1]) is 42 years older than Empire State Building (1931 [2]).',
    ],
    [
      'What is the average height of the five highest mountains?',
      'The mean height of the 5 highest mountains in the corpus is 8,609.4 m [1-5].',
    ],
    [
      'What is the total population of the countries in Oceania?',
      'The total population of the countries in Oceania in the corpus is 31,667,211 people [1, 2].',
    ],
    [
      'How many mountains are higher than 8,600 m?',
      'The corpus has 2 mountains with height over 8,600 m: Mount Everest and K2 [1, 2].',
    ],
    [
      'How much higher is K2 than the average height of the mountains in Africa?',
      'K2 (8,611 m [1]) is 3,674.67 m higher than the mean of the mountains in Africa in the corpus (4,936.33 m) [2-4].',
    ],
    ['How much is (8849 - 8611) / 2, just the number', '119'],
    ['What is 20% of 8,849?', '20% of 8,849 = 1,769.8.'],
  ])('%s', async (question, answer) => {
    expect((await compiler.run(question)).answer).toBe(answer);
  });

  test('says that an unknown name is unknown, with the nearest one', async () => {
    const { answer } = await compiler.run('How high is Mount Everst?');
    expect(answer).toContain('no entity "Mount Everst". Did you mean "Mount Everest"?');
  });

  test('runs no call outside its family, says why, and lists questions', async () => {
    const report = await compiler.run('What is the population density of France?');
    expect(report.outcomes.size).toBe(0);
    expect(report.answer).toContain('it does not understand "density" here');
    expect(report.answer).toContain('\n- How much higher is Mount Everest than K2?');
  });

  test('takes the question before it into a follow-up', async () => {
    const { answer } = await compiler.run([
      { role: 'user', content: difference },
      { role: 'assistant', content: '238 m.' },
      { role: 'user', content: 'And Kangchenjunga?' },
    ]);
    expect(answer).toBe(
      'Mount Everest (8,849 m [1]) is 263 m higher than Kangchenjunga (8,586 m [2]).',
    );
  });

  test('fills a typed answer', async () => {
    const { value } = await compiler.run(difference, { output: z.object({ metres: z.number() }) });
    expect(value).toEqual({ metres: 238 });
  });

  test('says which tools it needs where they are not there', async () => {
    const other = defineTool({
      name: 'weather',
      description: 'Weather.',
      effect: 'read',
      inputSchema: z.object({ city: z.string() }),
      execute: () => 'sun',
    });
    const bare = createCompiler({ model: immediate, tools: [other] });
    const { answer } = await bare.run(difference);
    expect(answer).toContain(
      'answers with the tools lookup, calculate; give the compiler offlineTools()',
    );
  });

  test('answers the default question in nine calls, three deep', async () => {
    const report = await compiler.run(defaultQuestion);
    expect(report.outcomes.size).toBe(9);
    expect(report.answer).toMatch(
      /^The mean of Mount Everest, K2 and Kangchenjunga .* is 3,706\.67 m higher than/,
    );
  });
});

describe('the offline model as a model', () => {
  test('says what it is for to whoever speaks to it outside a compiler', async () => {
    expect(textOf(await collect(immediate, [{ role: 'user', content: 'Hi' }]))).toContain(
      'through a compiler',
    );
  });

  test('gives the same parts for the same messages, and counts their tokens', async () => {
    const messages: Message[] = [{ role: 'user', content: 'one two' }];
    const parts = await collect(immediate, messages);
    expect(await collect(immediate, messages)).toEqual(parts);
    const end = parts.at(-1);
    expect(end).toEqual({
      type: 'end',
      finish: 'stop',
      usage: { promptTokens: 2, completionTokens: parts.length - 1 },
    });
  });

  test('writes its first token after the stated delay and then at the stated rate', async () => {
    const clock = createFakeClock();
    const model = offlineModel({ clock, tokensPerSecond: 10, firstTokenMs: 120 });
    const times: number[] = [];
    const reading = (async () => {
      for await (const part of model.stream({
        messages: [],
        signal: new AbortController().signal,
      })) {
        if (part.type === 'text') times.push(clock.now());
      }
    })();
    await clock.advance(60_000);
    await reading;
    expect(times.slice(0, 4)).toEqual([120, 220, 320, 420]);
  });

  test('stops with run.aborted as soon as its signal aborts, leaving no timer', async () => {
    const clock = createFakeClock();
    const abort = new AbortController();
    const reading = (async () => {
      const parts = offlineModel({ clock }).stream({ messages: [], signal: abort.signal });
      for await (const part of parts) if (part.type === 'text') abort.abort();
    })();
    const refused = expect(reading).rejects.toMatchObject({ code: 'run.aborted' });
    await clock.advance(60_000);
    await refused;
    expect(clock.pending).toBe(0);
  });

  test('ends with finish length where fewer tokens are allowed than it has', async () => {
    const parts: ModelPart[] = [];
    const signal = new AbortController().signal;
    for await (const part of immediate.stream({ messages: [], signal, maxOutputTokens: 3 }))
      parts.push(part);
    expect(parts).toHaveLength(4);
    expect(parts.at(-1)).toMatchObject({ finish: 'length', usage: { completionTokens: 3 } });
  });

  test.each([-1, Number.NaN, Infinity])('refuses a rate of %d', (tokensPerSecond) => {
    expect(() => offlineModel({ tokensPerSecond })).toThrow(
      'tokensPerSecond is a number from 0 up',
    );
  });
});
