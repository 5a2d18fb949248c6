import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import type { Case, Workload } from '../case.ts';
import { runCell } from '../measure/run-cell.ts';
import { startProvider, type Provider } from '../provider/provider.ts';
import type { Timing } from '../provider/timing.ts';
import type { Tries } from '../provider/roles/role-input.ts';
import type { Runner } from '../runner.ts';
import type { Fault } from './fault.ts';
import { type FaultCell, outcomeOf } from './fault-cell.ts';
import { createFaultyTools } from './faulty-tools.ts';
import { poisonCase } from './injection.ts';

export interface FaultRace {
  readonly faults: readonly Fault[];
  readonly runners: readonly Runner[];
  readonly workloads: readonly Workload[];
  readonly seeds: readonly number[];
  readonly timing: Timing;
  /** A question that has no answer by then has hung. */
  readonly limitMs: number;
  readonly onCell: (cell: FaultCell) => void;
  readonly signal: AbortSignal;
}

/** Asks each runner each question with each fault. Those that mostly wait run beside the others. */
export async function runFaults(race: FaultRace): Promise<readonly FaultCell[]> {
  // Every question listens to it.
  setMaxListeners(0, race.signal);
  const waiting = pLimit(WAITING_AT_ONCE);
  const working = pLimit(WORKING_AT_ONCE);
  const cells = race.faults.map((fault) =>
    runFault(race, fault, mostlyWaits(fault) ? waiting : working),
  );
  return (await Promise.all(cells)).flat();
}

/** Questions at once; those that a fault asks together count as one. */
const WORKING_AT_ONCE = 20;
const WAITING_AT_ONCE = 60;

/** The model of the robustness race asks once more for what failed, in loops and with programs. */
export const tries: Tries = { calls: 2, programs: 2 };

/** In a chunk of a stream: fewer events than tokens, as times are not what is looked at. */
const CHUNK_CHARACTERS = 16;

function mostlyWaits({ tool, provider }: Fault): boolean {
  return tool?.how === 'hangs' || provider?.cut?.how === 'stall';
}

interface Question {
  readonly workload: string;
  readonly seed: number;
  readonly raceCase: Case;
}

async function runFault(
  race: FaultRace,
  fault: Fault,
  limit: ReturnType<typeof pLimit>,
): Promise<readonly FaultCell[]> {
  const questions = race.workloads.flatMap(({ name, make }) =>
    race.seeds.map((seed): Question => {
      const raceCase = make(seed);
      const isPoisoned = fault.results === 'poisoned';
      return { workload: name, seed, raceCase: isPoisoned ? poisonCase(raceCase) : raceCase };
    }),
  );
  const provider = await startProvider({
    cases: questions.map(({ raceCase }) => raceCase),
    timing: race.timing,
    chunkCharacters: CHUNK_CHARACTERS,
    tries,
    ...(fault.provider === undefined ? {} : { faults: fault.provider }),
  });
  const ask = (runner: Runner, question: Question, apiKey: string): Promise<FaultCell> =>
    runQuestion(race, { fault, runner, question, provider, apiKey });
  try {
    const groups = race.runners.flatMap((runner) => {
      const keyOf = ({ workload, seed }: Question): string => `${runner.name}-${workload}-${seed}`;
      if (fault.questions === 'together') {
        const all = (): Promise<FaultCell[]> =>
          Promise.all(questions.map((question) => ask(runner, question, runner.name)));
        return [limit(all)];
      }
      return questions.map((question) =>
        limit(async () => [await ask(runner, question, keyOf(question))]),
      );
    });
    return (await Promise.all(groups)).flat();
  } finally {
    await provider.close();
  }
}

interface Asked {
  readonly fault: Fault;
  readonly runner: Runner;
  readonly question: Question;
  readonly provider: Provider;
  readonly apiKey: string;
}

async function runQuestion(race: FaultRace, asked: Asked): Promise<FaultCell> {
  const { fault, runner, question, provider, apiKey } = asked;
  const { workload, seed, raceCase } = question;
  const tools = createFaultyTools(raceCase, { fault: fault.tool, seed: `${workload} ${seed}` });
  const cell = await runCell({
    runner,
    workload,
    seed,
    raceCase,
    // Calls of questions that share a key cannot be told apart: none are taken.
    lane: { baseUrl: provider.url, apiKey, takeCalls: () => [] },
    execute: tools.execute,
    timeoutMs: race.limitMs,
    signal: race.signal,
  });
  const { verdict, answer, error, wallMs, loopDelayMs } = cell;
  const faultCell: FaultCell = {
    ...{ fault: fault.name, runner: runner.name, workload, seed },
    outcome: outcomeOf({ verdict, answer }),
    ...{ wallMs, loopDelayMs },
    said: error ?? answer,
    strayCalls: tools.strayCalls(),
    strayWrites: tools.strayWrites(),
  };
  race.onCell(faultCell);
  return faultCell;
}
