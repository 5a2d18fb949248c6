import type { PlanParser } from './plan/plan-context.ts';

/**
 * A parser that is made with its first text and let go of at its end: what reads a plan is ten times
 * the size of the plan, and thousands of runs may wait for their models at once.
 */
export function createLazyParser(make: () => PlanParser): PlanParser {
  let parser: PlanParser | undefined;
  let state: 'new' | 'going' | 'ended' | 'stopped' = 'new';

  const use = <Items>(read: (parser: PlanParser) => readonly Items[]): readonly Items[] => {
    if (state === 'ended' || state === 'stopped') return [];
    parser ??= make();
    const items = read(parser);
    state = parser.ended ? 'ended' : 'going';
    if (state === 'ended') parser = undefined;
    return items;
  };

  return {
    push: (text) => use((made) => made.push(text)),
    end(options) {
      const items = use((made) => made.end(options));
      if (state !== 'ended') state = 'stopped';
      parser = undefined;
      return items;
    },
    get ended() {
      return state === 'ended';
    },
  };
}
