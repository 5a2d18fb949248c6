import type { Results } from '../../measure/results.ts';
import { isAblation } from '../families.ts';
import type { Table } from '../table.ts';
import { ratioTable, type RatioQuestion } from './ratio-table.ts';

/** Which comparison stands where; its baseline is named in its title and is the only one of its table. */
interface Comparison extends Omit<RatioQuestion, 'runners'> {
  /** Which runners are compared. Default: all but the ablations and the baseline. */
  readonly only?: (runner: string) => boolean;
}

const comparisons: readonly Comparison[] = [
  {
    title: 'Times as fast as the native parallel tool loop',
    note: 'Baseline: native-parallel, the loop that every SDK has. Above 1 is faster than it.',
    baseline: { kind: 'runner', name: 'native-parallel' },
    measure: 'speed',
  },
  {
    title: 'Tokens, as a multiple of the native parallel tool loop’s',
    note: 'Baseline: native-parallel; prompt and completion together. Below 1 is fewer.',
    baseline: { kind: 'runner', name: 'native-parallel' },
    measure: 'tokens',
  },
  {
    title: 'Times as fast as sequential ReAct',
    note: 'Baseline: react, one call at a time in text, as the paper compares. Above 1 is faster.',
    baseline: { kind: 'runner', name: 'react' },
    measure: 'speed',
  },
  {
    title: 'Times as fast as code mode with Promise.all',
    note:
      'Baseline: code-parallel; its program is compact, starts each call when its own sources have ended, returns only ' +
      'what the answer needs, is without a mistake, and runs in no sandbox. A turn words the answer.',
    baseline: { kind: 'runner', name: 'code-parallel' },
    measure: 'speed',
  },
  {
    title: 'Times as fast as code mode whose program words the answer',
    note: 'Baseline: code-finish; as code-parallel, but no turn for the answer where the case allows it: toolc-finish is its like.',
    baseline: { kind: 'runner', name: 'code-finish' },
    measure: 'speed',
  },
  {
    title: 'Time, as a multiple of the floor’s',
    note:
      'Baseline: the floor, computed from the simulator’s timings: a streamed plan, the critical path of its ' +
      'calls, a joiner; an engine that takes no time. Below 1: saved a model call or tokens that the floor has.',
    baseline: { kind: 'bound', name: 'floor' },
    measure: 'time',
  },
  {
    title: 'Time, as a multiple of the ideal’s',
    note:
      'Baseline: the ideal, computed from the simulator’s timings: the critical path of the calls and a joiner, ' +
      'as if the plan had been known. Below 1: no joiner, as at the floor.',
    baseline: { kind: 'bound', name: 'ideal' },
    measure: 'time',
  },
];

const ablations: readonly Comparison[] = [
  {
    title: 'toolc with one thing changed: time, as a multiple of toolc’s',
    note:
      'Baseline: toolc as it comes. Above 1: what was changed saved time here. Priority, single flight and batching find ' +
      'nothing to do in the written workloads (never more calls ready than may run at once, no equal reads, no tool with a ' +
      'batched form), nor does closing unread calls: their rows show what these passes cost.',
    baseline: { kind: 'runner', name: 'toolc' },
    measure: 'time',
    only: (runner) => isAblation(runner) && !closesNothing(runner),
  },
  {
    title: 'toolc, finish, with one thing changed: time, as a multiple of toolc, finish’s',
    note:
      'Baseline: toolc with plans that end in finish. Above 1: what was switched off saved time here. In the written ' +
      'workloads nothing is unread, so closing unread calls finds nothing to do, and nor do priority, single flight and ' +
      'batching: the row shows what the pass costs.',
    baseline: { kind: 'runner', name: 'toolc-finish' },
    measure: 'time',
    only: closesNothing,
  },
];

/** Every comparison that these results allow. */
export function comparisonTables(results: Results): readonly Table[] {
  return tablesOf(results, comparisons);
}

/** What each part of toolc gives: it against itself with that part changed. */
export function ablationTables(results: Results): readonly Table[] {
  return tablesOf(results, ablations);
}

function tablesOf(results: Results, questions: readonly Comparison[]): readonly Table[] {
  return questions.flatMap(({ only, ...question }) => {
    const { baseline } = question;
    const wanted = only ?? ((runner: string) => !isAblation(runner) && runner !== baseline.name);
    const runners = results.runners.map(({ name }) => name).filter(wanted);
    const hasBaseline =
      baseline.kind === 'bound'
        ? results.bounds.length > 0
        : results.cells.some(({ runner }) => runner === baseline.name);
    return hasBaseline && runners.length > 0 ? [ratioTable(results, { ...question, runners })] : [];
  });
}

/** The pass speaks of plans that end in finish, so its ablation has such plans. */
function closesNothing(runner: string): boolean {
  return runner === 'toolc-no-close-unread';
}
