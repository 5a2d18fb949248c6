import { describe, expect, test } from 'vitest';
import {
  createCompiler,
  defineTool,
  runPlan,
  type ApprovalRequest,
  type Approve,
} from '../src/index.ts';
import { scriptedModel } from '../src/testing/index.ts';

const written: unknown[] = [];
const mail = defineTool({
  name: 'mail',
  description: 'Sends a mail.',
  effect: 'write',
  inputSchema: {
    type: 'object',
    properties: { to: { type: 'string' }, text: { type: 'string' } },
    required: ['to', 'text'],
  },
  execute(input) {
    written.push(input);
    return 'sent';
  },
});
const name = defineTool({
  name: 'name',
  description: 'Gives a name.',
  effect: 'read',
  inputSchema: { type: 'object', properties: {} },
  execute: () => 'Ada',
});
const tools = [mail, name];

const deny: Approve = () => ({ decision: 'deny', reason: 'too early' });
const plan = '1. name()\n2. mail("ada@example.org", "Dear $1")\n3. finish($2)';

function asking(decide: Approve): { approve: Approve; requests: ApprovalRequest[] } {
  const requests: ApprovalRequest[] = [];
  const approve: Approve = (request) => {
    requests.push(request);
    return decide(request);
  };
  return { approve, requests };
}

describe('a run whose writes somebody must consent to', () => {
  test('writes what was consented to, and gives the value of its finish', async () => {
    written.length = 0;
    const { approve, requests } = asking(() => ({ decision: 'approve' }));
    const report = await runPlan(plan, { tools, approve }).report;
    expect(report.value).toBe('sent');
    expect(written).toEqual([{ to: 'ada@example.org', text: 'Dear Ada' }]);
    expect(requests).toMatchObject([
      { scope: 'plan', runId: report.runId, writes: [{ taskId: 2, tool: 'mail' }] },
    ]);
  });

  test('denied, has its joiner answer, who is told why', async () => {
    written.length = 0;
    const model = scriptedModel([plan, 'Finish: It was not sent.']);
    const report = await createCompiler({ model, tools, approve: deny }).run('Write to Ada');
    expect(report.answer).toBe('It was not sent.');
    expect(written).toEqual([]);
    expect(report.outcomes.get(2)).toMatchObject({
      status: 'skipped',
      cause: { reason: 'denied', message: 'Consent to the write was denied: too early' },
    });
    expect(JSON.stringify(model.requests.at(-1))).toContain('too early');
  });

  test('denied without a model, fails with its outcomes', async () => {
    written.length = 0;
    const report = await runPlan(plan, { tools, approve: deny, approval: 'per-write' }).report;
    expect(report).toMatchObject({ status: 'failed', error: { code: 'run.finish-unavailable' } });
    expect(report.outcomes.get(1)).toMatchObject({ status: 'ok' });
    expect(written).toEqual([]);
  });

  test('may have an approve of its own, or go without', async () => {
    written.length = 0;
    const model = scriptedModel([plan, plan, 'Finish: Not sent.']);
    const compiler = createCompiler({ model, tools, approve: deny });
    expect((await compiler.run('?', { approval: 'none' })).answer).toBe('sent');
    const { approve, requests } = asking(deny);
    expect((await compiler.run('?', { approval: 'per-write', approve })).answer).toBe('Not sent.');
    expect(requests).toMatchObject([
      { scope: 'write', writes: [{ known: { to: 'ada@example.org', text: 'Dear Ada' } }] },
    ]);
    expect(written).toHaveLength(1);
  });

  test('aborted by whoever is asked, writes nothing and has every event before its end', async () => {
    written.length = 0;
    for (const approval of ['per-plan', 'per-write'] as const) {
      const run = runPlan(plan, {
        tools,
        approval,
        approve: () => {
          run.abort('enough');
          return { decision: 'approve' };
        },
      });
      const report = await run.report;
      expect(report.status).toBe('aborted');
      const types: string[] = [];
      for await (const { type } of run.events()) types.push(type);
      expect(types.at(-1)).toBe('run-end');
      expect(types.filter((type) => type === 'approval-decided')).toHaveLength(1);
    }
    expect(written).toEqual([]);
  });

  test('is asked again for the writes of the next round', async () => {
    written.length = 0;
    const replan = 'Replan: again\n1. mail("ada@example.org", "Dear Ada")\n2. finish($1)';
    const model = scriptedModel(['1. mail("ada@example.org", "Dear Ada")\n2. join()', replan]);
    const { approve, requests } = asking(() => ({ decision: 'approve' }));
    const report = await createCompiler({ model, tools, approve }).run('?');
    expect(report.answer).toBe('sent');
    expect(requests).toHaveLength(2);
    expect(written).toHaveLength(2);
  });
});
