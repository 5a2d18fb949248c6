import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf, ToolcError, type Tool } from '../index.ts';

/** Gives tools: new ones at each call where their module exports a function, else the same. */
export type ToolSource = () => Promise<readonly Tool[]>;

/**
 * The tools that a module exports as `tools` or by default: a list, a record whose keys are the names,
 * or a function that makes either. Throws `option.invalid` if there is no such module, or it fails;
 * the source does if it exports none, or its function fails.
 */
export async function loadTools(path: string): Promise<ToolSource> {
  const file = resolve(path);
  if (!existsSync(file)) {
    throw new ToolcError('option.invalid', `--tools: there is no module ${file}.`);
  }
  const exported = await importModule(file);
  const tools = exported['tools'] ?? exported['default'];
  const names = Object.keys(exported).join(', ') || 'nothing';
  return async () => {
    const made: unknown = isFunction(tools) ? await makeTools(path, tools) : tools;
    const named = toolsIn(made);
    if (named.length > 0) return named;
    const message =
      `--tools: ${path} must export \`tools\`, a list of what defineTool returns, or a function ` +
      `that gives one; it exports ${names}.`;
    throw new ToolcError('option.invalid', message);
  };
}

async function makeTools(path: string, make: () => unknown): Promise<unknown> {
  try {
    return await make();
  } catch (error) {
    const message = `--tools: the function that ${path} exports failed: ${messageOf(error)}`;
    throw new ToolcError('option.invalid', message, { cause: error });
  }
}

function isFunction(value: unknown): value is () => unknown {
  return typeof value === 'function';
}

async function importModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    const hint = /\.[mc]?ts$/.test(file) ? ' Node runs JavaScript: compile it first.' : '';
    const message = `--tools: ${file} failed to load: ${messageOf(error)}.${hint}`;
    throw new ToolcError('option.invalid', message, { cause: error });
  }
}

function toolsIn(exported: unknown): readonly Tool[] {
  if (Array.isArray(exported)) return exported.every(isTool) ? exported : [];
  if (typeof exported !== 'object' || exported === null) return [];
  const entries = Object.entries(exported);
  return entries.flatMap(([name, tool]) => (isTool(tool) ? [{ ...tool, name }] : []));
}

/** The compiler checks the rest of a definition. */
function isTool(value: unknown): value is Tool {
  if (typeof value !== 'object' || value === null) return false;
  return 'name' in value && 'execute' in value && typeof value.execute === 'function';
}
