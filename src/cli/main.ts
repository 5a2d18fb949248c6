#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { exitCode, exitCodeHelp } from './exit-code.ts';
import type { ExecFlags, PlanFlags, RunFlags, ServerFlags, VerifyFlags } from './flags.ts';
import { failureText, isUsageError } from './report-failure.ts';
import { finishOutput, guardOutput } from './standard-output.ts';

const environmentHelp = `
Environment:
  OPENAI_API_KEY    use an OpenAI-compatible endpoint instead of the offline model
  OPENAI_BASE_URL   its address, like http://localhost:11434/v1
  TOOLC_MODEL       the model's name, "offline" for the offline model
  NO_COLOR, FORCE_COLOR
`;

guardOutput();
await main();

/** Every command is loaded when it is called for: help and mistakes load nothing but commander. */
async function main(): Promise<void> {
  let status: number = exitCode.done;
  const program = createProgram((code) => (status = code));
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed the help or the mistake already.
      status = error.exitCode === 0 ? exitCode.done : exitCode.usage;
    } else {
      process.stderr.write(failureText(error));
      status = isUsageError(error) ? exitCode.usage : exitCode.failed;
    }
  }
  await finishOutput();
  process.exit(status);
}

function createProgram(end: (status: number) => void): Command {
  const program = new Command('toolc')
    .description('Plans tool calls once, checks the plan, runs it in parallel, answers.')
    .version(version())
    .exitOverride()
    .showHelpAfterError('(toolc --help shows the commands, toolc <command> --help the options)')
    .addHelpText('after', environmentHelp + exitCodeHelp);

  withWrites(withLimits(withOutput(withTools(withModel(program.command('run'))))))
    .description('answer a question; "-" reads it from standard input, none asks an example')
    .argument('[question...]')
    .option(
      '--max-tokens <number>',
      'tokens of the model, about; answer with what is there',
      positiveInteger,
    )
    .action(async (words: readonly string[], flags: RunFlags) => {
      const { runCommand } = await import('./run-command.ts');
      end(await runCommand(words, flags));
    });

  withTools(withModel(program.command('plan')))
    .description('print the checked plan for a question; nothing is run')
    .argument('[question...]')
    .option('--json', 'print the plan as one line of JSON')
    .action(async (words: readonly string[], flags: PlanFlags) => {
      const { planCommand } = await import('./plan-command.ts');
      end(await planCommand(words, flags));
    });

  withInputs(withWrites(withLimits(withOutput(withTools(program.command('exec'))))))
    .description('run a plan written by hand, with no model; "-" reads it from standard input')
    .argument('<file>')
    .action(async (file: string, flags: ExecFlags) => {
      const { execCommand } = await import('./exec-command.ts');
      end(await execCommand(file, flags));
    });

  addVerify(program, end);

  program
    .command('offline-server')
    .description("serve the offline model in OpenAI's wire format, until Ctrl-C")
    .option('--port <number>', '0 takes a free one', port, 4141)
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .action(async (flags: ServerFlags) => {
      const { offlineServerCommand } = await import('./offline-server-command.ts');
      end(await offlineServerCommand(flags));
    });

  return program;
}

function addVerify(program: Command, end: (status: number) => void): void {
  withInputs(withTools(program.command('verify')))
    .description('run a hand-written plan in many orders; say where its outcomes depend on them')
    .argument('<file>')
    .option('--schedules <number>', 'how many orders beside its own (20)', positiveInteger)
    .option('--seed <number>', 'try the same orders again', seed)
    .option('--run-writes', 'let its writes really run, each as often as there are orders')
    .option('--json', 'print what was found as one line of JSON')
    .option('--quiet', 'print nothing but what was found')
    .action(async (file: string, flags: VerifyFlags) => {
      const { verifyCommand } = await import('./verify-command.ts');
      end(await verifyCommand(file, flags));
    });
}

function withModel(command: Command): Command {
  return command
    .option('--model <name>', 'a model of the endpoint, or "offline"')
    .option('--base-url <url>', 'of an OpenAI-compatible endpoint')
    .option('--api-key-env <name>', 'the environment variable with the key (OPENAI_API_KEY)');
}

function withTools(command: Command): Command {
  return command
    .option('--docs <folder>', 'search the md, txt and html files in a folder')
    .option('--web', 'read web pages and Wikipedia')
    .option(
      '--tools <module>',
      'your own tools: a module that exports `tools`; again for more',
      collect,
    );
}

function withInputs(command: Command): Command {
  return command
    .option(
      '--input <name=value>',
      'a value of $input, as JSON or else as text; again for more',
      collect,
    )
    .option('--inputs <file>', 'a JSON object for $input; "-" reads it from standard input');
}

function withOutput(command: Command): Command {
  return command
    .option('--json', 'print every event as a line of JSON on standard output')
    .option('--quiet', 'print nothing but the answer and errors');
}

function withLimits(command: Command): Command {
  return command
    .option('--concurrency <number>', 'calls at once (16)', positiveInteger)
    .option('--timeout <seconds>', 'start nothing after this; answer with what is there', positive)
    .option('--max-calls <number>', 'calls of tools; answer with what is there', positiveInteger);
}

function withWrites(command: Command): Command {
  const words = 'ask you before writes; where there is no terminal they are refused (per-plan)';
  const option = new Option('--approve <mode>', words);
  return command.addOption(option.choices(['per-plan', 'per-write', 'none']));
}

function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

function positive(value: string): number {
  const number = Number(value);
  if (value.trim() !== '' && Number.isFinite(number) && number > 0) return number;
  throw new InvalidArgumentError('It must be a number above 0.');
}

function positiveInteger(value: string): number {
  const number = positive(value);
  if (Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

function seed(value: string): number {
  if (/^\d{1,10}$/.test(value) && Number(value) < 2 ** 32) return Number(value);
  throw new InvalidArgumentError('It must be a whole number, 0 to 4294967295.');
}

function port(value: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new InvalidArgumentError('It must be a port number, 0 to 65535.');
}

function version(): string {
  const manifest = new URL('../../package.json', import.meta.url);
  const { version: found }: { version: string } = JSON.parse(readFileSync(manifest, 'utf8'));
  return found;
}
