import { isJsonList, type Json } from './json.ts';

/**
 * The one text of a JSON value: equal values (`equalJson`) have the same, different ones never. It is
 * JSON without blanks, the keys of each object sorted by UTF-16 units; -0 and 0 are one number.
 */
export function canonicalJson(value: Json): string {
  // Inputs come in the order of a signature: most have nothing to sort, and this is the quickest.
  return isSorted(value) ? JSON.stringify(value) : sortedText(value);
}

function isSorted(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (isJsonList(value)) {
    for (const item of value) if (!isSorted(item)) return false;
    return true;
  }
  let before: string | undefined;
  for (const key of Object.keys(value)) {
    if (before !== undefined && before > key) return false;
    before = key;
    if (!isSorted(value[key] ?? null)) return false;
  }
  return true;
}

function sortedText(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  let text = '';
  if (isJsonList(value)) {
    for (const item of value) text += (text === '' ? '' : ',') + sortedText(item);
    return `[${text}]`;
  }
  for (const key of Object.keys(value).sort()) {
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${sortedText(value[key] ?? null)}`;
  }
  return `{${text}}`;
}
