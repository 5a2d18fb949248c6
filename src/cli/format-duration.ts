/** Milliseconds for people: `12ms`, `0.84s`, `12.3s`, `2m 05s`. */
export function formatDuration(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  if (whole < 100) return `${whole}ms`;
  if (whole < 9_995) return `${(whole / 1_000).toFixed(2)}s`;
  if (whole < 59_950) return `${(whole / 1_000).toFixed(1)}s`;
  const seconds = Math.round(whole / 1_000);
  return `${Math.floor(seconds / 60)}m ${String(seconds % 60).padStart(2, '0')}s`;
}
