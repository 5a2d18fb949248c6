import { ToolcError } from './core/errors.ts';
import { didYouMean } from './core/suggest.ts';
import type { ExecutionOptions, RunOverrides } from './settings.ts';

/** A record, so that an option added to the type and not here is a type error. */
type Names<Options> = Readonly<Record<keyof Options, true>>;

const executionNames: Names<ExecutionOptions> = {
  concurrency: true,
  budget: true,
  prices: true,
  limits: true,
  onFailure: true,
  gates: true,
  approval: true,
  approve: true,
  passes: true,
  clock: true,
};

const overrideNames: Names<RunOverrides> = {
  budget: true,
  onFailure: true,
  approval: true,
  approve: true,
};

const names = {
  createCompiler: {
    ...executionNames,
    model: true,
    tools: true,
    instructions: true,
    examples: true,
    maxRepairs: true,
  },
  runPlan: { ...executionNames, tools: true, inputs: true, signal: true, context: true },
  'compiler.run': { ...overrideNames, signal: true, output: true, context: true },
};

/**
 * Throws `option.invalid` for an option that there is not: a misspelt `approve` would let everything
 * be written unasked.
 */
export function checkOptionNames(called: keyof typeof names, given: object): void {
  const known = Object.keys(names[called]);
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const hint = didYouMean(name, known);
    const message = `${called} has no option "${name}".${hint} It has: ${known.join(', ')}.`;
    throw new ToolcError('option.invalid', message, { details: { option: name } });
  }
}
