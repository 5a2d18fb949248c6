import type { ApprovalMode, Approve, Tool } from '../index.ts';

export interface ApprovalChoice {
  /** What `--approve` says. */
  readonly mode: ApprovalMode | undefined;
  readonly tools: readonly Tool[];
  /** Asks a person; absent where none can be asked. */
  readonly ask: Approve | undefined;
}

/**
 * Whom writes wait for: by default a consent to the writes of each plan, from the person at the
 * terminal. Where there is none writes are refused, so that nothing is written unseen and nothing waits for
 * ever. Tools that only read ask for nothing.
 */
export function chooseApproval({ mode, tools, ask }: ApprovalChoice): {
  readonly approval: ApprovalMode;
  readonly approve?: Approve;
} {
  const hasWrites = tools.some(({ effect }) => effect === 'write');
  if (mode === 'none' || !hasWrites) return { approval: 'none' };
  return { approval: mode ?? 'per-plan', approve: ask ?? refuse };
}

const refuse: Approve = () => ({
  decision: 'deny',
  reason: 'Nobody could be asked: there is no terminal. --approve none allows writes unasked.',
});
