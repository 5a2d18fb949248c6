/** The quotes that open a string, each with what closes it. */
export function closersOf(quote: string): string {
  switch (quote) {
    case '"':
    case "'":
    case '`':
      return quote;
    case '“':
    case '”':
      return '”';
    case '„':
      return '“”';
    case '‘':
    case '’':
      return '’';
    default:
      return '';
  }
}

/** True for a character that may open a string. */
export function isQuote(character: string): boolean {
  return closersOf(character) !== '';
}

/** Quotes that also stand inside words: `What's`. */
export function isApostrophe(character: string): boolean {
  return character === "'" || character === '’';
}

/** A letter, digit or underscore of any script; one UTF-16 unit. */
export function isWordCharacter(character: string): boolean {
  if (character < '\u0080') return isAsciiWord(character);
  return /[\p{L}\p{N}]/u.test(character);
}

/** A letter of any script, or an underscore: what a name may begin with. */
export function isNameStart(character: string): boolean {
  return isWordCharacter(character) && !/\p{N}/u.test(character);
}

/** ASCII only: full-width digits are text. */
export function isDigit(character: string): boolean {
  return character >= '0' && character <= '9' && character.length === 1;
}

/** White space of any kind, the byte order mark and line breaks included. */
export function isSpace(character: string): boolean {
  if (character < '\u0080') return character === ' ' || (character >= '\t' && character <= '\r');
  return /\s/.test(character);
}

/** A character of a tool's name. */
export function isToolNameCharacter(character: string): boolean {
  return isAsciiWord(character) || (character !== '' && '.:/-'.includes(character));
}

function isAsciiWord(character: string): boolean {
  return (
    (character >= 'a' && character <= 'z') ||
    (character >= 'A' && character <= 'Z') ||
    (character >= '0' && character <= '9') ||
    character === '_'
  );
}
