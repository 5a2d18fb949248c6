import { messageOf, ToolcError, type ErrorCode } from '../core/errors.ts';
import type { Failure } from '../core/outcome.ts';

/** Bounds on a result; each has a default in `defaultResultLimits`. */
export interface ResultLimits {
  /**
   * Of the JSON, roughly: UTF-8 bytes of texts and keys, 8 a number, 4 a boolean or null, and the
   * punctuation. Escapes are not counted; what is met twice counts twice.
   */
  readonly maxBytes: number;
  /** Of lists and objects inside one another. */
  readonly maxDepth: number;
}

export interface ToJsonOptions extends Partial<ResultLimits> {
  /** What failures call the value: `result` unless told. */
  readonly root?: string;
}

const defaultResultLimits: ResultLimits = { maxBytes: 8_000_000, maxDepth: 256 };

/** One conversion under way. Nothing is popped on a throw, so `path` then says where it was. */
export interface Walk {
  /** Bytes that may still be spent. */
  left: number;
  readonly maxBytes: number;
  readonly maxDepth: number;
  /** From the root's name. */
  readonly path: (string | number)[];
  /** The objects around the current value, outermost first: one per step of `path` behind the first. */
  readonly around: object[];
  failure: Failure | undefined;
}

export function beginWalk(options: ToJsonOptions): Walk {
  const maxBytes = options.maxBytes ?? defaultResultLimits.maxBytes;
  const maxDepth = options.maxDepth ?? defaultResultLimits.maxDepth;
  const path = [options.root ?? 'result'];
  return { left: maxBytes, maxBytes, maxDepth, path, around: [], failure: undefined };
}

/** The length is looked at first: a text of 100 MB is refused unread. */
export function spendText(walk: Walk, text: string): void {
  if (text.length > walk.left) tooLarge(walk);
  spend(walk, 3 + Buffer.byteLength(text));
}

export function spend(walk: Walk, bytes: number): void {
  walk.left -= bytes;
  // Not `< 0`: a proxied list can claim a length that is no number.
  if (!(walk.left >= 0)) tooLarge(walk);
}

function tooLarge(walk: Walk): never {
  return fail(walk, 'tool.result-too-large', `passes the limit of ${walk.maxBytes} bytes`);
}

/** A cycle ends at one of the limits; then it is named for what it is. */
export function fail(walk: Walk, code: ErrorCode, what: string): never {
  const seen = new Set<object>();
  const again = walk.around.findIndex((value) => seen.size === seen.add(value).size);
  walk.failure =
    again === -1
      ? failureAt(walk.path, code, what)
      : failureAt(walk.path.slice(0, again + 1), 'tool.result-not-json', 'is inside itself');
  throw new ToolcError(walk.failure.code, walk.failure.message);
}

export function thrownFailure(walk: Walk, thrown: unknown): Failure {
  return failureAt(walk.path, 'tool.result-not-json', `threw when read: ${messageOf(thrown)}`);
}

function failureAt(path: readonly (string | number)[], code: ErrorCode, what: string): Failure {
  const [root = '', ...steps] = path;
  const place = `${root}${steps.map(stepText).join('')}`;
  const advice =
    code === 'tool.result-too-large' ? 'Return less, or a reference to it.' : 'Return plain data.';
  return {
    code,
    message: `Expected JSON, but ${place} ${what}. ${advice}`,
    details: { place },
  };
}

/** `.name`, `[0]` or `["odd key"]`; long keys are cut. */
function stepText(step: string | number): string {
  if (typeof step === 'number') return `[${step}]`;
  const short = step.length > 40 ? `${step.slice(0, 40)}…` : step;
  return /^[A-Za-z_$][\w$]*$/.test(step) ? `.${short}` : `[${JSON.stringify(short)}]`;
}
