/** Brings one cloud to what its half of the bootstrap says, by terraform on a stack of its own. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { present } from '../../domain/present.js';
import { isLoopback } from '../clouds/proxy.js';
import { Addresses } from '../clouds/addresses.js';
import { authoritiesFile } from '../clouds/authorities.js';
import type { CommandContext } from '../command.js';
import { diagnosticsOfText, eventsOf } from '../terraform/events.js';
import { changesOutputs, type ResourceChange } from '../terraform/plan-json.js';
import { Cancelled, Failure } from '../terminal/failure.js';
import { findTerraform } from '../terraform/find.js';
import { progressOf } from '../terraform/progress.js';
import { Terraform } from '../terraform/run.js';
import { TerraformFailure } from '../terraform/terraform-failure.js';
import { firstLeft, readNotes, settleNotes, unfinished, without, writeNotes } from '../terraform/run-notes.js';
import { configurationName, synthesizeBootstrap, type BootstrapHalf } from '../terraform/synth.js';
import { isLeftByRun } from './half-lock.js';
import type { StateHome } from './state-home.js';
import type { Found } from './found.js';

const importsName = 'bootstrap-imports.tf.json';
const planName = 'bootstrap.tfplan';

export interface HalfDone {
  /** What was made, changed or removed, in words. */
  readonly changes: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * One half with a terraform of its own. `bring` may be called again with the trust added; `destroy` takes all away.
 */
export class Half {
  private terraform: Terraform | undefined;

  constructor(
    private readonly context: CommandContext,
    private readonly cloud: 'aws' | 'entra',
    private readonly verbose: boolean,
    /** Where the state lies, if in a cloud: a lock that a killed run left is seen there. */
    private readonly home?: Pick<StateHome, 'lockOf'>,
  ) {}

  /** @param found What exists already: it is taken into the state, where the state does not hold it yet */
  async bring(half: BootstrapHalf, found: readonly Found[]): Promise<HalfDone> {
    return this.stoppable(async () => this.brought(half, found));
  }

  /** Removes everything that the state of the half holds. @returns what went, in words */
  async destroy(half: BootstrapHalf): Promise<readonly string[]> {
    return this.stoppable(async () => this.destroyed(half));
  }

  /**
   * Ctrl-C ends the whole command in its own words: those of terraform speak of an apply that follows. One that came as
   * terraform was just about to end well counts, too: nobody who stopped a command sees it go on.
   */
  private async stoppable<T>(act: () => Promise<T>): Promise<T> {
    const { interrupts } = this.context;
    try {
      const done = await act();
      if (interrupts.stopped === undefined) return done;
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
    }
    throw new Cancelled(interrupts.kept);
  }

