import { seeded } from '../../../src/core/seeded.ts';

/** How fast the simulated model is. */
export interface Timing {
  /** To the first token, in ms, before the prompt is counted. */
  readonly firstTokenMs: number;
  /** Added to it for each token of the prompt. */
  readonly promptTokenMs: number;
  /** From one token to the next. */
  readonly tokenMs: number;
  /** The first token's time and the token's time are each multiplied by a number in [1 - jitter, 1 + jitter]. */
  readonly jitter: number;
}

/** Three speeds, chosen round: a small hosted model is `typical`, a large one `slow`, special hardware `fast`. */
export const timings = {
  slow: { firstTokenMs: 1_200, promptTokenMs: 0.1, tokenMs: 30, jitter: 0.1 },
  typical: { firstTokenMs: 400, promptTokenMs: 0.05, tokenMs: 12.5, jitter: 0.1 },
  fast: { firstTokenMs: 150, promptTokenMs: 0.02, tokenMs: 4, jitter: 0.1 },
} as const satisfies Readonly<Record<string, Timing>>;

export type TimingName = keyof typeof timings;

/** What the jitter of one model call is drawn from: equal in every runner that plays the same role. */
export interface PaceKey {
  readonly timing: Timing;
  readonly seed: number;
  readonly question: string;
  readonly role: string;
  /** How far the conversation is (`countTurns`): 0 for a first call, n for toolc's joiner after n calls. */
  readonly turn: number;
}

/** The times of one reply, in ms. */
export interface Pace {
  /** From the request to the first token. */
  readonly firstTokenMs: (promptTokens: number) => number;
  /** From one token to the next. */
  readonly tokenMs: number;
}

/** Draws the pace of one model call: the same key gives the same pace, whatever else runs. */
export function drawPace({ timing, seed, question, role, turn }: PaceKey): Pace {
  const random = seeded(hash(`${seed}\n${role}\n${turn}\n${question}`));
  const draw = (): number => 1 + timing.jitter * (2 * random() - 1);
  const first = draw();
  return {
    firstTokenMs: (promptTokens) =>
      first * (timing.firstTokenMs + timing.promptTokenMs * promptTokens),
    tokenMs: draw() * timing.tokenMs,
  };
}

/** When token `token` (from 1) is there, in ms since the request; the end of a reply is its last token. */
export function tokenAtMs(pace: Pace, promptTokens: number, token: number): number {
  return pace.firstTokenMs(promptTokens) + Math.max(0, token - 1) * pace.tokenMs;
}

/** FNV-1a over UTF-16 units. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  return state;
}
