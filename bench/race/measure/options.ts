import { Command, InvalidArgumentError, Option } from 'commander';
import { DATASETS, type Dataset } from '../datasets/datasets.ts';
import { type TimingName, timings } from '../provider/timing.ts';

/** What the command line says. */
export interface Options {
  readonly quick?: true;
  readonly full?: true;
  readonly seeds?: number;
  readonly preset: TimingName;
  readonly filter?: readonly string[];
  readonly lanes?: number;
  readonly timeout: number;
  readonly fresh?: true;
  readonly peers?: true;
  readonly publish?: true;
  /** Folder of the results. */
  readonly out?: string;
  readonly model?: string;
  readonly baseUrl?: string;
  readonly apiKeyEnv: string;
  readonly dataset?: Dataset;
  readonly file?: string;
  readonly tools: 'web' | 'offline';
}

const HELP = `
Examples:
  npm run bench                                   3 seeds, about 5 minutes, no network
  npm run bench -- --quick                        1 seed, fewer runners and workloads, under a minute
  npm run bench -- --filter mixed/toolc*          one workload, some runners
  npm run bench -- --filter /react                every workload, one runner
  npm run bench -- --model MODEL --base-url URL   a real endpoint, with accuracy (key in OPENAI_API_KEY)
  npm run bench -- --model MODEL --base-url URL --dataset parallelqa --file questions.json --seeds 20

Results are in bench/results: latest.json, latest.md and report.html. Ctrl-C keeps what was measured; the
same command goes on from there. Everything is simulated unless --model is given.`;

/** Reads the command line; ends the process with help or with what is wrong. */
export function readOptions(argv: readonly string[]): Options {
  const command = new Command('npm run bench --')
    .description('Races toolc against other ways of calling tools, on the same work.')
    .addOption(new Option('--quick', '1 seed, fewer runners and workloads').conflicts('full'))
    .addOption(new Option('--full', '20 seeds, with p95'))
    .option(
      '--seeds <count>',
      'seeds 1 to count; of a data set the first questions',
      upTo(MOST_SEEDS),
    )
    .addOption(
      new Option('--preset <name>', 'speed of the simulated model')
        .choices(Object.keys(timings))
        .default('typical'),
    )
    .option(
      '--filter <pattern>',
      'workload/runner, each may be left out or hold *; may be repeated',
      (value: string, before: readonly string[] = []) => [...before, value],
    )
    .option('--lanes <count>', 'cells at once (default: 10; 2 with --model)', upTo(100))
    .option('--timeout <seconds>', 'a cell that takes longer has hung', upTo(86_400), 120)
    .option('--fresh', 'do not go on from an interrupted race')
    .option('--out <folder>', 'where results go (default: bench/results)')
    .option('--peers', 'with other libraries; wants npm ci --prefix bench')
    .option(
      '--publish',
      'write published.json and the table of the README from the last race; with --peers those of the peers',
    )
    .option('--model <name>', 'a real model, called by this name; wants --base-url')
    .option('--base-url <url>', 'an OpenAI-compatible endpoint; wants --model')
    .option('--api-key-env <name>', 'the variable that holds its key', 'OPENAI_API_KEY')
    .addOption(
      new Option('--dataset <name>', "the paper's questions in place of the workloads").choices(
        DATASETS,
      ),
    )
    .option('--file <path>', "the data set's file, a JSON list of { id, question, answer }")
    .addOption(
      new Option('--tools <kind>', 'for --dataset: Wikipedia and calculator, or a small corpus')
        .choices(['web', 'offline'])
        .default('web'),
    )
    .addHelpText('after', HELP)
    .showHelpAfterError('(--help shows every option)');
  const options = command.parse(argv, { from: 'user' }).opts<Options>();
  const problem = problemOf(options);
  return problem === undefined ? options : command.error(problem);
}

/** What does not go together; undefined where all does. */
export function problemOf(options: Options): string | undefined {
  const { model, baseUrl, dataset, file } = options;
  if ((model === undefined) !== (baseUrl === undefined)) {
    return `Expected --model and --base-url together, got only ${model === undefined ? '--base-url' : '--model'}.`;
  }
  if ((dataset === undefined) !== (file === undefined)) {
    return `Expected --dataset and --file together, got only ${dataset === undefined ? '--file' : '--dataset'}.`;
  }
  if (dataset !== undefined && model === undefined) {
    return 'A data set wants a real model, since the simulated one knows its own workloads only: give --model and --base-url.';
  }
  if (baseUrl !== undefined && !isWebAddress(baseUrl)) {
    return `Expected --base-url to be an address such as http://127.0.0.1:8000/v1, got "${baseUrl}".`;
  }
  return undefined;
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** More than the questions of the largest data set that is known; the simulated race of so many takes two days. */
export const MOST_SEEDS = 2_000;

/** Reads an option's value: a count in digits. */
export function upTo(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
    throw new InvalidArgumentError(`expected a whole number from 1 to ${most}, in digits`);
  };
}
