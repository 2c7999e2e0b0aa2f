import { chmod, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { readDeployment } from '../../deployment/load.js';
import { counted } from '../../domain/counted.js';
import { inPipelineJob } from '../clouds/job-identity.js';
import type { CommandContext } from '../command.js';
import { jobHost } from '../repository/pipelines/job-hosts.js';
import { othersCode } from '../repository/pipelines/pipeline-hosts.js';
import { Failure } from '../terminal/failure.js';
import { ownProgram } from '../terraform/own-program.js';
import { inMarkdown } from '../terraform/markdown.js';
import { foundOf, policyScan, scanMarkdown, scanSettings, type ScanRequest } from '../terraform/policy-scan.js';
import { capture, git } from '../terraform/process.js';
import { synthesize } from '../terraform/synth.js';
import { valuesFor } from './option-values.js';
import { refuseForeignPackages } from './packages.js';
import { deploymentFile, outFolder } from './places.js';
import * as synth from './synth.js';
import type { Run } from './table.js';

/** `pipeline check`: what a proposed change is, told from its files by a job that is nobody in any cloud. */
export const run: Run<'pipeline check'> = async (options, _args, context) => {
  const { env, terminal } = context;
  if (inPipelineJob(env)) {
    throw new Failure('This job has an identity: what a branch brings is never installed or run with one.', [
      'Check in a job of its own, as entra-workspaces init writes it.',
    ]);
  }
  const file = deploymentFile(options, context);
  const host = jobHost(env);
  const against = host?.proposedTo(env);
  const main = host && against !== undefined ? await mainsSide(file, against, host.scratch(env), context) : undefined;
  try {
    await refuseForeignPackages(dirname(file));
    terminal.good('npm would fetch nothing but packages by https, each known by its content.');
    for (const { at, got } of await othersCode(readDeployment(file).deployment, dirname(file)))
      terminal.warn(`${at}: ${got}`);
    await installWhereNeeded(dirname(file), context);
    const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-check-'));
    const markdown = join(folder, 'difference.md');
    try {
      const { deployment, out, json } = options;
      const compare = main === undefined ? {} : { compare: main.folder, markdown };
      await synth.run(valuesFor('synth', { deployment, out, json, ...compare }), [], context);
      const difference = main === undefined ? undefined : await readFile(markdown, 'utf8');
      const show = async (more: string): Promise<void> => {
        if (difference !== undefined) await host?.summarize(`${difference}${more}`, context);
      };
      await scanned({ home: dirname(file), out: resolve(context.cwd, out ?? outFolder), scratch: folder, env }, show, {
        terminal,
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } finally {
    await main?.remove();
  }
};

/**
 * The policy scan, said and shown with the run in each case.
 * @param show Takes what is shown below the difference
 * @throws Failure where something was found that fails by the settings of the repository, or nothing could scan
 */
async function scanned(
  request: ScanRequest,
  show: (more: string) => Promise<void>,
  { terminal }: Pick<CommandContext, 'terminal'>,
): Promise<void> {
  const scan = await policyScan(request).catch(async (error: Error) => {
    await show(`\n## Policy scan\n\n${inMarkdown(error.message)}\n`);
    throw error;
  });
  await show(scanMarkdown(scan));
  if (scan === undefined) return terminal.say(`No policy scan: the repository asks for none (${scanSettings}).`);
  const said = `Policy scan by checkov, ${counted(scan.checks, 'check')}: ${foundOf(scan)}.`;
  const lines = scan.findings.map(({ check, about, address }) => `${check} ${about}: ${address}`);
  if (scan.fails) throw new Failure(said, [...lines, `Which rules count is said in ${scanSettings}.`]);
  if (lines.length === 0) return terminal.good(said);
  terminal.warn(said);
  terminal.lines(lines.map((line) => `  ${line}`));
}

/** The main branch beside a change. */
interface MainsSide {
  /** Where its deployment lies, with its stack synthesized below it. */
  readonly folder: string;
  readonly remove: () => Promise<void>;
}

/**
 * Lays the main branch beside the change and synthesizes it by its own code, before anything of the change runs. Where that
 * cannot be done (the first change of all) it is said, and nothing is compared.
 */
async function mainsSide(
  file: string,
  against: string,
  scratch: string,
  context: CommandContext,
): Promise<MainsSide | undefined> {
  const home = dirname(file);
  const place = await mkdtemp(join(scratch, 'entra-workspaces-main-'));
  const tree = join(place, 'main');
  const remove = async (): Promise<void> => {
    await git(['worktree', 'remove', '--force', tree], home);
    await rm(place, { recursive: true, force: true });
  };
  try {
    await reported(['worktree', 'add', '--quiet', '--detach', tree, against], home);
    const folder = join(tree, await reported(['rev-parse', '--show-prefix'], home));
    await refuseForeignPackages(folder);
    await installWhereNeeded(folder, context);
    await synthesize({ deploymentFile: join(folder, basename(file)), out: join(folder, 'cdktf.out') });
    // What it says is settled: a program of the change may run in this job.
    await withoutWriting(folder);
    return { folder, remove };
  } catch (error) {
    await remove();
    context.terminal.warn(`main could not be synthesized, so nothing is compared: ${(error as Error).message}`);
    return undefined;
  }
}

async function reported(args: readonly string[], folder: string): Promise<string> {
  const { exitCode, stdout, stderr } = await git(args, folder);
  if (exitCode === 0) return stdout.trim();
  throw new Failure(`git ${args[0]} ended with ${exitCode}: ${stderr.trim().split('\n')[0] ?? ''}`, []);
}

/** A stack that this package makes by itself needs no packages. */
async function installWhereNeeded(folder: string, { env, terminal }: CommandContext): Promise<void> {
  if (ownProgram(folder) === undefined) return;
  terminal.say('main.ts was changed: installing what it needs, without running any script of a package …');
  const { exitCode, stderr, stdout } = await capture('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: resolve(folder),
    env,
  });
  if (exitCode === 0) return;
  throw new Failure(`npm ci ended with ${exitCode}.`, [
    ...(stderr.trim() || stdout.trim()).split('\n').slice(0, 20),
    'package-lock.json has to fit package.json: npm install, then commit both.',
  ]);
}

async function withoutWriting(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !path.includes('node_modules')) await chmod(path, 0o444);
  }
}
