/** The command line: options and commands from the tables, each command loaded when it is called. */
import { Command, CommanderError, Option } from 'commander';
import { present } from '../domain/present.js';
import { visibleText } from '../deployment/visible-text.js';
import {
  defaultCommand,
  type CommandContext,
  type CommandDescription,
  type OptionDescription,
  type CommandRow,
  type OptionValues,
} from './command.js';
import { absent } from './commands/option-values.js';
import { commands } from './commands/programs.js';
import { usageError } from './commands/usage-error.js';
import { deployment, everywhere, stacks, versionOption } from './shared-options.js';
import { sandboxVariable } from './clouds/addresses.js';
import { concernsSandbox } from './clouds/sandbox-credentials.js';
import { packageIssues, packageRoot, packageVersion } from './terraform/package-root.js';
import { asTyped, commandsAsTyped } from './terminal/as-typed.js';
import { commandsCarrying, commandsKeptWhole, type KnownCommand } from './terminal/commands-in-text.js';
import { Cancelled, endingOf } from './terminal/failure.js';
import { helpLayout } from './terminal/help-layout.js';
import { Interrupts } from './terminal/interrupts.js';
import { issueAddress } from './terminal/issue-address.js';
import { lazyPrompts } from './terminal/lazy-prompts.js';
import type { Prompts } from './terminal/prompts.js';
import { updateNotice } from './update-notice.js';
import { createTerminal, type Output, type Terminal } from './terminal/terminal.js';
import { wrap } from './terminal/width.js';

/** What the program has of the world; tests put in their own. */
export interface Surroundings {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: Output;
  readonly stderr: Output & NodeJS.WritableStream;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly interrupts: Interrupts;
  /** Commands instead of the table. */
  readonly commands?: readonly CommandDescription[];
  /** Prompts instead of those on the terminal. */
  readonly prompts?: Prompts;
  /** What this program is called by whoever started it. @default entra-workspaces */
  readonly program?: string;
}

/** Runs the command line and gives the exit code. Never throws. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const settings = globalSettings(args);
  // inquirer looks at the environment by itself.
  if (settings.colour === false) surroundings.env['NO_COLOR'] = '1';
  const known = (surroundings.commands ?? commands).flatMap((row) => [
    inText(row),
    ...(row.commands ?? []).map((below) => ({ ...inText(below), name: `${row.name} ${below.name}` })),
  ]);
  const carrying = commandsCarrying(known, args);
  const asCalled = commandsAsTyped(surroundings.program ?? 'entra-workspaces', namesOf(surroundings));
  const terminal = createTerminal(
    surroundings,
    surroundings.env,
    () => surroundings.prompts ?? lazyPrompts(surroundings),
    {
      ...settings,
      typed: (text) => asCalled(carrying(text)),
      whole: commandsKeptWhole(known),
    },
  );
  try {
    return await dispatch(args, surroundings, terminal);
  } catch (error) {
    const unsaid = error instanceof Cancelled && error.kept.length === 0;
    const thrown = unsaid ? new Cancelled(surroundings.interrupts.kept) : error;
    const ending = endingOf(thrown, surroundings.env, () => issueOf(args, surroundings));
    const [first = '', ...rest] = ending.lines;
    const title = ending.exitCode === 130 ? first : terminal.style.bad(first);
    for (const line of [title, ...rest]) {
      // On a screen a text is broken at its words. In a log it stays whole, and so does a command to copy, or columns.
      if (surroundings.stderr.isTTY !== true || /^ {4}|\S {2,}\S/.test(line)) terminal.lines([line]);
      else terminal.say(line);
    }
    return ending.exitCode;
  }
}

const namesOf = ({ commands: known = commands }: Surroundings): string[] => [...known.map(({ name }) => name), 'help'];

const flagOf = ({ flags }: OptionDescription): string => flags.split(' ')[0] ?? '';

const inText = ({ name, options = [] }: CommandRow): KnownCommand => ({
  name,
  valued: options.filter(({ flags }) => flags.includes('<')).map(flagOf),
  carried: options.filter((option) => option === deployment || option === stacks).map(flagOf),
});

/** Runs the command line on this process. Called by the program in bin/. */
export async function main(process: NodeJS.Process = globalThis.process): Promise<void> {
  const interrupts = new Interrupts();
  // A reader that goes away (`| head`) is no error worth a word.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
  });
  // What is said to a person who hears no more (`2>&1 | head`) is lost, and what was begun comes to its end: an apply too.
  process.stderr.on('error', () => undefined);
  const detach = interrupts.attach(process, () => {
    // On a line of its own: the terminal has just echoed ^C, or a step was shown as running.
    const { isTTY, columns } = process.stderr;
    const { lines } = endingOf(new Cancelled(interrupts.kept));
    const broken = isTTY ? lines.flatMap((line) => wrap(line, columns || 80)) : lines;
    process.stderr.write(`\n${visibleText(broken.join('\n'))}\n`);
    process.exit(130);
  });
  const { stdin, stdout, stderr, env } = process;
  // It warns people on Node 20 of versions of the SDK that are still to come; the one in use is in this package.
  env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const cwd = process.cwd();
  // A shell of the sandbox has the program on its PATH.
  const program = env[sandboxVariable] ? 'entra-workspaces' : asTyped({ home: packageRoot(), cwd });
  process.exitCode = await run(process.argv.slice(2), { stdin, stdout, stderr, env, cwd, interrupts, program });
  const notice = updateNotice({ env, watched: stdout.isTTY && stderr.isTTY });
  if (notice !== undefined) stderr.write(`\n${visibleText(notice)}\n`);
  detach();
  // A sign-in of somebody else's program (az, credential_process) or a socket that nobody waits for any more does not hold
  // the end up. What is left to print is printed first: this timer keeps nothing alive.
  setTimeout(() => process.exit(), 1_000).unref();
  // An open standard input would keep the process alive after a prompt.
  if (stdin.isTTY) stdin.unref();
}

