/**
 * US dollars for a million tokens, chosen round, about what small hosted models cost; the same for every
 * runner. Cached prompts are not cheaper here.
 */
export const prices = { promptPerMillion: 0.25, completionPerMillion: 2 } as const;

/** What the tokens of one run cost, in US dollars. */
export function costOf(promptTokens: number, completionTokens: number): number {
  const { promptPerMillion, completionPerMillion } = prices;
  return (promptTokens * promptPerMillion + completionTokens * completionPerMillion) / 1_000_000;
}
