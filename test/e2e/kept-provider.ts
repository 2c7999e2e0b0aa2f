import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RealProvider } from '../../twin/terraform-environment.js';

/** Where a provider that was started by hand listens, by its address, as TF_REATTACH_PROVIDERS takes it. */
export type Reattach = Readonly<Record<string, unknown>>;

/**
 * The real aws provider, started once and kept for many terraform commands: to start it and to read its schema costs two
 * seconds of processor time a command, and more than half of what a whole life on it costs. It is the same program in the
 * mode that HashiCorp made for debuggers: https://developer.hashicorp.com/terraform/plugin/debugging#debugger-based-debugging
 */
export class KeptProvider {
  private constructor(
    private readonly child: ChildProcess,
    readonly reattach: Reattach,
    private readonly key: string,
  ) {}

  /** Whether it was started for this folder and these variables: it reads both for itself. */
  fits(folder: string, env: NodeJS.ProcessEnv): boolean {
    return this.key === keyOf(folder, env) && this.child.exitCode === null;
  }

  /** @param folder from which it reads relative file names */
  static async start({ mirror, version }: RealProvider, folder: string, env: NodeJS.ProcessEnv): Promise<KeptProvider> {
    const versions = join(mirror, 'registry.terraform.io/hashicorp/aws', version);
    const platform = readdirSync(versions)[0] ?? '';
    const program = readdirSync(join(versions, platform)).find((name) => name.startsWith('terraform-provider-aws'));
    const child = spawn(join(versions, platform, program ?? ''), ['-debug'], {
      cwd: folder,
      // A bundle of authorities of the machine is not for a gateway without TLS, and the provider would load it each time.
      env: { ...env, AWS_CA_BUNDLE: undefined },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = new Promise<never>((_, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`the aws provider ended with ${code} before it listened`)));
    });
    ended.catch(() => undefined);
    const line = (async (): Promise<string> => {
      for await (const text of createInterface({ input: child.stdout })) {
        const found = /TF_REATTACH_PROVIDERS='(.*)'/.exec(text)?.[1];
        if (found !== undefined) return found;
      }
      throw new Error('the aws provider did not say where it listens');
    })();
    const said = await Promise.race([line, ended]);
    child.stdout.resume();
    return new KeptProvider(child, JSON.parse(said) as Reattach, keyOf(folder, env));
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await gone;
  }
}

function keyOf(folder: string, env: NodeJS.ProcessEnv): string {
  const read = Object.entries(env).filter(([name]) => /^(AWS_|SSL_CERT|HTTPS?_PROXY|NO_PROXY)/i.test(name));
  return JSON.stringify([folder, read.sort(([one], [other]) => (one < other ? -1 : 1))]);
}
