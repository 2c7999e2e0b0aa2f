/** Runs terraform in the folder of a stack: init, plan, show, apply, output. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../terminal/failure.js';
import { diagnosticsOfText } from './events.js';
import type { Product } from './product.js';
import { parsePlan, type PlanJson, type StateModule } from './plan-json.js';
import type { ProcessEnd } from './process.js';
import { without, writeNotes } from './run-notes.js';
import { Runner, type TerraformOptions } from './runner.js';
import { refuseStrayFiles } from './stray-files.js';
import { configurationName } from './synth.js';

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

/** The commands of terraform that this program needs, each with what it answers. */
export class Terraform {
  private readonly runner: Runner;

  constructor(private readonly options: TerraformOptions) {
    this.runner = new Runner(options);
  }

  /** Whose commands are typed where this one is run. */
  get product(): Product {
    return this.options.program.product;
  }

  /**
   * Gets the providers and connects the state.
   * @throws Failure when the folder holds something that terraform would read and nobody here wrote
   */
  async init(extra: readonly string[] = []): Promise<void> {
    await refuseStrayFiles(this.options.folder, [configurationName, ...(this.options.laid ?? [])]);
    const end = await this.runner.run(['init', '-input=false', '-no-color', ...extra], { show: 'text' });
    this.runner.check('init', end, diagnosticsOfText(end.stderr));
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
      const args = ['init', '-input=false', '-no-color', '-lockfile=readonly', `-plugin-dir=${none}`];
      const begun = await this.runner.run(args);
      const end = await this.runner.run(['state', 'pull']);
      // That no provider was found is what this is for; what is wrong with the backend stands beside it.
      const reported = diagnosticsOfText(begun.stderr).filter(({ summary }) => !/provider/i.test(summary));
      this.runner.check('init', end, reported.length > 0 ? reported : diagnosticsOfText(end.stderr));
      return end.stdout;
    } finally {
      await rm(none, { recursive: true, force: true });
    }
  }

  /** Plans into a file. */
  async plan({ out, destroy, refresh = true, extra = [] }: PlanOptions): Promise<void> {
    const elsewhere = extra.find((word) => /^--?(out|generate-config-out)(=|$)/.test(word));
    // Terraform takes the last one: the plan, which holds secrets, would lie where nobody looks at it or takes it away.
    if (elsewhere !== undefined) {
      throw new UsageError(`terraform is not told where to write, got: -- ${elsewhere}`, [
        'To keep the plan: entra-workspaces plan --out FILE',
      ]);
    }
    await this.runner.withEvents('plan', [
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
    const end = await this.runner.run(['show', '-json', '-no-color', file]);
    this.runner.check('show', end, diagnosticsOfText(end.stderr));
    return parsePlan(end.stdout);
  }

  /** A saved plan as terraform prints it for people; sensitive values are masked by terraform. */
  async showPlanText(file: string): Promise<string> {
    const end = await this.runner.run(['show', '-no-color', file]);
    this.runner.check('show', end, diagnosticsOfText(end.stderr));
    return end.stdout;
  }

  /**
   * Applies exactly a saved plan.
   * @param how.destroy The plan destroys: until it has come to its end, the notes of the folder say so
   */
  async apply(
    planFile: string,
    extra: readonly string[] = [],
    how: { readonly destroy?: boolean } = {},
  ): Promise<void> {
    const { folder } = this.options;
    if (how.destroy) writeNotes(folder, (notes) => ({ destroying: new Date().toISOString(), ...notes }));
    await this.runner.withEvents(how.destroy ? 'destroy' : 'apply', [
      'apply',
      '-input=false',
      '-json',
      ...extra,
      planFile,
    ]);
    if (how.destroy) writeNotes(folder, (notes) => without(notes, 'destroying'));
  }

  /** Takes something that exists into the state. */
  async import(address: string, id: string, variables: readonly string[] = []): Promise<void> {
    const args = ['import', '-input=false', '-no-color', ...variables, address, id];
    const end = await this.runner.withOutput('import', (output) => this.runner.run(args, { output, show: 'text' }));
    this.runner.check('import', end, diagnosticsOfText(end.stderr));
  }

  /** What the state takes for spoilt, since an apply was cut off while it made it, is as good as any other again. */
  async untaint(address: string): Promise<void> {
    const args = ['untaint', '-no-color', address];
    const end = await this.runner.withOutput('untaint', (output) => this.runner.run(args, { output }));
    this.runner.check('untaint', end, diagnosticsOfText(end.stderr));
  }

  /** Puts a file in place of the state. Terraform refuses one that is older, or of another state. */
  async pushState(file: string): Promise<void> {
    const end = await this.runner.withOutput('push', (output) =>
      this.runner.run(['state', 'push', '-no-color', file], { output }),
    );
    this.runner.check('state', end, diagnosticsOfText(end.stderr));
  }

  /** A state that terraform could not save, in a file of its own. On a full disk terraform's is empty, or half of one. */
  get erroredState(): string | undefined {
    return this.runner.erroredState;
  }

  /** Outputs of the state. */
  async outputs(): Promise<Readonly<Record<string, OutputValue>>> {
    const end = await this.runner.run(['output', '-json', '-no-color']);
    this.runner.check('output', end, diagnosticsOfText(end.stderr));
    return JSON.parse(end.stdout) as Record<string, OutputValue>;
  }

  /** The state as it is now; empty where there is none. It holds secrets: never print or keep it. */
  async pullState(): Promise<string> {
    const end = await this.runner.run(['state', 'pull']);
    this.runner.check('state', end, diagnosticsOfText(end.stderr));
    return end.stdout;
  }

  /** What the state holds. It is secret in parts: never print or keep it. Empty: there is no state. */
  async state(): Promise<readonly { readonly address: string; readonly values?: Readonly<Record<string, unknown>> }[]> {
    const end = await this.runner.run(['show', '-json', '-no-color']);
    this.runner.check('show', end, diagnosticsOfText(end.stderr));
    const { values } = JSON.parse(end.stdout) as { values?: { root_module?: StateModule } };
    return values?.root_module?.resources ?? [];
  }

  /** Any other command, for tests and repairs: `state list`, `validate`. */
  async command(args: readonly string[]): Promise<ProcessEnd> {
    return this.runner.run(args);
  }

  /** The file in which terraform notes the exact providers, or nothing. */
  async lockFile(): Promise<string | undefined> {
    return readFile(join(this.options.folder, lockFileName), 'utf8').catch(() => undefined);
  }
}

/** Where terraform notes the exact providers. */
export const lockFileName = '.terraform.lock.hcl';
