const OPEN = '<think>';
const CLOSE = '</think>';

/** A reply without the `<think>` block that some models begin with: it is no part of what they say. */
export function withoutThinking(text: string): string {
  const start = text.trimStart();
  if (!start.startsWith(OPEN)) return text;
  const end = start.indexOf(CLOSE);
  return end < 0 ? '' : start.slice(end + CLOSE.length).trimStart();
}

/** Hands a reply on as it streams, from behind its `<think>` block. */
export function skipThinking(onText: (text: string) => void): (text: string) => void {
  let reply = '';
  let said = 0;
  return (text) => {
    reply += text;
    // What may yet become the opening tag waits.
    if (said === 0 && OPEN.startsWith(reply.trimStart())) return;
    const spoken = withoutThinking(reply);
    if (spoken.length > said) onText(spoken.slice(said));
    said = spoken.length;
  };
}
