import type { ApprovalRequest, Json, JsonObject, WritePreview } from '../index.ts';
import { wrapToWidth } from './text-width.ts';
import { visibleJson, visibleText } from './visible-json.ts';

export interface ApprovalLayout {
  /** Columns. */
  readonly width: number;
  /** `'cut'` bounds values, elements and writes, and says how much is not shown. */
  readonly detail: 'cut' | 'all';
}

/** What is shown of a request for consent; `cut` counts the places where something is not shown. */
export interface ApprovalText {
  readonly lines: readonly string[];
  readonly cut: number;
}

/** Shown of each, where the rest is cut. */
const shownWrites = 20;
const shownElements = 10;
const shownCharacters = 1_000;

/**
 * Every write that a person is asked to consent to: its tool, its arguments as JSON, and the source of
 * those that are not known yet.
 *
 * Each line begins with a bar and no value has a line end, so that no argument can pass for a question
 * of ours; nothing in it is invisible (visible-json.ts). What is cut is counted.
 */
export function approvalLines(
  { scope, writes }: Pick<ApprovalRequest, 'scope' | 'writes'>,
  { width, detail }: ApprovalLayout,
): ApprovalText {
  const limit = detail === 'all' ? Infinity : shownWrites;
  const rows = writes.slice(0, limit).map((write) => writeRows(write, detail));
  const left = Math.max(0, writes.length - limit);
  const all = [
    ...rows.flatMap((row) => row),
    ...(left === 0 ? [] : [cutRow(0, `… ${count(left, 'more write')} not shown`)]),
  ];
  return {
    lines: [heading(scope, writes.length), ...all.flatMap((row) => barred(row, width))],
    cut: all.filter(({ cut }) => cut).length,
  };
}

interface Row {
  readonly indent: number;
  readonly text: string;
  readonly cut: boolean;
}

function heading(scope: ApprovalRequest['scope'], writes: number): string {
  const which = scope === 'plan' ? `${count(writes, 'write')} of the plan` : count(writes, 'write');
  return `Your consent is needed for ${which}; nothing is written without it.`;
}

function writeRows(write: WritePreview, detail: ApprovalLayout['detail']): readonly Row[] {
  const { taskId, path, tool, call, inputs } = write;
  return [
    row(0, `${path ?? String(taskId)}. ${visibleText(tool)}${callsOf(write)}`),
    // A guard is seen in the statement only.
    ...(isPlain(call) ? [] : bounded('statement: ', visibleText(call), detail)),
    ...(inputs === undefined ? argumentRows(write, detail) : elementRows(inputs, detail)),
  ];
}

/** One consent may be for many calls. */
function callsOf({ inputs, mapped }: WritePreview): string {
  if (inputs !== undefined) return `, ${count(inputs.length, 'call')}`;
  return mapped === true ? ', a call for each element of a list' : '';
}

/** `3. tool(…)`, nothing before the tool. */
function isPlain(call: string): boolean {
  return !/^\d+\.\s*if\b/.test(call);
}

function argumentRows(
  { known, unknown }: WritePreview,
  detail: ApprovalLayout['detail'],
): readonly Row[] {
  return [
    ...Object.entries(known).flatMap(([name, value]) =>
      bounded(`${shownName(name)}: `, visibleJson(value), detail),
    ),
    ...Object.entries(unknown).flatMap(([name, source]) =>
      bounded(`${shownName(name)}: `, `not known yet, from ${visibleText(source)}`, detail),
    ),
  ];
}

function elementRows(
  inputs: readonly JsonObject[],
  detail: ApprovalLayout['detail'],
): readonly Row[] {
  const limit = detail === 'all' ? Infinity : shownElements;
  const left = Math.max(0, inputs.length - limit);
  return [
    ...inputs
      .slice(0, limit)
      .flatMap((input, index) => bounded(`[${String(index)}] `, visibleJson(input), detail)),
    ...(left === 0 ? [] : [cutRow(3, `… ${count(left, 'more call')} not shown`)]),
  ];
}

/** A name that might pass for more than a name is quoted. */
function shownName(name: Json & string): string {
  return /^[\w$-]{1,100}$/.test(name) ? name : visibleJson(name);
}

function bounded(label: string, text: string, detail: ApprovalLayout['detail']): readonly Row[] {
  if (detail === 'all' || text.length <= shownCharacters) return [row(3, label + text)];
  const left = String(text.length - shownCharacters);
  return [
    row(3, label + text.slice(0, shownCharacters)),
    cutRow(3, `… ${left} of ${String(text.length)} characters not shown`),
  ];
}

function row(indent: number, text: string): Row {
  return { indent, text, cut: false };
}

function cutRow(indent: number, text: string): Row {
  return { indent, text, cut: true };
}

function barred({ indent, text }: Row, width: number): readonly string[] {
  const room = width - 2 - indent - 2;
  return wrapToWidth(text, room).map((line, index) => {
    return `│ ${' '.repeat(index === 0 ? indent : indent + 2)}${line}`;
  });
}

function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${String(number)} ${noun}s`;
}
