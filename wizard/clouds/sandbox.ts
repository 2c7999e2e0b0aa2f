/** A shell that points at a sandbox: whether it is whole, whether the sandbox is still there, and what it is told. */
import { Failure } from '../terminal/failure.js';
import { awsEndpointVariable, cloudsVariable, sandboxVariable } from './addresses.js';
import { credentials, isOfSandbox, leadsHome } from './sandbox-credentials.js';

const host = 'sandbox.invalid';

/**
 * Refuses a shell that holds half of a sandbox, or points at one that has ended. Terraform, the SDKs and the tools beside
 * this program read the same environment: what is whole here sends nothing elsewhere there.
 * @throws Failure with what is missing and how to go on
 */
export async function assertWholeSandbox(env: NodeJS.ProcessEnv): Promise<void> {
  const holds = credentials.filter((name) => isOfSandbox(env[name]));
  if (holds.length > 0) refuseHalf(env, holds);
  const id = env[sandboxVariable];
  if (!id) return;
  if ((await running(env))?.id === id) return;
  throw new Failure('The sandbox that this shell points at has ended.', [
    'Start another one: entra-workspaces rehearse --keep, and read the file that it names into this shell.',
    'For the real clouds open a new shell: this one still holds the addresses and keys of the sandbox.',
  ]);
}

function refuseHalf(env: NodeJS.ProcessEnv, holds: readonly string[]): void {
  const wrong = [
    ...[cloudsVariable, awsEndpointVariable]
      .filter((name) => !leadsHome(env[name]))
      .map((name) => `${name} must lead to this machine, got: ${env[name] || 'nothing'}`),
    ...Object.keys(env)
      .filter((name) => name.startsWith(`${awsEndpointVariable}_`) && env[name] && !leadsHome(env[name]))
      .map((name) => `${name} must lead to this machine or be unset, got: ${env[name] ?? ''}`),
    ...(env['TF_REATTACH_PROVIDERS'] || /^(localhost|127\.)/.test(env['ARM_METADATA_HOSTNAME'] ?? '')
      ? []
      : ['TF_REATTACH_PROVIDERS must name the providers of the sandbox, got: nothing']),
    ...(env['AWS_PROFILE'] ? [`AWS_PROFILE must be unset, got: ${env['AWS_PROFILE']}`] : []),
  ];
  if (wrong.length === 0) return;
  throw new Failure('This shell holds credentials of a sandbox, and would send them to the real clouds.', [
    ...wrong,
    `of the sandbox: ${holds.join(', ')}`,
    'Read the file of the sandbox into the shell again, or open a new shell for the real clouds.',
  ]);
}

interface Running {
  readonly id?: string;
  /** What its clock shows. */
  readonly now?: string;
}

async function running(env: NodeJS.ProcessEnv): Promise<Running | undefined> {
  try {
    return (await (await call(env, 'status')).json()) as Running;
  } catch {
    return undefined;
  }
}

/** The time of the clouds: a sandbox has a clock of its own, which runs faster. */
export async function nowIn(env: NodeJS.ProcessEnv): Promise<Date> {
  const now = env[sandboxVariable] ? (await running(env))?.now : undefined;
  return now === undefined ? new Date() : new Date(now);
}

/**
 * Tells the sandbox where terraform runs: its providers read relative file names (the function's code) from there, and are
 * no children of terraform. Does nothing where there is no sandbox.
 * @param folder absolute path
 */
export async function workIn(env: NodeJS.ProcessEnv, folder: string): Promise<void> {
  if (!env[sandboxVariable]) return;
  await call(env, 'work-in', { method: 'POST', body: JSON.stringify({ folder }) });
}

async function call(env: NodeJS.ProcessEnv, path: string, init: RequestInit = {}): Promise<Response> {
  const at = env[cloudsVariable];
  if (!leadsHome(at)) throw new Failure(`${cloudsVariable} must lead to this machine, got: ${at ?? 'nothing'}`);
  return fetch(`${at}/${host}/${path}`, { ...init, signal: AbortSignal.timeout(5_000) });
}
