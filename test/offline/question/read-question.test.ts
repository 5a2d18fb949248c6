import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCorpus } from '../../../src/offline/corpus.ts';
import { exampleQuestions, defaultQuestion } from '../../../src/offline/example-questions.ts';
import { planQuery } from '../../../src/offline/plan-query.ts';
import { readQuestion } from '../../../src/offline/question/read-question.ts';
import { createVocabulary } from '../../../src/offline/question/vocabulary.ts';
import { family } from './family.ts';

const vocabulary = createVocabulary(createCorpus());

function callsFor(question: string, earlier: readonly string[] = []): readonly string[] {
  return planQuery(readQuestion(question, vocabulary, earlier)).calls.map(({ text }) => text);
}

function reasonFor(question: string): string {
  const query = readQuestion(question, vocabulary);
  return query.kind === 'outside' ? query.reason : `inside: ${query.kind}`;
}

describe('a question of the family', () => {
  test.each([
    'How much higher is Mount Everest than K2, and which is the longest river in Africa?',
    'What is the capital of France? And how high is K2?',
    'How high is K2 and how long is the Nile?',
    'How high is K2? How long is the Nile?',
  ])('asks one thing: %s', (question) => {
    expect(reasonFor(question)).toBe('it asks two things; ask one at a time');
  });

  test('is one of at least 60 that are held here', () => {
    expect(family.length).toBeGreaterThanOrEqual(60);
  });

  test.each(family)('$question becomes its calls', ({ question, kind, calls }) => {
    const query = readQuestion(question, vocabulary);
    expect(query.kind).toBe(kind);
    expect(planQuery(query).calls.map(({ text }) => text)).toEqual(calls);
  });

  test.each(family)('$question is the same without its mark and with odd spaces', (row) => {
    if (row.kind === 'arithmetic') return;
    const spaced = `  ${row.question.replace(/[?.]$/, '').replaceAll(' ', '  ')} `;
    expect(callsFor(spaced)).toEqual(row.calls);
  });

  test('is every example that the offline model lists, and the default question', () => {
    for (const question of exampleQuestions) expect(reasonFor(question)).toMatch(/^inside/);
    const calls = callsFor(defaultQuestion);
    expect(calls.length).toBeGreaterThanOrEqual(6);
    expect(calls.length).toBeLessThanOrEqual(10);
    expect(calls.at(-1)).toBe('calculate("${4} - ${8}")');
  });

  test('gives the same query every time', () => {
    for (const { question } of family) {
      expect(readQuestion(question, vocabulary)).toEqual(readQuestion(question, vocabulary));
    }
  });
});

describe('a question that names the unit of its answer', () => {
  test.each([
    ['How many metres higher is Everest than K2?', 'How much higher is Everest than K2?'],
    ['How long is the Nile in km?', 'How long is the Nile?'],
  ])('%s is the same as %s', (withUnit, without) => {
    expect(callsFor(withUnit)).toEqual(callsFor(without));
    expect(callsFor(withUnit)).not.toEqual([]);
  });
});

describe('a question outside the family', () => {
  test.each([
    ['What is the population density of France?', 'it does not understand "density" here'],
    ['Compare the GDP of France and Germany', 'it does not understand "gdp" here'],
    ['Who is the president of France?', 'it does not understand "president" here'],
    ['Which mountains are not in Nepal?', 'it does not understand "not" here'],
    ['Why is Everest higher than K2?', 'it does not understand "why" here'],
    ['When is Everest higher than K2?', 'it does not understand "when" here'],
    ['Is K2 in Nepal?', 'it asks yes or no about something else than a comparison'],
    [
      'Is Paris the capital of Germany?',
      'it asks yes or no about something else than a comparison',
    ],
    ['What is the distance between Earth and Mars?', 'it asks for the distance of two things'],
    ['How much higher is Everest than K2 in feet?', 'it does not understand "feet" here'],
    ['How high is Everest in kilometres?', 'it does not understand "kilometres" here'],
    ['Which planet has the fewest moons?', 'it does not understand "fewest" here'],
    ['Which continent has the most mountains?', 'it does not understand "most" here'],
    ['What is 15 percent of the height of Everest?', 'it does not understand "15", "percent" here'],
    ['What was the height of K2 in 1954?', 'it does not understand "1954" here'],
    ['Which is the highest mountain other than Everest?', 'it does not understand "other" here'],
    [
      'Which mountains in Nepal or India are higher than 8000 m?',
      'it wants two values of one attribute at once',
    ],
    [
      'What is the height of the tallest building in the largest country?',
      'it ranks twice at once',
    ],
    ['How much larger is France than Jupiter?', 'the two sides are not measured in the same unit'],
    ['Write me a poem', 'it does not understand "write", "poem" here'],
    ['Hello', 'it names nothing that the corpus knows'],
    ['', 'it names nothing that the corpus knows'],
    ['mountains', 'it does not say which of them, or what to do with them'],
    ['1 +', 'it does not understand "1" here'],
  ])('%s is refused: %s', (question, reason) => {
    expect(reasonFor(question)).toBe(reason);
    expect(callsFor(question)).toEqual([]);
  });

  test('is one that names more than 50 things', () => {
    const names = createCorpus()
      .entities.slice(0, 60)
      .map(({ name }) => name);
    expect(reasonFor(`Compare the heights of ${names.join(', ')}`)).toBe(
      'it names more than 50 things',
    );
  });
});

