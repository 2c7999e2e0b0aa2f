import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Finished {
  readonly code: number;
  /** What ended it from outside. */
  readonly signal?: NodeJS.Signals;
  /** Standard output and standard error as they came. */
  readonly output: string;
}

/** A folder with a configuration in which real terraform runs. */
export class Workspace {
  private constructor(
    readonly folder: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  static async create(environment: NodeJS.ProcessEnv): Promise<Workspace> {
    const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-e2e-'));
    const config = join(folder, 'terraform.rc');
    // A file of our own: what the machine's own configuration says must not decide a test.
    await writeFile(config, 'disable_checkpoint = true\n');
    return new Workspace(folder, {
      ...process.env,
      TF_CLI_CONFIG_FILE: config,
      CHECKPOINT_DISABLE: '1',
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
      ...environment,
    });
  }

  async write(name: string, content: unknown): Promise<void> {
    await writeFile(
      join(this.folder, name),
      typeof content === 'string' ? content : JSON.stringify(content, undefined, 2),
    );
  }

  async terraform(...args: string[]): Promise<Finished> {
    return runIn(this.folder, this.environment, args);
  }

  /** Runs terraform and fails with what it said when it does not succeed. */
  async must(...args: string[]): Promise<string> {
    const { code, output } = await this.terraform(...args);
    if (code !== 0) throw new Error(`terraform ${args.join(' ')} ended with ${code}:\n${output}`);
    return output;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Runs terraform without blocking: the providers may live in this very process. `started` is given the process. */
export async function runIn(
  folder: string,
  environment: NodeJS.ProcessEnv,
  args: readonly string[],
  started: (child: ChildProcess) => void = () => undefined,
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn('terraform', args, { cwd: folder, env: environment });
    started(child);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code: code ?? 1, output, ...(signal ? { signal } : {}) }));
  });
}

/** What terraform said without its frames and line breaks, so that a sentence is found wherever it was broken. */
export function onOneLine(output: string): string {
  return output.replace(/\s*\n[\s│╷╵]*/g, ' ');
}
