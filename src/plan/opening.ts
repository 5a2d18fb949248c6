import type { Position } from './syntax.ts';

/** What begins here; `read` is what was already read of its inside. */
export type Opening =
  | (CallHead & { readonly kind: 'call'; readonly read: string })
  | (GuardHead & { readonly kind: 'guard'; readonly read: string })
  /** `join` without parentheses. */
  | (CallHead & { readonly kind: 'join' })
  /** A call that may not stand here, already reported. */
  | { readonly kind: 'discard'; readonly read: string };

export interface CallHead extends Position {
  readonly id: string | undefined;
  readonly name: string;
  readonly guard: GuardText | undefined;
}

export interface GuardHead extends Position {
  readonly id: string | undefined;
  readonly guard: GuardText;
}

/** A guard's condition as written; `position` is where it begins. */
export interface GuardText extends Position {
  readonly text: string;
}

/** A call or a guard whose end has not come yet. */
export interface OpenText {
  readonly what: CallHead | GuardHead | 'discard';
  /** Where its text begins. */
  readonly start: Position;
  text: string;
  /** Of its text, also of what is not kept. */
  length: number;
}
