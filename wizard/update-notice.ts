/**
 * Whether a newer version is out: asked by npm itself, of the registry that the person's npm is configured with, at most once a
 * day, while nobody waits for it. The answer is said by a later command. Nothing is sent but the name of this package.
 */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../deployment/make-folder.js';
import { isOlder } from '../domain/version-order.js';
import { packageRoot, packageVersion } from './terraform/package-root.js';
import { day } from '../domain/day.js';

/** Set to `off`, `0`, `false` or `no`: nothing is asked and nothing said. */
export const updateVariable = 'ENTRA_WORKSPACES_UPDATE_NOTICE';

/** What it has of the world; tests put in their own. */
export interface UpdateSurroundings {
  readonly env: NodeJS.ProcessEnv;
  /** A person looks at all that is printed: both streams are terminals. */
  readonly watched: boolean;
  /** @default of this package */
  readonly version?: string;
  /** Folder of this package. */
  readonly home?: string;
  readonly now?: Date;
}

/** For npm, which is not waited for. */
const secondsToAnswer = 5;

/**
 * The sentence about a newer version that is known by now, if any; and asks again where the last answer is a day old. Never
 * throws and never waits: whatever goes wrong, there is no notice.
 */
export function updateNotice(surroundings: UpdateSurroundings): string | undefined {
  const { env, watched, home = packageRoot(), version = packageVersion(), now = new Date() } = surroundings;
  if (!watched || isOff(env) || existsSync(join(home, 'package-lock.json'))) return undefined;
  try {
    const folder = cacheFolder(env);
    const file = join(folder, 'newest-version.json');
    const asked = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    const known = asked === undefined ? undefined : versionIn(readFileSync(file, 'utf8'));
    if (asked === undefined || Math.abs(now.getTime() - asked) > day) ask(folder, file, env);
    if (known === undefined || !isOlder(version, known)) return undefined;
    return `entra-workspaces ${known} is out, this is ${version}: npm install entra-workspaces@${known} (${updateVariable}=off hides this)`;
  } catch {
    // A folder that cannot be written, a machine without npm: there is no notice.
    return undefined;
  }
}

/**
 * In a CI, or where somebody does not want it: our variable, the one that many programs heed
 * (https://www.npmjs.com/package/update-notifier), or npm's own setting.
 */
function isOff(env: NodeJS.ProcessEnv): boolean {
  const no = /^(off|0|false|no)$/i;
  return (
    no.test(env[updateVariable]?.trim() ?? '') ||
    (Boolean(env['CI']) && !no.test(env['CI'] ?? '')) ||
    env['GITHUB_ACTIONS'] !== undefined ||
    env['TF_BUILD'] !== undefined ||
    Boolean(env['NO_UPDATE_NOTIFIER']) ||
    env['npm_config_update_notifier'] === 'false'
  );
}

/** Sources: the XDG base directory specification; Apple's File System Programming Guide; `LOCALAPPDATA` of Windows. */
function cacheFolder(env: NodeJS.ProcessEnv): string {
  const home = env['HOME'] || homedir();
  const usual =
    process.platform === 'win32'
      ? env['LOCALAPPDATA'] || join(home, 'AppData', 'Local')
      : process.platform === 'darwin'
        ? join(home, 'Library', 'Caches')
        : join(home, '.cache');
  return join(env['XDG_CACHE_HOME'] || usual, 'entra-workspaces');
}

/** A release; what else an answer may hold is none. */
function versionIn(text: string): string | undefined {
  const [, version] = /^"?(\d{1,6}\.\d{1,6}\.\d{1,6})"?\s*$/.exec(text) ?? [];
  return version;
}

/**
 * Starts npm and leaves it: its answer goes into the file, which is new from now on, so that nobody else asks. It runs in the
 * cache folder and with no more than it needs: settings of a project that somebody else wrote cannot name the registry, nor
 * send it what the environment holds.
 */
function ask(folder: string, file: string, env: NodeJS.ProcessEnv): void {
  makeFolder(folder, 0o700);
  const answer = openSync(file, 'w', 0o600);
  try {
    const args = ['view', 'entra-workspaces', 'version', '--json', '--loglevel=silent', '--fetch-retries=0'];
    const child = spawn('npm', [...args, `--fetch-timeout=${secondsToAnswer * 1000}`], {
      cwd: folder,
      env: ofNpm(env),
      detached: true,
      stdio: ['ignore', answer, 'ignore'],
      windowsHide: true,
      // npm is a script with another ending there.
      shell: process.platform === 'win32',
    });
    child.on('error', () => undefined);
    child.unref();
  } finally {
    closeSync(answer);
  }
}

const needed =
  /^(PATH|HOME|USERPROFILE|APPDATA|LOCALAPPDATA|SYSTEMROOT|COMSPEC|PATHEXT|TEMP|TMP|TMPDIR|XDG_CONFIG_HOME|HTTPS?_PROXY|NO_PROXY|ALL_PROXY|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|NPM_CONFIG_(REGISTRY|USERCONFIG|GLOBALCONFIG|CAFILE|PROXY|HTTPS_PROXY|NOPROXY|STRICT_SSL))$/i;

function ofNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => needed.test(name)));
}
