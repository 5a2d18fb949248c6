import type { ModelPart } from './model.ts';
import { field } from './read-chunk.ts';
import { countOf } from './usage.ts';

/**
 * A part of any model's reply in the port's shape; undefined for what is neither a text nor an end.
 * An unknown finish counts as `'cut'`; counts of tokens that are no safe non-negative integers are 0.
 */
export function readPart(value: unknown): ModelPart | undefined {
  const type = field(value, 'type');
  const text = field(value, 'text');
  if (type === 'text' && typeof text === 'string') return { type, text };
  if (type !== 'end') return undefined;
  const usage = field(value, 'usage');
  return {
    type,
    finish: finishOf(field(value, 'finish')),
    usage: {
      promptTokens: countOf(field(usage, 'promptTokens')),
      completionTokens: countOf(field(usage, 'completionTokens')),
      ...(field(usage, 'estimated') === true ? { estimated: true } : {}),
    },
  };
}

function finishOf(finish: unknown): Extract<ModelPart, { type: 'end' }>['finish'] {
  return finish === 'stop' || finish === 'length' || finish === 'content-filter' ? finish : 'cut';
}
