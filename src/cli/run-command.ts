import { createCompiler, type Report } from '../index.ts';
import { defaultQuestion } from '../offline/index.ts';
import { askAtTerminal } from './ask-at-terminal.ts';
import { chooseApproval } from './choose-approval.ts';
import { chooseModel } from './choose-model.ts';
import { chooseTools, simulatedLatencyMs } from './choose-tools.ts';
import { exitCode } from './exit-code.ts';
import type { RunFlags } from './flags.ts';
import { followRun } from './follow-run.ts';
import { limitsOf } from './limits-of.ts';
import { onInterrupt } from './on-interrupt.ts';
import { readQuestion } from './read-input.ts';
import { showProgress } from './show-progress.ts';
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
  const progress = showProgress(flags);
  const interrupt = onInterrupt();
  try {
    const ask = askAtTerminal(progress, interrupt);
    const writes = chooseApproval({ mode: flags.approve, tools, ask });
    const compiler = createCompiler({ model, tools, ...writes, ...limitsOf(flags) });
    if (offline && flags.quiet !== true && flags.json !== true) note(offlineNote);
    const run = compiler.stream(question, { signal: interrupt.signal });
    const report = await followRun(run, flags, progress);
    if (flags.quiet !== true) notes.forEach(note);
    return interrupt.status() ?? statusOf(report);
  } finally {
    interrupt.release();
  }
}

function statusOf({ status, incomplete }: Report): number {
  if (status !== 'done') return exitCode.failed;
  return incomplete === undefined ? exitCode.done : exitCode.incomplete;
}
