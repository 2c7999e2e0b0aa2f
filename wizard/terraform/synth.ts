/** From a deployment file to Terraform JSON: the wizard's only way to the stacks. */
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { makeFolder } from '../../deployment/make-folder.js';
import type { Deployment } from '../../deployment/schema.js';
import { stageOf, type Stage } from '../../deployment/stage.js';
import type { Problem } from '../../deployment/problem.js';
import type { AwsHalf, EntraHalf } from '../../stacks/bootstrap-stack.js';
import { stateFolderContext } from '../../stacks/state-folder.js';
import { Failure } from '../terminal/failure.js';
import { contentsOf, type StackContents, type StackJson } from './contents.js';
import type { MadeStack } from './foreign-parts.js';
import { ownProgram, runOwnProgram } from './own-program.js';
import { identitiesOf } from './own-trust.js';
import { packageRoot } from './package-root.js';

export interface SynthesisRequest {
  /** Absolute path of the deployment file. */
  readonly deploymentFile: string;
  /** Absolute path of the output folder; stacks lie in `stacks/NAME` below it. */
  readonly out: string;
  /** The control plane's code. @default the one in this package */
  readonly functionZip?: string;
  /** Environment of an owner's own program. @default that of this process */
  readonly env?: NodeJS.ProcessEnv;
  /**
   * What a job without an identity synthesized, in the form of an output folder. Taken where the owner changed main.ts, in
   * place of running it; the built-in stack is always synthesized here.
   */
  readonly handed?: string;
  /** From the folder that terraform runs in to that of the deployment file. @default from the output folder */
  readonly stateFolder?: string;
}

export interface Synthesized {
  readonly name: string;
  readonly stage: Stage;
  readonly deployment: Deployment;
  /** Things to know about the deployment that stop nothing. */
  readonly warnings: readonly Problem[];
  /** Folder in which terraform runs. */
  readonly folder: string;
  /** The Terraform JSON. */
  readonly file: string;
  readonly contents: StackContents;
  /** What was written, and beside it what this package alone would have written. */
  readonly made: MadeStack;
}

/** What a bootstrap makes in one cloud. */
export type BootstrapHalf = { readonly aws: AwsHalf } | { readonly entra: EntraHalf };
export type { AwsHalf, EntraHalf };

/** The file that Terraform reads. */
export const configurationName = 'cdk.tf.json';

/**
 * Loads the deployment and writes its stack. Each file appears whole or not at all, and what terraform keeps in the folder
 * (providers, lock file, a local plan) stays.
 * @throws DeploymentError with every problem of the deployment
 */
