import { createRandom } from './random.ts';

const WORDS =
  'archive area article band border survey century chapter coast committee council county course district early edition estimate figure former gazette great harbour history index island journal known lake late later local long lower map modern newer north note office often older open outer page paper people period place port province public range record region report river road route rule school series shore side south station street study table third town trade upper valley village volume wall water west width year'.split(
    ' ',
  );

/** Filler of about this many characters: what a page says around the one thing that was asked. */
export function prose(seed: string, characters: number): string {
  const random = createRandom(seed);
  const sentences: string[] = [];
  let length = 0;
  while (length < characters) {
    const words = Array.from({ length: random.integer(8, 16) }, () => random.pick(WORDS));
    const sentence = words.join(' ');
    sentences.push(`${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`);
    length += sentence.length + 2;
  }
  return sentences.join(' ');
}