  private async brought(half: BootstrapHalf, found: readonly Found[]): Promise<HalfDone> {
    const terraform = await this.open(half, found);
    const plan = await this.plan(terraform, false);
    const changes = inWords(plan.resource_changes ?? []);
    const imported = (plan.resource_changes ?? []).filter(({ change }) => change.importing !== undefined);
    // Where nothing changes the plan knows every output, and the state is written and locked for nothing.
    const applies = changes.length > 0 || imported.length > 0 || changesOutputs(plan);
    if (applies) await terraform.apply(planName);
    await this.dropPlan(terraform);
    const outputs = applies ? await terraform.outputs() : (plan.planned_values?.outputs ?? {});
    return {
      changes,
      outputs: Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, String(value)])),
    };
  }

  private async destroyed(half: BootstrapHalf): Promise<readonly string[]> {
    const terraform = await this.open(half, []);
    const plan = await this.plan(terraform, true);
    const gone = inWords(plan.resource_changes ?? []);
    if (gone.length > 0) await terraform.apply(planName);
    await this.dropPlan(terraform);
    return gone;
  }

  private folder = '';

  private async open(half: BootstrapHalf, found: readonly Found[]): Promise<Terraform> {
    const { cwd, env, interrupts, terminal } = this.context;
    const out = resolve(cwd, 'cdktf.out', 'bootstrap');
    this.folder = await synthesizeBootstrap(this.cloud, half, out);
    await layImports(this.folder, found);
    if (this.terraform) return this.terraform;
    // Kept until its lock was looked at: this run may be killed before that as well, at any of the steps that follow.
    const since = firstLeft(readNotes(this.folder));
    if (since !== undefined) writeNotes(this.folder, (notes) => unfinished(notes, since, []));
    // Waits for nobody: a terraform that still runs there is named, and the next run goes on after it.
    await settleNotes(this.folder, eventsOf);
    writeNotes(this.folder, (notes) => {
      const rest = without(notes, 'lost');
      return since === undefined
        ? without(rest, 'unfinished')
        : { ...rest, unfinished: { started: since, making: [] } };
    });
    const program = await findTerraform(withoutTokens(env));
    const terraform = new Terraform({
      program,
      folder: this.folder,
      laid: [importsName],
      env: { ...withoutTokens(env), ...authoritiesFile(env, join(this.folder, '.entra-workspaces-authorities.pem')) },
      interrupts,
      onEvent: (event) => {
        if (this.verbose) terminal.lines([event.message]);
        else progressOf(event, new Map(), false).forEach((line) => terminal.say(line));
      },
    });
    await terraform.init(['-reconfigure', ...onLoopback(half, env)]);
    if (since !== undefined) {
      await this.unlock(terraform, half, since);
      writeNotes(this.folder, (notes) => without(notes, 'unfinished'));
    }
    this.terraform = terraform;
    return terraform;
  }

  /** A terraform of this folder that was killed has left its lock: what it had made is found, and taken in. */
  private async unlock(terraform: Terraform, half: BootstrapHalf, since: string): Promise<void> {
    const { state } = 'aws' in half ? half.aws : half.entra;
    if ('path' in state) return;
    const lock = await this.home?.lockOf('s3' in state ? state.s3.key : state.azurerm.key);
    if (lock?.ID === undefined || !isLeftByRun(lock, since, hostname())) return;
    const { exitCode, stderr } = await terraform.command(['force-unlock', '-force', lock.ID]);
    // The notes keep it open: the next run does it.
    if (exitCode !== 0) {
      throw new Failure('The lock of the state that an earlier run left here could not be taken away.', [
        ...diagnosticsOfText(stderr).map(({ summary }) => summary),
        'Run it again.',
      ]);
    }
    this.context.terminal.warn('An earlier run was killed here: its lock of the state was taken away.');
  }

  private async plan(terraform: Terraform, destroy: boolean): ReturnType<Terraform['showPlan']> {
    // Planning takes the lock, too. Noted before: both may be killed within the moment in which this one learns of the other.
    const since = new Date().toISOString();
    const { unfinished: before } = readNotes(this.folder);
    writeNotes(this.folder, (notes) => unfinished(notes, since, []));
    const ended = (): void =>
      writeNotes(this.folder, (notes) => ({ ...without(notes, 'unfinished'), ...present({ unfinished: before }) }));
    await terraform.plan({ out: planName, destroy }).catch((error: unknown) => {
      if (!(error instanceof TerraformFailure) || error.end.signal === undefined) ended();
      throw error;
    });
    ended();
    return terraform.showPlan(planName);
  }

  private async dropPlan(_: Terraform): Promise<void> {
    await rm(join(this.folder, planName), { force: true });
  }
}

/** With whom a person signs in to a host, where they may take its rules away: of no use to terraform and its providers here. */
const ofHosts =
  /^(GH_TOKEN|GITHUB_TOKEN|GH_ENTERPRISE_TOKEN|GITHUB_ENTERPRISE_TOKEN|GITLAB_TOKEN|GITLAB_ACCESS_TOKEN|OAUTH_TOKEN|AZURE_DEVOPS_EXT_PAT)$/;

/** Both clouds trust what the host says: whoever holds rights in a cloud and its token would need nobody else. */
const withoutTokens = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !ofHosts.test(name)));

