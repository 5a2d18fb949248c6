import { cleanText } from './clean-text.ts';

/**
 * What an error is told as: `toolc: [code] message` for an expected failure, made harmless. Expected
 * failures are known by their shape, so that a mistake on the command line loads nothing more.
 */
export function failureText(error: unknown): string {
  if (isCoded(error)) return `toolc: [${error.code}] ${cleanText(error.message)}\n`;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `toolc: unexpected error; this is a bug in toolc or in a tool's module.\n${cleanText(stack)}\n`;
}

/** True for an option, a question or a file that cannot be used. */
export function isUsageError(error: unknown): boolean {
  return isCoded(error) && /^(option|input|tool\.definition|research\.not-found)/.test(error.code);
}

interface CodedError extends Error {
  readonly code: string;
}

function isCoded(error: unknown): error is CodedError {
  return error instanceof Error && error.name === 'ToolcError' && 'code' in error;
}
