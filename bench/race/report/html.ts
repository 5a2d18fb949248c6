/** Markup that is safe to stand in a page: made by `html` or `raw` alone. */
export interface Html {
  readonly markup: string;
}

/** What may stand in a template: text and numbers are escaped, markup is not. */
export type HtmlPart = Html | readonly Html[] | string | number;

/** A template of markup: what is put into it as text is escaped, in elements and in quoted attributes. */
export function html(literals: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  const texts = literals.map((literal, index) => {
    const part = parts[index];
    return part === undefined ? literal : literal + markupOf(part);
  });
  return { markup: texts.join('') };
}

/** For markup and style sheets that are written in this folder; never for anything that was measured or said. */
export function raw(markup: string): Html {
  return { markup };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

function markupOf(part: HtmlPart): string {
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('\n');
}
