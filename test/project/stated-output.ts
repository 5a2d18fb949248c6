/** What a program says it prints: the comment lines behind `// prints:`, or nothing. */
export function statedOutput(program: string): string | undefined {
  const lines = program.split('\n');
  const start = lines.findIndex((line) => /^\/\/ prints:\s*/.test(line));
  if (start === -1) return undefined;
  const first = (lines[start] ?? '').replace(/^\/\/ prints:\s*/, '');
  const stated = first === '' ? [] : [first];
  for (const line of lines.slice(start + 1)) {
    if (!line.startsWith('//')) break;
    stated.push(line.replace(/^\/\/ ?/, '').trimEnd());
  }
  return stated.join('\n');
}

/** Line by line; a `…` in what is stated stands for any text of that line. */
export function matchOutput(stated: string): (printed: string) => boolean {
  const pattern = stated
    .split('…')
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^\\n]*');
  return (printed) => new RegExp(`^${pattern}$`).test(printed);
}
