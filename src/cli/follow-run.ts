import type { Report, Run } from '../index.ts';
import { cleanText } from './clean-text.ts';
import type { OutputFlags } from './flags.ts';
import { showLines, showLive, type Progress } from './show-progress.ts';
import { note, print } from './standard-output.ts';
import { summaryLines } from './summary-lines.ts';

/**
 * Shows a run until it ends: the answer on standard output as it streams, everything else on standard
 * error, live where that is a terminal. With `json` every event on standard output instead. A coded
 * error is told in every mode.
 */
export async function followRun<Value>(
  run: Run<Value>,
  { json = false, quiet = false }: OutputFlags,
): Promise<Report<Value>> {
  const report = json ? await printEvents(run) : await showRun(run, quiet);
  if (!json && !quiet) summaryLines(report).forEach(note);
  if (report.error !== undefined) note(`toolc: [${report.error.code}] ${report.error.message}`);
  return report;
}

async function printEvents<Value>(run: Run<Value>): Promise<Report<Value>> {
  for await (const event of run.events()) await print(`${JSON.stringify(event)}\n`);
  return run.report;
}

async function showRun<Value>(run: Run<Value>, quiet: boolean): Promise<Report<Value>> {
  const isLive = !quiet && process.stderr.isTTY;
  // On one terminal the view shows the answer while it streams, and it is printed once at the end.
  const isInView = isLive && process.stdout.isTTY;
  const progress = quiet ? silence : isLive ? showLive : showLines;
  const [streamed] = await Promise.all([
    isInView ? '' : streamAnswer(run),
    progress(run, isInView ? 'shown' : 'left-out'),
  ]);
  const report = await run.report;
  if (streamed === '') await print(ended(shown(report.answer ?? '')));
  else if (!streamed.endsWith('\n')) await print('\n');
  return report;
}

const silence: Progress = () => Promise.resolve();

/** Resolves to what was printed. */
async function streamAnswer(run: Run<unknown>): Promise<string> {
  let printed = '';
  for await (const text of run.text()) {
    printed += text;
    await print(shown(text));
  }
  return printed;
}

/** A model's text must not drive a terminal; into a file or a pipe it goes as it is. */
function shown(text: string): string {
  return process.stdout.isTTY ? cleanText(text) : text;
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
