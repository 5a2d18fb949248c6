import { ToolcError } from './core/errors.ts';
import { isJsonObject, type JsonObject } from './core/json.ts';
import { toJson } from './tools/to-json.ts';

/** What `$input` means in a plan: a copy, as JSON, for inputs are data like results. Throws `option.invalid`. */
export function planInputs(inputs: JsonObject | undefined): JsonObject | undefined {
  if (inputs === undefined) return undefined;
  const json = toJson(inputs, { root: 'inputs' });
  if (json.ok && isJsonObject(json.value)) return json.value;
  const why = json.ok ? 'they must be an object of named values' : json.failure.message;
  throw new ToolcError('option.invalid', `The inputs of the plan cannot be used: ${why}`);
}
