import { createCompiler } from '../index.ts';
import { defaultQuestion } from '../offline/index.ts';
import { chooseModel } from './choose-model.ts';
import { chooseTools } from './choose-tools.ts';
import { exitCode } from './exit-code.ts';
import type { RunFlags } from './flags.ts';
import { followRun } from './follow-run.ts';
import { limitsOf } from './limits-of.ts';
import { onInterrupt } from './on-interrupt.ts';
import { readQuestion } from './read-input.ts';
import { note } from './standard-output.ts';

/** `toolc run`: answers a question. Resolves to the exit code. */
export async function runCommand(words: readonly string[], flags: RunFlags): Promise<number> {
  const question = await readQuestion(words, defaultQuestion);
  const { model, offline } = await chooseModel(flags);
  const tools = await chooseTools({ ...flags, corpus: offline ? 'always' : 'when-alone' });
  const compiler = createCompiler({ model, tools, ...limitsOf(flags) });
  if (words.length === 0 && flags.quiet !== true && flags.json !== true) note(`? ${question}`);
  const interrupt = onInterrupt();
  try {
    const run = compiler.stream(question, { signal: interrupt.signal });
    const report = await followRun(run, flags);
    return interrupt.status() ?? (report.status === 'done' ? exitCode.done : exitCode.failed);
  } finally {
    interrupt.release();
  }
}
