/** What models write behind their last word: `<END_OF_RESPONSE>`, `<|im_end|>`, `</s>`. */
const END_TOKEN = /<(?:END(?:_OF_[A-Z_]{1,24})?|\|[a-z_]{1,24}\||\/s)>$/;
const BEGUN =
  /^<(?:E(?:N(?:D(?:_(?:O(?:F(?:_[A-Z_]{0,24})?)?)?)?)?)?|\|(?:[a-z_]{1,24}\|?)?|\/s?)?$/;
const LONGEST_TOKEN = 40;

/** Whether `text`, which begins with `<`, is a whole end token, may become one, or neither. */
export function endTokenState(text: string): 'whole' | 'begun' | 'none' {
  if (BEGUN.test(text)) return 'begun';
  return END_TOKEN.exec(text)?.index === 0 ? 'whole' : 'none';
}

/** The text without the white space and end tokens behind it. */
export function stripEnd(text: string): string {
  let kept = text.trimEnd();
  for (;;) {
    const match = END_TOKEN.exec(kept.slice(-LONGEST_TOKEN));
    if (match === null) return kept;
    kept = kept.slice(0, kept.length - match[0].length).trimEnd();
  }
}