export async function synthesize(request: SynthesisRequest): Promise<Synthesized> {
  const { readDeployment } = await import('../../deployment/load.js');
  const { deployment, warnings } = readDeployment(request.deploymentFile);
  const zip = request.functionZip ?? packagedFunctionZip();
  const { out } = request;
  makeFolder(dirname(out));
  // Beside the output folder, so that a rename never crosses file systems.
  const scratch = await mkdtemp(join(dirname(out), '.synth-'));
  try {
    const folder = join(out, 'stacks', deployment.name);
    const stateFolder =
      (request.stateFolder ?? relative(folder, dirname(request.deploymentFile))).split(sep).join('/') || '.';
    const home = dirname(request.deploymentFile);
    const app = ownProgram(home);
    if (app === undefined) {
      const { synthesizeDeployment } = await import('../../stacks/synthesize.js');
      synthesizeDeployment(deployment, { outdir: scratch, functionZip: zip, stateFolder });
    } else if (request.handed !== undefined) {
      await takeHanded(request.handed, scratch, deployment.name);
      assertStackWritten(scratch, deployment.name);
    } else {
      await runOwnProgram(app, home, {
        outdir: scratch,
        context: { [stateFolderContext]: stateFolder },
        env: request.env ?? process.env,
      });
      assertStackWritten(scratch, deployment.name);
    }
    await copyFile(zip, join(scratch, 'stacks', deployment.name, basename(zip)));
    const file = join(folder, configurationName);
    const written = join(scratch, 'stacks', deployment.name, configurationName);
    const json = await readStack(written);
    // What terraform reads is what is looked at here: it takes every one of several keys of one name, JavaScript the last.
    if (app !== undefined) await writeFile(written, `${JSON.stringify(json, undefined, 2)}\n`);
    const own = app === undefined ? json : await builtIn(deployment, { functionZip: zip, stateFolder }, dirname(out));
    await moveInto(scratch, out);
    return {
      name: deployment.name,
      stage: stageOf(deployment),
      deployment,
      warnings,
      folder,
      file,
      contents: contentsOf(json),
      made: {
        json,
        own,
        identities: identitiesOf(deployment, request.env ?? process.env),
      },
    };
  } catch (error) {
    throw onFullDisk(error, out);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** On a full disk Node names a scratch file or none: what a person knows is the folder of the output. */
function onFullDisk(error: unknown, out: string): unknown {
  const isFull = ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
  return isFull ? Object.assign(error as Error, { path: out, dest: undefined }) : error;
}

/**
 * Writes the stack of one cloud of a bootstrap into `stacks/ID` below the output folder. What terraform keeps there stays.
 * @returns the folder in which terraform runs
 */
export async function synthesizeBootstrap(id: string, half: BootstrapHalf, out: string): Promise<string> {
  makeFolder(out);
  const scratch = await mkdtemp(join(out, '.synth-'));
  try {
    const { synthesizeBootstrap: write } = await import('../../stacks/synthesize.js');
    write(id, half, scratch);
    await moveInto(scratch, out);
    return join(out, 'stacks', id);
  } catch (error) {
    throw onFullDisk(error, out);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The stack without what its owner added, made beside it and taken away again. */
async function builtIn(
  deployment: Deployment,
  options: { readonly functionZip: string; readonly stateFolder: string },
  beside: string,
): Promise<StackJson> {
  const { synthesizeDeployment } = await import('../../stacks/synthesize.js');
  const outdir = await mkdtemp(join(beside, '.synth-'));
  try {
    synthesizeDeployment(deployment, { outdir, ...options });
    return await readStack(join(outdir, 'stacks', deployment.name, configurationName));
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

async function readStack(file: string): Promise<StackJson> {
  const text = await readFile(file, 'utf8');
  try {
    return JSON.parse(text) as StackJson;
  } catch (error) {
    throw new Failure(`${file} is no JSON.`, [(error as Error).message, 'Synthesize it again: entra-workspaces synth']);
  }
}

/**
 * A stack that was synthesized elsewhere.
 * @param folder With the stack's file in it, or with `stacks/NAME` or `cdktf.out/stacks/NAME` below it
 * @throws Failure when there is none
 */
export async function synthesizedIn(folder: string, name: string): Promise<StackJson> {
  const places = ['.', join('stacks', name), join('cdktf.out', 'stacks', name)];
  const file = places.map((place) => join(folder, place, configurationName)).find((each) => existsSync(each));
  if (file !== undefined) return readStack(file);
  throw new Failure(`${folder} holds no synthesized stack of ${name}.`, [
    `looked for ${configurationName} in ${places.join(', ')}`,
    'Make it there: entra-workspaces synth',
  ]);
}

/** An owner's program may make another stack than the one that the deployment names. */
function assertStackWritten(outdir: string, name: string): void {
  const made = `stacks/${name}/${configurationName}`;
  if (existsSync(join(outdir, made))) return;
  throw new Failure('Your main.ts wrote no stack of this deployment.', [
    `must make a DeploymentStack named ${name} and call app.synth(); looked for ${made}`,
  ]);
}

/** Files of a stack that was synthesized elsewhere; nothing that terraform itself would have put beside it. */
async function takeHanded(from: string, scratch: string, name: string): Promise<void> {
  const folder = join(from, 'stacks', name);
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  for (const entry of entries) {
    const path = relative(folder, join(entry.parentPath, entry.name));
    if (!entry.isFile() || path.split(sep).some((part) => part.startsWith('.'))) continue;
    const target = join(scratch, 'stacks', name, path);
    makeFolder(dirname(target));
    await copyFile(join(folder, path), target);
  }
}

/** Puts every file of one folder into another, each by a rename; the configuration last. */
async function moveInto(from: string, to: string): Promise<void> {
  const entries = await readdir(from, { withFileTypes: true, recursive: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(from, join(entry.parentPath, entry.name)))
    .sort((one, other) => Number(one.endsWith(configurationName)) - Number(other.endsWith(configurationName)));
  for (const file of files) {
    const target = join(to, file);
    makeFolder(dirname(target));
    await rename(join(from, file), target).catch(async (error: NodeJS.ErrnoException) => {
      // Windows renames over no file that another program has open for reading.
      if (error.code !== 'EPERM' && error.code !== 'EEXIST') throw error;
      await unlink(target);
      await rename(join(from, file), target);
    });
  }
}

/** The control plane's code as it is published with this package. */
export function packagedFunctionZip(): string {
  const file = join(packageRoot(), 'dist', 'handler.zip');
  if (existsSync(file)) return file;
  throw new Failure("The control plane's code is missing from this package: dist/handler.zip.", [
    'In a clone of the repository run: npm run build',
    'Otherwise the package is incomplete: install it again.',
  ]);
}
