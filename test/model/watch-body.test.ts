import { describe, expect, it } from 'vitest';
import { watchBody } from '../../src/model/watch-body.ts';

const url = 'http://127.0.0.1/';

/** A body without end, and how often it was asked for more. */
function endless(piece: string): {
  readonly body: ReadableStream<Uint8Array>;
  readonly pulls: () => number;
} {
  let pulls = 0;
  const bytes = new TextEncoder().encode(piece);
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulls += 1;
      controller.enqueue(bytes);
    },
  });
  return { body, pulls: () => pulls };
}

describe('a watched body', () => {
  it('tells of every piece, and whether the status was a success', async () => {
    const seen: boolean[] = [];
    for (const status of [200, 500]) {
      const fetch = watchBody(
        () => Promise.resolve(new Response('text', { status, headers: { 'x-test': 'kept' } })),
        (isSuccess) => seen.push(isSuccess),
      );
      const response = await fetch(url);
      expect(response.status).toBe(status);
      expect(response.headers.get('x-test')).toBe('kept');
      expect(await response.text()).toBe('text');
    }
    expect(seen).toEqual([true, false]);
  });

  it('breaks off after a megabyte without the end of an event', async () => {
    const { body, pulls } = endless('x'.repeat(10_000));
    const response = await watchBody(
      () => Promise.resolve(new Response(body)),
      () => undefined,
    )(url);
    await expect(response.text()).rejects.toMatchObject({ code: 'model.protocol' });
    expect(pulls()).toBeLessThan(110);
  });

  it('may have any length in events', async () => {
    for (const end of ['\n\n', '\r\n\r\n']) {
      let left = 300;
      const event = new TextEncoder().encode(`data: ${'x'.repeat(10_000)}${end}`);
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          left -= 1;
          if (left < 0) controller.close();
          else controller.enqueue(event);
        },
      });
      const response = await watchBody(
        () => Promise.resolve(new Response(body)),
        () => undefined,
      )(url);
      expect((await response.text()).length).toBe(300 * event.byteLength);
    }
  });

  it('of an error is cut at 64 kB', async () => {
    const { body } = endless('x'.repeat(10_000));
    const fetch = watchBody(
      () => Promise.resolve(new Response(body, { status: 500 })),
      () => undefined,
    );
    expect((await (await fetch(url)).text()).length).toBe(64_000);
  });

  it('may be absent', async () => {
    const empty = new Response(null, { status: 204 });
    expect(
      await watchBody(
        () => Promise.resolve(empty),
        () => undefined,
      )(url),
    ).toBe(empty);
  });
});
