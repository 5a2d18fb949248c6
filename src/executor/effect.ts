import type { Task } from '../plan/task.ts';
import type { Before, ResourceKey } from './conflicts.ts';
import type { Edge } from './graph.ts';
import type { Plan } from './task-record.ts';

/** A write, or a read that says what it touches. */
export interface Effect {
  task: Task;
  readonly plan: Plan;
  /** The node that it waits for; a read that nothing holds back has none. */
  readonly place: string | undefined;
  readonly edges: readonly Edge[];
  /** Once it was asked for. */
  key: { readonly value: ResourceKey } | undefined;
  /** Set when it is put in order. */
  before: Before<Effect>;
}
