import type { Json, JsonObject } from '../../../../src/index.ts';
import { isJsonObject } from '../../../../src/core/json.ts';
import type { Case } from '../../case.ts';
import type { ChatMessage } from '../chat-request.ts';
import { knowledgeOf, type Knowledge } from './knowledge.ts';
import { parseJson, readResult } from './read-result.ts';

/**
 * What programs came to: the results in their outputs, by name (`{"r1": …}`). What a program called and
 * did not return counts as called; a program without a readable output as never run.
 */
export function readPrograms(raceCase: Case, messages: readonly ChatMessage[]): Knowledge {
  const results = new Map<number, Json | undefined>();
  let written: readonly number[] = [];
  for (const { role, text } of messages) {
    if (role === 'assistant') written = namesIn(text);
    if (role !== 'user' && role !== 'tool') continue;
    const output = readOutput(text);
    if (output === undefined) continue;
    for (const place of written) if (!results.has(place)) results.set(place, undefined);
    takeOutput(raceCase, results, output);
  }
  return knowledgeOf(raceCase, results);
}

/** Programs of which only an error was told. */
export function countFailedPrograms(messages: readonly ChatMessage[]): number {
  return messages.filter(
    ({ role, text }, index) =>
      messages[index - 1]?.role === 'assistant' &&
      (role === 'user' || role === 'tool') &&
      /\bError: /.test(text) &&
      readOutput(text) === undefined,
  ).length;
}

/** In the order of their places: a later result may belong to a step that an earlier one shows. */
function takeOutput(
  raceCase: Case,
  results: Map<number, Json | undefined>,
  output: JsonObject,
): void {
  const places = Object.keys(output).flatMap((name) =>
    /^r\d+$/.test(name) ? [placeOf(name)] : [],
  );
  for (const place of places.sort((left, right) => left - right)) {
    const tool = knowledgeOf(raceCase, results).steps[place]?.tool;
    const text = JSON.stringify(output[`r${place + 1}`] ?? null);
    results.set(place, tool === undefined ? undefined : readResult(raceCase, tool, text));
  }
}

function placeOf(name: string): number {
  return Number(name.slice(1)) - 1;
}

function namesIn(program: string): readonly number[] {
  return [...program.matchAll(/\br\d+\b/g)].map(([name]) => placeOf(name));
}

function readOutput(text: string): JsonObject | undefined {
  const start = text.search(/\{\s*"r\d+"\s*:/);
  if (start < 0) return undefined;
  const output = parseJson(text.slice(start, text.lastIndexOf('}') + 1));
  return isJsonObject(output) ? output : undefined;
}
