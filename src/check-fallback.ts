import { ToolcError } from './core/errors.ts';
import { onFailureOf } from './executor/on-failure.ts';
import { fitFallback } from './tools/fit-fallback.ts';
import type { Toolset } from './tools/prepared-tool.ts';
import type { OnFailure } from './tools/tool.ts';

/** Throws `option.invalid` for a run's fallback that is no JSON, or that a tool it is for cannot give. */
export function checkFallback(onFailure: OnFailure, toolset: Toolset): void {
  if (typeof onFailure !== 'object') return;
  const alone = fitFallback(onFailure.fallback, undefined);
  if (!alone.ok) throw new ToolcError('option.invalid', `onFailure: ${alone.problem}`);
  for (const tool of toolset.tools.values()) {
    if (onFailureOf(tool, onFailure) !== onFailure) continue;
    const fitted = fitFallback(onFailure.fallback, tool.output);
    if (fitted.ok) continue;
    throw new ToolcError(
      'option.invalid',
      `onFailure does not suit the tool "${tool.name}": ${fitted.problem}. Give that tool an onFailure of its own.`,
    );
  }
}
