import type { Transformer } from 'node:stream/web';
import { ToolcError } from '../core/errors.ts';
import type { Fetch } from './http-fetch.ts';

/** An event of a stream has a few hundred bytes; this many without an end are garbage. */
const EVENT_LIMIT = 1_000_000;
/** Of the body of an error, which nobody wants to read in full. */
const ERROR_LIMIT = 64_000;

/**
 * A fetch whose bodies are watched: `onBytes` is called for every piece, with whether the status was
 * a success; a body of a megabyte without the end of an event fails as `model.protocol`; the body
 * of an error is cut at 64 kB.
 */
export function watchBody(fetch: Fetch, onBytes: (isSuccess: boolean) => void): Fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (response.body === null) return response;
    const { ok, status, statusText, headers } = response;
    const transformer = ok ? boundEvents(() => onBytes(true)) : boundError(() => onBytes(false));
    const watched = response.body.pipeThrough(new TransformStream(transformer));
    return new Response(watched, { status, statusText, headers });
  };
}

function boundEvents(onBytes: () => void): Transformer<Uint8Array, Uint8Array> {
  let open = 0;
  return {
    transform(bytes, controller) {
      onBytes();
      const end = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      // An event's end that two pieces share is missed: harmless, the next one is not.
      const last = Math.max(end.lastIndexOf('\n\n'), end.lastIndexOf('\n\r\n'));
      open = last < 0 ? open + bytes.byteLength : bytes.byteLength - last;
      if (open <= EVENT_LIMIT) return controller.enqueue(bytes);
      const text = `the server sent ${open} bytes without the end of an event: it does not stream chat completions`;
      controller.error(new ToolcError('model.protocol', text));
    },
  };
}

function boundError(onBytes: () => void): Transformer<Uint8Array, Uint8Array> {
  let length = 0;
  return {
    transform(bytes, controller) {
      onBytes();
      controller.enqueue(bytes.subarray(0, ERROR_LIMIT - length));
      length += bytes.byteLength;
      if (length >= ERROR_LIMIT) controller.terminate();
    },
  };
}
