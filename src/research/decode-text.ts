/**
 * Bytes as text. The charset is, in this order: that of a byte order mark, `declared`, the one that
 * the text's own first 1,024 bytes name (`<meta charset>`, `<?xml encoding>`), UTF-8 where the bytes
 * are valid, else windows-1252. An unknown name counts as none. Never throws; bytes that the charset
 * does not know become U+FFFD.
 */
export function decodeText(bytes: Uint8Array, declared?: string): string {
  const charset = markOf(bytes) ?? knownCharset(declared) ?? knownCharset(namedInside(bytes));
  if (charset !== undefined) return decodeAs(charset, bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return decodeAs('windows-1252', bytes);
  }
}

/** True for decoded text that no text editor wrote: it holds a NUL. */
export function isBinaryText(text: string): boolean {
  return text.includes('\0');
}

/** At most `length` UTF-16 units, with `…` as the last where something was cut; no half characters. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  const kept = text.slice(0, Math.max(0, length - 1));
  return `${kept.replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/**
 * Node 20 decodes windows-1252 as latin1 unless it is told that more may follow. A charset of single
 * bytes holds nothing back, so telling it so loses nothing.
 */
function decodeAs(charset: string, bytes: Uint8Array): string {
  return new TextDecoder(charset).decode(bytes, { stream: charset === 'windows-1252' });
}

function markOf(bytes: Uint8Array): string | undefined {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return undefined;
}

function knownCharset(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  try {
    return new TextDecoder(name).encoding;
  } catch {
    return undefined;
  }
}

function namedInside(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 1024));
  const named =
    /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{1,40})/i.exec(head) ??
    /^<\?xml[^>]{0,100}encoding\s*=\s*["']([\w-]{1,40})/.exec(head);
  // Its own name was read as ASCII, so the text cannot be UTF-16, whatever it says.
  return named?.[1]?.replace(/^utf-16.*$/i, 'utf-8');
}
