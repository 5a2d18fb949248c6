/**
 * A second reader of calls, written apart from the first and only as wide as exact syntax: what a
 * call that writes may look like. It knows where a call ends, not what it means.
 */
const space = /[\s\uFEFF]*/y;
const string =
  /[rR]?(?:"""(?:\\[^]|[^\\])*?"""|'''(?:\\[^]|[^\\])*?'''|"(?:\\[^]|[^\\"])*"|'(?:\\[^]|[^\\'])*'|`(?:\\[^]|[^\\`])*`|[“”](?:\\[^]|[^\\”])*”|„(?:\\[^]|[^\\“”])*[“”]|[‘’](?:\\[^]|[^\\’])*’)/y;
const source = /\$(?:\d+|input(?![\p{L}\p{N}_])|\{\s*(?:\d+|input)[^}]*\})/uy;
const property = /\.[\p{L}_][\p{L}\p{N}_]*/uy;
const index = /\[\s*(?:\*|\d+)\s*\]/y;
const scalar =
  /(?:true|false|null|True|False|None|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\p{L}\p{N}_.])/uy;
const keyword = /[A-Za-z_]\w*\s*[=:]/y;
const behind = /[\s;,*_`\uFEFF]*(?:$|#|<|-?\d+[.)]|join|finish|thought|observation|[-•·>])/iy;

/** Whether a call of `tool` that begins at `from` or later is exact, and so is the rest of its line. */
export function holdsExactCall(text: string, tool: string, from: number): boolean {
  for (let at = text.indexOf(tool, from); at !== -1; at = text.indexOf(tool, at + 1)) {
    const open = text.indexOf('(', at);
    if (!/^[*`\s]*$/.test(text.slice(at + tool.length, open))) continue;
    const end = exactEnd(text, open + 1);
    const line = end === undefined ? '' : (text.slice(end).split('\n')[0] ?? '');
    behind.lastIndex = 0;
    if (end !== undefined && behind.test(line)) return true;
  }
  return false;
}

/** The index behind the parenthesis of exact arguments that begin at `start`. */
function exactEnd(text: string, start: number): number | undefined {
  let at = start;

  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };

  const takeText = (wanted: string): boolean => {
    take(space);
    if (!text.startsWith(wanted, at)) return false;
    at += wanted.length;
    return true;
  };

  const takeItems = (closer: string, takeItem: () => boolean): boolean => {
    while (!takeText(closer)) {
      if (!takeItem()) return false;
      if (!takeText(',') && !text.startsWith(closer, at)) return false;
    }
    return true;
  };

  const takeStep = (): boolean =>
    take(property) ||
    take(index) ||
    (takeText('[') && take(space) && take(string) && takeText(']'));

  const takeValue = (): boolean => {
    take(space);
    if (take(string)) return true;
    if (take(source)) {
      while (text[at] === '.' || text[at] === '[') if (!takeStep()) return false;
      if (text[at] === '?') at += 1;
      return true;
    }
    if (takeText('[')) return takeItems(']', takeValue);
    if (takeText('{')) return takeItems('}', () => take(string) && takeText(':') && takeValue());
    return take(scalar);
  };

  const takeArgument = (): boolean => {
    take(keyword);
    return takeValue();
  };
  return takeItems(')', takeArgument) ? at : undefined;
}
