import { parsePlan, ToolcError, verifyPlan } from '../index.ts';
import type { JsonObject, PlanVerification, Tool } from '../index.ts';
import { chooseToolSource } from './choose-tools.ts';
import { exitCode } from './exit-code.ts';
import type { VerifyFlags } from './flags.ts';
import { onInterrupt } from './on-interrupt.ts';
import { problemLines } from './problem-lines.ts';
import { readPlan } from './read-plan.ts';
import { failureText } from './report-failure.ts';
import { note, print } from './standard-output.ts';
import { showVerification } from './show-verification.ts';
import { verdictLines } from './verdict-lines.ts';

/** The orders that are tried beside the plan's own, which is run twice. */
const defaultSchedules = 20;

/**
 * `toolc verify`: runs a plan written by hand in its own order and in others, and prints whether its
 * outcomes depend on them. Resolves to the exit code.
 */
export async function verifyCommand(file: string, flags: VerifyFlags): Promise<number> {
  const { schedules = defaultSchedules, seed } = flags;
  const { text, inputs } = await readPlan(file, flags);
  const notes: string[] = [];
  const tools = await chooseToolSource({ ...flags, corpus: 'when-alone' }, (line) => {
    notes.push(line);
  });
  const known = await tools();
  if (!passesCheck(text, known, inputs)) return exitCode.failed;
  if (flags.runWrites !== true) refuseWrites({ text, inputs, tools: known, runs: schedules + 2 });
  const interrupt = onInterrupt();
  const progress = showVerification(flags, schedules);
  try {
    const verification = await verifyPlan(text, {
      tools,
      inputs,
      schedules,
      ...(seed === undefined ? {} : { seed }),
      onSchedule: progress.take,
      signal: interrupt.signal,
    });
    progress.stop();
    if (flags.quiet !== true) notes.forEach(note);
    await print(wordsOf(verification, flags));
    return verification.status === 'same' ? exitCode.done : exitCode.failed;
  } catch (error) {
    progress.stop();
    const status = interrupt.status();
    if (status === undefined && !isBudget(error)) throw error;
    note(failureText(error).trimEnd());
    return status ?? exitCode.incomplete;
  } finally {
    interrupt.release();
  }
}

/** Shows the plan's problems; false where it has errors. */
function passesCheck(text: string, tools: readonly Tool[], inputs: JsonObject): boolean {
  const { problems } = parsePlan(text, { tools, inputs });
  problemLines(problems).forEach(note);
  if (problems.every(({ severity }) => severity !== 'error')) return true;
  note('toolc: [run.plan-invalid] The plan has errors; nothing was run.');
  return false;
}

/** A command that only checks must not surprise anyone with what it writes. */
function refuseWrites({
  text,
  inputs,
  tools,
  runs,
}: {
  readonly text: string;
  readonly inputs: JsonObject;
  readonly tools: readonly Tool[];
  readonly runs: number;
}): void {
  const { tasks } = parsePlan(text, { tools, inputs });
  const writes = tasks.filter(({ effect }) => effect === 'write').map(({ tool }) => tool);
  if (writes.length === 0) return;
  const names = [...new Set(writes)].join(', ');
  const message = `The plan writes (${names}), and toolc verify really runs each write, ${String(runs)} times, with no consent asked. Pass --tools whose writes do no harm, and say --run-writes.`;
  throw new ToolcError('option.invalid', message);
}

function wordsOf(verification: PlanVerification, { json = false }: VerifyFlags): string {
  if (json) return `${JSON.stringify(verification)}\n`;
  return verdictLines(verification)
    .map((line) => `${line}\n`)
    .join('');
}

function isBudget(error: unknown): boolean {
  return error instanceof ToolcError && error.code === 'run.budget';
}
