import pc from 'picocolors';
import type { PlanState, RunState, TaskState } from '../index.ts';
import { budgetWords } from './budget-words.ts';
import { cleanLine, cleanText } from './clean-text.ts';
import { endOfRun } from './end-of-run.ts';
import { formatDuration } from './format-duration.ts';
import { planWriters } from './plan-writers.ts';
import { gateNote, isBackingOff, taskNote } from './task-note.ts';
import { cutToWidth, textWidth, wrapToWidth } from './text-width.ts';

/** The room and the moment that a view is made for. */
export interface Frame {
  /** Columns. */
  readonly width: number;
  /** Lines, at most. */
  readonly height: number;
  /** Milliseconds since the run began. */
  readonly at: number;
  readonly color: 'on' | 'off';
  /** `'left-out'` once the answer is printed elsewhere. */
  readonly answer: 'shown' | 'left-out';
}

/**
 * A run as lines for a terminal: the question, what happens now, the end of the plan while it
 * streams, the tasks, the end of the answer.
 *
 * No line is wider and no view higher than the frame. With more tasks than room, those that run or
 * failed stay, then those that wait, then the latest of the rest, in the order planned, with a last
 * line that counts the others. Text of models and tools is made harmless (clean-text.ts); the only
 * escape sequences are colours, and none with `color: 'off'`.
 */
export function liveView(state: RunState, frame: Frame): readonly string[] {
  const paint = pc.createColors(frame.color === 'on');
  const head = headLines(state, frame, paint);
  const room = Math.max(0, frame.height - head.length);
  const answer = answerLines(state, frame, Math.max(1, Math.floor(room / 3)));
  const tasks = taskLines(state, frame, {
    paint,
    room: room - answer.length - (answer.length > 0 ? 1 : 0),
  });
  const gap = answer.length > 0 && tasks.length > 0 ? [''] : [];
  return [...head, ...tasks, ...gap, ...answer].slice(0, Math.max(0, frame.height));
}

type Paint = ReturnType<typeof pc.createColors>;

/** How much of a plan or an answer is looked at for its last lines. */
const TAIL_UNITS = 20_000;

/** Of a long question, at most. */
const QUESTION_LINES = 3;

function headLines(state: RunState, frame: Frame, paint: Paint): readonly string[] {
  const question = cleanLine(state.question.slice(0, TAIL_UNITS));
  const plan = state.plans.at(-1);
  const wait = state.modelWait === undefined ? '' : ` · ${gateNote(state.modelWait, frame.at)}`;
  const now = `${phaseOf(state, plan)} · ${formatDuration(frame.at)}${wait}`;
  const status = cutToWidth(now, frame.width);
  const asked = question === '' ? [] : wrapToWidth(question, frame.width).slice(0, QUESTION_LINES);
  const lines = [...asked.map((line) => paint.bold(line)), paint.dim(status)];
  if (state.budget !== undefined) {
    const reached = cutToWidth(budgetWords(state.budget), frame.width);
    lines.push(paint.yellow(reached));
  }
  if (state.status === 'running' && plan?.status === 'streaming') {
    const last = cleanText(plan.text.slice(-TAIL_UNITS)).trimEnd().split('\n').at(-1) ?? '';
    if (last !== '') lines.push(paint.dim(cutToWidth(`  ${last}`, frame.width)));
  }
  return lines;
}

function phaseOf(state: RunState, plan: PlanState | undefined): string {
  const round = state.round > 1 ? `round ${state.round}: ` : '';
  if (state.status !== 'running') return endOfRun(state);
  if (plan === undefined) return 'starting';
  const join = state.joins.at(-1);
  if (join !== undefined && join.endedAt === undefined) return `${round}answering`;
  if (state.approvals.some(({ decision }) => decision === 'asked'))
    return `${round}asking for consent`;
  if (plan.status === 'streaming') return `${round}${planWriters[plan.source]}`;
  return plan.status === 'invalid' ? `${round}the plan has errors` : `${round}running the plan`;
}

function answerLines(state: RunState, frame: Frame, room: number): readonly string[] {
  if (frame.answer === 'left-out' || state.answer.trim() === '') return [];
  const text = cleanText(state.answer.slice(-TAIL_UNITS)).trim();
  return wrapToWidth(text, frame.width)
    .slice(-room)
    .map((line) => cutToWidth(line, frame.width));
}

interface TaskRoom {
  readonly paint: Paint;
  readonly room: number;
}

function taskLines(state: RunState, frame: Frame, { paint, room }: TaskRoom): readonly string[] {
  const tasks = [...state.tasks.values()];
  if (room <= 0) return [];
  const fits = tasks.length <= room;
  const shown = new Set(fits ? tasks : mostWanted(tasks, room - 1));
  const lines = tasks
    .filter((task) => shown.has(task))
    .map((task) => taskLine(task, state, { ...frame, paint }));
  if (fits) return lines;
  const others = cutToWidth(countsOf(tasks.filter((task) => !shown.has(task))), frame.width);
  return [...lines, paint.dim(others)];
}

function mostWanted(tasks: readonly TaskState[], count: number): readonly TaskState[] {
  const rank = { running: 0, failed: 1, waiting: 2, cancelled: 3, skipped: 3, ok: 3 } as const;
  return [...tasks]
    .sort(
      (left, right) =>
        rank[left.state] - rank[right.state] || (right.endedAt ?? 0) - (left.endedAt ?? 0),
    )
    .slice(0, count);
}

function countsOf(tasks: readonly TaskState[]): string {
  const counts = new Map<string, number>();
  for (const { state } of tasks) counts.set(state, (counts.get(state) ?? 0) + 1);
  const parts = [...counts].map(([state, count]) => `${count} ${state}`);
  return `… and ${tasks.length} more: ${parts.join(', ')}`;
}

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;
const SPIN_MS = 100;

function taskLine(task: TaskState, state: RunState, frame: Frame & { paint: Paint }): string {
  const { paint, at, width } = frame;
  const marks = {
    waiting: paint.dim('·'),
    running: paint.cyan(SPINNER[Math.floor(at / SPIN_MS) % SPINNER.length] ?? '·'),
    ok: paint.green('✓'),
    failed: paint.red('✗'),
    skipped: paint.yellow('−'),
    cancelled: paint.yellow('■'),
  } as const;
  const time =
    task.startedAt === undefined ? '' : formatDuration((task.endedAt ?? at) - task.startedAt);
  const note = taskNote(task, state, at);
  const aside = [time, note].filter(Boolean).join('  ');
  const mark = isBackingOff(task, at) ? paint.yellow('↻') : marks[task.state];
  const room = width - 2;
  if (room < 1) return mark;
  // The call keeps half of the line, and all that the words beside it leave over.
  const callRoom = Math.max(Math.ceil(room / 2), room - textWidth(aside) - 2);
  const call = cutToWidth(cleanLine(task.call), callRoom);
  const asideRoom = room - textWidth(call) - 2;
  const shown = aside === '' || asideRoom < 1 ? '' : `  ${cutToWidth(aside, asideRoom)}`;
  return `${mark} ${call}${task.state === 'failed' ? paint.red(shown) : paint.dim(shown)}`;
}
