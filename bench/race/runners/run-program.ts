import { createContext, Script } from 'node:vm';

export type ProgramTools = Readonly<Record<string, (input: unknown) => Promise<unknown>>>;

const FENCE = /```(?:js|javascript)?[ \t]*\n([\s\S]*?)```/;

/** The first fenced block of a reply, or undefined where it has none. */
export function readProgram(reply: string): string | undefined {
  return FENCE.exec(reply)?.[1];
}

/** How long a program may compute without awaiting anything, in ms. */
const BUSY_LIMIT_MS = 5_000;

/**
 * Runs a program, the body of an async function over `tools`, and gives what it returns. It runs in
 * this process, in a context of its own so that it has the language and `tools` and no more; that is
 * tidiness, not a wall: nothing but the simulated provider's programs may be run with it.
 */
export async function runProgram(program: string, tools: ProgramTools): Promise<unknown> {
  const context = createContext({ tools });
  const script = new Script(`(async () => {\n${program}\n})()`, { filename: 'program.js' });
  return await (script.runInContext(context, { timeout: BUSY_LIMIT_MS }) as Promise<unknown>);
}
