import { Command, Option } from 'commander';
import { MOST_SEEDS, upTo } from '../measure/options.ts';

/** What the command line of the robustness race says. */
export interface FaultOptions {
  readonly seeds?: number;
  readonly quick?: true;
  readonly filter?: readonly string[];
  readonly out?: string;
  readonly peers: boolean;
}

const HELP = `
Examples:
  npm run bench:faults                              every fault, every runner, 3 seeds; under 3 minutes
  npm run bench:faults -- --quick                   1 seed
  npm run bench:faults -- --filter cut-*/toolc*     some faults, some runners
  npm run bench:faults -- --filter /native-parallel one runner

A whole race writes bench/results/faults.json and faults.md; --quick, --seeds and --filter only print, or
write the JSON to --out. Peers run where they are installed (npm ci --prefix bench). Everything is simulated.`;

/** Reads the command line; ends the process with help or with what is wrong. */
export function readFaultOptions(argv: readonly string[]): FaultOptions {
  const command = new Command('npm run bench:faults --')
    .description('Asks every runner the same questions while the same things go wrong.')
    .addOption(new Option('--quick', '1 seed').conflicts('seeds'))
    .option('--seeds <count>', 'seeds 1 to count (default: 3)', upTo(MOST_SEEDS))
    .option(
      '--filter <pattern>',
      'fault/runner, each may be left out or hold *; may be repeated',
      (value: string, before: readonly string[] = []) => [...before, value],
    )
    .option('--out <path>', 'where to write the JSON')
    .option('--no-peers', 'without other libraries, also where they are installed')
    .addHelpText('after', HELP)
    .showHelpAfterError('(--help shows every option)');
  return command.parse([...argv], { from: 'user' }).opts<FaultOptions>();
}