describe('a name that the corpus does not know', () => {
  test('is looked up all the same, so that the answer can say that it is unknown', () => {
    expect(callsFor('How high is Mount Doom?')).toEqual(['lookup("Mount Doom", "height")']);
    expect(callsFor('How much higher is Everest than Mount Doom?').slice(0, 2)).toEqual([
      'lookup("Mount Everest", "height")',
      'lookup("Mount Doom", "height")',
    ]);
  });

  test('cannot smuggle a reference or a call into the plan', () => {
    expect(callsFor('How high is Mount $1 Doom?').join()).not.toMatch(/(?<!\$)\$1/);
    expect(callsFor('How high is Mount") finish("X?')).toEqual([]);
  });
});

describe('a follow-up', () => {
  test('asks a lookup of the new name', () => {
    expect(callsFor('And K2?', ['How high is Everest?'])).toEqual(['lookup("K2", "height")']);
    expect(callsFor('what about the Eiffel Tower', ['How high is Everest?', 'And K2?'])).toEqual([
      'lookup("Eiffel Tower", "height")',
    ]);
  });

  test('takes a difference to the new name', () => {
    expect(callsFor('And Kangchenjunga?', ['How much higher is Everest than K2?'])).toEqual([
      'lookup("Mount Everest", "height")',
      'lookup("Kangchenjunga", "height")',
      'calculate("${1.value} - ${2.value}")',
    ]);
  });

  test('adds the name to a comparison', () => {
    const calls = callsFor('And Denali?', ['Which is higher, Everest or K2?']);
    expect(calls.slice(0, 3)).toEqual([
      'lookup("Mount Everest", "height")',
      'lookup("K2", "height")',
      'lookup("Denali", "height")',
    ]);
  });

  test('that is a whole question stands for itself', () => {
    expect(callsFor('And the three longest rivers?', ['How high is K2?'])).toEqual([
      'list_entities("river", sort_by="length", limit=3)',
      'lookup($1[*].name, "length")',
    ]);
  });

  test('without a question before it that it could continue is about the thing', () => {
    expect(callsFor('And K2?', ['Write me a poem'])).toEqual(['search("K2", 1)']);
  });
});

describe('any text at all', () => {
  const words = fc.constantFrom(
    ...'how much higher is the highest mountain Everest K2 than of mean average and or in Nepal Africa times total three 5 8,000 m over between before 1930 France capital population ? $1 ${2} " ) finish( join() \n'.split(
      ' ',
    ),
  );

  test('with a lonely "between" behind an amount is read to its end', () => {
    expect(reasonFor('rivers over 5 between 3')).toMatch(/"3" here$/);
  });

  test('is read without an error, and its plan quotes every word of it', () => {
    fc.assert(
      fc.property(
        fc.array(words, { maxLength: 14 }),
        fc.array(words, { maxLength: 6 }),
        (now, before) => {
          const calls = callsFor(now.join(' '), [before.join(' ')]);
          for (const call of calls)
            expect(call).toMatch(/^(?:lookup|list_entities|calculate|search)\(.*\)$/);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
