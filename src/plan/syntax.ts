import type { Json } from '../core/json.ts';
import type { Step } from './task.ts';

/**
 * What the parser makes of the text, before any meaning: no schema was looked at, no id was
 * compared with another. The check (check.ts) turns it into tasks.
 */
export type Statement = CallStatement | TerminalStatement;

export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

export interface CallStatement extends Position {
  readonly kind: 'call';
  readonly id: number;
  /** As written, a `functions.` prefix stripped; always the name of a tool that exists. */
  readonly tool: string;
  readonly args: readonly Argument[];
  readonly guard: RawCondition | undefined;
  readonly thought: string | undefined;
  /** Repairs of the syntax, in words; only ever for reads. Each was also reported as a `plan.recovered` warning. */
  readonly repairs: readonly string[];
}

export interface TerminalStatement extends Position {
  readonly kind: 'terminal';
  readonly name: 'join' | 'finish';
  readonly id: number | undefined;
  /** `finish` only. */
  readonly value: RawExpression | undefined;
}

/** One argument; `name` is absent for a positional one. */
export interface Argument extends Position {
  readonly name: string | undefined;
  readonly value: RawExpression;
}

export type RawExpression =
  | (Position & {
      readonly kind: 'literal';
      readonly value: Exclude<Json, string | object>;
      /** A number as it is written, for a read that wants text: `1.50`. Without it, as JSON writes it. */
      readonly spelled?: string;
    })
  /** A string literal or a repaired bare argument; references inside are parts. `['']` is the empty one. */
  | (Position & {
      readonly kind: 'text';
      readonly parts: readonly (string | RawReference)[];
      /** `$1.5`, `US$1`: literal text already inside `parts`, named here so that the check can warn or refuse. */
      readonly money: readonly Money[];
    })
  /** Outside a string, or a string that is nothing but this reference. */
  | (Position & { readonly kind: 'reference'; readonly reference: RawReference })
  | (Position & { readonly kind: 'list'; readonly items: readonly RawExpression[] })
  | (Position & { readonly kind: 'object'; readonly entries: readonly ObjectEntry[] });

export interface ObjectEntry extends Position {
  readonly key: string;
  readonly value: RawExpression;
}

export interface RawReference extends Position {
  readonly source: number | 'input';
  readonly path: readonly Step[];
  readonly optional: boolean;
  /** `${…}`: a reference for sure. */
  readonly braced: boolean;
  /** The text it was read from, for where it turns out to be no reference. */
  readonly spelled: string;
}

export interface Money extends Position {
  readonly spelled: string;
  /** The task it would have meant as a reference. */
  readonly source: number;
}

export type RawCondition = Position &
  (
    | { readonly kind: 'value'; readonly value: RawExpression }
    | {
        readonly kind: 'compare';
        readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';
        readonly left: RawExpression;
        readonly right: RawExpression;
      }
    | { readonly kind: 'not'; readonly operand: RawCondition }
    | { readonly kind: 'and' | 'or'; readonly left: RawCondition; readonly right: RawCondition }
  );
