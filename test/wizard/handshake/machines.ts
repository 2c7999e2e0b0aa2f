/** Machines with a clone of the repository and a home folder each, people at their terminals, and one search over all of it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from '@jest/globals';
import { commandLine, keys, PseudoTerminal } from '../terminal/pty.js';
import { startSetting, type Setting } from './foundation.js';
import { ProcessWatch, tracesOf } from './nowhere.js';

/** What `connect` asks, as it stands on the screen. */
export const asked = {
  path: /\? Path of the file from AWS/,
  signIn: /\? AWS access portal sign-in URL/,
  endpoint: /\? SCIM endpoint/,
  token: /\? Paste the access token \(stays hidden\)/,
  expiry: /\? When does it expire/,
} as const;

/** Replaces the text that a prompt offers. */
export const instead = (text: string): string => `\u0015${text}${keys.enter}`;

const state = '{"version":4,"serial":7,"resources":[]}\n';

/** Everybody who shares the repository. */
export class Office {
  private readonly root = mkdtempSync(join(tmpdir(), 'office-'));
  private readonly origin = join(this.root, 'origin.git');
  private readonly machines: Machine[] = [];

  constructor(readonly setting: Setting) {
    const first = join(this.root, 'first');
    git(this.root, 'init', '-q', '--bare', '-b', 'main', this.origin);
    git(this.root, 'clone', '-q', this.origin, first);
    writeFileSync(join(first, 'deployment.json'), setting.deployment().text);
    writeFileSync(join(first, '.gitignore'), '.terraform/\nterraform.tfstate*\n');
    push(first);
  }

  /** A machine that never saw this deployment: a fresh clone and an empty home. */
  machine(env: Readonly<Record<string, string>> = this.setting.env): Machine {
    const at = join(this.root, `machine-${this.machines.length + 1}`);
    mkdirSync(join(at, 'home'), { recursive: true });
    git(at, 'clone', '-q', this.origin, 'repository');
    const machine = new Machine(at, env);
    this.machines.push(machine);
    return machine;
  }

  /** No token is in a tree, a history, a home, on a screen, or was in a process; and Terraform's state is as it was. */
  expectNowhere(...tokens: readonly string[]): void {
    const outputs = this.machines.flatMap(({ screens }) => screens.flatMap((each) => [each.text(), each.bytes()]));
    const seen = this.machines.flatMap(({ watches }) => watches.flatMap((watch) => watch.seen));
    // Without these the search would be of nothing.
    expect(seen.some((text) => text.includes(' connect'))).toBe(true);
    expect(outputs.join('')).not.toBe('');
    for (const token of tokens) {
      expect(
        tracesOf(token, {
          folders: [this.root, this.origin, ...this.machines.map(({ folder }) => folder)],
          outputs,
          seen,
        }),
      ).toEqual([]);
    }
    this.machines.forEach((machine) => machine.expectUntouched());
  }

  /** Reads the process tree of everything that runs now. */
  look(): void {
    this.machines.forEach(({ watches }) => watches.forEach((watch) => watch.look()));
  }

  end(): void {
    this.machines.forEach((machine) => machine.end());
    rmSync(this.root, { recursive: true });
  }
}

export class Machine {
  readonly folder: string;
  readonly home: string;
  readonly screens: PseudoTerminal[] = [];
  readonly watches: ProcessWatch[] = [];
  private readonly stateFile: string;
  private readonly stateWritten: number;

  constructor(
    at: string,
    readonly env: Readonly<Record<string, string>>,
  ) {
    this.folder = join(at, 'repository');
    this.home = join(at, 'home');
    this.stateFile = join(this.folder, 'terraform.tfstate');
    writeFileSync(this.stateFile, state);
    this.stateWritten = statSync(this.stateFile).mtimeMs;
  }

  /** Somebody runs `connect` at this machine. `env` is added to their environment. */
  connect(words: readonly string[] = [], env: Readonly<Record<string, string>> = {}): PseudoTerminal {
    return this.open(['connect', ...words], env);
  }

  /** A shell that keeps a history, in which `$CONNECT` is the command. */
  shell(): PseudoTerminal {
    const env = {
      CONNECT: ['exec', process.execPath, ...commandLine, 'connect']
        .map((word) => `'${word}'`)
        .join(' ')
        .replace("'exec'", 'exec'),
      HISTFILE: join(this.home, '.bash_history'),
      npm_config_cache: join(this.home, '.npm'),
      npm_config_update_notifier: 'false',
    };
    return this.open(['--norc', '--noprofile', '-i'], env, 'bash');
  }

  private open(words: readonly string[], env: Readonly<Record<string, string>>, program?: string): PseudoTerminal {
    const screen = new PseudoTerminal(words, {
      cwd: this.folder,
      columns: 100,
      env: { ...this.env, HOME: this.home, ...env },
      ...(program === undefined ? {} : { program }),
    });
    this.screens.push(screen);
    this.watches.push(new ProcessWatch(screen.pid));
    return screen;
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  /** What the deployment says of the handshake; null: it is not recorded. */
  handshake(): Record<string, unknown> | null {
    const parsed = JSON.parse(this.read('deployment.json')) as {
      identityCenter: { federation: { setUp: { handshake: Record<string, unknown> | null } } };
    };
    return parsed.identityCenter.federation.setUp.handshake;
  }

  /** Everything that is not ignored is committed and pushed, as people do who are in a hurry. */
  push(): void {
    push(this.folder);
  }

  expectUntouched(): void {
    expect(this.read('terraform.tfstate')).toBe(state);
    expect(statSync(this.stateFile).mtimeMs).toBe(this.stateWritten);
    expect(readdirSync(this.folder).filter((name) => /^\.deployment|^terraform\.tfstate\./.test(name))).toEqual([]);
  }

  end(): void {
    this.watches.forEach((watch) => watch.stop());
    this.screens.forEach((screen) => screen.stop());
  }
}

function push(folder: string): void {
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'all', '--allow-empty');
  git(folder, 'push', '-q', 'origin', 'HEAD:main');
}

function git(cwd: string, ...words: readonly string[]): void {
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@contoso.com', ...words], { cwd, stdio: 'pipe' });
}

/** Ctrl-C at a question; `again` is the command that is named to go on. */
export async function isStopped(screen: PseudoTerminal, again = 'entra-workspaces connect'): Promise<void> {
  screen.type(keys.interrupt);
  expect(await screen.exit).toBe(130);
  expect(screen.line()).toContain(`Nothing is lost: run \`${again}\` again`);
}

/** Both clouds and an office for each test of a file, which end with it. */
export function officeForEachTest(): { readonly setting: Setting; readonly office: Office } {
  const at = {} as { setting: Setting; office: Office };
  beforeEach(async () => {
    at.setting = await startSetting();
    at.office = new Office(at.setting);
  });
  afterEach(async () => {
    at.office.end();
    await at.setting.stop();
  });
  return at;
}
