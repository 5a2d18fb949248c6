import { EventEmitter } from 'node:events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createScreen, type ScreenSize } from '../../src/cli/screen.ts';
import { createFakeClock } from '../../src/testing/index.ts';
import { createTerminal } from './terminal.ts';

function setUp(options: { columns?: number; rows?: number } = {}) {
  const terminal = createTerminal(options.columns ?? 20, options.rows ?? 10);
  const clock = createFakeClock();
  const exits = new EventEmitter();
  let lines: readonly string[] = [];
  let renders = 0;
  const sizes: ScreenSize[] = [];
  const screen = createScreen({
    stream: terminal,
    clock,
    exits,
    render: (size) => {
      renders += 1;
      sizes.push(size);
      return lines;
    },
  });
  const show = (...next: string[]): void => {
    lines = next;
    screen.update();
  };
  return { terminal, clock, exits, screen, show, sizes, renders: () => renders };
}

test('the first update draws at once, below what stands there', () => {
  const { terminal, show } = setUp();
  terminal.write('before\r\n');
  show('one', 'two');
  expect(terminal.lines()).toEqual(['before', 'one', 'two']);
});

test('a line as wide as the terminal keeps its last character, also when it is drawn anew', async () => {
  const { terminal, clock, show } = setUp({ columns: 5 });
  show('12345', 'abc');
  expect(terminal.lines()).toEqual(['12345', 'abc']);
  await clock.advance(66);
  show('1234x', 'ab');
  expect(terminal.lines()).toEqual(['1234x', 'ab']);
});

test('nothing is written where nothing changed', async () => {
  const { terminal, clock, show, screen } = setUp();
  show('one', 'two');
  const written = terminal.written().length;
  await clock.advance(500);
  screen.update();
  expect(terminal.written().length).toBe(written);
});

test('of a changed frame only the lines that differ are written', async () => {
  const { terminal, clock, show } = setUp();
  show('one', 'two', 'three');
  const written = terminal.written().length;
  await clock.advance(66);
  show('one', 'TWO', 'three');
  expect(terminal.lines()).toEqual(['one', 'TWO', 'three']);
  const added = terminal.written().slice(written);
  expect(added).toContain('TWO');
  expect(added).not.toMatch(/one|three/);
});

test('it draws at most once in 66 ms and shows the latest then', async () => {
  const { terminal, clock, show, renders } = setUp();
  show('0');
  for (let count = 1; count <= 50; count += 1) show(String(count));
  expect([renders(), terminal.lines()]).toEqual([1, ['0']]);
  await clock.advance(65);
  expect(renders()).toBe(1);
  await clock.advance(1);
  expect([renders(), terminal.lines()]).toEqual([2, ['50']]);
});

test('without updates it draws every 100 ms, so that clocks move', async () => {
  const { clock, show, renders } = setUp();
  show('a');
  await clock.advance(99);
  expect(renders()).toBe(1);
  await clock.advance(1);
  expect(renders()).toBe(2);
  await clock.advance(300);
  expect(renders()).toBe(5);
});

test('the cursor is hidden while it lives and comes back on stop', () => {
  const { terminal, show, screen } = setUp();
  show('a');
  expect([terminal.cursor(), terminal.wraps()]).toEqual(['hidden', false]);
  screen.stop();
  expect([terminal.cursor(), terminal.wraps()]).toEqual(['shown', true]);
});

test('what was typed below the frame is gone on stop: what follows begins its own line', () => {
  const { terminal, show, screen } = setUp();
  show('a');
  terminal.write('^C');
  screen.stop();
  terminal.write('b');
  expect(terminal.lines()).toEqual(['a', 'b']);
});

test('the cursor comes back at the end of the process', () => {
  const { terminal, show, exits } = setUp();
  show('a');
  exits.emit('exit');
  expect([terminal.cursor(), terminal.wraps()]).toEqual(['shown', true]);
});

test('stop draws the last frame and leaves no timer, no listener, and no second stop', async () => {
  const { terminal, clock, show, screen, exits } = setUp();
  show('a');
  show('last');
  screen.stop();
  const written = terminal.written();
  screen.stop();
  screen.update();
  await clock.advance(1_000);
  expect(terminal.lines()).toEqual(['last']);
  expect(terminal.written()).toBe(written);
  expect([clock.pending, terminal.listenerCount('resize'), exits.listenerCount('exit')]).toEqual([
    0, 0, 0,
  ]);
});

