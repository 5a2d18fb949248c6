import { createCompiler } from '../index.ts';
import { defaultQuestion } from '../offline/index.ts';
import { chooseModel } from './choose-model.ts';
import { chooseTools, simulatedLatencyMs } from './choose-tools.ts';
import { exitCode } from './exit-code.ts';
import type { RunFlags } from './flags.ts';
import { followRun } from './follow-run.ts';
import { limitsOf } from './limits-of.ts';
import { onInterrupt } from './on-interrupt.ts';
import { readQuestion } from './read-input.ts';
import { note } from './standard-output.ts';

const offlineNote =
  `offline model (no intelligence: it shows the engine); each look-up waits ${String(simulatedLatencyMs)} ms ` +
  'to stand for a network. Set OPENAI_API_KEY, or --base-url and --model, for a real one.';

/** `toolc run`: answers a question. Resolves to the exit code. */
export async function runCommand(words: readonly string[], flags: RunFlags): Promise<number> {
  const question = await readQuestion(words, defaultQuestion);
  const { model, offline } = await chooseModel(flags);
  const notes: string[] = [];
  const tell = (line: string): void => void notes.push(line);
  const tools = await chooseTools({ ...flags, corpus: offline ? 'always' : 'when-alone' }, tell);
  const compiler = createCompiler({ model, tools, ...limitsOf(flags) });
  if (offline && flags.quiet !== true && flags.json !== true) note(offlineNote);
  const interrupt = onInterrupt();
  try {
    const run = compiler.stream(question, { signal: interrupt.signal });
    const report = await followRun(run, flags);
    if (flags.quiet !== true) notes.forEach(note);
    return interrupt.status() ?? (report.status === 'done' ? exitCode.done : exitCode.failed);
  } finally {
    interrupt.release();
  }
}