const nouns: Readonly<Record<string, (name: string) => string>> = {
  aws_iam_role: (name) => `the role ${name}`,
  aws_iam_policy: (name) => `the policy ${name}`,
  azuread_application: (name) => `the application "${name}"`,
  azuread_application_federated_identity_credential: (name) => `the federated credential ${name}`,
  azuread_application_flexible_federated_identity_credential: (name) => `the federated credential ${name}`,
};
/** What goes with another resource: said as a number. */
const many: Readonly<Record<string, readonly [one: string, more: string]>> = {
  aws_iam_role_policy_attachment: ['policy on its role', 'policies on their roles'],
  azuread_app_role_assignment: ['permission on Microsoft Graph', 'permissions on Microsoft Graph'],
  azuread_service_principal: ['service principal', 'service principals'],
};

/** What a plan does, for a person: names, not addresses. */
function inWords(changes: readonly ResourceChange[]): string[] {
  const real = changes.filter(
    ({ mode, change }) => mode === 'managed' && change.actions.some((action) => action !== 'no-op'),
  );
  const single = real.flatMap(({ type, address, change }) => {
    if (many[type] !== undefined) return [];
    const { name, display_name: displayName } = { ...change.before, ...change.after };
    const noun = nouns[type]?.(String(displayName ?? name)) ?? address;
    const { actions, before, after } = change;
    if (actions.includes('delete')) return [actions.length > 1 ? `${noun}, made anew` : `${noun}, taken away`];
    if (actions.includes('create'))
      return [type === 'aws_iam_role' ? `${noun}${trustsNobody(after) ? ', which trusts nobody yet' : ''}` : noun];
    return [
      before?.['assume_role_policy'] === after?.['assume_role_policy'] ? `${noun}, put back` : `the trust of ${noun}`,
    ];
  });
  const counted = Object.entries(many).flatMap(([type, [one, more]]) => {
    const count = real.filter((each) => each.type === type).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : more}`];
  });
  return [...single, ...counted];
}

const trustsNobody = (after: ResourceChange['change']['after']): boolean =>
  String(after?.['assume_role_policy']).includes('NobodyYet');

/**
 * An address of this machine has no names below it: an emulated S3 is called with the bucket in the path, and an emulated
 * storage account is asked where its blobs are.
 */
function onLoopback(half: BootstrapHalf, env: NodeJS.ProcessEnv): string[] {
  const { state } = 'aws' in half ? half.aws : half.entra;
  const addresses = new Addresses(env);
  if ('azurerm' in state) return addresses.redirected ? ['-backend-config=lookup_blob_endpoint=true'] : [];
  if (!('s3' in state)) return [];
  const { hostname } = new URL(addresses.s3(state.s3.region));
  return isLoopback(hostname) ? ['-backend-config=use_path_style=true'] : [];
}

interface StackJson {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

/** Import blocks for what exists: terraform leaves out those of what its state holds. */
async function layImports(folder: string, found: readonly Found[]): Promise<void> {
  const stack = JSON.parse(await readFile(join(folder, configurationName), 'utf8')) as StackJson;
  const blocks = found.flatMap(({ type, by, id }) => {
    const address = addressOf(stack, type, by);
    return address === undefined ? [] : [{ to: address, id }];
  });
  const file = join(folder, importsName);
  if (blocks.length === 0) await rm(file, { force: true });
  else await writeFile(file, `${JSON.stringify({ import: blocks }, undefined, 2)}\n`);
}

/** The address of a resource: by its name, or by the construct that it lies in and the permission that it gives. */
function addressOf(stack: StackJson, type: string, by: Readonly<Record<string, string>>): string | undefined {
  const all = Object.entries(stack.resource?.[type] ?? {});
  const fits = ([key, values]: (typeof all)[number]): boolean => {
    if (by['name'] !== undefined) return values['name'] === by['name'];
    if (!key.startsWith(`${by['key'] ?? ''}_`) && key !== by['key']) return false;
    const { permission } = by;
    return permission === undefined || String(values['app_role_id']).includes(`["${permission}"]`);
  };
  const name = all.find(fits)?.[0];
  return name === undefined ? undefined : `${type}.${name}`;
}
