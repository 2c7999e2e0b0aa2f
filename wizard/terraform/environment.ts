/**
 * The environment of terraform, decided in one place for every command and for a rehearsal. Terraform and its providers
 * read variables that nobody names when a command is typed: a shell that was set up for another project would plan that
 * project's workspace here and make everything a second time (hashicorp/terraform#32830). So each variable that begins
 * with TF_ is taken out, refused by name, or passed on for a reason. Source of the names:
 * https://developer.hashicorp.com/terraform/cli/config/environment-variables and
 * https://opentofu.org/docs/cli/config/environment-variables.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../terminal/failure.js';

export type EnvironmentDecision = 'set' | 'passed on' | 'taken out' | 'refused';

/** What is decided about one variable, or about all whose names begin alike. */
export interface EnvironmentRow {
  /** The whole name, or its beginning where it ends in `*`. The first row that fits decides. */
  readonly name: string;
  readonly decision: EnvironmentDecision;
  readonly why: string;
  /** What a value must be to be passed on instead of refused; empty values are always taken out. */
  readonly fits?: (value: string) => boolean;
  /** What to do about a value that is refused. */
  readonly fix?: string;
}

/** Whether every word of an argument list is one of these. */
const wordsOf =
  (allowed: RegExp) =>
  (value: string): boolean =>
    value.split(/\s+/).every((word) => word === '' || allowed.test(word));

/** What decides neither what is planned nor where its state lies. */
const harmless = String.raw`-no-color|-compact-warnings`;
const waiting = String.raw`-lock-timeout=\w+|-parallelism=\d+`;
const afterTwoDashes = 'Unset it, or give words for terraform after -- on the command line, where they are seen.';

