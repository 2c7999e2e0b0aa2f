/** The published package on a machine with nothing but Node: a folder of programs with node and npm alone, no home. */
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Twin } from '../../twin/twin.js';

const overrideFile = 'test_override.tf.json';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export class Installation {
  /** Where the tarball lies. */
  readonly tarball: string;
  readonly repository: string;
  private readonly root: string;
  private readonly programs: string;

  private constructor(root: string, tarball: string) {
    this.root = root;
    this.tarball = tarball;
    this.repository = join(root, 'repository');
    this.programs = join(root, 'bin');
    mkdirSync(this.repository);
    mkdirSync(this.programs);
    mkdirSync(join(root, 'home'));
    symlinkSync(process.execPath, join(this.programs, 'node'));
    // npm runs scripts in a shell.
    for (const name of ['npm', 'npx', 'sh']) symlinkSync(onPath(name), join(this.programs, name));
  }

  /** Packs what `npm run build` made. */
  static async pack(): Promise<Installation> {
    const root = mkdtempSync(join(tmpdir(), 'packaging-'));
    const { stdout } = await execute('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', root], {
      cwd: process.cwd(),
      env: process.env,
    });
    const [{ filename } = { filename: '' }] = JSON.parse(stdout) as { filename: string }[];
    return new Installation(root, join(root, filename));
  }

  /** Runs npm or npx in the repository, standard input closed. Fails with all that was said when it does not end with 0. */
  async must(program: 'npm' | 'npx', words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
    const ran = await this.run(program, words, env);
    if (ran.code === 0) return ran;
    throw new Error(`${program} ${words.join(' ')} ended with ${ran.code}:\n${ran.stdout}\n${ran.stderr}`);
  }

  run(program: 'npm' | 'npx', words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
    return execute(join(this.programs, program), words, { cwd: this.repository, env: { ...this.bare(), ...env } });
  }

  /** For commands that plan: the twin, and terraform by its path, as PATH does not lead to it. */
  onTwin(twin: Twin): NodeJS.ProcessEnv {
    return {
      ...twin.terraform.env,
      ENTRA_WORKSPACES_TERRAFORM: onPath('terraform'),
      ENTRA_WORKSPACES_TERRAFORM_OVERRIDE: join(this.stack, overrideFile),
    };
  }

  /** Lays the addresses of the twin beside the stack, where terraform reads them. */
  override(twin: Twin, folder = this.stack): void {
    const synthesized: unknown = JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8'));
    // The state stays where the deployment says: the ejected stack has to find it there.
    const { terraform: _state, ...addresses } = twin.terraform.override(synthesized) as { terraform: object };
    writeFileSync(join(folder, overrideFile), JSON.stringify(addresses));
    twin.terraform.workIn(folder);
  }

  get stack(): string {
    return join(this.repository, 'cdktf.out', 'stacks', 'contoso');
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  /** Of the machine nothing but npm's cache, so that a test needs no network after `npm ci`. */
  private bare(): NodeJS.ProcessEnv {
    const cache = process.env['npm_config_cache'] ?? join(process.env['HOME'] ?? '', '.npm');
    const passed = ['npm_config_registry', 'HTTPS_PROXY', 'https_proxy', 'NPM_CONFIG_USERCONFIG'];
    // jest.config.mjs takes them from all other processes.
    const certificates = process.env['MACHINE_CERTIFICATES'] ?? '';
    return {
      PATH: this.programs,
      HOME: join(this.root, 'home'),
      npm_config_cache: cache,
      npm_config_prefer_offline: 'true',
      npm_config_audit: 'false',
      npm_config_update_notifier: 'false',
      ...Object.fromEntries(passed.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
      ...(certificates === '' ? {} : { NODE_EXTRA_CA_CERTS: certificates }),
      ...(existsSync(userSettings()) ? { npm_config_userconfig: userSettings() } : {}),
    };
  }
}

/** A proxy or a mirror that this machine needs stands there. */
function userSettings(): string {
  return join(process.env['HOME'] ?? '', '.npmrc');
}

function onPath(name: string): string {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    // `npm test` puts the packages of this repository in front.
    if (folder.includes('node_modules')) continue;
    if (existsSync(join(folder, name))) return realpathSync(join(folder, name));
  }
  throw new Error(`${name} is not on PATH`);
}

/** Not blocking: the twin lives in this process. */
export function execute(
  program: string,
  words: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
    child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}
