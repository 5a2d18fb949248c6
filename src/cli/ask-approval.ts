import type { ApprovalDecision, ApprovalRequest, Approve, JsonObject } from '../index.ts';
import { approvalLines } from './approval-lines.ts';
import { readEdited } from './read-edited.ts';
import type { PromptTerminal } from './prompt-terminal.ts';
import { visibleJson } from './visible-json.ts';

export interface Asking {
  readonly terminal: PromptTerminal;
  /** Takes away what else is drawn on the terminal; the function that it returns brings it back. */
  readonly pause: () => () => void;
}

/**
 * Asks a person at a terminal for consent to writes.
 *
 * 1. One request at a time; the others wait for their turn, and one that nobody waits for any more
 *    is not asked.
 * 2. Only `y` consents. Nothing typed, the end of the input, and an abort deny.
 * 3. What was typed before the question was seen answers nothing.
 * 4. Edited arguments are shown and asked for again before they are taken.
 */
export function askApproval(asking: Asking): Approve {
  let last: Promise<unknown> = Promise.resolve();
  return (request) => {
    const turn = last.then(() => askInTurn(request, asking));
    last = turn.catch(() => undefined);
    return turn;
  };
}

async function askInTurn(
  request: ApprovalRequest,
  { terminal, pause }: Asking,
): Promise<ApprovalDecision> {
  if (request.signal.aborted) return unanswered;
  const resume = pause();
  try {
    await terminal.dropTyped(request.signal);
    return await converse(request, terminal);
  } finally {
    resume();
  }
}

/** A question, with the arguments as they stand: as asked for, or as edited since. */
interface Stand {
  readonly request: ApprovalRequest;
  readonly edited: readonly JsonObject[] | undefined;
}

async function converse(
  request: ApprovalRequest,
  terminal: PromptTerminal,
): Promise<ApprovalDecision> {
  const { signal } = request;
  let stand: Stand = { request, edited: undefined };
  let cut = show(stand, terminal, 'cut');
  for (;;) {
    const answer = await terminal.readLine(questionOf(stand, cut), { signal });
    if (answer === undefined) return unanswered;
    const word = answer.trim().toLowerCase();
    if (word === 'y' || word === 'yes') return consent(stand);
    if (word === '' || word === 'n' || word === 'no') return deny(signal, terminal);
    if (word === 'v' && cut > 0) {
      cut = show(stand, terminal, 'all');
    } else if (word === 'e' && isEditable(request)) {
      stand = await edit(stand, terminal);
      cut = show(stand, terminal, 'cut');
    } else {
      terminal.write(`Only "y" consents; "n" or nothing denies.\n`);
    }
  }
}

const unanswered: ApprovalDecision = { decision: 'deny', reason: 'Nobody answered.' };

function show({ request, edited }: Stand, terminal: PromptTerminal, detail: 'cut' | 'all'): number {
  const { scope, writes } = request;
  const layout = { width: terminal.columns(), detail };
  const shown = edited === undefined ? writes : writes.map((write) => withInputs(write, edited));
  const { lines, cut } = approvalLines({ scope, writes: shown }, layout);
  terminal.write(lines.map((line) => `${line}\n`).join(''));
  return cut;
}

type Write = ApprovalRequest['writes'][number];

function withInputs(write: Write, edited: readonly JsonObject[]): Write {
  return write.inputs === undefined
    ? { ...write, known: edited[0] ?? {}, unknown: {} }
    : { ...write, inputs: edited };
}

function questionOf({ request, edited }: Stand, cut: number): string {
  const many = request.writes.length > 1;
  const what = edited === undefined ? (many ? 'Allow these' : 'Allow it') : 'Allow it as edited';
  const answers = [
    'y = yes',
    'n = no (default)',
    ...(isEditable(request) ? ['e = edit the arguments'] : []),
    ...(cut > 0 ? ['v = view all'] : []),
  ];
  return `${what}? ${answers.join(', ')}: `;
}

/** A plan's writes are bound when they run; only one that is about to can get other arguments. */
function isEditable({ scope, writes }: ApprovalRequest): boolean {
  return scope === 'write' && writes.length === 1;
}

function consent({ edited }: Stand): ApprovalDecision {
  return edited === undefined ? { decision: 'approve' } : { decision: 'edit', inputs: edited };
}

async function deny(signal: AbortSignal, terminal: PromptTerminal): Promise<ApprovalDecision> {
  const typed = await terminal.readLine('Why not? (Enter for no reason): ', { signal });
  const reason = typed?.trim() ?? '';
  return reason === '' ? { decision: 'deny' } : { decision: 'deny', reason };
}

/** Arguments that cannot be read leave those that stood. */
async function edit(stand: Stand, terminal: PromptTerminal): Promise<Stand> {
  const { request, edited } = stand;
  const [write] = request.writes;
  if (write === undefined) return stand;
  const inputs = edited ?? write.inputs ?? [write.known];
  const isList = write.inputs !== undefined;
  const initial = visibleJson(isList ? [...inputs] : (inputs[0] ?? {}));
  const typed = await terminal.readLine('Arguments: ', { signal: request.signal, initial });
  if (typed === undefined) return stand;
  const read = readEdited(typed, isList ? inputs.length : 'one');
  if (read.ok) return { request, edited: read.inputs };
  terminal.write(`${read.message}\n`);
  return stand;
}
