import { messageOf } from '../core/errors.ts';

/** Shorter than this it is no secret, and replacing it would garble every text. */
const SHORTEST_SECRET = 4;
const DEPTH_LIMIT = 4;

/** Takes the secrets of one model out of texts and errors. */
export interface Redaction {
  text(text: string): string;
  /** A copy of an error and its causes that holds nothing but names and messages, redacted. */
  cause(error: unknown): Error | undefined;
}

/**
 * A redaction of the given secrets, as they are and as they stand in a URL. Texts of fewer than four
 * characters are not treated as secrets.
 */
export function createRedaction(secrets: readonly (string | undefined)[]): Redaction {
  const known = new Set<string>();
  for (const secret of secrets) {
    if (secret === undefined) continue;
    for (const form of [secret, secret.trim(), encodeURIComponent(secret)]) {
      if (form.length >= SHORTEST_SECRET) known.add(form);
    }
  }
  const longestFirst = [...known].sort((left, right) => right.length - left.length);
  const redactText = (text: string): string =>
    longestFirst.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text);
  const redactCause = (error: unknown, depth: number): Error | undefined => {
    if (!(error instanceof Error) || depth === 0) return undefined;
    const cause = redactCause(error.cause, depth - 1);
    const message = redactText(messageOf(error));
    const copy = new Error(message, cause === undefined ? undefined : { cause });
    copy.name = redactText(error.name);
    return copy;
  };
  return { text: redactText, cause: (error) => redactCause(error, DEPTH_LIMIT) };
}
