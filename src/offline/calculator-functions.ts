import { didYouMean, unreachable } from '../adapter.ts';

/** The calculator's functions by name. */
export const functionNames = [
  'abs',
  'min',
  'max',
  'sum',
  'mean',
  'average',
  'round',
  'sqrt',
  'floor',
  'ceil',
] as const;

/** The result, or in words why there is none. `round` takes a number of decimals as second argument. */
export function applyFunction(name: string, args: readonly number[]): number | string {
  const known = functionNames.find((candidate) => candidate === name);
  if (known === undefined) {
    return `no function is called "${name}"; there are ${functionNames.join(', ')}.${didYouMean(name, functionNames)}`;
  }
  const first = args[0];
  if (first === undefined) {
    return name === 'sum' ? 0 : `${name} needs at least one number, got none`;
  }
  switch (known) {
    case 'min':
      return args.reduce((least, value) => Math.min(least, value));
    case 'max':
      return args.reduce((most, value) => Math.max(most, value));
    case 'sum':
      return total(args);
    case 'mean':
    case 'average':
      return total(args) / args.length;
    case 'round':
      return args.length > 2 ? wrongCount(name, args) : round(first, args[1] ?? 0);
    case 'abs':
    case 'sqrt':
    case 'floor':
    case 'ceil':
      return args.length === 1 ? ofOne(known, first) : wrongCount(name, args);
    default:
      return unreachable(known);
  }
}

function ofOne(name: 'abs' | 'sqrt' | 'floor' | 'ceil', value: number): number | string {
  if (name === 'sqrt' && value < 0) return `sqrt needs a number from 0 up, got ${value}`;
  return Math[name](value);
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function round(value: number, decimals: number): number | string {
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > 15) {
    return `round takes 0 to 15 decimals, got ${decimals}`;
  }
  return Number(value.toFixed(decimals));
}

function wrongCount(name: string, args: readonly number[]): string {
  return `${name} takes ${name === 'round' ? 'one or two numbers' : 'one number'}, got ${args.length}`;
}
