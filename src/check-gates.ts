import { ToolcError } from './core/errors.ts';
import { didYouMean } from './core/suggest.ts';
import type { GateOptions } from './executor/gate.ts';
import type { Toolset } from './tools/prepared-tool.ts';

/** Throws `option.invalid` for an option of a gate that is none. */
export function checkGates(gates: Readonly<Record<string, GateOptions>>): void {
  for (const [name, options] of entriesOf('gates', gates)) {
    const gate = `gates[${JSON.stringify(name)}]`;
    for (const [key, value] of entriesOf(gate, options)) {
      const where = `${gate}.${key}`;
      if (!Object.hasOwn(wanted, key)) {
        const hint = didYouMean(key, Object.keys(wanted));
        throw new ToolcError('option.invalid', `There is no option ${where}.${hint}`);
      }
      checkNumber(where, value, key === 'concurrency');
    }
  }
}

/** A caller need not be typed. */
function entriesOf(where: string, options: unknown): readonly (readonly [string, unknown])[] {
  if (typeof options === 'object' && options !== null) return Object.entries(options);
  const got = options === null ? 'null' : typeof options;
  throw new ToolcError('option.invalid', `${where} must be an object; it is ${got}.`);
}

/** A record, so that an option added to `GateOptions` and not here is a type error. */
const wanted: Readonly<Record<keyof GateOptions, true>> = {
  concurrency: true,
  requestsPerMinute: true,
  tokensPerMinute: true,
};

function checkNumber(where: string, value: unknown, isWhole: boolean): void {
  if (value === undefined) return;
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) {
    if (!isWhole || Number.isInteger(value)) return;
  }
  const got = typeof value === 'number' ? String(value) : typeof value;
  const number = isWhole ? 'a whole number of 1 or more' : 'a number above 0';
  throw new ToolcError('option.invalid', `${where} must be ${number}; it is ${got}.`);
}

/** Throws `option.invalid` for a gate that stands before nothing: its limits would never hold. */
export function checkGateNames(
  gates: Readonly<Record<string, GateOptions>>,
  { tools }: Toolset,
  models: readonly string[],
): void {
  const ofTools = [...tools.values()].map(({ tool }) => tool.gate ?? tool.name);
  const known = new Set([...ofTools, ...models]);
  for (const name of Object.keys(gates)) {
    if (known.has(name)) continue;
    const gate = tools.get(name)?.tool.gate;
    const problem =
      gate === undefined
        ? `which is neither a tool, a model nor the gate of a tool.${didYouMean(name, known)}`
        : `but that tool stands at the gate "${gate}": name that one.`;
    throw new ToolcError('option.invalid', `gates has "${name}", ${problem}`);
  }
}
