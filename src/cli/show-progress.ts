import { fold, foldAll, initialState, systemClock, type RunEvent } from '../index.ts';
import { liveView, type Frame } from './live-view.ts';
import { plainLine } from './plain-line.ts';
import { createScreen } from './screen.ts';
import { note } from './standard-output.ts';

/** Shows on standard error how a run goes. */
export interface Progress {
  take(event: RunEvent): void;
  /** Once, after the last event. */
  stop(): void;
}

export const silence: Progress = { take: () => undefined, stop: () => undefined };

/** A line for each event that matters. */
export function showLines(): Progress {
  let state = initialState;
  return {
    take(event) {
      state = fold(state, event);
      const line = plainLine(event, state);
      if (line !== undefined) note(line);
    },
    stop: () => undefined,
  };
}

/** The tasks as they stand, drawn again and again at the end of the terminal. */
export function showLive(answer: Frame['answer']): Progress {
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
  return {
    take(event) {
      unseen.push(event);
      screen.update();
    },
    stop() {
      answerNow = 'left-out';
      screen.stop();
    },
  };
}

/** Standard error is a terminal here; NO_COLOR and FORCE_COLOR decide as they say. */
function hasColor(): boolean {
  const { NO_COLOR: no = '', FORCE_COLOR: force, TERM: terminal } = process.env;
  if (no !== '') return false;
  return force === undefined ? terminal !== 'dumb' : force !== '0';
}
