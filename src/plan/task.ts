import type { PlanCode } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import type { Effect } from '../tools/tool.ts';

/** One planned tool call. */
export interface Task {
  readonly id: number;
  readonly tool: string;
  readonly effect: Effect;
  /** The bound input: one entry a parameter, by name, in signature order. */
  readonly args: ObjectExpression;
  /** The ids it waits for, each once, in order of appearance; the guard's first. */
  readonly dependencies: readonly number[];
  readonly guard: Condition | undefined;
  /** What the task is mapped over; absent for a single call. */
  readonly fanOut: FanOut | undefined;
  /** The Thought lines before it. */
  readonly thought: string | undefined;
  /** Repairs and decisions of the parser, in words. */
  readonly notes: readonly string[];
  /** Where its statement begins, from 1. */
  readonly line: number;
}

/** How a plan ends. */
export type Terminal =
  | { readonly kind: 'join'; readonly id: number | undefined }
  | {
      readonly kind: 'finish';
      readonly id: number | undefined;
      readonly value: Expression;
      readonly dependencies: readonly number[];
    };

/** What may stand where a value is wanted. Plain data. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'reference'; readonly reference: Reference }
  /** Text with references inside: strings are literal text. */
  | { readonly kind: 'template'; readonly parts: readonly (string | Reference)[] }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | ObjectExpression;

/** An object with a reference somewhere inside; one without any is a literal (but a task's `args` is always this). */
export interface ObjectExpression {
  readonly kind: 'object';
  readonly entries: readonly (readonly [name: string, value: Expression])[];
}

/** `$3.items[0].url?` */
export interface Reference {
  /** A task's id, or the inputs of a hand-written plan. */
  readonly source: number | 'input';
  readonly path: readonly Step[];
  /** `?`: null where the source did not succeed or the path leads nowhere. */
  readonly optional: boolean;
}

export type Step =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'each' };

/** The list that a fanned-out task walks: the shared reference up to and with its last `[*]`. */
export interface FanOut {
  readonly over: Reference;
  /** The parameters that take one element, or what lies behind it, each. */
  readonly parameters: readonly string[];
}

/** A guard. Evaluated once a task, when its references have settled. */
export type Condition =
  | { readonly kind: 'value'; readonly value: Expression }
  | {
      readonly kind: 'compare';
      readonly operator: Comparison;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'not'; readonly operand: Condition }
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition };

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

/** What the parser or the check has to say of a plan. Any problem of severity error makes the plan bad. */
export interface Problem {
  readonly code: PlanCode;
  readonly severity: 'error' | 'warning';
  /** What was expected and what was got. */
  readonly message: string;
  /** From 1, in the plan's text; columns count UTF-16 units. */
  readonly line: number;
  readonly column: number;
  /** What to write instead. */
  readonly hint: string | undefined;
  /** The task it speaks of, if its id could be read. */
  readonly taskId: number | undefined;
}

/** What an incremental parser hands out, in the order of the text. */
export type PlanItem =
  | { readonly kind: 'task'; readonly task: Task }
  /** Only from `end`: a task already out, seen now against the whole plan (a tentative `$1000` became text, a renumbered reference was decided). */
  | { readonly kind: 'revised'; readonly task: Task }
  | { readonly kind: 'terminal'; readonly terminal: Terminal }
  /** A stray `</think>`: every item so far was thinking, not plan; nothing of it counts. Only before the plan's end. */
  | { readonly kind: 'void' }
  | { readonly kind: 'prose'; readonly text: string }
  | { readonly kind: 'problem'; readonly problem: Problem };
