import { compile } from 'html-to-text';

export interface HtmlText {
  /** Of `<title>`, else of the first `<h1>`, else an empty text; one line. */
  readonly title: string;
  readonly text: string;
}

/**
 * Tags that are read, by default. Markup made to be slow takes time that grows with the square of
 * its tags: a third of a second here, a minute for a page of 2 MB.
 */
const DEFAULT_TAGS = 20_000;

/**
 * The title and the readable text of an HTML page.
 *
 * Of a page with a `<main>` that holds text only that is read; scripts, styles, navigation, footers
 * and forms' controls are left out. A table row is a line with ` | ` between its cells. What follows
 * the first `tags` opening angle brackets is left out too, and so is what is nested over 200 deep.
 */
export function htmlText(html: string, tags = DEFAULT_TAGS): HtmlText {
  const bounded = firstTags(html, tags);
  const title = oneLine(titleText(bounded)) || oneLine(headingText(bounded));
  const main = mainText(bounded).trim();
  return { title, text: main.length >= 200 ? main : pageText(bounded).trim() };
}

const NOISE = ['nav', 'footer', 'svg', 'iframe', 'button', 'select', 'template', 'img'];
const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];

const pageText = textOf([], [...NOISE, 'title']);
const mainText = textOf(['main', '[role=main]'], NOISE);
const titleText = textOf(['title'], []);
const headingText = textOf(['h1'], NOISE);

/** With no `bases` the whole page, else the first element that one of them selects. */
function textOf(bases: string[], noise: readonly string[]): (html: string) => string {
  return compile({
    wordwrap: false,
    baseElements: { selectors: bases, returnDomByDefault: bases.length === 0 },
    limits: { maxDepth: 200, maxBaseElements: 1, maxInputLength: 1 << 24 },
    formatters: {
      cell(element, walk, builder) {
        walk(element.children, builder);
        builder.addInline(' | ');
      },
    },
    selectors: [
      ...noise.map((selector) => ({ selector, format: 'skip' })),
      ...HEADINGS.map((selector) => ({ selector, options: { uppercase: false } })),
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'tr', format: 'block' },
      { selector: 'td', format: 'cell' },
      { selector: 'th', format: 'cell' },
    ],
  });
}

function firstTags(html: string, count: number): string {
  let at = -1;
  for (let tag = 0; tag <= count; tag += 1) {
    at = html.indexOf('<', at + 1);
    if (at < 0) return html;
  }
  return html.slice(0, at);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
