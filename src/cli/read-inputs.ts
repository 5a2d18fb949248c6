import { messageOf, ToolcError, type Json, type JsonObject } from '../index.ts';
import type { InputFlags } from './flags.ts';
import { readText } from './read-input.ts';

/** What `$input` means: the object of `--inputs`, then each `--input name=value` over it. */
export async function readInputs({ input = [], inputs }: InputFlags): Promise<JsonObject> {
  const entries: (readonly [string, Json])[] = [];
  if (inputs !== undefined)
    entries.push(...Object.entries(parseObject(await readText(inputs), inputs)));
  return Object.fromEntries([...entries, ...input.map(parsePair)]);
}

function parsePair(text: string): readonly [string, Json] {
  const at = text.indexOf('=');
  if (at < 1) {
    const message = `--input takes name=value, like --input city=Paris; it was given "${text}".`;
    throw new ToolcError('option.invalid', message);
  }
  return [text.slice(0, at), parseValue(text.slice(at + 1))];
}

/** JSON where it is JSON, else the text: `3` is a number, `Paris` a string, `"3"` a string. */
function parseValue(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function parseObject(text: string, file: string): JsonObject {
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = `--inputs takes a JSON object; ${file} is no JSON: ${messageOf(error)}`;
    throw new ToolcError('option.invalid', message, { cause: error });
  }
  if (typeof value === 'object' && value !== null && !isList(value)) return value;
  throw new ToolcError(
    'option.invalid',
    `--inputs takes a JSON object; ${file} holds another value.`,
  );
}

/** `Array.isArray` does not narrow a readonly list. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
