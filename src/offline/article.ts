import type { Kind, Value } from './corpus/kind.ts';
import { showValue } from './show-value.ts';

/** What an article is written from. */
export interface ArticleFacts {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly values: ReadonlyMap<string, Value>;
}

/** A short article: what it is, its other names, one sentence for each known value, who says so. */
export function articleOf(kind: Kind, { name, aliases, values }: ArticleFacts): string {
  const article = /^[aeiou]/.test(kind.name) ? 'an' : 'a';
  const sentences = [`${name} is ${article} ${kind.name}.`];
  if (aliases.length > 0) sentences.push(`Other names: ${aliases.join(', ')}.`);
  for (const attribute of kind.attributes) {
    const value = values.get(attribute.name) ?? null;
    if (value === null) continue;
    sentences.push(attribute.sentence.replace('{}', () => showValue(value, attribute.unit)));
  }
  sentences.push(`Figures: ${kind.source}.`);
  return sentences.join(' ');
}
