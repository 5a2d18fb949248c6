import type { Json } from '../core/json.ts';
import type { Toolset } from '../tools/prepared-tool.ts';
import type { PlanItem } from './task.ts';

/** What a plan is read against. */
export interface PlanContext {
  readonly toolset: Toolset;
  /** Ids in use from earlier rounds or from the plan that this one repairs, each with its tool's name. */
  readonly earlier?: ReadonlyMap<number, string>;
  /** Of `earlier`: the ids that this plan, being a repair, may state again without being renumbered. */
  readonly replaceable?: ReadonlySet<number>;
  /** What `$input` means, in a hand-written plan. */
  readonly inputs?: Json;
  readonly limits?: Partial<PlanLimits>;
}

/** Bounds on what a plan may be; each has a default in `defaultPlanLimits`. */
export interface PlanLimits {
  /** Of lists and objects inside one another. */
  readonly nesting: number;
  /** UTF-16 units of one statement. */
  readonly statementLength: number;
  /** UTF-16 units of a whole plan. */
  readonly planLength: number;
  /** Tasks of one plan. */
  readonly tasks: number;
}

export const defaultPlanLimits: PlanLimits = {
  nesting: 64,
  statementLength: 1_000_000,
  planLength: 1_000_000,
  tasks: 1_000,
};

/** An incremental parser: any chunking of the same text gives the same items. */
export interface PlanParser {
  /** Takes the next piece of text and returns what it completed. After the plan's end it returns nothing. */
  push(text: string): readonly PlanItem[];
  /**
   * Tells that the text is over; returns the rest, the check of the whole plan included.
   * `complete: false`: the stream did not end normally, so nothing unfinished may run.
   */
  end(options: { readonly complete: boolean }): readonly PlanItem[];
  /** The plan has ended: at its terminal's `)`, its end marker or a normal end of the text. */
  readonly ended: boolean;
}