/** A report of a mistake of ours, begun. Of what was typed it holds the name of a command that exists, no more. */
function issueOf(args: readonly string[], { commands: known = commands }: Surroundings): string | undefined {
  const called = withDefaultCommand(args).find((word) => !word.startsWith('-'));
  try {
    return issueAddress({
      issues: packageIssues() ?? '',
      version: packageVersion(),
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      command: known.find(({ name }) => name === called)?.name,
    });
  } catch {
    // A package without its package.json: the mistake itself is what has to be said.
    return undefined;
  }
}

async function dispatch(args: readonly string[], surroundings: Surroundings, terminal: Terminal): Promise<number> {
  const table = surroundings.commands ?? commands;
  const given = asHelpOption(withDefaultCommand(args));
  const called = given.find((word) => !word.startsWith('-'));
  const context: CommandContext = {
    terminal,
    env: surroundings.env,
    cwd: surroundings.cwd,
    interrupts: surroundings.interrupts,
    version: packageVersion(),
    stdin: surroundings.stdin,
    commands: table,
  };
  let exitCode = 0;
  const program = withConventions(new Command('entra-workspaces'), terminal)
    .description('Amazon WorkSpaces Personal with Microsoft Entra ID and Intune, set up by one Terraform plan.')
    .version(context.version, versionOption.flags, versionOption.description)
    .helpCommand('help [command]', 'explain a command');
  for (const description of table) {
    await addCommand(program, description, description.name === called || called === 'help', terminal, async (run) => {
      if (!description.withoutClouds && concernsSandbox(context.env)) {
        const { assertWholeSandbox } = await import('./clouds/sandbox.js');
        await assertWholeSandbox(context.env);
      }
      if (!description.withoutClouds) {
        // Its words are loaded where somebody is to read them.
        if (Object.values(context.env).some((value) => value !== value?.trim())) {
          const { refuseUnseenEnds } = await import('./clouds/unseen-ends.js');
          refuseUnseenEnds(context.env);
        }
        const { foreignEndpoints } = await import('./clouds/endpoints.js');
        // Before anything is sent there, whichever command signs in.
        for (const sentence of foreignEndpoints(context.env)) terminal.warn(sentence);
      }
      exitCode = (await asJob(context, run)) ?? 0;
    });
  }
  program.addHelpText(
    'after',
    `\nWithout a command, ${defaultCommand} runs. Help for one: entra-workspaces plan --help`,
  );
  try {
    await program.parseAsync([...given], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version end the parsing with code 0; help for a missing command is a usage error too.
    if (error.exitCode === 0) return 0;
    throw usageError(error, given, table);
  }
  return exitCode;
}

/** In a pipeline a command runs with the identity of its job; nothing is loaded for it anywhere else. */
async function asJob(context: CommandContext, call: Call): ReturnType<Call> {
  if (!context.env['AWS_ROLE_ARN']) return call(context);
  const { withJobIdentity } = await import('./clouds/job-identity.js');
  return withJobIdentity(context.env, () => call(context));
}

type Call = (context: CommandContext) => Promise<number | undefined | void>;

async function addCommand(
  parent: Command,
  description: CommandDescription,
  called: boolean,
  terminal: Terminal,
  execute: (call: Call) => Promise<void>,
): Promise<void> {
  const command = withConventions(parent.command(description.name), terminal).summary(description.summary);
  command.description([description.summary, '', ...(description.description ?? [])].join('\n').trim());
  if (!called) return;
  for (const [name, text] of description.args ?? []) command.argument(name, text);
  const { examples = [] } = description;
  const options: readonly OptionDescription[] = [
    ...(description.options ?? []),
    ...((await description.moreOptions?.()) ?? []),
  ];
  for (const each of options) {
    const option = new Option(each.flags, each.description);
    if (each.choices) option.choices([...each.choices]);
    if (each.repeatable) option.argParser((value: string, given: string[] = []) => [...given, value]);
    command.addOption(option);
  }
  if (examples.length > 0) {
    command.addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}`);
  }
  for (const below of description.commands ?? []) await addCommand(command, below, true, terminal, execute);
  const { load } = description;
  if (!load) return;
  command.action(async () =>
    execute(async (context) => {
      const { run } = await load();
      const values = { ...absent(options), ...command.opts<OptionValues>() };
      // The table says which values these are, for the compiler and for commander alike.
      return run(values as never, command.processedArgs.flat().filter(isText), context);
    }),
  );
}

/** What holds for the program and each command: the common options, plain errors, help of the terminal's width. */
function withConventions(command: Command, terminal: Terminal): Command {
  for (const { flags, description } of everywhere) command.option(flags, description);
  return command
    .exitOverride()
    .allowExcessArguments(false)
    .showSuggestionAfterError(true)
    .configureHelp(helpLayout(terminal.width))
    .configureOutput({
      writeOut: (text) => terminal.output(terminal.told(text)),
      // The funnel prints the error.
      writeErr: () => undefined,
      getOutHasColors: () => terminal.style.colour,
    });
}

/** Options that hold before a command is known. They may stand anywhere. */
function globalSettings(args: readonly string[]): { interactive?: boolean; colour?: boolean } {
  const own = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
  const last = (yes: string, no: string): boolean | undefined => {
    const at = [own.lastIndexOf(yes), own.lastIndexOf(no)] as const;
    return at[0] === at[1] ? undefined : at[0] > at[1];
  };
  const interactive = last('--interactive', '--no-interactive');
  const colour = last('--color', '--no-color');
  return {
    ...present({ interactive, colour }),
  };
}

/** `help users import` is `users import --help`: the parser's own command reads one name and leaves the others out. */
function asHelpOption(args: readonly string[]): readonly string[] {
  const at = args.findIndex((word) => !word.startsWith('-'));
  const asked = args.slice(at + 1).filter((word) => !word.startsWith('-'));
  if (args[at] !== 'help' || asked.length < 2) return args;
  return [...args.slice(0, at), ...args.slice(at + 1), '--help'];
}

/** `entra-workspaces` and `entra-workspaces --region eu-west-1` mean `init`. */
function withDefaultCommand(args: readonly string[]): readonly string[] {
  const anywhere = ['--interactive', '--no-interactive', '--color', '--no-color'];
  const first = args.find((word) => !anywhere.includes(word));
  const ofProgram = ['-h', '--help', '-V', '--version'];
  if (first !== undefined && (!first.startsWith('-') || ofProgram.includes(first))) return args;
  return [defaultCommand, ...args];
}

function isText(word: unknown): word is string {
  return typeof word === 'string';
}
