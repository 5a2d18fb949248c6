import type { Json } from '../../../../src/index.ts';
import { parseJson } from './read-result.ts';

/**
 * What can be read of JSON whose end is missing: every element that is whole, but for the last one of
 * each list or object that the cut left open. Undefined where nothing can.
 */
export function readCutJson(text: string): Json | undefined {
  const closers: string[] = [];
  let readable: string | undefined;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? '';
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
      continue;
    }
    const closer = { '[': ']', '{': '}' }[character];
    if (character === '"') inString = true;
    else if (closer !== undefined) closers.unshift(closer);
    else if (character === ']' || character === '}') closers.shift();
    if (closer !== undefined) readable = text.slice(0, index + 1) + closers.join('');
    else if (character === ',') readable = text.slice(0, index) + closers.join('');
  }
  return readable === undefined ? undefined : parseJson(readable);
}
