import { disturbedCells, lateLoop } from '../measure/disturbed.ts';
import type { Machine, Results, Settings } from '../measure/results.ts';
import { prices } from './prices.ts';

/** The line that stands under every table: what ran where, and when. */
export function machineLine({ machine, settings, startedAt }: Results): string {
  return [versionsOf(machine), modelOf(settings), runsOf(settings), startedAt.slice(0, 10)].join(
    '; ',
  );
}

/** What is measured and how, a sentence or two each. */
export function methodsOf(results: Results): readonly string[] {
  const { model } = results.settings;
  const simulated = model.kind === 'simulated';
  return [
    simulated ? simulatedModel(model) : realModel(model),
    'All runners get the same questions, the same tools with the same latency for the same call, and connections ' +
      'that are kept. Clients differ: toolc uses its own, our loops and code mode the openai package, peers the one that ' +
      'each comes with. They run in turn, on lanes in several processes, each warmed up before ' +
      'the first run is measured.',
    ...(simulated ? [repeatedRuns(results), ...simulatedMethods] : ['Every answer is checked.']),
    'Times are over the runs that gave an answer, right or not; crashed and hung ones are in the count of right answers alone.',
    `Costs are at stated prices, the same for all: $${String(prices.promptPerMillion)} for a million prompt tokens, ` +
      `$${String(prices.completionPerMillion)} for a million of completion; no discount for cached prompts.`,
    'Ratios are ratios of medians, and every table of ratios has one baseline.',
  ];
}

function repeatedRuns(results: Results): string {
  const left = disturbedCells(results).length;
  const rule =
    `A run during which the event loop was late by more than ${String(lateLoop.p99Ms)} ms (p99), or by more than ` +
    `${String(lateLoop.longestMs)} ms once, is repeated alone`;
  return left === 0
    ? `${rule}; none of these stayed so.`
    : `${rule}, as far as a bounded time goes; ${String(left)} of ${String(results.cells.length)} stayed so: the machine was busy.`;
}

const simulatedMethods: readonly string[] = [
  'The same content costs the same tokens in each runner (about 4 characters a token), and the answer’s text is ' +
    'the same. Every answer is checked: the simulated model computes it from the results that it was sent, so that ' +
    'a runner that loses one answers wrongly.',
  'The floor and the ideal are computed from the simulator’s own timings, with the same jitter: the floor is ' +
    'a plan that streams, the critical path of its calls, and a joiner, with an engine that takes no time; the ' +
    'ideal has no planner. The bare streaming loop is the floor as a program: toolc’s plan text and prompts, and nothing of its engine.',
];

/** What the figures do not say. */
export function limitsOf({ settings }: Results): readonly string[] {
  const { model, seeds } = settings;
  const count = seeds.length === 1 ? '1 seed is' : `${String(seeds.length)} seeds are`;
  return [
    ...(model.kind === 'simulated' ? simulatedLimits : []),
    `${count} few: ranges are shown, and no ratio is exact to its last digit.`,
    'Peers, where they were raced, run with their defaults; none of them was tuned.',
  ];
}

const simulatedLimits: readonly string[] = [
  'This measures orchestration: how many turns of a model, how many tokens, and which waiting a way of calling ' +
    'tools needs. It does not measure a model’s skill: the simulated model plans, loops and writes programs ' +
    'without a mistake, and a real one may be better at one of them than at another.',
  'Latencies, tokens and questions are invented. Where tools are much quicker than a model’s turn, saved turns ' +
    'count for more; where they are much slower, for less.',
  'The worlds suit plans: search gives value and unit in front of its prose, so that an argument can be wired ' +
    'without reading it; compare-two asks how high each is, not which is higher, so that the answer can be a template; ' +
    'tools such as total and cheapest do what a model would do that reads the results.',
  'No prompt is cached. With a cache, the prompts that a loop sends again with each turn would cost it less than here.',
  'Code mode runs its program in the benchmark’s own process; a sandbox, which it needs elsewhere, would add its start.',
];

function versionsOf({ node, system, processor, cores, memoryGb, toolc, build }: Machine): string {
  return `toolc ${toolc} (${build}), Node ${node}, ${system}, ${processor}, ${String(cores)} cores, ${String(memoryGb)} GB`;
}

function modelOf({ model }: Settings): string {
  return model.kind === 'simulated'
    ? `simulated model, preset ${model.preset}`
    : `real model ${model.name} at ${model.baseUrl}`;
}

function runsOf({ kind, isFiltered, seeds, lanes }: Settings): string {
  const part = isFiltered ? ', a part of the race' : '';
  const count = `${String(seeds.length)} ${seeds.length === 1 ? 'seed' : 'seeds'}`;
  return `${kind} run${part}, ${count}, ${String(lanes)} lanes`;
}

function simulatedModel(model: Extract<Settings['model'], { kind: 'simulated' }>): string {
  const { firstTokenMs, promptTokenMs, tokenMs, jitter } = model.timing;
  return (
    `The model is simulated, preset ${model.preset}: ${String(firstTokenMs)} ms to the first token and ` +
    `${String(promptTokenMs)} ms for each token of the prompt, ${String(tokenMs)} ms for each token after it, ` +
    `each drawn within ±${String(Math.round(jitter * 100))} % by seed. It is an OpenAI-compatible server on this machine, ` +
    'real HTTP, real streams, real time, and plays the role that a runner asks for.'
  );
}

function realModel({ name, baseUrl }: Extract<Settings['model'], { kind: 'real' }>): string {
  return `The model is real: ${name} at ${baseUrl}. Its times vary with its load; runs are not repeatable to the figure.`;
}
