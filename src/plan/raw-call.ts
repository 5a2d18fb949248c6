import type { PreparedTool, Toolset } from '../tools/prepared-tool.ts';
import type { GuardText } from './opening.ts';
import type { Position } from './syntax.ts';

/** A call as it was recognised, its text not yet read. */
export interface RawCall extends Position {
  readonly id: string | undefined;
  readonly name: string;
  readonly guard: GuardText | undefined;
  /** What stands between the parentheses. */
  readonly args: GuardText;
  readonly closing: Closing;
  readonly thought: string | undefined;
}

/**
 * How a call's text ended: at its parenthesis, where another statement begins, at the end of the
 * text, or there inside a string.
 */
export type Closing = 'closed' | 'unclosed' | 'cut' | 'cut-in-string';

/** Finds a tool by its whole name; a `functions.` prefix counts only if no tool has it. */
export type ToolFinder = (name: string) => PreparedTool | undefined;

export function createToolFinder(toolset: Toolset): ToolFinder {
  return (name) =>
    toolset.get(name) ??
    (name.startsWith('functions.') ? toolset.get(name.slice('functions.'.length)) : undefined);
}

/** True for `join` and `finish` in any letter case. */
export function terminalName(name: string): 'join' | 'finish' | undefined {
  const lower = name.toLowerCase();
  return lower === 'join' || lower === 'finish' ? lower : undefined;
}
