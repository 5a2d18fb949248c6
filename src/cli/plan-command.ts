import { createCompiler, printPlan } from '../index.ts';
import { defaultQuestion } from '../offline/index.ts';
import { chooseModel } from './choose-model.ts';
import { chooseTools } from './choose-tools.ts';
import { exitCode } from './exit-code.ts';
import type { PlanFlags } from './flags.ts';
import { onInterrupt } from './on-interrupt.ts';
import { problemLines } from './problem-lines.ts';
import { readQuestion } from './read-input.ts';
import { mergeLines } from './merge-lines.ts';
import { note, print } from './standard-output.ts';

/** `toolc plan`: prints a question's checked plan, and its problems. Resolves to the exit code. */
export async function planCommand(words: readonly string[], flags: PlanFlags): Promise<number> {
  const question = await readQuestion(words, defaultQuestion);
  const { model, offline } = await chooseModel(flags);
  const tools = await chooseTools({ ...flags, corpus: offline ? 'always' : 'when-alone' }, note);
  const interrupt = onInterrupt();
  try {
    const plan = await createCompiler({ model, tools }).plan(question, {
      signal: interrupt.signal,
    });
    await print(
      flags.json === true ? `${JSON.stringify(plan)}\n` : `${printPlan(plan).trimEnd()}\n`,
    );
    if (flags.json !== true) [...problemLines(plan.problems), ...mergeLines(plan)].forEach(note);
    const isBad = plan.problems.some(({ severity }) => severity === 'error');
    return isBad ? exitCode.failed : exitCode.done;
  } catch (error) {
    const status = interrupt.status();
    if (status !== undefined) return status;
    throw error;
  } finally {
    interrupt.release();
  }
}