export const environmentRows: readonly EnvironmentRow[] = [
  { name: 'TF_IN_AUTOMATION', decision: 'set', why: 'terraform leaves out advice on commands of its own' },
  { name: 'TF_INPUT', decision: 'set', why: 'nobody could answer a question of terraform' },
  {
    name: 'TF_WORKSPACE',
    decision: 'refused',
    why: 'a deployment has one state, in the workspace "default": in another one everything would be made a second time',
    fits: (value) => value === 'default',
    fix: 'Unset TF_WORKSPACE. To keep a second deployment give it a name, and a state, of its own.',
  },
  {
    name: 'TF_DATA_DIR',
    decision: 'taken out',
    why: 'it holds the backend and the workspace of one project; that of this stack lies in its folder',
  },
  {
    name: 'TF_CLI_ARGS',
    decision: 'refused',
    why: 'words for every command of terraform decide what is planned without being seen',
    fits: wordsOf(new RegExp(`^(${harmless})$`)),
    fix: afterTwoDashes,
  },
  {
    name: 'TF_CLI_ARGS_init',
    decision: 'refused',
    why: 'words that choose another backend choose another state',
    fits: wordsOf(
      new RegExp(
        `^(${harmless}|-lock-timeout=\\w+|-upgrade|-reconfigure|-migrate-state|-force-copy|-lockfile=readonly)$`,
      ),
    ),
    fix: 'Passed on are -upgrade, -reconfigure, -migrate-state, -force-copy, -lockfile=readonly and -lock-timeout. Where the state lies is said by `state` in the deployment.',
  },
  {
    name: 'TF_CLI_ARGS_plan',
    decision: 'refused',
    why: 'words such as -target, -var or -destroy would change every plan without being seen',
    fits: wordsOf(new RegExp(`^(${harmless}|${waiting})$`)),
    fix: afterTwoDashes,
  },
  {
    name: 'TF_CLI_ARGS_apply',
    decision: 'refused',
    why: 'words such as -state would write the state somewhere else',
    fits: wordsOf(new RegExp(`^(${harmless}|${waiting})$`)),
    fix: afterTwoDashes,
  },
  {
    name: 'TF_CLI_ARGS_*',
    decision: 'taken out',
    why: 'other commands of terraform are run to read and to import alone; nothing of theirs is to be chosen',
  },
  ...['look_for_drift', 'read_scim_token'].map((name): EnvironmentRow => ({
    name: `TF_VAR_${name}`,
    decision: 'refused',
    why: 'it switches off what a plan looks at, for every command and without being seen',
    fix: `Unset it. For one plan: entra-workspaces plan -- -var ${name}=false`,
  })),
  {
    name: 'TF_VAR_*',
    decision: 'passed on',
    why: 'terraform reads only variables that the stack declares: those of an owner who changed main.ts',
  },
  {
    name: 'TF_LOG_PATH',
    decision: 'passed on',
    why: 'a log was asked for; it holds secrets, so its file is readable for its owner alone and it is said',
  },
  {
    name: 'TF_LOG*',
    decision: 'passed on',
    why: 'a log was asked for; without TF_LOG_PATH it is taken out: requests with secrets would stand in the log of a pipeline',
  },
  {
    name: 'TF_PLUGIN_CACHE_DIR',
    decision: 'passed on',
    why: 'it says where providers are kept; the lock file says which they are',
  },
  {
    name: 'TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE',
    decision: 'taken out',
    why: 'a lock file without all its hashes lets another machine run another program',
  },
  {
    name: 'TF_CLI_CONFIG_FILE',
    decision: 'passed on',
    why: 'mirrors and credentials of the company for providers stand in it, as in ~/.terraformrc',
  },
  { name: 'TF_TOKEN_*', decision: 'passed on', why: 'credentials for a private registry of providers' },
  {
    name: 'TF_REATTACH_PROVIDERS',
    decision: 'refused',
    why: 'it names a running program that takes the place of a provider; those of the sandbox run on this machine',
    fits: attachesOnLoopback,
    fix: 'Unset TF_REATTACH_PROVIDERS, or let the provider run on 127.0.0.1.',
  },
  {
    name: 'TF_ENCRYPTION',
    decision: 'passed on',
    why: 'OpenTofu reads a state that it encrypted with this alone; terraform does not know it',
  },
  { name: 'TF_STATE_PERSIST_INTERVAL', decision: 'passed on', why: 'how often the state is saved during an apply' },
  { name: 'TF_REGISTRY_*', decision: 'passed on', why: 'retries and time limits of the download of providers' },
  { name: 'TF_PROVIDER_DOWNLOAD_RETRY', decision: 'passed on', why: 'retries of the download of providers' },
  {
    name: 'TF_APPEND_USER_AGENT',
    decision: 'passed on',
    why: 'a word in the logs of the cloud, which changes nothing',
  },
  {
    name: 'TF_AWS_IGNORE_TAGS_*',
    decision: 'passed on',
    why: 'tags that the policies of an account add would else be removed by each apply',
  },
  {
    name: 'TF_AWS_DEFAULT_TAGS_*',
    decision: 'taken out',
    why: 'tags of one machine would be removed by an apply on the next; they stand in `tags` of the deployment',
  },
  { name: 'TF_CLOUD_*', decision: 'taken out', why: 'the state lies where the deployment says' },
  {
    name: 'TF_*',
    decision: 'taken out',
    why: 'it is not known to be needed, and what is not known decides nothing here',
  },
];

/** The row that decides about a variable, or nothing where it is none of terraform's. */
export function rowOf(name: string): EnvironmentRow | undefined {
  return environmentRows.find((row) =>
    row.name.endsWith('*') ? name.startsWith(row.name.slice(0, -1)) : row.name === name,
  );
}

export interface DecidedEnvironment {
  readonly env: NodeJS.ProcessEnv;
  /** Each with the variable, its value and what to do. */
  readonly refusals: readonly string[];
  /** What a person should know of what was passed on or left out. */
  readonly remarks: readonly string[];
}

