import { fold, foldAll, initialState, systemClock } from '../index.ts';
import type { RunEvent, RunState } from '../index.ts';
import type { OutputFlags } from './flags.ts';
import { liveView, type Frame } from './live-view.ts';
import { plainLine } from './plain-line.ts';
import { createScreen, type Screen, type ScreenSize } from './screen.ts';
import { note } from './standard-output.ts';

/** Shows on standard error how a run goes. */
export interface Progress {
  take(event: RunEvent): void;
  /** The run after the events so far. */
  state(): RunState;
  /** Leaves the terminal to something else, until the function that it returns is called. */
  pause(): () => void;
  /** Once, after the last event. */
  stop(): void;
  /** Whether the answer is seen here while it streams. */
  readonly answer: Frame['answer'];
}

/** Live where standard error is a terminal, else as lines; not at all with `json` or `quiet`. */
export function showProgress({ json = false, quiet = false }: OutputFlags): Progress {
  if (json || quiet) return showNothing();
  if (!process.stderr.isTTY) return showLines();
  // On one terminal the view shows the answer while it streams, and it is printed once at the end.
  return showLive(process.stdout.isTTY ? 'shown' : 'left-out');
}

/** How many events wait to be folded at once: each fold copies the map of tasks. */
const unseenEvents = 1_000;

function showNothing(): Progress {
  let state = initialState;
  let unseen: RunEvent[] = [];
  const look = (): RunState => {
    state = foldAll(unseen, state);
    unseen = [];
    return state;
  };
  return {
    answer: 'left-out',
    take(event) {
      unseen.push(event);
      if (unseen.length >= unseenEvents) look();
    },
    state: look,
    pause: () => () => undefined,
    stop: () => undefined,
  };
}

/** A line for each event that matters. */
function showLines(): Progress {
  let state = initialState;
  return {
    answer: 'left-out',
    take(event) {
      state = fold(state, event);
      const line = plainLine(event, state);
      if (line !== undefined) note(line);
    },
    state: () => state,
    pause: () => () => undefined,
    stop: () => undefined,
  };
}

/** The tasks as they stand, drawn again and again at the end of the terminal from the first event on. */
function showLive(answer: Frame['answer']): Progress {
  const color = hasColor() ? 'on' : 'off';
  const inner = showNothing();
  let startedAt = 0;
  let answerNow = answer;
  let screen: Screen | undefined;
  let isPaused = false;
  const render = (size: ScreenSize): readonly string[] => {
    const state = inner.state();
    const isOver = state.status !== 'running';
    const at = isOver ? state.at : Math.max(state.at, systemClock.now() - startedAt);
    return liveView(state, { ...size, at, color, answer: answerNow });
  };
  const open = (): Screen => {
    startedAt = systemClock.now();
    const stream = process.stderr;
    const opened = createScreen({ stream, clock: systemClock, exits: process, render });
    if (isPaused) opened.pause();
    return opened;
  };
  return {
    ...inner,
    answer,
    take(event) {
      inner.take(event);
      screen ??= open();
      screen.update();
    },
    pause() {
      isPaused = true;
      screen?.pause();
      return () => {
        isPaused = false;
        screen?.resume();
      };
    },
    stop() {
      answerNow = 'left-out';
      screen?.stop();
    },
  };
}

/** Standard error is a terminal here; NO_COLOR and FORCE_COLOR decide as they say. */
function hasColor(): boolean {
  const { NO_COLOR: no = '', FORCE_COLOR: force, TERM: terminal } = process.env;
  if (no !== '') return false;
  return force === undefined ? terminal !== 'dumb' : force !== '0';
}
