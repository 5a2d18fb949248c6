import { isForbiddenKey, spellStep } from './spell-reference.ts';
import type { Finding } from './plan-problem.ts';
import { errorAt } from './plan-problem.ts';
import type { Money, RawCondition, RawExpression, RawReference } from './syntax.ts';

/** What stands in a statement's expressions, in order of appearance. */
export interface Survey {
  readonly references: PlacedReference[];
  readonly money: Money[];
  readonly findings: Finding[];
}

/** A reference and whether it stands inside longer text, where it may turn out to be a price. */
export interface PlacedReference {
  readonly reference: RawReference;
  readonly place: 'value' | 'text';
}

export function emptySurvey(): Survey {
  return { references: [], money: [], findings: [] };
}

/** Adds what stands in an expression, and the errors that need no other statement to be seen. */
export function surveyExpression(expression: RawExpression, survey: Survey): void {
  switch (expression.kind) {
    case 'literal':
      return;
    case 'text':
      for (const money of expression.money) survey.money.push(money);
      for (const part of expression.parts) {
        if (typeof part !== 'string') surveyReference(part, 'text', survey);
      }
      return;
    case 'reference':
      surveyReference(expression.reference, 'value', survey);
      return;
    case 'list':
      for (const item of expression.items) surveyExpression(item, survey);
      return;
    case 'object':
      surveyKeys(expression, survey);
      for (const entry of expression.entries) surveyExpression(entry.value, survey);
      return;
  }
}

/** The same for a guard. */
export function surveyCondition(condition: RawCondition, survey: Survey): void {
  switch (condition.kind) {
    case 'value':
      return surveyExpression(condition.value, survey);
    case 'compare':
      surveyExpression(condition.left, survey);
      return surveyExpression(condition.right, survey);
    case 'not':
      return surveyCondition(condition.operand, survey);
    case 'and':
    case 'or':
      surveyCondition(condition.left, survey);
      return surveyCondition(condition.right, survey);
  }
}

function surveyReference(
  reference: RawReference,
  place: PlacedReference['place'],
  survey: Survey,
): void {
  survey.references.push({ reference, place });
  for (const step of reference.path) {
    if (step.kind !== 'key' || !isForbiddenKey(step.key)) continue;
    survey.findings.push(
      errorAt('plan.forbidden-key', reference, {
        message: `${reference.spelled} enters "${step.key}", which no path may do`,
      }),
    );
  }
  if (place !== 'text' || !reference.path.some((step) => step.kind === 'each')) return;
  const inside = `$${reference.source}${reference.path.map(spellStep).join('')}`;
  survey.findings.push(
    errorAt('plan.bad-reference', reference, {
      message: `${reference.spelled} is a list, and stands inside longer text`,
      hint: `Give ${inside} as a whole argument, or take one element: [0] instead of [*].`,
    }),
  );
}

function surveyKeys(object: Extract<RawExpression, { kind: 'object' }>, survey: Survey): void {
  const seen = new Set<string>();
  for (const entry of object.entries) {
    if (entry.key === '__proto__') {
      survey.findings.push(
        errorAt('plan.forbidden-key', entry, {
          message: 'an object may not have the key "__proto__"',
        }),
      );
    } else if (seen.has(entry.key)) {
      survey.findings.push(
        errorAt('plan.duplicate-parameter', entry, {
          message: `the key "${entry.key}" stands twice in one object`,
          hint: 'Keep one of them.',
        }),
      );
    }
    seen.add(entry.key);
  }
}
