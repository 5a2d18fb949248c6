import { runPlan, type Report } from '../index.ts';
import { askAtTerminal } from './ask-at-terminal.ts';
import { chooseApproval } from './choose-approval.ts';
import { chooseTools } from './choose-tools.ts';
import { exitCode } from './exit-code.ts';
import type { ExecFlags } from './flags.ts';
import { followRun } from './follow-run.ts';
import { limitsOf } from './limits-of.ts';
import { onInterrupt } from './on-interrupt.ts';
import { readPlan } from './read-plan.ts';
import { showProgress } from './show-progress.ts';
import { note, print } from './standard-output.ts';

/**
 * `toolc exec`: runs a plan written by hand. Prints the value of its `finish`, or, after `join()`,
 * every outcome as a line of JSON. Resolves to the exit code.
 */
export async function execCommand(file: string, flags: ExecFlags): Promise<number> {
  const { text, inputs } = await readPlan(file, flags);
  const notes: string[] = [];
  const tell = (line: string): void => void notes.push(line);
  const tools = await chooseTools({ ...flags, corpus: 'when-alone' }, tell);
  const progress = showProgress(flags);
  const interrupt = onInterrupt();
  try {
    const ask = askAtTerminal(progress, interrupt);
    const writes = chooseApproval({ mode: flags.approve, tools, ask });
    const { signal } = interrupt;
    const run = runPlan(text, { tools, inputs, signal, ...writes, ...limitsOf(flags) });
    const report = await followRun(run, flags, progress);
    if (flags.quiet !== true) notes.forEach(note);
    if (flags.json !== true && report.answer === undefined) await print(outcomeLines(report));
    return interrupt.status() ?? statusOf(report);
  } finally {
    interrupt.release();
  }
}

function statusOf({ status, missing, incomplete }: Report): number {
  if (incomplete !== undefined) return exitCode.incomplete;
  return status === 'done' && missing.length === 0 ? exitCode.done : exitCode.failed;
}

function outcomeLines({ outcomes }: Report): string {
  return [...outcomes].map(([id, outcome]) => `${JSON.stringify({ id, ...outcome })}\n`).join('');
}
