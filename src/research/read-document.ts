import path from 'node:path';
import { decodeText, isBinaryText } from './decode-text.ts';
import { headingOf, type Passage, splitPassages } from './split-passages.ts';

/** A document of a folder, ready for an index. */
export interface DocumentText {
  readonly title: string;
  readonly passages: readonly Passage[];
  /** False for HTML, whose lines are not those of the extracted text. */
  readonly hasLines: boolean;
}

/** A user's own page may be long: more tags than of a page from the web. */
const DOCUMENT_TAGS = 60_000;

/**
 * Bytes of a document as titled passages; `'binary'` for what is no text, `'empty'` for no text.
 *
 * The title is that of HTML's `<title>` or first `<h1>`, a Markdown front matter's `title:`, the
 * first Markdown heading, a plain text's first line of at most 100 characters, else the file's name.
 */
export async function readDocument(
  name: string,
  bytes: Uint8Array,
): Promise<DocumentText | 'binary' | 'empty'> {
  const decoded = decodeText(bytes);
  if (isBinaryText(decoded)) return 'binary';
  const extension = path.extname(name).toLowerCase();
  const isHtml = extension === '.html' || extension === '.htm';
  const { title, text } = isHtml ? await readHtml(decoded) : readPlain(decoded, extension);
  const passages = splitPassages(text);
  if (passages.length === 0) return 'empty';
  return { title: title || path.basename(name, path.extname(name)), passages, hasLines: !isHtml };
}

interface Titled {
  readonly title: string;
  readonly text: string;
}

async function readHtml(html: string): Promise<Titled> {
  const { htmlText } = await import('./html-text.ts');
  return htmlText(html, DOCUMENT_TAGS);
}

function readPlain(decoded: string, extension: string): Titled {
  const text = decoded.replace(/\r\n?/g, '\n');
  if (extension === '.txt') {
    const first = /\S.*/.exec(text)?.[0].trim() ?? '';
    return { title: first.length <= 100 ? first : '', text };
  }
  const front = /^---\n([\s\S]{0,10000}?\n)?---(\n|$)/.exec(text);
  const [, named = ''] = /^title:[ \t]*(\S.*)$/m.exec(front?.[1] ?? '') ?? [];
  // Blank lines in its place keep the line numbers of what follows.
  const body = front === null ? text : front[0].replace(/[^\n]/g, '') + text.slice(front[0].length);
  return { title: unquoted(named.trim()) || firstHeading(body), text: body };
}

function unquoted(text: string): string {
  return /^(["']).*\1$/.test(text) ? text.slice(1, -1) : text;
}

/** Headings inside fenced code are comments of some shell. */
function firstHeading(text: string): string {
  const withoutCode = text.replace(/^ {0,3}(```|~~~)[\s\S]*?(^ {0,3}\1|$(?![\s\S]))/gm, '');
  const underlined = /^(\S.{0,200})\n(?:=+|-+)[ \t]*$/m.exec(withoutCode);
  for (const match of withoutCode.matchAll(/^ {0,3}#.*$/gm)) {
    const heading = headingOf(match[0]);
    if (heading === undefined) continue;
    return underlined !== null && underlined.index < match.index ? (underlined[1] ?? '') : heading;
  }
  return underlined?.[1] ?? '';
}
