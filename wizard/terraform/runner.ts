/** One run of terraform: its events, where its output lies, what is noted meanwhile, and whether it ended well. */
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { present } from '../../domain/present.js';
import { workIn } from '../clouds/sandbox.js';
import { Cancelled } from '../terminal/failure.js';
import type { Interrupts } from '../terminal/interrupts.js';
import { addressesIn } from './contents.js';
import { terraformEnvironment } from './environment.js';
import { diagnosticsOfText, eventOf, parsed, textIn, type Diagnostic, type TerraformEvent } from './events.js';
import type { TerraformProgram } from './find.js';
import { dropCopy, holdsWhole, keepCopy } from './local-state.js';
import { capture, type ProcessEnd } from './process.js';
import type { Product } from './product.js';
import { Making, outputPrefix, unfinished, without, withLost, writeNotes, type RunNotes } from './run-notes.js';
import { bornOf } from './still-runs.js';
import { configurationName } from './synth.js';
import { TerraformFailure } from './terraform-failure.js';

export interface TerraformOptions {
  readonly program: TerraformProgram;
  /** Folder with `cdk.tf.json`. */
  readonly folder: string;
  /** What else in the folder terraform may read, by name. @default nothing but `cdk.tf.json` */
  readonly laid?: readonly string[];
  /** The file of the state, where it is one on this machine: a copy is kept while it can be half written. */
  readonly state?: string;
  readonly env: NodeJS.ProcessEnv;
  readonly interrupts?: Interrupts;
  readonly onEvent?: (event: TerraformEvent) => void;
  /** A command of terraform begins; what is returned is called at its end. */
  readonly onRun?: (command: string) => () => void;
  /** Terraform was told to stop, and is still ending what it has begun. */
  readonly onStop?: () => void;
}

/** Runs terraform in the folder of a stack. */
export class Runner {
  /** The state, where terraform could write it nowhere and said it instead. */
  private dumped: string | undefined;

  constructor(private readonly options: TerraformOptions) {}

  /** A state that terraform could not save, in a file of its own. On a full disk terraform's is empty, or half of one. */
  get erroredState(): string | undefined {
    return [join(this.options.folder, erroredName), this.dumped].find((file) => file !== undefined && holdsWhole(file));
  }

  /** Runs a command that reports what it does, an event a line. */
  async withEvents(command: string, args: readonly string[]): Promise<void> {
    const diagnostics: Diagnostic[] = [];
    const making = new Making();
    const started = new Date().toISOString();
    const isLost = (end: ProcessEnd): boolean =>
      making.left.length > 0 || (end.signal !== undefined && command === 'apply');
    const end = await this.withOutput(
      command,
      (output) =>
        this.run(args, {
          output,
          show: 'json',
          listen: (event) => {
            if (event.diagnostic && !diagnostics.some((each) => isDeepStrictEqual(each, event.diagnostic)))
              diagnostics.push(event.diagnostic);
            making.add(event);
          },
        }),
      (notes, ended) => {
        const wasCut = ended.signal !== undefined && !making.ended && command !== 'plan';
        const whole = wasCut ? withLost(notes, making.lost(started)) : notes;
        return isLost(ended) ? unfinished(whole, started, making.left) : whole;
      },
    );
    const lost = isLost(end);
    // A program that dies before it speaks JSON (wrong arguments, no plugin) speaks plain text.
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    this.check(
      command,
      end,
      errors.length > 0 ? errors : diagnosticsOfText(end.stderr.trim() || textIn(end.stdout)),
      lost ? making.left : undefined,
    );
  }

