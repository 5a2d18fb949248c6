import type { Clock } from '../core/clock.ts';
import { ToolcError } from '../core/errors.ts';
import type { Fetch } from './http-fetch.ts';
import { createRedaction, type Redaction } from './redact.ts';
import { defaultModelTimeouts, type ModelTimeouts } from './stream-timeouts.ts';

/** How to reach a model behind OpenAI's chat completions, or anything that speaks like them. */
export interface OpenAIOptions {
  /** As the server calls it: `gpt-5-mini`. */
  readonly model: string;
  /** Where the API begins, mostly ending in `/v1`; else OPENAI_BASE_URL, else OpenAI. */
  readonly baseURL?: string;
  /** Else OPENAI_API_KEY; not needed where a base URL is given, as local servers want none. */
  readonly apiKey?: string;
  /** For requests that name none; 0 unless told. Not sent again where the model refuses it. */
  readonly temperature?: number;
  readonly timeouts?: Partial<ModelTimeouts>;
  /** Tries after the first one, before the first byte; 2 unless told. */
  readonly maxRetries?: number;
  /** The longest wait that a server may ask for, in milliseconds; 30 s unless told. */
  readonly maxRetryAfterMs?: number;
  readonly clock?: Clock;
  /** Instead of our own; then `timeouts.connectMs` is up to it. */
  readonly fetch?: Fetch;
}

/** Where a call goes, and with which key. */
export interface Endpoint {
  readonly model: string;
  readonly baseURL: string;
  readonly query: Readonly<Record<string, string>>;
  readonly apiKey: string | undefined;
  /** The address for messages. */
  readonly shownUrl: string;
  readonly redaction: Redaction;
}

const OPENAI = 'https://api.openai.com/v1';

/** Some servers want their key in the address: `?api-key=`, `?code=`. */
const SECRET_PARAMETER = /key|token|secret|auth|pass|code|sig/i;

/** Throws `option.invalid` for options that no call could use. */
export function checkOptions(options: OpenAIOptions): void {
  const model: unknown = options.model;
  if (typeof model !== 'string' || model.trim() === '')
    throw invalid('model', 'the name of a model', model);
  const limits = Object.keys(defaultModelTimeouts);
  for (const [name, limitMs] of Object.entries(options.timeouts ?? {})) {
    if (!limits.includes(name)) throw invalid(`timeouts.${name}`, `one of ${limits.join(', ')}`);
    if (!(limitMs > 0)) throw invalid(`timeouts.${name}`, 'more than 0 ms, or Infinity', limitMs);
  }
  const { maxRetries = 0, maxRetryAfterMs = 0 } = options;
  if (!Number.isSafeInteger(maxRetries) || maxRetries < 0) {
    throw invalid('maxRetries', 'a whole number from 0', maxRetries);
  }
  if (!(maxRetryAfterMs >= 0)) throw invalid('maxRetryAfterMs', 'at least 0 ms', maxRetryAfterMs);
}

/**
 * The endpoint of the options, completed by OPENAI_BASE_URL and OPENAI_API_KEY; empty values count
 * as absent. Throws `model.authentication` where there is neither a key nor an address, or a key that
 * no header can carry, and `option.invalid` for an address that is no http(s) URL or holds credentials.
 */
export function readEndpoint(
  { model, ...options }: OpenAIOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Endpoint {
  const apiKey = firstOf(options.apiKey, environment.OPENAI_API_KEY);
  const given = firstOf(options.baseURL, environment.OPENAI_BASE_URL);
  if (apiKey === undefined && given === undefined) {
    throw new ToolcError(
      'model.authentication',
      `There is no API key for the model ${model}. Set OPENAI_API_KEY or pass openai({ apiKey }); a local server needs none, but its address: set OPENAI_BASE_URL or pass openai({ baseURL }).`,
    );
  }
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new ToolcError(
      'model.authentication',
      'The API key holds white space or characters that no header can carry. Copy it again into OPENAI_API_KEY or the option apiKey.',
    );
  }
  const url = readUrl(given ?? OPENAI);
  const baseURL = `${url.origin}${url.pathname}`;
  const query = Object.fromEntries(url.searchParams);
  const secrets = Object.entries(query).flatMap(([name, value]) =>
    SECRET_PARAMETER.test(name) ? [value] : [],
  );
  const redaction = createRedaction([apiKey, ...secrets]);
  return { model, baseURL, query, apiKey, shownUrl: redaction.text(baseURL), redaction };
}

function firstOf(...values: readonly (string | undefined)[]): string | undefined {
  return values.map((value) => value?.trim()).find((value) => value !== undefined && value !== '');
}

/** The text is not shown where it cannot be read: it may hold a key anywhere. */
function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
  const wanted = 'an http or https address like http://localhost:11434/v1';
  if (url === undefined || !isHttp) throw invalid('baseURL (or OPENAI_BASE_URL)', wanted);
  if (url.username === '' && url.password === '') return url;
  throw invalid('baseURL (or OPENAI_BASE_URL)', `${wanted} without user and password; pass apiKey`);
}

function invalid(name: string, wanted: string, got?: unknown): ToolcError {
  const shown =
    got === undefined ? '' : `, got ${typeof got === 'string' ? JSON.stringify(got) : String(got)}`;
  return new ToolcError('option.invalid', `openai(): ${name} must be ${wanted}${shown}.`, {
    details: { option: name },
  });
}
