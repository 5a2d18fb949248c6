import type { Argument, Step } from '../../case.ts';
import { type Knowledge, resolveArgument } from './knowledge.ts';

export interface ProgramOptions {
  /** One await after another, or `Promise.all` for all calls whose inputs are there at the same time. */
  readonly order: 'serial' | 'parallel';
  readonly needed: (place: number) => boolean;
}

/** The program that makes all foreseen calls which were not made; `r3` is the result of step 2. */
export function writeProgram(knowledge: Knowledge, { order, needed }: ProgramOptions): string {
  const { steps, called } = knowledge;
  const places = [...steps.keys()].filter((place) => !called.has(place));
  const groups = order === 'serial' ? places.map((place) => [place]) : levelsOf(places, steps);
  const statements = groups.map((group) => {
    const calls = group.map((place) => callText(knowledge, place));
    if (group.length === 1) return `const ${name(group[0] ?? 0)} = await ${calls.join('')};`;
    const lines = calls.map((call) => `  ${call},\n`).join('');
    return `const [${group.map(name).join(', ')}] = await Promise.all([\n${lines}]);`;
  });
  const consumed = new Set(places.flatMap((place) => sourcesOf(steps[place])));
  const returned = places.filter((place) => needed(place) || !consumed.has(place));
  return [...statements, `return { ${returned.map(name).join(', ')} };`].join('\n');
}

function name(place: number): string {
  return `r${place + 1}`;
}

/** Places by how many calls of this program must come before them. */
function levelsOf(places: readonly number[], steps: readonly Step[]): readonly number[][] {
  const levels = new Map<number, number>();
  const groups: number[][] = [];
  for (const place of places) {
    const sources = sourcesOf(steps[place]).map((source) => levels.get(source) ?? -1);
    const level = Math.max(-1, ...sources) + 1;
    levels.set(place, level);
    (groups[level] ??= []).push(place);
  }
  return groups;
}

function sourcesOf(step: Step | undefined): readonly number[] {
  return Object.values(step?.args ?? {}).flatMap((argument) =>
    'literal' in argument ? [] : [argument.step],
  );
}

function callText({ steps, known }: Knowledge, place: number): string {
  const step = steps[place];
  const args = Object.entries(step?.args ?? {}).map(([key, argument]) => {
    const value = resolveArgument(argument, known);
    const text = value === undefined ? expressionOf(argument) : JSON.stringify(value);
    return `${isIdentifier(key) ? key : JSON.stringify(key)}: ${text}`;
  });
  const tool = step?.tool ?? '';
  const called = isIdentifier(tool) ? `tools.${tool}` : `tools[${JSON.stringify(tool)}]`;
  return args.length === 0 ? `${called}({})` : `${called}({ ${args.join(', ')} })`;
}

function expressionOf(argument: Argument): string {
  if ('literal' in argument) return JSON.stringify(argument.literal);
  const path = argument.path.map((key) =>
    typeof key === 'string' && isIdentifier(key) ? `.${key}` : `[${JSON.stringify(key)}]`,
  );
  return `${name(argument.step)}${path.join('')}`;
}

function isIdentifier(text: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(text);
}
