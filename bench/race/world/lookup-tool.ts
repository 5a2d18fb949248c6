import type { RaceTool } from '../case.ts';
import { MEDIAN_MS } from './latency.ts';
import { prose } from './prose.ts';
import { raceTool, TEXT } from './race-tool.ts';

/** What is known of a name: `{ founder: 'Bar Cel' }`. */
export type Records = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** Gives one field of one record, as text, with about 75 tokens of context. */
export function lookupTool(seed: string, records: Records): RaceTool {
  const fields = [...new Set([...records.values()].flatMap((record) => Object.keys(record)))];
  return raceTool({
    name: 'lookup',
    description: `Looks up one field of a record. Fields: ${fields.join(', ')}.`,
    input: { name: TEXT, field: { type: 'string', enum: fields } },
    output: { value: TEXT, context: TEXT },
    medianMs: MEDIAN_MS.lookup,
    seed,
    result: ({ name, field }) => {
      const value = records.get(String(name))?.[String(field)];
      if (value !== undefined) return { value, context: prose(`${seed} ${value}`, 270) };
      throw new Error(`no ${String(field)} is known of ${JSON.stringify(name)}`);
    },
  });
}
