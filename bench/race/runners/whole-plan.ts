import type { Model } from '../../../src/index.ts';

/** The model, but all of a reply's text comes in one piece when the reply has ended. */
export function wholePlan(model: Model): Model {
  return {
    name: model.name,
    async *stream(request) {
      let text = '';
      for await (const part of model.stream(request)) {
        if (part.type === 'text') {
          text += part.text;
          continue;
        }
        if (text !== '') yield { type: 'text', text };
        yield part;
      }
    },
  };
}
