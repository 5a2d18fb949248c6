import { runPlan, ToolcError, type Report } from '../index.ts';
import { chooseTools } from './choose-tools.ts';
import { exitCode } from './exit-code.ts';
import type { ExecFlags } from './flags.ts';
import { followRun } from './follow-run.ts';
import { limitsOf } from './limits-of.ts';
import { onInterrupt } from './on-interrupt.ts';
import { readInputs } from './read-inputs.ts';
import { readText } from './read-input.ts';
import { note, print } from './standard-output.ts';

/**
 * `toolc exec`: runs a plan written by hand. Prints the value of its `finish`, or, after `join()`,
 * every outcome as a line of JSON. Resolves to the exit code.
 */
export async function execCommand(file: string, flags: ExecFlags): Promise<number> {
  if (file === '-' && flags.inputs === '-') {
    const message = 'The plan and --inputs cannot both be read from standard input.';
    throw new ToolcError('option.invalid', message);
  }
  const text = await readText(file);
  const inputs = await readInputs(flags);
  const notes: string[] = [];
  const tell = (line: string): void => void notes.push(line);
  const tools = await chooseTools({ ...flags, corpus: 'when-alone' }, tell);
  const interrupt = onInterrupt();
  try {
    const run = runPlan(text, { tools, inputs, signal: interrupt.signal, ...limitsOf(flags) });
    const report = await followRun(run, flags);
    if (flags.quiet !== true) notes.forEach(note);
    if (flags.json !== true && report.answer === undefined) await print(outcomeLines(report));
    const succeeded = report.status === 'done' && report.missing.length === 0;
    return interrupt.status() ?? (succeeded ? exitCode.done : exitCode.failed);
  } finally {
    interrupt.release();
  }
}

function outcomeLines({ outcomes }: Report): string {
  return [...outcomes].map(([id, outcome]) => `${JSON.stringify({ id, ...outcome })}\n`).join('');
}
