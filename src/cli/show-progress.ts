import { fold, foldAll, initialState, systemClock, type Run, type RunEvent } from '../index.ts';
import { liveView, type Frame } from './live-view.ts';
import { plainLine } from './plain-line.ts';
import { createScreen } from './screen.ts';
import { note } from './standard-output.ts';

/** Shows how a run goes, on standard error; resolves when it has ended. */
export type Progress = (run: Run<unknown>, answer: Frame['answer']) => Promise<void>;

/** A line for each event that matters. */
export const showLines: Progress = async (run) => {
  let state = initialState;
  for await (const event of run.events()) {
    state = fold(state, event);
    const line = plainLine(event, state);
    if (line !== undefined) note(line);
  }
};

/** The tasks as they stand, drawn again and again at the end of the terminal. */
export const showLive: Progress = async (run, answer) => {
  const color = hasColor() ? 'on' : 'off';
  const startedAt = systemClock.now();
  let state = initialState;
  let unseen: RunEvent[] = [];
  let answerNow = answer;
  const screen = createScreen({
    stream: process.stderr,
    clock: systemClock,
    exits: process,
    render(size) {
      state = foldAll(unseen, state);
      unseen = [];
      const isOver = state.status !== 'running';
      const at = isOver ? state.at : Math.max(state.at, systemClock.now() - startedAt);
      return liveView(state, { ...size, at, color, answer: answerNow });
    },
  });
  try {
    for await (const event of run.events()) {
      unseen.push(event);
      screen.update();
    }
  } finally {
    answerNow = 'left-out';
    screen.stop();
  }
};

/** Standard error is a terminal here; NO_COLOR and FORCE_COLOR decide as they say. */
function hasColor(): boolean {
  const { NO_COLOR: no = '', FORCE_COLOR: force, TERM: terminal } = process.env;
  if (no !== '') return false;
  return force === undefined ? terminal !== 'dumb' : force !== '0';
}
