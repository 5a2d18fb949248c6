import type { Json } from '../index.ts';

/**
 * A value as it stands in a sentence: `8,849 m`, `1953`, `-38.83 °C`, `Nepal and China`.
 * Numbers have at most `decimals` decimals (default: none from a million up, two from 1 up,
 * else three significant digits); years have no separators.
 */
export function showValue(value: Json, unit?: string, decimals?: number): string {
  if (typeof value === 'string') return showList(value.split(', '));
  if (typeof value !== 'number') return JSON.stringify(value);
  if (unit === 'year') return String(Math.round(value));
  const number = showNumber(value, decimals);
  return unit === undefined || unit === '' ? number : `${number} ${unit}`;
}

/** A number with thousands separators. */
export function showNumber(value: number, decimals?: number): string {
  const size = Math.abs(value);
  if (decimals === undefined && size > 0 && size < 1) return String(Number(value.toPrecision(3)));
  const digits = decimals ?? (Number.isInteger(value) || size >= 1e6 ? 0 : 2);
  const [whole = '', fraction = ''] = Number(value.toFixed(digits)).toString().split('.');
  if (whole.includes('e')) return whole;
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === '' ? grouped : `${grouped}.${fraction}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function showList(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

/** A sentence begins with a capital. */
export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `top speed` of `top_speed`. */
export function labelOf(attribute: { readonly name: string }): string {
  return attribute.name.replaceAll('_', ' ');
}
