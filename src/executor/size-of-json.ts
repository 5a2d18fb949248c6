import { isJsonList, type Json } from '../core/json.ts';

/** How long a value is as JSON, in bytes, roughly: as a result is measured (tools/json-walk.ts), 8 a number. */
export function sizeOfJson(value: Json): number {
  if (typeof value === 'string') return Buffer.byteLength(value) + 3;
  if (typeof value === 'number') return 8;
  if (typeof value !== 'object' || value === null) return 4;
  let size = 2;
  if (isJsonList(value)) {
    for (const item of value) size += 1 + sizeOfJson(item);
    return size;
  }
  for (const [key, item] of Object.entries(value)) {
    size += Buffer.byteLength(key) + 3 + sizeOfJson(item);
  }
  return size;
}
