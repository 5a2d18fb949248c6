import type { Model } from '../index.ts';
import type { ModelFlags } from './flags.ts';

/** What a real endpoint is asked for where nothing names a model. */
const defaultModel = 'gpt-5-mini';

export interface ChosenModel {
  readonly model: Model;
  readonly offline: boolean;
}

/**
 * The endpoint's model if a key, an address or a name was given, by option or environment; else the
 * offline model, which `--model offline` takes in any case, unless `--base-url` says where it is
 * served. Options win over the environment.
 */
export async function chooseModel(flags: ModelFlags): Promise<ChosenModel> {
  const apiKey = variable(flags.apiKeyEnv ?? 'OPENAI_API_KEY');
  const baseURL = flags.baseUrl ?? variable('OPENAI_BASE_URL');
  const name = flags.model ?? variable('TOOLC_MODEL');
  const isWanted = [apiKey, baseURL, name, flags.apiKeyEnv].some((value) => value !== undefined);
  if ((name === 'offline' && flags.baseUrl === undefined) || !isWanted) {
    const { offlineModel } = await import('../offline/index.ts');
    return { model: offlineModel(), offline: true };
  }
  const { openai } = await import('../model/openai.ts');
  const model = openai({
    model: name ?? defaultModel,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(baseURL === undefined ? {} : { baseURL }),
  });
  return { model, offline: false };
}

/** An empty variable counts as none. */
function variable(name: string): string | undefined {
  const value = process.env[name];
  return value === undefined || value === '' ? undefined : value;
}
