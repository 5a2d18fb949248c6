import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf, ToolcError, type Tool } from '../index.ts';

/**
 * The tools that a module exports as `tools` or by default: a list, or a record whose keys are the
 * names. Throws `option.invalid` if there is no such module, or it fails, or exports none.
 */
export async function loadTools(path: string): Promise<readonly Tool[]> {
  const file = resolve(path);
  if (!existsSync(file)) {
    throw new ToolcError('option.invalid', `--tools: there is no module ${file}.`);
  }
  const exported = await importModule(file);
  const tools = exported['tools'] ?? exported['default'];
  const named = toolsIn(tools);
  if (named.length > 0) return named;
  const message =
    `--tools: ${path} must export \`tools\`, a list of what defineTool returns; ` +
    `it exports ${Object.keys(exported).join(', ') || 'nothing'}.`;
  throw new ToolcError('option.invalid', message);
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
