import type { ModelPart, Usage } from './model.ts';
import { countOf } from './usage.ts';

/** What one chunk of a chat completion says. */
export interface Chunk {
  readonly text: string;
  /** The model's words for why it does not answer. */
  readonly refusal: string;
  readonly finish: Extract<ModelPart, { type: 'end' }>['finish'] | undefined;
  readonly usage: Usage | undefined;
}

/**
 * Reads a chunk, trusting nothing of its shape; undefined if it is no object. A finish reason that
 * is neither `stop`, `length` nor `content_filter` counts as `'cut'`. Counts of tokens that are no
 * safe non-negative integers are 0.
 */
export function readChunk(chunk: unknown): Chunk | undefined {
  if (!isRecord(chunk)) return undefined;
  const { choices } = chunk;
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
  const delta = field(choice, 'delta');
  return {
    text: textOf(field(delta, 'content')),
    refusal: textOf(field(delta, 'refusal')),
    finish: finishOf(field(choice, 'finish_reason')),
    usage: usageOf(chunk.usage),
  };
}

/** A property of anything; undefined where there is none. */
export function field(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function finishOf(reason: unknown): Chunk['finish'] {
  if (typeof reason !== 'string' || reason === '') return undefined;
  if (reason === 'stop' || reason === 'length') return reason;
  return reason === 'content_filter' ? 'content-filter' : 'cut';
}

function usageOf(value: unknown): Usage | undefined {
  if (!isRecord(value)) return undefined;
  return {
    promptTokens: countOf(value.prompt_tokens),
    completionTokens: countOf(value.completion_tokens),
  };
}
