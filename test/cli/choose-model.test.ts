import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { chooseModel } from '../../src/cli/choose-model.ts';
import type { ModelFlags } from '../../src/cli/flags.ts';

beforeEach(() => {
  for (const name of ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'TOOLC_MODEL']) vi.stubEnv(name, '');
});
afterEach(() => void vi.unstubAllEnvs());

async function chosen(flags: ModelFlags, environment: Record<string, string> = {}) {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const { model, offline } = await chooseModel(flags);
  return { name: model.name, offline };
}

const local = 'http://127.0.0.1:9/v1';

describe('the model of the command line', () => {
  test('is the offline one where nothing was said, an empty variable counting as nothing', async () => {
    expect(await chosen({})).toEqual({ name: 'offline', offline: true });
  });

  test('is the default model of the endpoint as soon as there is a key or an address', async () => {
    const endpoint = { name: 'gpt-5-mini', offline: false };
    expect(await chosen({}, { OPENAI_API_KEY: 'k' })).toEqual(endpoint);
    vi.stubEnv('OPENAI_API_KEY', '');
    expect(await chosen({}, { OPENAI_BASE_URL: local })).toEqual(endpoint);
    vi.stubEnv('OPENAI_BASE_URL', '');
    expect(await chosen({ baseUrl: local })).toEqual(endpoint);
    expect(await chosen({ apiKeyEnv: 'MY_KEY' })).toEqual(endpoint);
  });

  test('is the named one, an option before the environment', async () => {
    const environment = { TOOLC_MODEL: 'small', OPENAI_API_KEY: 'k' };
    expect(await chosen({}, environment)).toEqual({ name: 'small', offline: false });
    expect(await chosen({ model: 'big' }, environment)).toEqual({ name: 'big', offline: false });
  });

  test('is the offline one by its name even where there is a key', async () => {
    const environment = { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: local };
    expect((await chosen({ model: 'offline' }, environment)).offline).toBe(true);
  });

  test('is the one that a server has under the name offline where --base-url is given', async () => {
    expect((await chosen({ model: 'offline', baseUrl: local })).offline).toBe(false);
  });
});
