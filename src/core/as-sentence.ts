/** The text, with a full stop where it ends without one: for what is said behind it. */
export function asSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
