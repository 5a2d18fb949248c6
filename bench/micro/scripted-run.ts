import { JOINER_FIRST_LINE } from '../../src/adapter.ts';
import type { Model, ModelPart } from '../../src/index.ts';

/** A model that plans with the chunks it is given and answers with one line, with no delay of its own. */
export function benchModel(plan: () => AsyncIterable<string> | Iterable<string>): Model {
  return { name: 'bench', stream: (request) => reply(request.messages, plan) };
}

async function* reply(
  messages: readonly { readonly content: string }[],
  plan: () => AsyncIterable<string> | Iterable<string>,
): AsyncIterable<ModelPart> {
  const isJoiner = messages.some(({ content }) => content.startsWith(JOINER_FIRST_LINE));
  if (isJoiner) yield { type: 'text', text: 'Finish: done' };
  else for await (const text of plan()) yield { type: 'text', text };
  yield { type: 'end', finish: 'stop', usage: { promptTokens: 0, completionTokens: 0 } };
}
