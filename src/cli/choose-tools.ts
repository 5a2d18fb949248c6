import type { Tool } from '../index.ts';
import type { ToolFlags } from './flags.ts';
import { note } from './standard-output.ts';

export interface ToolChoice extends ToolFlags {
  /** The embedded corpus beside what was asked for: the offline model plans with nothing else. */
  readonly corpus: 'always' | 'when-alone';
}

/**
 * The user's own tools, the folder, the web; the calculator always; the embedded corpus where nothing
 * else was asked for. Of two tools with one name the user's is taken.
 */
export async function chooseTools(choice: ToolChoice): Promise<readonly Tool[]> {
  const own = await userTools(choice.tools ?? []);
  const research = await researchTools(choice);
  const { offlineTools } = await import('../offline/index.ts');
  const withCorpus = choice.corpus === 'always' || own.length + research.length === 0;
  const embedded = offlineTools().filter(({ name }) => withCorpus || name === 'calculate');
  const byName = new Map([...embedded, ...research].map((tool) => [tool.name, tool]));
  for (const { name } of own) byName.delete(name);
  return [...own, ...byName.values()];
}

async function userTools(modules: readonly string[]): Promise<readonly Tool[]> {
  if (modules.length === 0) return [];
  const { loadTools } = await import('./load-tools.ts');
  const loaded = await Promise.all(modules.map(loadTools));
  return loaded.flat();
}

async function researchTools({ docs, web }: ToolFlags): Promise<readonly Tool[]> {
  if (docs === undefined && web !== true) return [];
  const { fetchPage, searchDocs, wikipedia } = await import('../research/index.ts');
  const tools = web === true ? [wikipedia(), fetchPage()] : [];
  if (docs === undefined) return tools;
  const onIndexed = (report: { readonly documents: number; readonly skipped: object }): void => {
    const skipped = Object.entries(report.skipped).map(
      ([reason, count]) => `${String(count)} ${reason}`,
    );
    if (skipped.length > 0) note(`${docs}: skipped ${skipped.join(', ')}`);
  };
  return [await searchDocs({ directory: docs, onIndexed }), ...tools];
}
