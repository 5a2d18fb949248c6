import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/plan/task.ts';
import { REPAIR_FIRST_LINE, repairMessages } from '../../src/planner/repair-messages.ts';

const messages = [{ role: 'user', content: 'q' }] as const;
const problem: Problem = {
  code: 'plan.unknown-tool',
  severity: 'error',
  message: 'There is no tool "serch".',
  line: 2,
  column: 4,
  hint: 'Did you mean "search"?',
  taskId: 2,
};

describe('the messages of a repair', () => {
  it('hold what was asked, the broken plan and its errors with place and hint, without warnings', () => {
    const warning: Problem = { ...problem, severity: 'warning', message: 'never mind' };
    const bare: Problem = { ...problem, code: 'plan.cycle', hint: undefined, message: 'A cycle.' };
    expect(
      repairMessages({ messages, planText: '2. serch("a")', problems: [problem, warning, bare] }),
    ).toEqual([
      ...messages,
      { role: 'assistant', content: '2. serch("a")' },
      {
        role: 'user',
        content: [
          REPAIR_FIRST_LINE,
          '1. plan.unknown-tool at 2:4: There is no tool "serch". Did you mean "search"?',
          '2. plan.cycle at 2:4: A cycle.',
          'Write the whole corrected plan and nothing else. Keep the ids of the calls that were right.',
        ].join('\n'),
      },
    ]);
  });

  it('are bounded', () => {
    const problems = Array.from({ length: 30 }, () => problem);
    const [, broken, order] = repairMessages({ messages, planText: 'x'.repeat(50_000), problems });
    expect(broken?.content).toContain('[cut: 26000 more characters]');
    expect(order?.content).toContain('20. plan.unknown-tool');
    expect(order?.content).not.toContain('21. plan');
    expect(order?.content).toContain('… and 10 more errors.');
  });

  it('say that an empty plan was empty', () => {
    expect(repairMessages({ messages, planText: ' \n', problems: [problem] })[1]?.content).toBe(
      '(empty)',
    );
  });
});
