/** Runs terraform in the folder of a stack: init, plan, show, apply, output. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Interrupts } from '../terminal/interrupts.js';
import { Cancelled } from '../terminal/failure.js';
import type { TerraformProgram } from './find.js';
import { parsePlan, type PlanJson, type StateModule } from './plan-json.js';
import { capture, type ProcessEnd } from './process.js';
import { refuseStrayFiles } from './stray-files.js';
import { configurationName } from './synth.js';
import { TerraformFailure } from './terraform-failure.js';

/** An error or a warning of terraform. Source: https://developer.hashicorp.com/terraform/internals/machine-readable-ui. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail: string;
  readonly address?: string;
}

/** Something that terraform says while it works. */
export interface TerraformEvent {
  /** Its own type: `apply_start`, `refresh_complete`, `diagnostic`, `change_summary`, … or `text` for plain lines. */
  readonly type: string;
  readonly message: string;
  readonly address?: string;
  readonly action?: string;
  readonly elapsedSeconds?: number;
  readonly diagnostic?: Diagnostic;
}

export interface TerraformOptions {
  readonly program: TerraformProgram;
  /** Folder with `cdk.tf.json`. */
  readonly folder: string;
  /** What else in the folder terraform may read, by name. @default nothing but `cdk.tf.json` */
  readonly laid?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly interrupts?: Interrupts;
  readonly onEvent?: (event: TerraformEvent) => void;
  /** Terraform was told to stop, and is still ending what it has begun. */
  readonly onStop?: () => void;
}

export interface PlanOptions {
  /** File that the plan is saved to. It holds secrets. */
  readonly out: string;
  readonly destroy?: boolean;
  /** False: the state is believed as it is. @default true */
  readonly refresh?: boolean;
  /** Arguments of a person, as they are. */
  readonly extra?: readonly string[];
}

/** An output of the stack, as `terraform output -json` gives it. */
export interface OutputValue {
  readonly sensitive: boolean;
  readonly value: unknown;
}

export class Terraform {
  constructor(private readonly options: TerraformOptions) {}

  /**
   * Gets the providers and connects the state.
   * @throws Failure when the folder holds something that terraform would read and nobody here wrote
   */
  async init(extra: readonly string[] = []): Promise<void> {
    await refuseStrayFiles(this.options.folder, [configurationName, ...(this.options.laid ?? [])]);
    const end = await this.run(['init', '-input=false', '-no-color', ...extra], 'text');
    this.check('init', end, diagnosticsOfText(end.stderr));
  }

  /**
   * The state as it is kept, before any provider is installed: the backend alone is set up, from an empty folder of providers.
   * Empty where there is none. It holds secrets: never print or keep it.
   */
  async peekState(): Promise<string> {
    const none = await mkdtemp(join(tmpdir(), 'entra-workspaces-'));
    try {
      const { folder, laid = [] } = this.options;
      await refuseStrayFiles(folder, [configurationName, ...laid]);
      const words = ['init', '-input=false', '-no-color', '-lockfile=readonly', `-plugin-dir=${none}`];
      const begun = await this.run(words);
      const end = await this.run(['state', 'pull']);
      // That no provider was found is what this is for; what is wrong with the backend stands beside it.
      const said = diagnosticsOfText(begun.stderr).filter(({ summary }) => !/provider/i.test(summary));
      this.check('init', end, said.length > 0 ? said : diagnosticsOfText(end.stderr));
      return end.stdout;
    } finally {
      await rm(none, { recursive: true, force: true });
    }
  }

  /** Plans into a file. */
  async plan({ out, destroy, refresh = true, extra = [] }: PlanOptions): Promise<void> {
    await this.withEvents('plan', [
      'plan',
      '-input=false',
      '-json',
      `-out=${out}`,
      ...(destroy ? ['-destroy'] : []),
      ...(refresh ? [] : ['-refresh=false']),
      ...extra,
    ]);
  }

  /** A saved plan as JSON. It holds secrets in clear text: never print or keep it. */
  async showPlan(file: string): Promise<PlanJson> {
    const end = await this.run(['show', '-json', '-no-color', file]);
    this.check('show', end, diagnosticsOfText(end.stderr));
    return parsePlan(end.stdout);
  }

  /** A saved plan as terraform prints it for people; sensitive values are masked by terraform. */
  async showPlanText(file: string): Promise<string> {
    const end = await this.run(['show', '-no-color', file]);
    this.check('show', end, diagnosticsOfText(end.stderr));
    return end.stdout;
  }

  /** Applies exactly a saved plan. */
  async apply(planFile: string, extra: readonly string[] = []): Promise<void> {
    await this.withEvents('apply', ['apply', '-input=false', '-json', ...extra, planFile]);
  }

  /** Outputs of the state. */
  async outputs(): Promise<Readonly<Record<string, OutputValue>>> {
    const end = await this.run(['output', '-json', '-no-color']);
    this.check('output', end, diagnosticsOfText(end.stderr));
    return JSON.parse(end.stdout) as Record<string, OutputValue>;
  }

  /** The state as it is now; empty where there is none. It holds secrets: never print or keep it. */
  async pullState(): Promise<string> {
    const end = await this.run(['state', 'pull']);
    this.check('state', end, diagnosticsOfText(end.stderr));
    return end.stdout;
  }

  /** What the state holds. It is secret in parts: never print or keep it. Empty: there is no state. */
  async state(): Promise<readonly { readonly address: string; readonly values?: Readonly<Record<string, unknown>> }[]> {
    const end = await this.run(['show', '-json', '-no-color']);
    this.check('show', end, diagnosticsOfText(end.stderr));
    const { values } = JSON.parse(end.stdout) as { values?: { root_module?: StateModule } };
    return values?.root_module?.resources ?? [];
  }

