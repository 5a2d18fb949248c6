import type { Report, Run } from '../index.ts';
import { cleanText } from './clean-text.ts';
import type { OutputFlags } from './flags.ts';
import type { Progress } from './show-progress.ts';
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
  progress: Progress,
): Promise<Report<Value>> {
  const report = json ? await printEvents(run, progress) : await showRun(run, progress);
  if (!json && !quiet) summaryLines(report, progress.state()).forEach(note);
  if (report.error !== undefined) note(errorLine(report.error));
  return report;
}

async function printEvents<Value>(run: Run<Value>, progress: Progress): Promise<Report<Value>> {
  for await (const event of run.events()) {
    progress.take(event);
    await print(`${JSON.stringify(event)}\n`);
  }
  return run.report;
}

async function showRun<Value>(run: Run<Value>, progress: Progress): Promise<Report<Value>> {
  let printed = '';
  try {
    for await (const event of run.events()) {
      if (event.type === 'answer-delta' && progress.answer !== 'shown') {
        printed += event.text;
        await print(shown(event.text));
      }
      // Before the lines of standard error go on: both may be the same file or terminal.
      if (event.type === 'run-end' && !isEnded(printed)) await print('\n');
      progress.take(event);
    }
  } finally {
    progress.stop();
  }
  const report = await run.report;
  if (printed === '' && report.answer !== undefined) {
    // On one terminal the answer stands apart from what is told before and behind it.
    const gap = progress.answer === 'shown' ? '\n' : '';
    await print(`${gap}${shown(report.answer)}${isEnded(report.answer) ? '' : '\n'}${gap}`);
  }
  return report;
}

/** A model's text must not drive a terminal; into a file or a pipe it goes as it is. */
function shown(text: string): string {
  return process.stdout.isTTY ? cleanText(text) : text;
}

function isEnded(text: string): boolean {
  return text === '' || text.endsWith('\n');
}

function errorLine({ code, message }: { readonly code: string; readonly message: string }): string {
  return `toolc: [${code}] ${cleanText(message)}`;
}
