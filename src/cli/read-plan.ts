import { ToolcError, type JsonObject } from '../index.ts';
import type { InputFlags } from './flags.ts';
import { readInputs } from './read-inputs.ts';
import { readText } from './read-input.ts';

/** A hand-written plan and what its `$input` means. Throws `option.invalid` for what cannot be read. */
export async function readPlan(
  file: string,
  flags: InputFlags,
): Promise<{ readonly text: string; readonly inputs: JsonObject }> {
  if (file === '-' && flags.inputs === '-') {
    const message = 'The plan and --inputs cannot both be read from standard input.';
    throw new ToolcError('option.invalid', message);
  }
  const text = await readText(file);
  return { text, inputs: await readInputs(flags) };
}
