/** Of HTTP: asks to be called less. Too many requests, unavailable, overloaded. */
export function isPushbackStatus(status: number | undefined): boolean {
  return status === 429 || status === 503 || status === 529;
}

/** OpenAI's code, and others', for a 429 that no waiting cures. */
export const spentQuota = 'insufficient_quota';
