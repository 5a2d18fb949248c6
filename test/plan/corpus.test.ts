import { expect, test } from 'vitest';
import type { PlanCode } from '../../src/core/errors.ts';
import { parsePlan } from '../../src/plan/parse-plan.ts';
import type { Expression, Reference, Task } from '../../src/plan/task.ts';
import { corpus, corpusToolset, isComplete } from './corpus.ts';

const codes: Record<string, readonly PlanCode[]> = {
  E_EMPTY_PLAN: ['plan.empty'],
  E_SYNTAX: ['plan.syntax', 'plan.guard', 'plan.missing-id', 'plan.unclosed-string'],
  E_MISSING_ID: ['plan.missing-id'],
  E_UNKNOWN_TOOL: ['plan.unknown-tool'],
  E_DUPLICATE_ID: ['plan.duplicate-id'],
  E_BAD_ID: ['plan.bad-id'],
  E_SELF_REF: ['plan.self-reference'],
  E_CYCLE: ['plan.cycle'],
  E_UNKNOWN_REF: ['plan.unknown-reference'],
  E_ARGS_SCHEMA: ['plan.arguments'],
  E_DUPLICATE_PARAM: ['plan.duplicate-parameter'],
  E_POSITIONAL_AFTER_KEYWORD: ['plan.positional-after-keyword'],
  E_TRUNCATED: ['plan.truncated'],
  E_UNCLOSED_STRING: ['plan.unclosed-string'],
  E_NESTED_CALL: ['plan.nested-call'],
  E_FORBIDDEN_KEY: ['plan.forbidden-key'],
  E_BAD_REF_PATH: ['plan.bad-reference'],
  E_LIMIT_DEPTH: ['plan.too-deep'],
};

const warnings: Record<string, PlanCode> = {
  PROSE_IGNORED: 'plan.prose-ignored',
  TRAILING_TEXT_IGNORED: 'plan.trailing-text-ignored',
  UNCLOSED_CALL_RECOVERED: 'plan.recovered',
  RAW_STRING_RECOVERED: 'plan.recovered',
  BARE_ARG_RECOVERED: 'plan.recovered',
  FORWARD_REF: 'plan.forward-reference',
  MISSING_JOIN: 'plan.missing-join',
  UNKNOWN_REF_LITERAL: 'plan.literal-dollar',
  COERCED: 'plan.converted',
};

function referenceForm({ source, path, optional }: Reference): unknown {
  const steps = path.map((step) => {
    if (step.kind === 'each') return '*';
    return step.kind === 'index' ? step.index : step.key;
  });
  return { ref: source, path: steps, ...(optional ? { optional } : {}) };
}

function form(expression: Expression): unknown {
  switch (expression.kind) {
    case 'literal': {
      const { value } = expression;
      const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
      return isObject ? { lit: value } : value;
    }
    case 'reference':
      return referenceForm(expression.reference);
    case 'template':
      return { tpl: expression.parts.map((p) => (typeof p === 'string' ? p : referenceForm(p))) };
    case 'list':
      return expression.items.map(form);
    case 'object':
      return Object.fromEntries(expression.entries.map(([key, value]) => [key, form(value)]));
  }
}

function taskForm({ id, tool, args, dependencies, fanOut, guard }: Task): unknown {
  return {
    id,
    tool,
    args: args.entries.map(([, value]) => form(value)),
    deps: dependencies,
    ...(fanOut === undefined ? {} : { fanOut: true }),
    ...(guard === undefined ? {} : { guard: true }),
  };
}

test('the corpus is all there', () => {
  expect(corpus.length).toBeGreaterThanOrEqual(140);
  expect(new Set(corpus.map((line) => line.id)).size).toBe(corpus.length);
});

test.each(corpus)('the corpus plan $id ($why) gives what it must', (line) => {
  const plan = parsePlan(line.plan, { tools: corpusToolset, complete: isComplete(line) });
  const errors = plan.problems.filter((problem) => problem.severity === 'error');
  const found = plan.problems.map((problem) => problem.code);
  if (line.expect === 'error') {
    expect(codes[line.code ?? '']).toContain(errors[0]?.code);
    return;
  }
  expect(errors).toEqual([]);
  expect(plan.tasks.map(taskForm)).toEqual(line.tasks);
  for (const name of line.warnings ?? []) expect(found).toContain(warnings[name]);
  if (line.terminal !== undefined) {
    expect(plan.terminal?.kind).toBe('finish');
    if (plan.terminal?.kind === 'finish') {
      expect({ finish: [form(plan.terminal.value)] }).toEqual(line.terminal);
    }
  } else expect(plan.terminal?.kind).toBe('join');
});
