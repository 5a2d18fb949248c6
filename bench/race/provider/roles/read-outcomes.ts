import type { Json } from '../../../../src/index.ts';
import type { Case } from '../../case.ts';
import { knowledgeOf, type Knowledge } from './knowledge.ts';
import { readCutJson } from './read-cut-json.ts';
import { readResult } from './read-result.ts';

/**
 * Reads outcomes as toolc shows them to its joiner (`3. tool(args) -> ok`) and to its planner
 * (`$3 -> ok`), the data behind `| `. Task 3 is step 2: plans are numbered by place. Of a result that
 * was cut short what is left of it is read, as a model would.
 */
export function readOutcomes(raceCase: Case, text: string): Knowledge {
  const results = new Map<number, Json | undefined>();
  for (const { place, status, data } of shownOutcomes(text.split('\n'))) {
    const tool = knowledgeOf(raceCase, results).steps[place]?.tool;
    const isRead = status === 'ok' && tool !== undefined;
    results.set(place, isRead ? readData(raceCase, tool, data) : undefined);
  }
  return knowledgeOf(raceCase, results);
}

interface ShownOutcome {
  readonly place: number;
  readonly status: string;
  readonly data: string;
}

const HEAD = /^(?:(\d+)\. .*|\$(\d+)) -> (ok|failed|skipped|cancelled)\b/;

function shownOutcomes(lines: readonly string[]): readonly ShownOutcome[] {
  return lines.flatMap((line, index) => {
    const head = HEAD.exec(line);
    if (head === null) return [];
    const rest = lines.slice(index + 1);
    const end = rest.findIndex((next) => !next.startsWith('| '));
    const data = rest.slice(0, end < 0 ? rest.length : end).map((next) => next.slice(2));
    const id = Number(head[1] ?? head[2]);
    return [{ place: id - 1, status: head[3] ?? '', data: data.join('\n') }];
  });
}

const CUT_MARK = / … \[cut: \d+ more characters\]$/;

function readData(raceCase: Case, tool: string, data: string): Json | undefined {
  if (!CUT_MARK.test(data)) return readResult(raceCase, tool, data);
  const shown = data.replace(CUT_MARK, '');
  return readCutJson(shown) ?? readResult(raceCase, tool, shown);
}
