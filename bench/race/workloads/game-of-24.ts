import type { Case, Results, Step, Workload } from '../case.ts';
import { solves } from '../world/expression.ts';
import { prune, solutionIn } from '../world/game-choices.ts';
import { gameTools, TARGET } from '../world/game-tools.ts';
import { runOracle } from '../world/oracle.ts';
import { call, part } from '../world/plan.ts';
import { createRandom } from '../world/random.ts';

/** How many proposals of each state are evaluated, by round; the last round's are answers. */
const EVALUATED = [8, 6, 0];

export const gameOf24: Workload = {
  name: 'game-of-24',
  title: 'game of 24: propose, evaluate, prune, in 3 rounds',
  shows: 'a search whose next states are chosen by what was seen: replanning with wide rounds',
  make(seed) {
    const random = createRandom(`game-of-24 ${seed}`);
    for (;;) {
      const drawn = random.shuffle(Array.from({ length: 13 }, (_, index) => index + 1)).slice(0, 4);
      const game = gameOf(drawn, seed);
      // Only games that this search solves, without asking the same thing twice.
      const { steps, answer } = runOracle(game);
      const different = new Set(steps.map((step) => JSON.stringify(step))).size === steps.length;
      if (different && game.isRight?.(answer) === true) return { ...game, expected: answer };
    }
  },
};

function gameOf(numbers: readonly number[], seed: number): Case {
  const start = numbers.join(', ');
  return {
    question: `Game ${seed}: make ${TARGET} of ${start}, using each number once, with + - * /.`,
    tools: gameTools(`game-of-24 ${seed}`),
    steps: (known) => rounds(known, start),
    answer: (known) => solutionIn(known, rounds(known, start)),
    finish: undefined,
    expected: '',
    isRight: (answer) => solves(answer, numbers, TARGET),
  };
}

/** The rounds so far, and the next where every evaluation of the last one is known. */
function rounds(known: Results, start: string): readonly Step[] {
  const steps: Step[] = [];
  const add = (step: Step): number => steps.push(step) - 1;
  let states: readonly string[] = [start];
  for (const count of EVALUATED) {
    const proposals = states.map((state) => add(call('propose', { state })));
    const places = proposals.flatMap((from) =>
      Array.from({ length: count }, (_, index) => part(from, 'candidates', index, 'state')),
    );
    states = prune(places.map((state) => known(add(call('evaluate', { state })))));
  }
  return steps;
}
