import { messageOf, ToolcError, type ModelCode } from '../core/errors.ts';
import { isPushbackStatus, spentQuota } from '../core/pushback.ts';
import { CONNECT_TIMEOUT } from './http-fetch.ts';
import { field } from './read-chunk.ts';
import type { Redaction } from './redact.ts';

/** What went wrong with one attempt, read from whatever was thrown. */
export interface Fault {
  /** `'http'`: the server answered with an error; `'stream'`: it sent one inside its stream. */
  readonly kind: 'http' | 'stream' | 'connection' | 'protocol';
  readonly status: number | undefined;
  readonly headers: { get(name: string): string | null };
  /** The provider's own code and parameter. */
  readonly code: string;
  readonly parameter: string;
  readonly message: string;
  readonly thrown: unknown;
}

/** The classes by which the openai package tells its errors. */
export interface ErrorClasses {
  readonly APIError: abstract new (...args: never) => Error;
  readonly APIConnectionError: abstract new (...args: never) => Error;
}

/** Reads a fault. `isBody`: it happened while the body was read, where the package wraps nothing. */
export function readFault(thrown: unknown, classes: ErrorClasses, isBody: boolean): Fault {
  const status = field(thrown, 'status');
  const isTold = thrown instanceof classes.APIError;
  const told = isTold ? wordOf(field(thrown, 'code')) || wordOf(field(thrown, 'type')) : '';
  const rest = {
    status: typeof status === 'number' ? status : undefined,
    headers: headersOf(thrown),
    code: told || systemCode(thrown),
    parameter: isTold ? wordOf(field(thrown, 'param')) : '',
    message: messageOf(thrown),
    thrown,
  };
  if (thrown instanceof classes.APIConnectionError) return { kind: 'connection', ...rest };
  if (isTold) return { kind: rest.status === undefined ? 'stream' : 'http', ...rest };
  const isTransport = isBody && systemCode(thrown) !== '';
  return { kind: isTransport ? 'connection' : 'protocol', ...rest };
}

/** Who was called, for messages. */
export interface Callee {
  readonly model: string;
  /** The address for messages. */
  readonly shownUrl: string;
  readonly redaction: Redaction;
}

/** A fault as the error to throw. Nothing in it holds the key or a header. */
export function modelError(
  fault: Fault,
  callee: Callee,
  details: { readonly retryAfterMs?: number; readonly attempts: number },
): ToolcError {
  const { redaction, model, shownUrl } = callee;
  const code = codeOf(fault);
  const said = shortened(redaction.text(fault.message));
  const { headline, advice } = wordsOf(code, callee, fault.code);
  const isUnheard = code === 'model.connection' && fault.code !== '';
  const heard = isUnheard ? `The system says ${fault.code}.` : `It said: ${said}.`;
  const message = `${headline} ${heard} ${advice}`;
  return new ToolcError(code, message, {
    details: {
      model,
      url: shownUrl,
      ...details,
      ...(fault.status === undefined ? {} : { status: fault.status }),
      ...(fault.code === '' ? {} : { providerCode: shownWord(fault.code, redaction) }),
      ...(fault.parameter === '' ? {} : { parameter: shownWord(fault.parameter, redaction) }),
    },
    cause: redaction.cause(fault.thrown),
  });
}

/**
 * True for what may succeed when tried again: connections, 408, 409, 429 (not a spent quota), 5xx. A 409
 * is a lock that was not had in time, as OpenAI's own client takes it; of a tool it may be anything.
 */
export function isTransient({ kind, status = 0, code }: Fault): boolean {
  if (kind === 'connection') return true;
  if (kind !== 'http' || code === spentQuota) return false;
  return status === 408 || status === 409 || status === 429 || status >= 500;
}

/** Where the provider asks to be called less: too many requests, unavailable, overloaded. */
export function isPushback({ kind, status = 0, code }: Fault): boolean {
  return kind === 'http' && code !== spentQuota && isPushbackStatus(status);
}

type FaultCode = Exclude<
  ModelCode,
  'model.truncated' | 'model.refused' | 'model.threw' | 'model.outside-family'
