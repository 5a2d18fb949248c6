import type { Tool } from '../index.ts';
import type { ToolFlags } from './flags.ts';
import type { ToolSource } from './load-tools.ts';

/** What an offline look-up waits, to stand for a network. */
export const simulatedLatencyMs = 300;

export interface ToolChoice extends ToolFlags {
  /** The embedded corpus beside what was asked for: the offline model plans with nothing else. */
  readonly corpus: 'always' | 'when-alone';
}

const onlyCorpus =
  'the offline model plans over its own corpus only: --docs, --web and --tools want a real model';

/** Takes a line for the user; it may come while the run is shown, so it is printed at its end. */
type Tell = (line: string) => void;

/**
 * The user's own tools, the folder, the web; the calculator always; the embedded corpus where nothing
 * else was asked for. Of two tools with one name the user's is taken.
 */
export async function chooseTools(choice: ToolChoice, tell: Tell): Promise<readonly Tool[]> {
  return (await chooseToolSource(choice, tell))();
}

/** The same, for a plan that runs more than once: the user's own tools may be new ones each time. */
export async function chooseToolSource(choice: ToolChoice, tell: Tell): Promise<ToolSource> {
  const sources = await userSources(choice.tools ?? []);
  const research = await researchTools(choice, tell);
  const { offlineTools } = await import('../offline/index.ts');
  const isAlone = sources.length + research.length === 0;
  if (choice.corpus === 'always' && !isAlone) tell(onlyCorpus);
  const withCorpus = choice.corpus === 'always' || isAlone;
  const latencyMs = choice.corpus === 'always' ? simulatedLatencyMs : 0;
  const embedded = offlineTools({ latencyMs }).filter(
    ({ name }) => withCorpus || name === 'calculate',
  );
  const byName = new Map([...embedded, ...research].map((tool) => [tool.name, tool]));
  return async () => {
    const made = await Promise.all(sources.map((make) => make()));
    const own = made.flat();
    const names = new Set(own.map(({ name }) => name));
    return [...own, ...[...byName.values()].filter(({ name }) => !names.has(name))];
  };
}

async function userSources(modules: readonly string[]): Promise<readonly ToolSource[]> {
  if (modules.length === 0) return [];
  const { loadTools } = await import('./load-tools.ts');
  return Promise.all(modules.map(loadTools));
}

async function researchTools({ docs, web }: ToolFlags, tell: Tell): Promise<readonly Tool[]> {
  if (docs === undefined && web !== true) return [];
  const { fetchPage, searchDocs, wikipedia } = await import('../research/index.ts');
  const tools = web === true ? [wikipedia(), fetchPage()] : [];
  if (docs === undefined) return tools;
  const onIndexed = (report: { readonly documents: number; readonly skipped: object }): void => {
    const skipped = Object.entries(report.skipped).map(
      ([reason, count]) => `${String(count)} ${reason}`,
    );
    if (skipped.length > 0) tell(`${docs}: skipped ${skipped.join(', ')}`);
  };
  return [await searchDocs({ directory: docs, onIndexed }), ...tools];
}
