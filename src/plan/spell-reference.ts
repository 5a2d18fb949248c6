import type { Reference, Step } from './task.ts';

/** A reference as a person writes it, for messages: `$3.items[0]["box office"]?`. */
export function spellReference(reference: Reference): string {
  return `$${reference.source}${reference.path.map(spellStep).join('')}${reference.optional ? '?' : ''}`;
}

/** One step of a path: `.name`, `["any key"]`, `[0]` or `[*]`. */
export function spellStep(step: Step): string {
  if (step.kind === 'each') return '[*]';
  if (step.kind === 'index') return `[${step.index}]`;
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(step.key)
    ? `.${step.key}`
    : `[${JSON.stringify(step.key)}]`;
}

/** True for the keys that no path may enter: `__proto__`, `constructor`, `prototype`. */
export function isForbiddenKey(key: string): boolean {
  return key === '__proto__' || key === 'constructor' || key === 'prototype';
}