>;

function codeOf(fault: Fault): FaultCode {
  const { kind, code, message } = fault;
  const status = fault.status ?? (/^\d{3}$/.test(code) ? Number(code) : 0);
  if (code === CONNECT_TIMEOUT) return 'model.timeout';
  if (kind === 'connection') return 'model.connection';
  if (kind === 'protocol') return 'model.protocol';
  if (status === 401 || status === 403 || code === 'invalid_api_key') return 'model.authentication';
  if (isAboutContext(code, message)) return 'model.context-length';
  if (status === 404 || code === 'model_not_found') return 'model.not-found';
  if (status === 429 || code.startsWith('rate_limit')) return 'model.rate-limit';
  if (status >= 500 || (kind === 'stream' && status === 0)) return 'model.server';
  return status === 408 ? 'model.timeout' : 'model.bad-request';
}

function isAboutContext(code: string, message: string): boolean {
  if (code === 'context_length_exceeded' || code === 'string_above_max_length') return true;
  return /context (?:length|window|size)|maximum context|prompt is too long|too many (?:input )?tokens/i.test(
    message,
  );
}

interface Words {
  readonly headline: string;
  readonly advice: string;
}

function wordsOf(code: FaultCode, { model, shownUrl: url }: Callee, providerCode: string): Words {
  const words: Readonly<Record<FaultCode, Words>> = {
    'model.authentication': {
      headline: `${url} did not accept the API key.`,
      advice: `Check OPENAI_API_KEY or the option apiKey, and that the key may use ${model}.`,
    },
    'model.not-found': {
      headline: `${url} knows no model "${model}", or is not the address of an API.`,
      advice:
        'Check the option model, and that baseURL (OPENAI_BASE_URL) ends where the API begins, mostly in /v1.',
    },
    'model.context-length': {
      headline: `The prompt is too long for ${model}.`,
      advice:
        'Use a model with a larger context, fewer tools, or tools that return or render less.',
    },
    'model.rate-limit': {
      headline: `${url} limits the use of ${model}.`,
      advice:
        providerCode === spentQuota
          ? 'The quota of the key is spent: look at its plan and billing.'
          : 'Wait, run fewer at once, or raise maxRetries and maxRetryAfterMs.',
    },
    'model.connection': {
      headline: `The connection to ${url} failed.`,
      advice: 'Check that the server runs and that baseURL (OPENAI_BASE_URL) is right.',
    },
    'model.timeout': {
      headline: `${url} did not answer in time.`,
      advice: 'Check the network and the server, or raise timeouts.connectMs.',
    },
    'model.server': {
      headline: `${url} failed.`,
      advice: 'Try again later, or raise maxRetries.',
    },
    'model.protocol': {
      headline: `${url} sent something that is no stream of chat completions.`,
      advice:
        'Check that baseURL (OPENAI_BASE_URL) is the address of an OpenAI-compatible API that can stream.',
    },
    'model.bad-request': {
      headline: `${url} refused the request to ${model}.`,
      advice: 'Check the options given to openai().',
    },
  };
  return words[code];
}

const noHeaders = { get: () => null };

function headersOf(thrown: unknown): Fault['headers'] {
  const headers = field(thrown, 'headers');
  return headers instanceof Headers ? headers : noHeaders;
}

function wordOf(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : '';
}

/** Cut last: the beginning of a long key would not be recognised. */
function shownWord(word: string, redaction: Redaction): string {
  return redaction.text(word).slice(0, 100);
}

/** `ECONNREFUSED`, `UND_ERR_SOCKET` or another code of Node's, from the nearest cause that has one. */
function systemCode(thrown: unknown): string {
  let cause = thrown;
  for (let depth = 0; depth < 5 && cause !== undefined; depth += 1) {
    const code = field(cause, 'code');
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code)) return code;
    cause = field(cause, 'cause');
  }
  return '';
}

function shortened(message: string): string {
  const line = message.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  return line.length > 500 ? `${line.slice(0, 500)} …` : line;
}
