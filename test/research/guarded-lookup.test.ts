import { expect, test } from 'vitest';
import { createGuardedLookup, type Resolve } from '../../src/research/guarded-lookup.ts';

interface Answer {
  readonly error: NodeJS.ErrnoException | null;
  readonly address: unknown;
  readonly family: unknown;
}

function ask(resolve: Resolve, options: { all?: boolean; reach?: 'public' | 'any' } = {}) {
  const lookup = createGuardedLookup(resolve, options.reach ?? 'public');
  return new Promise<Answer>((done) => {
    lookup('host.test', { all: options.all ?? false }, (error, address, family) =>
      done({ error, address, family }),
    );
  });
}

const resolveTo =
  (...addresses: string[]): Resolve =>
  () =>
    Promise.resolve(addresses);

test('a socket that wants one address gets the first', async () => {
  expect(await ask(resolveTo('8.8.8.8', '2606:4700::1'))).toEqual({
    error: null,
    address: '8.8.8.8',
    family: 4,
  });
});

test('a socket that wants all addresses gets all', async () => {
  expect((await ask(resolveTo('8.8.8.8', '2606:4700::1'), { all: true })).address).toEqual([
    { address: '8.8.8.8', family: 4 },
    { address: '2606:4700::1', family: 6 },
  ]);
});

test('one private address among several refuses the name', async () => {
  for (const all of [true, false]) {
    const { error } = await ask(resolveTo('8.8.8.8', '10.0.0.1'), { all });
    expect(error?.code).toBe('research.blocked-address');
  }
});

test('a refused name does not tell its address', async () => {
  expect((await ask(resolveTo('10.0.0.1'))).error?.message).not.toContain('10.0.0.1');
});

test('an allowed reach takes private addresses', async () => {
  expect((await ask(resolveTo('10.0.0.1'), { reach: 'any' })).address).toBe('10.0.0.1');
});

test('the addresses that were checked are the ones handed out, and nobody is asked again', async () => {
  const answers = [['8.8.8.8'], ['127.0.0.1']];
  let asked = 0;
  const answer = await ask(() => Promise.resolve(answers[asked++] ?? []));
  expect([asked, answer.address]).toEqual([1, '8.8.8.8']);
});

test('a resolver that fails, finds nothing or returns no address is a coded error', async () => {
  const failing = await ask(() => Promise.reject(new Error('ENOTFOUND')));
  expect(failing.error?.code).toBe('research.fetch-failed');
  expect(failing.error?.message).toContain('ENOTFOUND');
  expect((await ask(resolveTo())).error?.code).toBe('research.fetch-failed');
  expect((await ask(resolveTo('nonsense'), { reach: 'any' })).error?.code).toBe(
    'research.blocked-address',
  );
});

test('a resolver that throws at once is a coded error too', async () => {
  const throwing: Resolve = () => {
    throw new Error('broken');
  };
  expect((await ask(throwing)).error?.code).toBe('research.fetch-failed');
});
