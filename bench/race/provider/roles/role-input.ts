import type { Case } from '../../case.ts';
import type { ChatRequest } from '../chat-request.ts';

/** What a role answers from: nothing else, so that equal input gives an equal reply. */
export interface RoleInput {
  readonly raceCase: Case;
  readonly request: ChatRequest;
  /** The fault of this call: one malformed call is wanted in the reply. */
  readonly badLine: boolean;
}
