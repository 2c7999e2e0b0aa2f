/** Finds terraform, or tofu where there is none, and looks at its version. */
import { access, constants, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { isOlder } from '../../domain/version-order.js';
import { Failure } from '../terminal/failure.js';
import { decideEnvironment } from './environment.js';
import { capture } from './process.js';
import type { Product } from './product.js';

/** Names the program to use instead of searching PATH. */
export const programVariable = 'ENTRA_WORKSPACES_TERRAFORM';

/**
 * The oldest version that works. The S3 backend's lock file came with 1.10; `check` blocks (1.5) and `replace_triggered_by`
 * (1.2) are older. OpenTofu has the lock file since its 1.10, too.
 * Sources: https://developer.hashicorp.com/terraform/language/backend/s3 (use_lockfile),
 * https://opentofu.org/docs/intro/whats-new (1.10).
 */
export const minimumVersion = '1.10.0';

const installation: Readonly<Record<Product, string>> = {
  terraform: 'https://developer.hashicorp.com/terraform/install',
  tofu: 'https://opentofu.org/docs/intro/install',
};

/** The program that plans and applies. */
export interface TerraformProgram {
  /** Absolute path. */
  readonly path: string;
  readonly product: Product;
  readonly version: string;
}

/**
 * The program: the one that `ENTRA_WORKSPACES_TERRAFORM` names, else `terraform` on PATH, else `tofu`.
 * @throws Failure when there is none, it does not start, or it is too old
 */
export async function findTerraform(env: NodeJS.ProcessEnv): Promise<TerraformProgram> {
  // Set to nothing is not set, as a pipeline does with a variable that it does not have.
  const named = env[programVariable] || undefined;
  const path = named ?? (await onPath('terraform', env)) ?? (await onPath('tofu', env));
  const script = path === undefined ? await onPath('terraform', env, scriptEndings()) : path;
  if (script !== undefined && isScript(script)) {
    throw new Failure(`${script} is a script that starts terraform, and Node starts programs alone.`, [
      `Set ${programVariable} to the program behind it (with mise, "mise which terraform" prints it).`,
    ]);
  }
  if (path === undefined) {
    throw new Failure('Neither terraform nor tofu was found on PATH.', [
      `Install Terraform (${installation.terraform}) or OpenTofu (${installation.tofu}) and run this again.`,
      `Where it has another name or place, set ${programVariable} to its path.`,
    ]);
  }
  const { product, version } = await versionOf(path, env).catch((error: unknown) => {
    throw named === undefined ? error : (noProgram(named, error) ?? error);
  });
  if (isOlder(version, minimumVersion)) {
    throw new Failure(`${product} ${version} is too old: ${minimumVersion} or newer is needed.`, [
      `It was found at ${path}. Update it (${installation[product]}),`,
      `or set ${programVariable} to the path of a newer one.`,
    ]);
  }
  return { path, product, version };
}

/** Why what the variable names does not start; `undefined` where the error says so itself. */
function noProgram(named: string, error: unknown): Failure | undefined {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (!syscall?.startsWith('spawn')) return undefined;
  const why =
    code === 'ENOENT'
      ? 'There is no such program.'
      : 'It has to be a program that may be started (chmod +x), and no folder.';
  return new Failure(`${programVariable} must name terraform or tofu, got: ${named}`, [
    `${why} Give its whole path, or unset the variable: then both are looked for on PATH.`,
  ]);
}

/**
 * What version managers put on PATH in Windows. Node has refused to start it since CVE-2024-27980 (spawn EINVAL), and a shell would
 * read what stands in an argument. Source: https://nodejs.org/en/blog/vulnerability/april-2024-security-releases-2
 */
const scriptEndings = (): readonly string[] => (process.platform === 'win32' ? ['.cmd', '.bat'] : []);
const isScript = (path: string): boolean => scriptEndings().some((ending) => path.toLowerCase().endsWith(ending));

async function versionOf(path: string, env: NodeJS.ProcessEnv): Promise<Pick<TerraformProgram, 'product' | 'version'>> {
  const { exitCode, stdout, stderr } = await capture(path, ['version'], {
    env: { ...decideEnvironment(env).env, CHECKPOINT_DISABLE: '1' },
  });
  const found = /^(Terraform|OpenTofu) v(\d+\.\d+\.\d+\S*)/m.exec(stdout);
  if (exitCode !== 0 || !found) {
    throw new Failure(`${path} does not answer to "version" as Terraform does.`, [
      ...(stderr.trim() === '' ? [] : [stderr.trim()]),
      `Check that it is terraform or tofu; ${programVariable} names another one.`,
    ]);
  }
  return { product: found[1] === 'OpenTofu' ? 'tofu' : 'terraform', version: found[2] ?? '' };
}

/**
 * A program by its name. Beside it may lie `NAME-bin`: then the name is a wrapper that an action of GitHub put there, which writes
 * lines of its own among those of terraform and keeps what it says, secrets too, as outputs of the step.
 * Source: hashicorp/setup-terraform#20 (`terraform_wrapper`, on by default), lib/setup-terraform.js there
 */
async function onPath(
  name: string,
  env: NodeJS.ProcessEnv,
  endings: readonly string[] = process.platform === 'win32' ? ['.exe'] : [''],
): Promise<string | undefined> {
  const names = [`${name}-bin`, name].flatMap((each) => endings.map((ending) => each + ending));
  // Windows calls it Path. An environment that was copied tells upper from lower case, which that of the process does not there.
  const path = env['PATH'] ?? Object.entries(env).find(([each]) => each.toUpperCase() === 'PATH')?.[1] ?? '';
  for (const folder of path.split(delimiter)) {
    if (folder === '') continue;
    for (const file of names) {
      const candidate = join(folder, file);
      try {
        await access(candidate, constants.X_OK);
        // A folder of that name may be entered, which is the same right.
        if ((await stat(candidate)).isFile()) return candidate;
      } catch {
        // Not there: the next folder.
      }
    }
  }
  return undefined;
}
