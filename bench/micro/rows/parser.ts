import { createPlanParser, createToolset, defineTool, parsePlan } from '../../../src/index.ts';
import type { Row } from '../row.ts';
import { median, seeded } from '../statistics.ts';

const toolset = createToolset([
  defineTool({
    name: 'search',
    description: 'Searches.',
    effect: 'read',
    inputSchema: {
      type: 'object',
      properties: { query: { type: 'string' }, options: { type: 'object' }, previous: {} },
      required: ['query'],
    },
    execute: () => null,
  }),
]);
const limits = { tasks: 1_000_000, planLength: 4_000_000 };

export const parser: Row = {
  id: 'parser',
  what: 'a plan of 1 MB (some 8,000 calls with references, texts and nested values), parsed and checked',
  excludes: 'plans with errors, schemas larger than three properties',
  async measure() {
    const half = planText(500_000);
    const whole = planText(1_000_000);
    for (let round = 0; round < 3; round += 1) parseWhole(half);
    parseByCharacter(half.slice(0, 100_000));
    const wholeMs: number[] = [];
    const halfMs: number[] = [];
    const characterMs: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      halfMs.push(timed(() => parseWhole(half)));
      wholeMs.push(timed(() => parseWhole(whole)));
      characterMs.push(timed(() => parseByCharacter(whole)));
    }
    const halfMedian = median(halfMs);
    return Promise.resolve([
      { label: 'whole', unit: 'ms', values: wholeMs, limit: 250 },
      { label: 'one character at a time', unit: 'ms', values: characterMs, limit: 1_500 },
      {
        label: 't(2n)/t(n), whole',
        unit: '×',
        values: wholeMs.map((ms) => ms / halfMedian),
        limit: 2.3,
      },
    ]);
  },
};

function planText(length: number): string {
  const random = seeded(3);
  let text = '';
  for (let id = 1; text.length < length - 200; id += 1) {
    const source = Math.max(1, id - 1 - Math.floor(random() * 50));
    const previous =
      id === 1 ? '' : `, previous=[$${String(source)}.items[0].url, "see \${${String(source)}}"]`;
    text += `${String(id)}. search("height of mountain ${String(id)}", options={"limit": ${String(id)}, "tags": ["a", "b"]}${previous})\n`;
  }
  return `${text}join()<END_OF_PLAN>`;
}

function parseWhole(text: string): void {
  const { tasks, problems } = parsePlan(text, { tools: toolset, limits });
  expectGood(tasks.length, problems);
}

function parseByCharacter(text: string): void {
  const incremental = createPlanParser({ toolset, limits });
  let tasks = 0;
  const problems: unknown[] = [];
  const take = (items: ReturnType<typeof incremental.push>): void => {
    for (const item of items) {
      if (item.kind === 'task') tasks += 1;
      else if (item.kind === 'problem' && item.problem.severity === 'error') problems.push(item);
    }
  };
  for (const character of text) take(incremental.push(character));
  take(incremental.end({ complete: true }));
  // A text cut for the warm-up may end within a call.
  if (incremental.ended) expectGood(tasks, []);
}

function expectGood(tasks: number, problems: readonly { readonly severity: string }[]): void {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0 || tasks === 0) {
    throw new Error(`the plan did not parse: ${JSON.stringify(errors.slice(0, 2))}`);
  }
}

function timed(work: () => void): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}