  /** Any other command, for tests and repairs: `state list`, `validate`. */
  async command(words: readonly string[]): Promise<ProcessEnd> {
    return this.run(words);
  }

  /** The file in which terraform notes the exact providers, or nothing. */
  async lockFile(): Promise<string | undefined> {
    return readFile(join(this.options.folder, lockFileName), 'utf8').catch(() => undefined);
  }

  private async withEvents(command: string, words: readonly string[]): Promise<void> {
    const diagnostics: Diagnostic[] = [];
    const end = await this.run(words, 'json', (event) => {
      if (event.diagnostic) diagnostics.push(event.diagnostic);
    });
    // A program that dies before it speaks JSON (wrong arguments, no plugin) speaks plain text.
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    this.check(command, end, errors.length > 0 ? errors : diagnosticsOfText(end.stderr || end.stdout));
  }

  private run(
    words: readonly string[],
    output: 'json' | 'text' | 'quiet' = 'quiet',
    listen?: (event: TerraformEvent) => void,
  ): Promise<ProcessEnd> {
    const { program, folder, env, interrupts, onEvent, onStop } = this.options;
    const onLine = (line: string, from: 'stdout' | 'stderr'): void => {
      if (output === 'quiet' || line.trim() === '') return;
      const event = output === 'json' && from === 'stdout' ? eventOf(line) : { type: 'text', message: line };
      listen?.(event);
      onEvent?.(event);
    };
    return capture(program.path, words, {
      cwd: folder,
      env: environment(env),
      onLine,
      ...(interrupts ? { interrupts } : {}),
      ...(onStop ? { onStop } : {}),
    });
  }

  private check(command: string, end: ProcessEnd, diagnostics: readonly Diagnostic[]): void {
    // A person who stops a plan must not see the apply follow because terraform was just about to end well. An apply that
    // came to its end is done: what is said after it is true.
    if (end.exitCode === 0 && (end.stopped === undefined || command === 'apply')) return;
    if (end.stopped) {
      throw new Cancelled([
        command === 'apply'
          ? 'terraform apply was stopped in an orderly way: what was finished is in the state, the next apply goes on.'
          : `terraform ${command} was stopped: nothing was changed by it.`,
      ]);
    }
    throw new TerraformFailure(this.options.program, command, end.exitCode, diagnostics);
  }
}

/** Where terraform notes the exact providers. */
export const lockFileName = '.terraform.lock.hcl';

/** What terraform is run with: nobody to ask, no version check over the network, plain letters. */
function environment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { TF_CLI_ARGS: _args, TF_LOG_PATH: _path, ...rest } = env;
  return { ...rest, TF_IN_AUTOMATION: '1', TF_INPUT: '0', CHECKPOINT_DISABLE: env['CHECKPOINT_DISABLE'] ?? '1' };
}

interface JsonLine {
  readonly '@message'?: string;
  readonly type?: string;
  readonly diagnostic?: {
    severity?: string;
    summary?: string;
    detail?: string;
    address?: string;
    snippet?: { context?: string };
  };
  readonly hook?: { resource?: { addr?: string }; action?: string; elapsed_seconds?: number };
  readonly change?: { resource?: { addr?: string }; action?: string };
}

function eventOf(line: string): TerraformEvent {
  let json: JsonLine;
  try {
    json = JSON.parse(line) as JsonLine;
  } catch {
    return { type: 'text', message: line };
  }
  const address = json.hook?.resource?.addr ?? json.change?.resource?.addr ?? json.diagnostic?.address;
  const action = json.hook?.action ?? json.change?.action;
  const { diagnostic } = json;
  // An error of an expression has no address, only the block in which it stands.
  const place = diagnostic?.address ?? diagnostic?.snippet?.context;
  return {
    type: json.type ?? 'text',
    message: json['@message'] ?? '',
    ...(address === undefined ? {} : { address }),
    ...(action === undefined ? {} : { action }),
    ...(json.hook?.elapsed_seconds === undefined ? {} : { elapsedSeconds: json.hook.elapsed_seconds }),
    ...(diagnostic === undefined
      ? {}
      : {
          diagnostic: {
            severity: diagnostic.severity === 'warning' ? ('warning' as const) : ('error' as const),
            summary: diagnostic.summary ?? '',
            detail: diagnostic.detail ?? '',
            ...(place === undefined ? {} : { address: place }),
          },
        }),
  };
}

/** Errors in terraform's text for people: framed boxes that begin with `Error:`. */
export function diagnosticsOfText(text: string): Diagnostic[] {
  const lines = text.split('\n').map((line) => line.replace(/^[│╷╵]\s?/, '').trimEnd());
  const diagnostics: { severity: 'error'; summary: string; detail: string }[] = [];
  let current: { severity: 'error'; summary: string; detail: string } | undefined;
  for (const line of lines) {
    const start = /^Error: (.*)/.exec(line);
    if (start) {
      current = { severity: 'error', summary: start[1] ?? '', detail: '' };
      diagnostics.push(current);
    } else if (/^Warning: /.test(line)) current = undefined;
    else if (current) current.detail = `${current.detail}\n${line}`;
  }
  for (const each of diagnostics) each.detail = each.detail.trim();
  const rest = text.trim();
  return diagnostics.length > 0 || rest === '' ? diagnostics : [{ severity: 'error', summary: rest, detail: '' }];
}
