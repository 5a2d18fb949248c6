/**
 * Text from a model or a tool as text that cannot drive a terminal.
 *
 * Control characters become their pictures (ESC is `␛`), C1 controls and characters that turn the
 * direction of writing become `�`. Line ends of every kind become `\n`, a tab two spaces. The text
 * has no escape sequence then, and what is left says what was there.
 */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085\v\f]/g, '\n')
    .replaceAll('\t', '  ')
    .replace(CONTROL, pictureOf);
}

/** The same, on one line. */
export function cleanLine(text: string): string {
  return cleanText(text)
    .replace(/\s*\n\s*/g, ' ')
    .trim();
}

const CONTROL =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]/g;

function pictureOf(control: string): string {
  const code = control.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\ufffd';
}