  /**
   * Runs with a private folder for the output, and notes for as long as terraform runs.
   * @param noteEnd What stays noted after it. In one step with "it runs no more": a command line that is killed between two
   * steps would have forgotten that terraform was killed.
   */
  async withOutput(
    command: string,
    run: (output: Output) => Promise<ProcessEnd>,
    noteEnd: (notes: RunNotes, end: ProcessEnd) => RunNotes = (notes) => notes,
  ): Promise<ProcessEnd> {
    const { folder, state } = this.options;
    const outputFolder = await mkdtemp(join(tmpdir(), outputPrefix));
    // Once: a busy machine notes the number of terraform after it has taken its lock, and a lock that is older than the run
    // would be somebody else's.
    const started = new Date().toISOString();
    const noteRunning = (pid: number): void => {
      const born = bornOf(pid);
      const running = { command, pid, ...present({ born }), output: outputFolder };
      writeNotes(folder, (notes) => ({ ...notes, running: { ...running, started } }));
    };
    try {
      // Before it is started: a disk that is full is said before anything is made.
      if (state !== undefined) keepCopy(state);
      noteRunning(process.pid);
      const end = await run({ outputFolder, onStart: noteRunning });
      writeNotes(folder, (notes) => noteEnd(without(notes, 'running'), end));
      return end;
    } catch (error) {
      writeNotes(folder, (notes) => without(notes, 'running'));
      throw error;
    } finally {
      if (state !== undefined) dropCopy(state);
      if (this.dumped?.startsWith(outputFolder) !== true) await rm(outputFolder, { recursive: true, force: true });
    }
  }

  async run(
    args: readonly string[],
    how: { output?: Output; show?: 'json' | 'text'; listen?: (event: TerraformEvent) => void } = {},
  ): Promise<ProcessEnd> {
    const { program, folder, env, interrupts, onEvent, onStop } = this.options;
    const { output, show, listen } = how;
    const onLine = (line: string, from: 'stdout' | 'stderr'): void => {
      if (show === undefined || line.trim() === '') return;
      const isJson = show === 'json' && from === 'stdout';
      const event = isJson ? eventOf(line) : { type: 'text', message: line };
      if (isJson && output) this.keepDump(line, output.outputFolder);
      listen?.(event);
      onEvent?.(event);
    };
    await workIn(env, folder);
    const ended = this.options.onRun?.(args[0] ?? '');
    return capture(program.path, args, {
      cwd: folder,
      env: terraformEnvironment(env),
      onLine,
      // A plan, a state and its backup hold secrets.
      ownerOnly: true,
      ...output,
      ...present({ interrupts, onStop }),
    }).finally(() => ended?.());
  }

  /**
   * Where no file can be written (a full disk), terraform says the state itself: it is kept, and never shown.
   * Source: https://github.com/hashicorp/terraform/blob/v1.11.4/internal/command/views/operation.go (EmergencyDumpState).
   */
  private keepDump(line: string, folder: string): void {
    if (!line.includes('Emergency state dump')) return;
    const { state } = parsed(line) ?? {};
    if (state === undefined) return;
    const file = join(folder, erroredName);
    try {
      writeFileSync(file, JSON.stringify(state), { mode: 0o600 });
      this.dumped = file;
    } catch (error) {
      // Full, too: what was made is found by adopt alone.
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }

  /** @throws Failure when the command did not end well */
  check(command: string, end: ProcessEnd, diagnostics: readonly Diagnostic[], making?: readonly string[]): void {
    // A person who stops a plan must not see the apply follow because terraform was just about to end well. An apply that
    // came to its end is done: what is said after it is true.
    const applies = command === 'apply' || command === 'destroy';
    if (end.exitCode === 0 && (end.stopped === undefined || applies)) return;
    // Its own words on a state that was not saved are more than the word of a person who stopped it.
    if (end.stopped && end.signal === undefined && making === undefined && this.erroredState === undefined) {
      throw new Cancelled([whatStopped(this.options.program.product, command)]);
    }
    throw new TerraformFailure(this.options.program, command, end.exitCode, diagnostics, {
      ...present({ signal: end.signal, making }),
      addresses: addressesIn(join(this.options.folder, configurationName)),
    });
  }
}

function whatStopped(product: Product, command: string): string {
  switch (command) {
    case 'apply':
      return `${product} apply was stopped in an orderly way: what was finished is in the state, the next apply goes on.`;
    case 'destroy':
      return 'The destroy was stopped half-way, in an orderly way: what was removed is gone, the rest is still there. The same command goes on with it. An apply would make anew what is gone: people would get new, empty desktops.';
    default:
      return `${product} ${command} was stopped: nothing was changed by it.`;
  }
}

/** Where a run puts its output, and who hears of its process. */
interface Output {
  readonly outputFolder: string;
  readonly onStart: (pid: number) => void;
}

/** What terraform calls a state that it could not save. */
export const erroredName = 'errored.tfstate';
