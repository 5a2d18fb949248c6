import { isJsonList, type Json } from './json.ts';

/**
 * The one text of a JSON value: equal values (`equalJson`) have the same, different ones never. It is
 * JSON without blanks, the keys of each object sorted by UTF-16 units; -0 and 0 are one number.
 */
export function canonicalJson(value: Json): string {
  // Inputs come in the order of a signature: most have nothing to sort, and this is twice as quick.
  return isSorted(value) ? JSON.stringify(value) : sortedText(value);
}

function isSorted(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (isJsonList(value)) return value.every(isSorted);
  let before: string | undefined;
  for (const key of Object.keys(value)) {
    if (before !== undefined && before > key) return false;
    before = key;
    const item = value[key] ?? null;
    if (typeof item === 'object' && !isSorted(item)) return false;
  }
  return true;
}

function sortedText(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isJsonList(value)) return `[${value.map(sortedText).join(',')}]`;
  const parts = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${sortedText(value[key] ?? null)}`);
  return `{${parts.join(',')}}`;
}
