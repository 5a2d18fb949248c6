import { isJsonObject } from '../core/json.ts';
import type { Failure } from '../core/outcome.ts';
import { isPushbackStatus, spentQuota } from '../core/pushback.ts';

/**
 * True for a failure that may pass: time-outs, lost and refused connections, HTTP 408, 429 and 5xx,
 * and a model's own of these. Reads `details.status` and `details.errno` (see fault.ts).
 */
export function isTransient(failure: Failure): boolean {
  const { code } = failure;
  if (code === 'tool.timeout') return true;
  const { status, errno, providerCode } = detailsOf(failure);
  if (providerCode === spentQuota) return false;
  if (typeof status === 'number') return status === 408 || status === 429 || status >= 500;
  if (typeof errno === 'string' && transientErrnos.has(errno)) return true;
  return transientCodes.has(code);
}

/** True where the server asked to be called less. */
export function isPushback(failure: Failure): boolean {
  const { status, providerCode } = detailsOf(failure);
  return providerCode !== spentQuota && typeof status === 'number' && isPushbackStatus(status);
}

function detailsOf({ details }: Failure): Readonly<Record<string, unknown>> {
  return isJsonObject(details) ? details : {};
}

const transientErrnos: ReadonlySet<string> = new Set([
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ERR_STREAM_PREMATURE_CLOSE',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_SOCKET',
]);

const transientCodes: ReadonlySet<string> = new Set<Failure['code']>([
  'model.connection',
  'model.rate-limit',
  'model.server',
  'model.timeout',
]);
