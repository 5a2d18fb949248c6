import { defineTool } from '../index.ts';
import type { InputOf, JsonObject, Schema, Tool, ToolContext, ToolDefinition } from '../index.ts';

/** A tool whose calls the test holds. */
export interface ControlledTool<Input = JsonObject> extends Tool {
  /** The next call that no `next` has handed out, in the order of calling; waits until there is one. */
  next(): Promise<Invocation<Input>>;
  /** Every call so far, in order. */
  readonly calls: readonly Invocation<Input>[];
}

/** One call of a controlled tool, held open until the test settles it. */
export interface Invocation<Input = JsonObject> {
  readonly input: Input;
  readonly context: ToolContext;
  /** Lets the call return `value`. Only the first of `resolve` and `reject` counts. */
  resolve(value: unknown): void;
  /** Lets the call throw `error`, which may be anything. */
  reject(error: unknown): void;
}

/** All but `name` may be left out: a read tool that takes any object. */
export type ControlledToolOptions<S extends Schema> = Omit<
  Partial<ToolDefinition<S>>,
  'name' | 'execute'
> & { readonly name: string };

/**
 * A tool for tests: each call waits until the test resolves or rejects it, so that orders are
 * proved and not slept for.
 *
 * ```ts
 * const search = controlledTool({ name: 'search' });
 * const run = runPlan('1. search({"query": "K2"})', { tools: [search] });
 * const call = await search.next();
 * call.resolve({ title: 'K2' });
 * ```
 */
export function controlledTool<const S extends Schema = { readonly type: 'object' }>(
  options: ControlledToolOptions<S>,
): ControlledTool<InputOf<S>> {
  const calls: Invocation<InputOf<S>>[] = [];
  const waiting: ((call: Invocation<InputOf<S>>) => void)[] = [];
  let handedOut = 0;

  const execute = (input: InputOf<S>, context: ToolContext): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const call = { input, context, resolve, reject };
      calls.push(call);
      const waiter = waiting.shift();
      if (waiter === undefined) return;
      handedOut += 1;
      waiter(call);
    });

  const next = (): Promise<Invocation<InputOf<S>>> => {
    const call = calls[handedOut];
    if (call === undefined) return new Promise((resolve) => waiting.push(resolve));
    handedOut += 1;
    return Promise.resolve(call);
  };

  const tool: Tool = { ...defaults, ...options, execute };
  return { ...defineTool(tool), next, calls };
}

const defaults = {
  description: 'A tool that a test controls.',
  effect: 'read',
  inputSchema: { type: 'object' },
} as const;
