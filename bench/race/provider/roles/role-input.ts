import type { Case } from '../../case.ts';
import type { ChatRequest } from '../chat-request.ts';

/** What a role answers from: nothing else, so that equal input gives an equal reply. */
export interface RoleInput {
  readonly raceCase: Case;
  readonly request: ChatRequest;
  /** The fault of this call: one malformed call is wanted in the reply. */
  readonly badLine: boolean;
  /** Default `defaultTries`. */
  readonly tries?: Tries;
}

/** How long the model goes on asking for what fails; a write it asks for once. */
export interface Tries {
  /** Of one call of a read, in loops; a plan's calls are asked for once, retries are toolc's own. */
  readonly calls: number;
  /** Of programs that did not run to their end. */
  readonly programs: number;
}

export const defaultTries: Tries = { calls: 1, programs: Infinity };
