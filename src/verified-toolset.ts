import type { PreparedTool, Toolset } from './tools/prepared-tool.ts';
import type { Tool } from './tools/tool.ts';
import { createToolset } from './tools/toolset.ts';

type Tools<Context> = readonly Tool<Context>[] | Readonly<Record<string, Tool<Context>>>;

/** Tools without state, or what makes new ones. */
export type VerifiedTools<Context> =
  Tools<Context> | (() => Tools<Context> | Promise<Tools<Context>>);

/** What gives the toolset of each schedule: a new one each time where `tools` is a function. */
export function toolsetMaker<Context>(
  tools: VerifiedTools<Context>,
): () => Promise<Toolset> | Toolset {
  if (typeof tools === 'function') {
    return async () => keepRunning(createToolset(await tools()));
  }
  const toolset = keepRunning(createToolset(tools));
  return () => toolset;
}

/** A failure that ends the run would stop other tasks in each order: here it only skips what needs it. */
function keepRunning(toolset: Toolset): Toolset {
  const tools = new Map<string, PreparedTool>();
  for (const [name, prepared] of toolset.tools) {
    const { tool } = prepared;
    const keeps = typeof tool.onFailure === 'object';
    const kept: PreparedTool['tool'] = keeps ? tool : { ...tool, onFailure: 'skip-dependents' };
    tools.set(name, { ...prepared, tool: kept });
  }
  return { tools, get: (name) => tools.get(name), describe: toolset.describe };
}
