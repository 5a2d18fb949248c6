import type { RaceTool } from '../case.ts';
import { MEDIAN_MS } from './latency.ts';
import { prose } from './prose.ts';
import { raceTool, TEXT } from './race-tool.ts';

/** Which tool looks closer at what an inspection says: nobody can know it before. */
export const CLOSER: Readonly<Record<string, string>> = {
  deployment: 'read_deployments',
  database: 'read_slow_queries',
  network: 'read_traces',
  configuration: 'read_changes',
  capacity: 'read_usage',
  certificate: 'read_certificates',
};

/** What is found by looking at `subject` with the tool for its kind. */
export interface Finding {
  readonly tool: string;
  readonly subject: string;
  /** What to look at next, or the cause. */
  readonly suspect: string;
  /** A key of `CLOSER`, or 'cause'. */
  readonly kind: string;
}

/** `inspect` and a tool for each kind of trouble; each names the next suspect, with about 200 tokens of log. */
export function incidentTools(seed: string, findings: readonly Finding[]): readonly RaceTool[] {
  return ['inspect', ...Object.values(CLOSER)].map((name) =>
    raceTool({
      name,
      description: `${name.replaceAll('_', ' ')}: says what is wrong with a subject, and of which kind it is.`,
      input: { subject: TEXT },
      output: { suspect: TEXT, kind: TEXT, log: TEXT },
      medianMs: MEDIAN_MS.fetch,
      seed,
      result: ({ subject }) => {
        const found = findings.find((one) => one.tool === name && one.subject === subject);
        if (found === undefined)
          throw new Error(`${name} knows nothing of ${JSON.stringify(subject)}`);
        const { suspect, kind } = found;
        return { suspect, kind, log: prose(`${name} ${suspect}`, 700) };
      },
    }),
  );
}