test('the region is lower than the terminal, so that nothing above it scrolls away unseen', async () => {
  const { terminal, clock, show, sizes } = setUp({ rows: 5 });
  show(...'abcdefgh');
  expect(sizes[0]).toEqual({ width: 20, height: 4 });
  await clock.advance(66);
  show(...'ABCDEFGH');
  expect(terminal.lines()).toEqual(['A', 'B', 'C', 'D']);
});

test('a smaller frame leaves nothing of the larger one', async () => {
  const { terminal, clock, show } = setUp();
  show('one', 'two', 'three');
  await clock.advance(66);
  show('one');
  expect(terminal.lines()).toEqual(['one']);
  await clock.advance(66);
  show();
  expect(terminal.lines()).toEqual([]);
});

test('after a resize the rows that the terminal made of the old lines are cleared', async () => {
  const { terminal, clock, show } = setUp({ columns: 20 });
  terminal.write('before\r\n');
  show('0123456789abcdef', 'two');
  terminal.resize(8, 10);
  expect(terminal.lines()).toEqual(['before', '01234567', '89abcdef', 'two']);
  show('short', '2');
  await clock.advance(66);
  expect(terminal.lines()).toEqual(['before', 'short', '2']);
});

test('colours do not count as width after a resize', async () => {
  const { terminal, clock, show } = setUp({ columns: 20 });
  show('\x1b[31m0123\x1b[39m', 'two');
  await clock.advance(66);
  terminal.resize(8, 10);
  await clock.advance(66);
  expect(terminal.lines()).toEqual(['0123', 'two']);
});

test('a terminal without a size is taken for 80 by 24', () => {
  const { show, sizes } = setUp({ columns: 0, rows: 0 });
  show('a');
  expect(sizes).toEqual([{ width: 80, height: 23 }]);
});

test('a screen that never drew writes a frame on stop and nothing else before', () => {
  const { terminal, screen } = setUp();
  expect(terminal.written()).toBe('');
  screen.stop();
  expect([terminal.lines(), terminal.cursor()]).toEqual([[], 'shown']);
});

test('whatever the frames, the terminal shows the last one below what stood there', async () => {
  const frame = fc.array(fc.constantFrom('a', 'b', 'cc', '', 'a long line 12345'), {
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 8 }), async (frames) => {
      const { terminal, clock, show } = setUp();
      terminal.write('before\r\n');
      for (const lines of frames) {
        show(...lines);
        await clock.advance(66);
      }
      const last = frames.at(-1) ?? [];
      expect(terminal.everyRow().slice(0, last.length + 1)).toEqual(['before', ...last]);
      expect(terminal.lines().length).toBeLessThanOrEqual(last.length + 1);
    }),
  );
});

test('while it is paused its lines are gone, cursor and wrapping are back, and nothing is drawn', async () => {
  const { terminal, clock, show, screen } = setUp();
  terminal.write('before\r\n');
  show('one', 'two');
  screen.pause();
  expect(terminal.lines()).toEqual(['before']);
  expect([terminal.cursor(), terminal.wraps()]).toEqual(['shown', true]);
  const written = terminal.written().length;
  show('three');
  screen.pause();
  await clock.advance(1_000);
  expect([terminal.written().length, clock.pending]).toEqual([written, 0]);
  terminal.write('a question\r\n');
  screen.resume();
  expect(terminal.lines()).toEqual(['before', 'a question', 'three']);
  expect([terminal.cursor(), terminal.wraps()]).toEqual(['hidden', false]);
});

test('a pause after a resize clears every row of the frame', () => {
  const { terminal, show, screen } = setUp({ columns: 20 });
  terminal.write('before\r\n');
  show('0123456789');
  terminal.resize(5, 10);
  screen.pause();
  expect(terminal.lines()).toEqual(['befor', 'e']);
});

test('it can be paused before its first frame, and stopped while it is paused', () => {
  const { terminal, show, screen } = setUp();
  screen.pause();
  show('one');
  expect(terminal.written()).toBe('');
  screen.stop();
  expect(terminal.lines()).toEqual(['one']);
  expect(terminal.cursor()).toBe('shown');
  screen.resume();
  expect(terminal.lines()).toEqual(['one']);
});
