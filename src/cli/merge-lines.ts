import type { PlanPreview } from '../index.ts';

/** What would be one call: one line a group. */
export function mergeLines({ merges }: Pick<PlanPreview, 'merges'>): readonly string[] {
  return merges.map((group) => `tasks ${group.join(', ')} are equal: one call`);
}
