import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Table } from '../report/table.ts';
import { parseFaultResults } from './fault-results.ts';
import { faultNotes, faultTables } from './fault-tables.ts';

/** Where `npm run bench:faults` leaves its results. */
export const faultResultsFile = join(import.meta.dirname, '../../results/faults.json');

/**
 * The report's tables of the robustness race, the notes under the first; none where it was not run. Throws an
 * Error where it is of another build than the race that it is to stand beside.
 */
export function readFaultTables(build: string, file = faultResultsFile): readonly Table[] {
  if (!existsSync(file)) return [];
  const results = parseFaultResults(readFileSync(file, 'utf8'));
  if (results.build !== build) {
    throw new Error(
      `Expected its results to be of build ${build}, as the race, got ${results.build}. Run npm run bench:faults again.`,
    );
  }
  const [first, ...others] = faultTables(results);
  if (first === undefined) return [];
  return [
    {
      ...first,
      note: [
        ...faultNotes(results),
        `Measured with ${results.machine}; ${results.startedAt.slice(0, 10)}.`,
      ].join(' '),
    },
    ...others,
  ];
}
