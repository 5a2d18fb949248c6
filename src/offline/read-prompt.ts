import {
  isJsonObject,
  JOIN_REPAIR_FIRST_LINE,
  JOINER_FIRST_LINE,
  PLANNER_FIRST_LINE,
  REPAIR_FIRST_LINE,
  REPLAN_FIRST_LINE,
  RESULTS_FIRST_LINE,
  SOURCES_FIRST_LINE,
} from '../adapter.ts';
import type { Json, JsonObject, Message } from '../index.ts';
import type { Told, ToldOutcome } from './outcome-facts.ts';

/** What toolc's prompts ask of a model. */
export type Prompt =
  | {
      readonly role: 'planner';
      readonly question: string;
      /** The questions before it, oldest first. */
      readonly earlier: readonly string[];
      /** True where earlier rounds have run. */
      readonly replanning: boolean;
      hasTool(name: string): boolean;
    }
  | {
      readonly role: 'joiner';
      readonly question: string;
      readonly earlier: readonly string[];
      readonly told: Told;
      /** The schema of a typed answer. */
      readonly output: JsonObject | undefined;
    }
  | { readonly role: 'unknown' };

/** Recognises a planner's or joiner's prompt by its first line and reads its parts. */
export function readPrompt(messages: readonly Message[]): Prompt {
  const system = messages.find(({ role }) => role === 'system')?.content ?? '';
  const [firstLine] = system.split('\n', 1);
  const asked = messages.flatMap(({ role, content }) =>
    role === 'user' && !isOrder(content) ? [content] : [],
  );
  if (firstLine === PLANNER_FIRST_LINE) {
    return {
      role: 'planner',
      question: asked.at(-1) ?? '',
      earlier: asked.slice(0, -1),
      replanning: messages.some(({ content }) => beginsWith(content, REPLAN_FIRST_LINE)),
      hasTool: (name) => system.includes(`\n${name}(`),
    };
  }
  if (firstLine !== JOINER_FIRST_LINE) return { role: 'unknown' };
  const { before, results } = splitResults(asked.at(-1) ?? '');
  return {
    role: 'joiner',
    question: before,
    earlier: asked.slice(0, -1),
    told: readResults(results),
    output: readSchema(system),
  };
}

/** User messages that toolc writes itself. */
function isOrder(content: string): boolean {
  const lines = [REPLAN_FIRST_LINE, REPAIR_FIRST_LINE, JOIN_REPAIR_FIRST_LINE];
  return lines.some((line) => beginsWith(content, line));
}

function beginsWith(content: string, line: string): boolean {
  return content.split('\n', 1)[0] === line;
}

/** Data stands behind `| `, so the last bare line of that text is the mark. */
function splitResults(content: string): { before: string; results: readonly string[] } {
  const lines = content.split('\n');
  const at = lines.lastIndexOf(RESULTS_FIRST_LINE);
  if (at < 0) return { before: content, results: [] };
  return { before: lines.slice(0, at).join('\n').trim(), results: lines.slice(at + 1) };
}

function readResults(lines: readonly string[]): Told {
  const sourcesAt = lines.lastIndexOf(SOURCES_FIRST_LINE);
  const results = sourcesAt < 0 ? lines : lines.slice(0, sourcesAt);
  const sources = sourcesAt < 0 ? [] : lines.slice(sourcesAt + 1);
  const outcomes = new Map<number, ToldOutcome>();
  results.forEach((line, index) => {
    const head =
      /^(\d+)\. (?:if .*?: )?([A-Za-z0-9_.:/-]+)\(.* -> (ok|failed|skipped|cancelled)\b/.exec(line);
    if (head === null) return;
    const [, id = '', tool = '', status = ''] = head;
    const rest = results.slice(index + 1);
    const end = rest.findIndex((next) => !next.startsWith('| '));
    const text = (end < 0 ? rest : rest.slice(0, end)).map((next) => next.slice(2)).join('\n');
    outcomes.set(Number(id), readOutcome(status, tool, text));
  });
  return {
    outcomes,
    sources: sources.flatMap((line) => {
      const found = /^\[(\d+)\] (.*), (\S+)$/.exec(line);
      const [, number = '', title = '', url = ''] = found ?? [];
      return found === null ? [] : [{ number: Number(number), title, url }];
    }),
  };
}

function readOutcome(status: string, tool: string, text: string): ToldOutcome {
  if (status === 'failed' || status === 'skipped' || status === 'cancelled') {
    return { status, tool, message: text };
  }
  const whole = parse(text);
  if (whole !== undefined) return { status: 'ok', tool, value: whole, complete: true };
  return { status: 'ok', tool, value: parseBeginning(text), complete: false };
}

/** The whole elements at the beginning of a list that was cut short. */
function parseBeginning(text: string): Json | undefined {
  if (!text.startsWith('[')) return undefined;
  for (let end = text.lastIndexOf('}'); end > 0; end = text.lastIndexOf('}', end - 1)) {
    const list = parse(`${text.slice(0, end + 1)}]`);
    if (list !== undefined) return list;
  }
  return undefined;
}

function readSchema(system: string): JsonObject | undefined {
  const text = /^The answer is one JSON value of this schema and nothing else: (\{.*\})$/m.exec(
    system,
  )?.[1];
  const schema = text === undefined ? undefined : parse(text);
  return isJsonObject(schema) ? schema : undefined;
}

function parse(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function parseJson(text: string): Json {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- JSON.parse without a reviver gives JSON values only.
  return JSON.parse(text) as Json;
}
