import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gradeAnswer, type GradeOptions } from '../../../bench/race/datasets/grade-answer.ts';

const options = ['Rocky', 'Rocky II', 'The Valet'];

test.each<[answer: string, expected: string, right: boolean, more?: Partial<GradeOptions>]>([
  // signs
  ['-5', '-5', true],
  ['5', '-5', false],
  ['−5 degrees', '-5', true],
  ['The change is - 5', '-5', true],
  ['+5', '5', true],
  ['A-5', '-5', false],
  ['in 2010-2015', '-2015', false],
  // zero
  ['0', '0', true],
  ['-0.0', '0', true],
  ['0.4', '0', false, { tolerance: 0.01 }],
  ['The difference is zero point: 0.', '0', true],
  ['10', '0', false],
  // thousands separators
  ['5,931.80 m', '5931.80', true],
  ['104 736 200', '104736200', true],
  ['1 234 567', '1234567', true],
  ['in 2020 238 people', '238', true],
  ['1.234.567', '1234567', true],
  ['1.234', '1.234', true],
  ['12,34,567', '1234567', true],
  ['1.5M', '1500000', true],
  ['$2.5bn', '2500000000', true],
  ['3k', '3000', true],
  ['5 m', '5000000', false],
  ['minus 5', '-5', true],
  ['negative 5', '-5', true],
  ['10 minus 5', '-5', false],
  ['10 minus 5 = 5', '5', true],
  ['104\u00a0736\u202f200', '104736200', true],
  ["1'998'363.5", '1998363.5', true],
  ['1.998.363,5', '1998363.5', true],
  ['1,5', '1.5', true],
  ['104.7362 million', '104736200', true],
  ['1.047362e8', '104736200', true],
  ['59,3180', '5931.80', false],
  // units and percent
  ['5000 m', '5 km', true],
  ['5 m', '5 km', false],
  ['5', '5 km', true],
  ['5 kg', '5 km', false],
  ['3.28084 feet', '1 m', true, { tolerance: 0.001 }],
  ['20 percent', '20%', true],
  ['20', '20%', true],
  ['0.2', '20%', false],
  ['20 km', '20%', false],
  ['90 square kilometres', '90 km2', true],
  ['36 kilometers per hour', '10 m/s', true],
  // rounding and tolerance
  ['1.0723', '1.07', true],
  ['1.08', '1.07', false],
  ['46.4', '46', false],
  ['46.4', '46', true, { tolerance: 0.01 }],
  ['1986', '1985', false],
  // which number counts
  ['8849 m - 8611 m = 238 m', '238', true],
  ['The difference is 238 m (8849 m and 8611 m).', '238', true],
  ['Everest has 8849 m and K2 8611 m, so it is 238 m.', '238', true],
  ['The answer is 238. Everest has **238 m** more, of 8849 m.', '238', true],
  ['It is 5, not 6.', '5', true],
  ['It is not 6 but 5', '5', true],
  ['It is not 5', '5', false],
  ['It is not 5', '-5', false],
  ['238 meters in 2020', '238', true],
  ['The difference 238 m, as of 2020', '238', true],
  ['In 2020 it was 238', '238', true],
  ['It was in 2020', '2020', true],
  ['In 1990', '1990', true],
  ['2.5, since 5/2', '2.5', true],
  ['2.5 because 10 / 4 is that', '2.5', true],
  ['Since 1995', '1995', true],
  ['238, not 239, as of 2021', '239', false],
  ['8849 m', '238', false],
  ['', '238', false],
  // yes and no
  ['Yes, both are.', 'yes', true],
  ['no', 'Yes', false],
  ['The answer is no: neither is.', 'no', true],
  ['They are the same, so yes.', 'yes', true],
  ['Yes and no.', 'no', false],
  ['It could be yes or no', 'yes', false],
  ['Nobody knows', 'no', false],
  ['No information was found.', 'no', false],
  ['No. 1 is yes', 'no', false],
  ['No. 1 is yes', 'yes', true],
  ['I am not sure, no data.', 'no', false],
  ['There is no answer; I have no information.', 'no', false],
  ['No results.', 'no', false],
  ['No, they are not.', 'no', true],
  ['No: neither is.', 'no', true],
  ['No; one is French.', 'no', true],
  ['No.', 'no', true],
  ['Yes!', 'yes', true],
  ['**No**', 'no', true],
  ['The answer is yes', 'yes', true],
  ['There is no doubt: yes', 'no', false],
  ['There is no doubt: yes', 'yes', true],
  ['yesterday', 'yes', false],
  // names
  ['The Valet', 'valet', true],
  ['It is Mensch argere dich nicht!', 'Mensch ärgere Dich nicht', true],
  ['Schindlers List', "Schindler's List", true],
  ['not Everest', 'Everest', false],
  ['Neither Paris nor Rome', 'Paris', false],
  ['Neither Paris nor Rome', 'Rome', false],
  ['Paris or Rome', 'Paris', false],
  ['Paris or Rome', 'Rome', false],
  ['Paris, not Rome', 'Paris', true],
  ['Paris, not Rome', 'Rome', false],
  ['Paris rather than Rome', 'Paris', true],
  ['Not sure, maybe Paris', 'Paris', false],
  ['There is no information on Paris', 'Paris', false],
  ['Trinidad or Tobago', 'Trinidad or Tobago', true],
  ['The film Either Or is older', 'Either Or', true],
  ['No Information Society', 'No Information Society', true],
  ['Everesting', 'Everest', false],
  ['I could not find Everest.', 'Everest', false],
  ["Can't Stop is older.", "Can't Stop", true],
  ['!!!', '!!!', true],
  ['Born on 7 May 1840', '7 May 1840', true],
  ['The Valet, as Rocky is too loud', 'The Valet', true, { options }],
  ['Rocky rather than The Valet', 'The Valet', false, { options }],
  ['Rocky II', 'Rocky', false, { options }],
  ['Rocky', 'Rocky II', false, { options }],
])('"%s" for "%s" is right: %s', (answer, expected, right, more = {}) => {
  expect(gradeAnswer(answer, { expected, ...more })).toBe(right);
});

