import { readFileSync } from 'node:fs';
import { createPlanParser } from '../../src/plan/plan-parser.ts';
import type { PlanItem } from '../../src/plan/task.ts';
import type { JsonSchema, Tool } from '../../src/tools/tool.ts';
import { createToolset } from '../../src/tools/toolset.ts';

/** One line of test/fixtures/plan-corpus.jsonl. */
export interface CorpusLine {
  readonly id: string;
  readonly plan: string;
  readonly expect: 'ok' | 'error';
  readonly why: string;
  readonly code?: string;
  readonly warnings?: readonly string[];
  readonly tasks?: readonly unknown[];
  readonly terminal?: unknown;
}

export const corpus: readonly CorpusLine[] = readFileSync(
  new URL('../fixtures/plan-corpus.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line): CorpusLine => JSON.parse(line));

/** The stream of these ended early. */
export function isComplete(line: CorpusLine): boolean {
  return line.code !== 'E_TRUNCATED' && line.code !== 'E_UNCLOSED_STRING';
}

const text: JsonSchema = { type: 'string' };

function corpusTool(name: string, properties: JsonSchema, required: readonly string[]): Tool {
  return {
    name,
    description: `${name}.`,
    effect: name === 'send_email' ? 'write' : 'read',
    inputSchema: { type: 'object', properties, required },
    execute: () => null,
  };
}

/** The tools that the corpus assumes. */
export const corpusTools: readonly Tool[] = [
  corpusTool('search', { query: text }, ['query']),
  corpusTool('math', { expression: text, context: { type: 'array' } }, ['expression']),
  corpusTool('fetch', { url: text }, ['url']),
  corpusTool('list', { topic: text }, ['topic']),
  corpusTool('send_email', { to: text, subject: text, body: text }, ['to', 'subject', 'body']),
];

export const corpusToolset = createToolset(corpusTools);

/** What a parser hands out for text that comes in these pieces. */
export function itemsOf(pieces: Iterable<string>, complete = true): PlanItem[] {
  const parser = createPlanParser({ toolset: corpusToolset });
  const items: PlanItem[] = [];
  for (const piece of pieces) items.push(...parser.push(piece));
  items.push(...parser.end({ complete }));
  return items;
}
