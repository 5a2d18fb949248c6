import { exitCode } from './exit-code.ts';
import { wrapHanging } from './text-width.ts';

/**
 * When the reader of standard output goes away, as `| head` does, or nothing more can be written, as
 * on a full disk, there is nobody left to work for.
 */
export function guardOutput(): void {
  process.stdout.on('error', (error) => {
    if (isBrokenPipe(error)) process.exit(exitCode.readerGone);
    note(`toolc: standard output cannot be written: ${error.message}`);
    process.exit(exitCode.failed);
  });
  process.stderr.on('error', (error) => {
    if (!isBrokenPipe(error)) throw error;
  });
}

/** Writes to standard output; resolves when more can be taken, so that a slow reader bounds memory. */
export function print(text: string): Promise<void> {
  return new Promise((resolve) => {
    if (process.stdout.write(text)) resolve();
    else process.stdout.once('drain', resolve);
  });
}

/** A line of progress, a note or an error; on a terminal broken between words. */
export function note(line: string): void {
  const { isTTY, columns } = process.stderr;
  process.stderr.write(`${isTTY && columns > 0 ? wrapHanging(line, columns) : line}\n`);
}

/** Resolves when everything written has gone out: process.exit would cut what a pipe has not taken. */
export async function finishOutput(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise<void>((resolve) => {
      if (stream.writableEnded || stream.destroyed) resolve();
      else stream.write('', () => resolve());
    });
  }
}

function isBrokenPipe(error: Error): boolean {
  return 'code' in error && error.code === 'EPIPE';
}
