import { type Json, isJsonList } from '../core/json.ts';
import { unreachable } from '../core/unreachable.ts';
import { spellReference, spellStep } from './spell-reference.ts';
import type { Condition, Expression, Reference, Task, Terminal } from './task.ts';

/** What can be printed: a parsed plan, or one made by a program. */
export interface PrintablePlan {
  readonly tasks: readonly Task[];
  readonly terminal: Terminal | null;
}

/**
 * The canonical text of a plan, one statement a line, Thought lines before their tasks. Parsed again
 * with the same tools it gives an equal plan; lines and notes apart.
 */
export function printPlan({ tasks, terminal }: PrintablePlan): string {
  const lines: string[] = [];
  for (const task of tasks) {
    if (task.thought !== undefined) {
      for (const line of task.thought.split('\n')) lines.push(`Thought: ${line}`);
    }
    lines.push(printTask(task));
  }
  if (terminal !== null) lines.push(printTerminal(terminal));
  return lines.map((line) => `${line}\n`).join('');
}

/**
 * The canonical statement of a task, arguments by keyword: `3. fetch(url=$1[0].url)`. Where a
 * parameter's name is no identifier, all are given as one object.
 */
export function printTask({ id, guard, tool, args }: Task): string {
  const condition = guard === undefined ? '' : `if ${printCondition(guard, 0)}: `;
  return `${id}. ${condition}${tool}(${printArguments(args.entries)})`;
}

/** A terminal's canonical statement. */
export function printTerminal(terminal: Terminal): string {
  const id = terminal.id === undefined ? '' : `${terminal.id}. `;
  if (terminal.kind === 'join') return `${id}join()`;
  return `${id}finish(${printExpression(terminal.value)})`;
}

/** An expression's canonical text. */
export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return printJson(expression.value);
    case 'reference':
      return spellReference(expression.reference);
    case 'template':
      return printTemplate(expression.parts);
    case 'list':
      return `[${expression.items.map(printExpression).join(', ')}]`;
    case 'object':
      return printObject(expression.entries);
    default:
      return unreachable(expression);
  }
}

type Entries = readonly (readonly [name: string, value: Expression])[];

function printArguments(entries: Entries): string {
  if (!entries.every(([name]) => isIdentifier(name))) return printObject(entries);
  let text = '';
  for (const [name, value] of entries) {
    text += `${text === '' ? '' : ', '}${name}=${printExpression(value)}`;
  }
  return text;
}

function isIdentifier(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

function printObject(entries: Entries): string {
  const printed = entries.map(([key, value]) => `${printText(key)}: ${printExpression(value)}`);
  return `{${printed.join(', ')}}`;
}

function printJson(value: Json): string {
  if (typeof value === 'string') return printText(value);
  if (typeof value === 'number') return printNumber(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (isJsonList(value)) return `[${value.map(printJson).join(', ')}]`;
  const entries = Object.entries(value);
  return `{${entries.map(([key, item]) => `${printText(key)}: ${printJson(item)}`).join(', ')}}`;
}

/** An integer that is not safe would be refused; in exponent form it is a number like any other. */
function printNumber(value: number): string {
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return value.toExponential();
  return String(value === 0 ? 0 : value);
}

function printText(text: string): string {
  return escapeDollars(JSON.stringify(text), '"');
}

function printTemplate(parts: readonly (string | Reference)[]): string {
  const printed = parts.map((part, index) => {
    if (typeof part !== 'string') return escapeText(printBraced(part));
    const isBeforeReference = typeof parts[index + 1] === 'object';
    return escapeDollars(escapeText(part), isBeforeReference ? '$' : '"');
  });
  return `"${printed.join('')}"`;
}

function printBraced({ source, path, optional }: Reference): string {
  return `\${${source}${path.map(spellStep).join('')}${optional ? '?' : ''}}`;
}

/** Without the quotes around it. */
function escapeText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/**
 * Puts a backslash before each dollar that could be read as a reference's; `next` is what follows
 * the text, a reference's dollar included: `$$` would be half an escape.
 */
function escapeDollars(escaped: string, next: '"' | '$'): string {
  if (!escaped.includes('$')) return escaped;
  if (next === '"') return escaped.replace(/\$(?=[0-9{]|input)/g, '\\$');
  return `${escaped}$`.replace(/\$(?=[0-9{]|input|\$$)/g, '\\$').slice(0, -1);
}

/** `level`: 0 anywhere, 1 inside `or`, 2 inside `and`, 3 as an operand of `not`. */
function printCondition(condition: Condition, level: number): string {
  switch (condition.kind) {
    case 'value':
      return printExpression(condition.value);
    case 'compare': {
      const { left, operator, right } = condition;
      return `${printExpression(left)} ${operator} ${printExpression(right)}`;
    }
    case 'not':
      return `not ${printCondition(condition.operand, 3)}`;
    case 'and':
    case 'or': {
      const own = condition.kind === 'or' ? 1 : 2;
      // The right side is bracketed at its own level too: chains are read from the left.
      const left = printCondition(condition.left, own);
      const right = printCondition(condition.right, own + 1);
      const text = `${left} ${condition.kind} ${right}`;
      return level > own ? `(${text})` : text;
    }
    default:
      return unreachable(condition);
  }
}
