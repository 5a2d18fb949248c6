import { createInterface } from 'node:readline';
import type { Clock } from '../index.ts';

/** A terminal at which a person can be asked. */
export interface PromptTerminal {
  /** Columns, at least 20. */
  columns(): number;
  write(text: string): void;
  /** Resolves when what was typed before has been read and dropped. */
  dropTyped(signal: AbortSignal): Promise<void>;
  /** The line typed behind `question`; `initial` stands there to be changed. `undefined`: it ended or was aborted. */
  readLine(question: string, options: ReadLineOptions): Promise<string | undefined>;
}

export interface ReadLineOptions {
  readonly signal: AbortSignal;
  readonly initial?: string;
}

export interface PromptTerminalOptions {
  /** `process.stdin` is one. */
  readonly input: NodeJS.ReadableStream & { setRawMode?(mode: boolean): unknown };
  /** `process.stderr` is one. */
  readonly output: NodeJS.WritableStream & { readonly columns?: number };
  readonly clock: Clock;
  /** Ctrl-C: the terminal tells it as a key here, not as a signal. */
  readonly interrupt: () => void;
}

/** The kernel hands over what it holds at once; this is for a busy machine. */
const DROP_MS = 50;

/**
 * Reads lines from a terminal, with the keys of readline.
 *
 * 1. Outside of `dropTyped` and `readLine` the terminal is as it was, its input paused, and no listener
 *    of a signal is left.
 * 2. A line that is given up ends in a line end, so that what follows begins on its own line.
 */
export function createPromptTerminal(options: PromptTerminalOptions): PromptTerminal {
  const { output } = options;
  return {
    columns: () => widthOf(output.columns),
    write: (text) => void output.write(text),
    dropTyped: (signal) => dropTyped(options, signal),
    readLine: (question, how) => readLine(options, question, how),
  };
}

/** A terminal that does not tell its width is taken for the smallest usual one. */
function widthOf(columns: number | undefined): number {
  return columns === undefined || columns < 1 ? 80 : Math.max(20, columns);
}

function dropTyped(options: PromptTerminalOptions, signal: AbortSignal): Promise<void> {
  const { input, clock, interrupt } = options;
  return new Promise((resolve) => {
    const onData = (typed: unknown): void => {
      if (String(typed).includes(CTRL_C)) interrupt();
    };
    const finish = (): void => {
      cancel();
      signal.removeEventListener('abort', finish);
      input.off('data', onData);
      input.pause();
      input.setRawMode?.(false);
      resolve();
    };
    // Raw: the terminal holds a line that has not ended back otherwise.
    input.setRawMode?.(true);
    input.on('data', onData);
    input.resume();
    const cancel = clock.after(DROP_MS, finish);
    signal.addEventListener('abort', finish);
    if (signal.aborted) finish();
  });
}

const CTRL_C = '\x03';

function readLine(
  { input, output, interrupt }: PromptTerminalOptions,
  question: string,
  { signal, initial }: ReadLineOptions,
): Promise<string | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const lines = createInterface({ input, output, terminal: true, historySize: 0 });
    const end = (line: string | undefined): void => {
      signal.removeEventListener('abort', onAbort);
      lines.off('close', onClose);
      lines.close();
      resolve(line);
    };
    const onClose = (): void => {
      output.write('\n');
      end(undefined);
    };
    const onAbort = onClose;
    lines.once('line', end);
    lines.once('close', onClose);
    lines.on('SIGINT', interrupt);
    signal.addEventListener('abort', onAbort);
    lines.setPrompt(question);
    lines.prompt();
    if (initial !== undefined) lines.write(initial);
  });
}