const decimal = fc
  .tuple(fc.integer({ min: -999_999_999, max: 999_999_999 }), fc.nat(3))
  .map(([n, places]) => (n / 10 ** places).toFixed(places));
const refusals = [
  'I do not know.',
  'No information was found.',
  'There is no answer; I have no information.',
  'I am not sure, no data.',
  'No results.',
  'I could not find the result of search.',
  'It cannot be determined.',
  'Unknown.',
];

test('who refuses is wrong, whatever is expected', () => {
  const name = fc.stringMatching(/^[A-Z][a-z]{2,8}( [A-Z][a-z]{2,8})?$/);
  const any = fc.oneof(fc.constantFrom('yes', 'no', '0', '-1'), decimal, name);
  fc.assert(
    fc.property(any, fc.constantFrom(...refusals), (expected, answer) => {
      fc.pre(!/^(?:Unknown|There|Not|Result)/.test(expected));
      expect([answer, gradeAnswer(answer, { expected })]).toEqual([answer, false]);
    }),
  );
});

test('one of two that an answer leaves open, or denies, is not named', () => {
  const name = fc.stringMatching(/^[B-Z][a-z]{4,8}$/);
  const words = fc.constantFrom(
    ...[
      '% or ~',
      '~ or %',
      'Either % or ~.',
      'Neither % nor ~',
      'Neither ~ nor %',
      'It is not %, it is ~',
    ],
  );
  fc.assert(
    fc.property(name, name, words, (expected, other, text) => {
      fc.pre(expected !== other);
      const answer = text.replace('%', expected).replace('~', other);
      expect([answer, gradeAnswer(answer, { expected })]).toEqual([answer, false]);
    }),
  );
});

const year = fc.integer({ min: 1900, max: 2100 });

test('a number is right before a year, a denial and a reason', () => {
  fc.assert(
    fc.property(decimal, year, fc.integer({ min: 2, max: 999 }), (expected, when, other) => {
      // What may be a year itself is not told from a date.
      fc.pre(Number(expected) < 1000 || Number(expected) > 2100);
      const texts = [
        `${expected} metres in ${when}`,
        `It is ${expected}, as of ${when}.`,
        `${expected}, not ${other}.`,
        `${expected}, since ${other}/2 is that`,
      ];
      for (const answer of texts)
        expect([answer, gradeAnswer(answer, { expected })]).toEqual([answer, true]);
    }),
  );
});

test('whole numbers are right however they are grouped', () => {
  const separators = fc.constantFrom(',', '.', ' ', "'", '\u00a0', '\u202f', '_');
  fc.assert(
    fc.property(fc.integer({ min: 1_000_000, max: 2 ** 40 }), separators, (value, separator) => {
      const shown = value.toLocaleString('en').replaceAll(',', separator);
      expect([shown, gradeAnswer(shown, { expected: String(value) })]).toEqual([shown, true]);
    }),
  );
});

const sentence = fc.constantFrom(
  '%',
  'The answer is %.',
  'It is % km',
  '**%**',
  '1 + 2 = %',
  '% (of 7, not 9)',
);

test('any number is right as it is, with thousands separators, and in a sentence', () => {
  fc.assert(
    fc.property(decimal, sentence, (expected, words) => {
      const grouped = expected.replace(/\d+/, (whole) => Number(whole).toLocaleString('en'));
      for (const shown of [expected, grouped]) {
        expect([
          words.replace('%', shown),
          gradeAnswer(words.replace('%', shown), { expected }),
        ]).toContain(true);
      }
    }),
  );
});

test('no number is right for its negative, nor for one that is one more', () => {
  fc.assert(
    fc.property(decimal, sentence, (expected, words) => {
      const value = Number(expected);
      const wrong = [value + 1, ...(Math.abs(value) > 0.001 ? [-value] : [])];
      for (const one of wrong) {
        const places = expected.split('.')[1]?.length ?? 0;
        expect(gradeAnswer(words.replace('%', one.toFixed(places)), { expected })).toBe(false);
      }
    }),
  );
});

test('any name is right as it is, and nothing else makes it throw', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string(), (name, answer) => {
      expect(gradeAnswer(name, { expected: name })).toBe(true);
      expect([true, false]).toContain(gradeAnswer(answer, { expected: name }));
    }),
  );
});
