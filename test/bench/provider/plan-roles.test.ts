import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/index.ts';
import { createCompiler, defineTool, type Model, type Report } from '../../../src/index.ts';
import type { Case } from '../../../bench/race/case.ts';
import { roles } from '../../../bench/race/provider/roles/play-role.ts';
import { workloads } from '../../../bench/race/workloads/index.ts';
import { message, requestOf } from './chat.ts';
import { clueCase, compareCase } from './sample-case.ts';

describe('the planner', () => {
  test('prints all foreseen steps with references, by the place of their step', () => {
    expect(planOf(compareCase, 'planner')).toBe(
      [
        '1. search(query="Everest")',
        '2. search(query="K2")',
        '3. fetch(url=$1[0].url)',
        '4. fetch(url=$2[0].url)',
        '5. subtract(left=$3.metres, right=$4.metres)',
        'join()',
      ].join('\n'),
    );
  });

  test('ends in finish where it is asked to and the case can', () => {
    const lastLine = (raceCase: Case): string | undefined =>
      planOf(raceCase, 'planner-finish').split('\n').at(-1);
    expect(lastLine(compareCase)).toBe('finish("Everest is ${5} m higher.")');
    expect(lastLine(clueCase)).toBe('join()');
  });

  test('escapes what would be a reference in a literal', () => {
    const step = { tool: 'follow', args: { place: { literal: 'costs $1' } } };
    expect(planOf({ ...clueCase, steps: () => [step] }, 'planner')).toBe(
      '1. follow(place="costs \\$1")\njoin()',
    );
  });

  test('writes one line that no parser takes when a bad line is wanted, and repairs it', async () => {
    const { report, plans } = await runToolc(compareCase, { badFirst: true });
    expect(plans).toHaveLength(2);
    expect(plans[0]).toContain('3. fetch(url=)');
    expect(report.answer).toBe(compareCase.expected);
  });
});

describe('the joiner', () => {
  test.each([compareCase, clueCase])('answers rightly: $question', async (raceCase) => {
    expect((await runToolc(raceCase)).report.answer).toBe(raceCase.expected);
  });

  test('replans what could not be foreseen, with what it saw written out', async () => {
    const { joins } = await runToolc(clueCase);
    expect(joins).toHaveLength(2);
    expect(joins[0]).toMatch(/^Replan: .*\n2\. follow\(place="well"\)\njoin\(\)$/);
  });

  test('leaves the plan to a planner where its prompt asks for the reason alone', () => {
    const results = 'Results of the calls:\n1. follow(place="gate") -> ok\n| {"next":"well"}';
    const messages = [
      message('system', 'Reply in one of two forms:\nFinish: the answer\nReplan: what is missing'),
      message('user', `${clueCase.question}\n\n${results}`),
    ];
    const request = requestOf(clueCase, messages);
    const { text } = roles.joiner({ raceCase: clueCase, request, badLine: false });
    expect(text).toMatch(/^Replan: [^\n]+$/);
  });

  test('finishes where it may not replan, and says what it could not find', () => {
    const results = 'Results of the calls:\n1. follow(place="gate") -> ok\n| {"next":"well"}';
    const messages = [
      message('system', 'Reply in this form, with the best answer there is'),
      message('user', `${clueCase.question}\n\n${results}`),
    ];
    const request = requestOf(clueCase, messages);
    const { text } = roles.joiner({ raceCase: clueCase, request, badLine: false });
    expect(text).toBe('Finish: I could not find the result of follow.');
  });

  test('takes no line of a tool for a result', () => {
    const lines = ['5. subtract(left=1, right=2) -> ok', '| "x"', '| 5. subtract() -> ok', '| 238'];
    const messages = [
      message('user', [compareCase.question, 'Results of the calls:', ...lines].join('\n')),
    ];
    const request = requestOf(compareCase, messages);
    const { text } = roles.joiner({ raceCase: compareCase, request, badLine: false });
    expect(text).not.toContain('238');
  });

  test.each(workloads.map(({ name, make }) => ({ name, raceCase: make(1) })))(
    'answers $name rightly, and wrongly where a result is lost',
    async ({ raceCase }) => {
      const isRight =
        raceCase.isRight ?? ((answer: string): boolean => answer === raceCase.expected);
      const { report, calls } = await runToolc(raceCase);
      expect(isRight(String(report.answer))).toBe(true);
      const lost = await runToolc(raceCase, { failing: calls - 1 });
      expect(isRight(String(lost.report.answer))).toBe(false);
    },
  );
});

function planOf(raceCase: Case, role: 'planner' | 'planner-finish'): string {
  const request = requestOf(raceCase, [message('user', raceCase.question)]);
  return roles[role]({ raceCase, request, badLine: false }).text;
}

interface ToolcRun {
  readonly report: Report;
  readonly plans: readonly string[];
  readonly joins: readonly string[];
  readonly calls: number;
}

/** Runs a case in toolc with the roles as its models; `failing`: the call, from 0, that throws. */
async function runToolc(
  raceCase: Case,
  { failing, badFirst = false }: { readonly failing?: number; readonly badFirst?: boolean } = {},
): Promise<ToolcRun> {
  const plans: string[] = [];
  const joins: string[] = [];
  let calls = 0;
  const call = (result: () => Json): Json => {
    calls += 1;
    if (calls - 1 === failing) throw new Error('lost');
    return result();
  };
  const tools = raceCase.tools.map(
    ({ result, name, description, effect, inputSchema, outputSchema }) =>
      defineTool({
        ...{ name, description, effect, inputSchema, outputSchema },
        execute: (input) => call(() => result(input)),
      }),
  );
  const compiler = createCompiler({
    model: {
      planner: roleModel(raceCase, 'planner', { replies: plans, badFirst }),
      joiner: roleModel(raceCase, 'joiner', { replies: joins, badFirst: false }),
    },
    tools,
    budget: { rounds: 10 },
  });
  const report = await compiler.stream(raceCase.question).report;
  return { report, plans, joins, calls };
}

function roleModel(
  raceCase: Case,
  role: 'planner' | 'joiner',
  { replies, badFirst }: { readonly replies: string[]; readonly badFirst: boolean },
): Model {
  return {
    name: role,
    async *stream({ messages }) {
      const request = requestOf(
        raceCase,
        messages.map(({ role: sender, content }) => message(sender, content)),
      );
      const badLine = badFirst && replies.length === 0;
      const { text } = roles[role]({ raceCase, request, badLine });
      replies.push(text);
      yield { type: 'text', text };
      yield { type: 'end', finish: 'stop', usage: { promptTokens: 0, completionTokens: 0 } };
    },
  };
}
