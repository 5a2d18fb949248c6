import { getEventListeners } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createPromptTerminal } from '../../src/cli/prompt-terminal.ts';
import { createFakeClock } from '../../src/testing/index.ts';

function setUp() {
  const modes: boolean[] = [];
  const input = Object.assign(new PassThrough(), {
    setRawMode: (mode: boolean) => void modes.push(mode),
  });
  const output = Object.assign(new PassThrough(), { columns: 100 });
  let written = '';
  output.setEncoding('utf8').on('data', (text: string) => (written += text));
  const clock = createFakeClock();
  let interrupts = 0;
  const interrupt = (): void => void (interrupts += 1);
  const terminal = createPromptTerminal({ input, output, clock, interrupt });
  const controller = new AbortController();
  return {
    input,
    terminal,
    clock,
    controller,
    signal: controller.signal,
    modes,
    written: () => written,
    interrupts: () => interrupts,
    /** Whether the terminal still listens. */
    listens: () => input.listenerCount('data') + input.listenerCount('keypress') > 0,
  };
}

test('a line is what is typed behind the question', async () => {
  const { terminal, input, signal, written } = setUp();
  const line = terminal.readLine('Allow it? ', { signal });
  input.write('yes\r');
  expect(await line).toBe('yes');
  expect(written()).toContain('Allow it? ');
});

test('a line can begin with something to be changed', async () => {
  const { terminal, input, signal } = setUp();
  const line = terminal.readLine('Arguments: ', { signal, initial: '{"to":"a"}' });
  input.write('\x7f\x7f\x7fb"}\r');
  expect(await line).toBe('{"to":"b"}');
});

test('what was typed before the question answers nothing', async () => {
  const { terminal, input, signal, clock, modes } = setUp();
  input.write('y\r');
  const dropped = terminal.dropTyped(signal);
  await clock.advance(50);
  await dropped;
  expect(modes).toEqual([true, false]);
  const line = terminal.readLine('Allow it? ', { signal });
  input.write('n\r');
  expect(await line).toBe('n');
});

test('the end of the input ends the line without an answer', async () => {
  const { terminal, input, signal, written } = setUp();
  const line = terminal.readLine('Allow it? ', { signal });
  input.write('\x04');
  expect(await line).toBeUndefined();
  expect(written()).toMatch(/\n$/);
});

test('an abort ends the line at once, and what comes after it begins on its own line', async () => {
  const { terminal, controller, signal, written, modes } = setUp();
  const line = terminal.readLine('Allow it? ', { signal });
  controller.abort();
  expect(await line).toBeUndefined();
  expect(written()).toMatch(/Allow it\? [^]*\n$/);
  expect(modes.at(-1)).toBe(false);
  expect(await terminal.readLine('More? ', { signal })).toBeUndefined();
  expect(written()).not.toContain('More?');
});

test('Ctrl-C interrupts, also while what was typed is dropped', async () => {
  const { terminal, input, controller, signal, clock, interrupts } = setUp();
  input.write('abc\x03');
  const dropped = terminal.dropTyped(signal);
  await clock.advance(50);
  await dropped;
  expect(interrupts()).toBe(1);
  const line = terminal.readLine('Allow it? ', { signal });
  input.write('\x03');
  await clock.advance(0);
  expect(interrupts()).toBe(2);
  controller.abort();
  await line;
});

test('an abort ends the dropping, and takes its timer and listeners back', async () => {
  const { terminal, controller, signal, clock, listens, modes } = setUp();
  const dropped = terminal.dropTyped(signal);
  controller.abort();
  await dropped;
  expect([clock.pending, listens(), modes.at(-1)]).toEqual([0, false, false]);
});

test('between its questions the terminal is as it was, and no listener of the signal is left', async () => {
  const { terminal, input, signal, clock, modes } = setUp();
  const dropped = terminal.dropTyped(signal);
  await clock.advance(50);
  await dropped;
  expect([getEventListeners(signal, 'abort').length, clock.pending]).toEqual([0, 0]);
  const line = terminal.readLine('Allow it? ', { signal });
  input.write('y\r');
  await line;
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  expect([input.isPaused(), modes]).toEqual([true, [true, false, true, false]]);
});

test('a terminal that does not tell its width has 80 columns, a tiny one 20', () => {
  const { clock } = setUp();
  const of = (columns?: number): number => {
    const output = Object.assign(new PassThrough(), columns === undefined ? {} : { columns });
    const options = { input: new PassThrough(), output, clock, interrupt: () => undefined };
    return createPromptTerminal(options).columns();
  };
  expect([of(), of(0), of(5), of(120)]).toEqual([80, 80, 20, 120]);
});
