import { isJsonList, type Json } from './json.ts';

/**
 * The one text of a JSON value: equal values (`equalJson`) have the same, different ones never. It is
 * JSON without blanks, the keys of each object sorted by UTF-16 units; -0 and 0 are one number.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  let text = '';
  if (isJsonList(value)) {
    for (const item of value) text += (text === '' ? '' : ',') + canonicalJson(item);
    return `[${text}]`;
  }
  for (const key of sortedKeys(value)) {
    if (text !== '') text += ',';
    text += `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`;
  }
  return `{${text}}`;
}

/** Inputs come in the order of a signature, so most have nothing to sort, or one key. */
function sortedKeys(object: object): string[] {
  const keys = Object.keys(object);
  for (let index = 1; index < keys.length; index += 1) {
    if ((keys[index - 1] ?? '') > (keys[index] ?? '')) return keys.sort();
  }
  return keys;
}
