/**
 * A repository whose owner changed main.ts: their program synthesizes, by the `app` of cdktf.json, as cdktf itself would run
 * it. While main.ts is as it was generated, nothing of this happens and no package is needed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJsonAs } from '../../deployment/json-file.js';
import { problemLines } from '../../deployment/problem.js';
import { inPipelineJob } from '../clouds/job-identity.js';
import { ownershipOf } from './marker.js';
import { Failure } from '../terminal/failure.js';
import { capture } from './process.js';

/** The command line of an owner's program, or nothing where the built-in one is enough. */
export function ownProgram(folder: string): string | undefined {
  const program = join(folder, 'main.ts');
  const settings = join(folder, 'cdktf.json');
  if (!existsSync(program) || !existsSync(settings)) return undefined;
  if (ownershipOf('main.ts', readFileSync(program, 'utf8')) !== 'edited') return undefined;
  const read = readJsonAs(z.looseObject({ app: z.unknown().optional() }), readFileSync(settings, 'utf8'), 'cdktf.json');
  if ('problems' in read) throw new Failure(`${settings} cannot be used:`, problemLines(read.problems));
  const { app } = read.data;
  if (typeof app === 'string' && app.trim() !== '') return app;
  throw new Failure('main.ts was changed, but cdktf.json does not say how it is run.', [
    `must have "app", such as "npx tsx main.ts", got: ${JSON.stringify(app) ?? 'nothing'}`,
  ]);
}

export interface OwnRun {
  readonly outdir: string;
  /** What the program is told, as the context of its cdktf app. */
  readonly context: Readonly<Record<string, string>>;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Runs the owner's program, which writes `stacks/NAME` below `outdir`. Through a shell, as cdktf does: `app` is a command
 * line that its owner wrote.
 * @throws Failure with what the program said, or in a job that has an identity
 */
export async function runOwnProgram(app: string, folder: string, { outdir, context, env }: OwnRun): Promise<void> {
  if (inPipelineJob(env)) {
    throw new Failure(
      'main.ts was changed, and this job has an identity: a program of the repository never runs with one.',
      [
        'Synthesize in a job without it (permissions: contents: read), and hand the result on: --synthesized DIR',
        'The workflow that entra-workspaces init writes does so.',
      ],
    );
  }
  const [shell, flag] = process.platform === 'win32' ? ['cmd.exe', '/c'] : ['/bin/sh', '-c'];
  const end = await capture(shell, [flag, app], {
    cwd: folder,
    env: { ...env, CDKTF_OUTDIR: outdir, CDKTF_CONTEXT_JSON: JSON.stringify(context) },
  });
  if (end.exitCode === 0) return;
  const reported = (end.stderr.trim() || end.stdout.trim()).split('\n');
  const missing = /ERR_MODULE_NOT_FOUND|Cannot find (package|module)|not found/.test(reported.join('\n'));
  throw new Failure(`Your main.ts did not synthesize: ${app} ended with ${end.exitCode}.`, [
    ...reported,
    ...(missing ? ['', 'A package seems to be missing: npm install'] : []),
  ]);
}