/** Decides about every variable. Never throws: whoever starts terraform for a deployment asks `terraformEnvironment`. */
export function decideEnvironment(env: NodeJS.ProcessEnv): DecidedEnvironment {
  const decided: NodeJS.ProcessEnv = {};
  const refusals: string[] = [];
  for (const [name, value] of Object.entries(env)) {
    const row = rowOf(name);
    if (row === undefined) decided[name] = value;
    if (row === undefined || value === undefined || value === '') continue;
    const { decision, why, fits, fix = 'Unset it.' } = row;
    const passes = decision === 'passed on' || (decision === 'refused' && fits?.(value) === true);
    if (passes) decided[name] = value;
    else if (decision === 'refused') refusals.push(`${name}: ${why}.`, `  got: ${shown(name, value)}`, `  ${fix}`);
  }
  const remarks = logRemarks(decided);
  return {
    env: {
      ...decided,
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
      // No version check over the network, unless somebody wants it.
      CHECKPOINT_DISABLE: env['CHECKPOINT_DISABLE'] ?? '1',
    },
    refusals,
    remarks,
  };
}

/**
 * What terraform is run with.
 * @throws Failure with every variable that is refused: name, reason, value and what to do
 */
export function terraformEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { env: decided, refusals } = decideEnvironment(env);
  if (refusals.length > 0) {
    throw new Failure('The environment would make terraform do something else than the deployment says.', refusals);
  }
  return decided;
}

/** Where terraform notes which workspace somebody selected in a folder. */
const selectedName = join('.terraform', 'environment');

/**
 * Makes sure that the folder of a stack is in its one workspace.
 * @throws Failure when another one was selected there
 */
export function assertDefaultWorkspace(folder: string): void {
  let selected: string;
  try {
    selected = readFileSync(join(folder, selectedName), 'utf8').trim();
  } catch {
    // Nothing was ever selected.
    return;
  }
  if (selected === '' || selected === 'default') return;
  throw new Failure('Another workspace of terraform is selected in the folder of the stack.', [
    `must be "default": a deployment has one state, and in another workspace everything would be made a second time, got: ${selected}`,
    `terraform -chdir=${folder} workspace select default`,
    `If the state of this deployment really lies in that workspace: terraform workspace select ${selected}, terraform state pull > FILE, then select default and terraform state push FILE.`,
  ]);
}

/** A log goes to a file or nowhere. */
function logRemarks(decided: NodeJS.ProcessEnv): string[] {
  const levels = Object.keys(decided).filter((name) => name.startsWith('TF_LOG') && name !== 'TF_LOG_PATH');
  const asked = levels.filter((name) => decided[name]?.toLowerCase() !== 'off');
  const path = decided['TF_LOG_PATH'];
  if (path === undefined) for (const name of levels) delete decided[name];
  if (asked.length === 0) return [];
  return path === undefined
    ? [
        `${asked.join(', ')} is left out: a log of terraform holds secrets. It is written where TF_LOG_PATH names a file.`,
      ]
    : [`terraform writes its log to ${path}. It holds secrets: keep it private and delete it afterwards.`];
}

/** A value as it may be said: arguments can hold secrets, a list of programs is long. */
function shown(name: string, value: string): string {
  if (name.startsWith('TF_VAR_') || name === 'TF_WORKSPACE') return value.slice(0, 80);
  return value.replace(/(-(?:var|backend-config)=\S+?=)\S+/g, '$1…').slice(0, 120);
}

/** Whether every program that is named listens on this machine alone. */
function attachesOnLoopback(value: string): boolean {
  try {
    return Object.values(JSON.parse(value) as Record<string, { Addr?: { Network?: string; String?: string } }>).every(
      ({ Addr }) => Addr?.Network === 'unix' || /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost):\d+$/.test(Addr?.String ?? ''),
    );
  } catch {
    return false;
  }
}

/** Whether `init` is told to take the state along from where it was kept before: until then it is not where the stack says. */
export function takesStateAlong(env: NodeJS.ProcessEnv): boolean {
  return /(^|\s)-(force-copy|migrate-state)(\s|$)/.test(env['TF_CLI_ARGS_init'] ?? '');
}
