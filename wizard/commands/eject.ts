import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { makeFolder } from '../../deployment/make-folder.js';
import { obstacles } from '../repository/target.js';
import { planFiles, writeFiles } from '../repository/write.js';
import { ejectedReadme } from '../repository/ejected-readme.js';
import { Failure } from '../terminal/failure.js';
import { enter } from '../terminal/shell-words.js';
import { configurationName, packagedFunctionZip, synthesize, type Synthesized } from '../terraform/synth.js';
import { namedUpTo } from '../../deployment/users-file.js';
import { authoritiesFile } from '../clouds/authorities.js';
import type { CommandContext } from '../command.js';
import { contentsOf, parseStack } from '../terraform/contents.js';
import { erroredRefusal } from '../terraform/errored-state.js';
import { terraformEnvironment } from '../terraform/environment.js';
import { findTerraform } from '../terraform/find.js';
import { heldIn, leaveOutAbsent } from '../terraform/held-desktops.js';
import { lockFileName, Terraform } from '../terraform/run.js';
import { eventsOf } from '../terraform/events.js';
import { settleNotes } from '../terraform/run-notes.js';
import { erroredName } from '../terraform/runner.js';
import { addressesIn } from '../terraform/state-addresses.js';
import { strayFiles } from '../terraform/stray-files.js';
import type { Shared } from '../shared-options.js';
import type { Run } from './table.js';
import { placesOf, refuseUnfinished } from './left-behind.js';
import { refuseForWindows } from './output-file.js';
import { deploymentFile, outFolder } from './places.js';
import { refuseErrored } from './unsaved-state.js';

/** `eject`: plain Terraform JSON with a README, which need nothing of ours from then on. */
export const run: Run<'eject'> = async (options, _args, context) => {
  const { terminal, cwd } = context;
  refuseForWindows('--out', options.out, context);
  const out = options.out ?? 'terraform';
  const target = resolve(cwd, out);
  const names = await obstacles(target);
  if (names.length > 0 && !options.force) {
    throw new Failure(`The folder ${target} is not empty: ${names.slice(0, 5).join(', ')}.`, [
      'Choose another one with --out, or add --force.',
    ]);
  }
  const file = deploymentFile(options, context);
  makeFolder(dirname(target));
  const scratch = await mkdtemp(join(dirname(target), '.eject-'));
  try {
    const zip = packagedFunctionZip();
    // A state in a file is found from the folder that terraform will run in, not from the scratch one.
    const stack = await synthesize({
      deploymentFile: file,
      out: scratch,
      stateFolder: relative(target, dirname(file)) || '.',
    });
    await refuseLeftBehind(stack, { target, out, repository: dirname(file) }, options, context);
    await leaveOutHeldWithout(stack, target, context);
    const text = await readFile(stack.file, 'utf8');
    const contents = contentsOf(parseStack(text));
    const planned = await planFiles(
      target,
      [
        { path: configurationName, text, kind: 'owned', about: 'the whole stack' },
        {
          path: 'README.md',
          text: ejectedReadme(stack.deployment, contents),
          kind: 'owned',
          about: 'how to go on',
        },
        {
          path: '.gitignore',
          text: '.terraform/\n*.tfplan\n*.tfstate\n*.tfstate.*\n',
          kind: 'owned',
          about: 'keeps secrets out of git',
        },
      ],
      { force: true },
    );
    await writeFiles(target, planned);
    await copyFile(zip, join(target, basename(zip)));
    await copyFile(join(dirname(file), lockFileName), join(target, lockFileName)).catch(
      (error: NodeJS.ErrnoException) => {
        // Without a first plan there is none; terraform init makes one.
        if (error.code !== 'ENOENT') throw error;
      },
    );
    for (const { file: each } of planned) terminal.good(`wrote ${join(out, each.path)}`);
    terminal.good(`wrote ${join(out, basename(zip))}`);
    const stray = await strayFiles(target, [configurationName]);
    if (stray.length > 0)
      terminal.warn(`terraform reads ${stray.join(', ')} too: not of this deployment, kept as it was.`);
    terminal.heading('Next');
    terminal.lines([`  ${enter(out)}`, '  terraform init', '  terraform plan']);
    terminal.say();
    terminal.say('The plan shows no change where the deployment was applied: it is the same stack on the same state.');
    if (options.json) terminal.result({ target, ...contents });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};

/**
 * What these commands would deal with before they go on, and terraform does not: a state that an apply could not save, here or
 * in a folder of an earlier eject, and what an apply that was killed may have made.
 * @throws Failure while there is any, or one still runs: plain terraform would make it a second time
 */
async function refuseLeftBehind(
  stack: Synthesized,
  { target, out, repository }: { readonly target: string; readonly out: string; readonly repository: string },
  { stacks }: Shared<'stacks'>,
  { cwd, env, terminal }: CommandContext,
): Promise<void> {
  const folder = resolve(cwd, stacks ?? outFolder, 'stacks', stack.name);
  const notes = await settleNotes(folder, eventsOf);
  await refuseErrored(placesOf({ ...stack, folder }, repository, env), terminal);
  refuseUnfinished(notes, folder, stack.deployment.protection);
  const left = join(target, erroredName);
  if (!existsSync(left)) return;
  throw erroredRefusal(left, stack.name, [enter(out), `terraform state push ${erroredName}`]);
}

/**
 * Nobody looks at who is on hold any more: whoever has no desktop would be given one by the first plan of what is written here.
 * @param target From which the state is found where it is a file
 */
async function leaveOutHeldWithout(stack: Synthesized, target: string, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const held = await heldIn(stack);
  if (held.length === 0) return;
  try {
    const there = addressesIn(await stateText(stack, target, context));
    if (there === undefined) throw new Failure('The state has a form that is not known here.', []);
    const absent = await leaveOutAbsent(stack, there);
    if (absent.length > 0)
      terminal.say(`On hold and without a desktop, so the stack has none for them: ${namedUpTo(absent)}.`);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    terminal.warn(
      `Whether those on hold have a desktop could not be seen: ${namedUpTo(held)}. The first plan may make one for them; if it does, take their blocks out. ${[error.message, ...error.fix].join(' ')}`,
    );
  }
}

/** Empty where there is no state. */
async function stateText(
  { file, folder }: Synthesized,
  target: string,
  { env, interrupts }: CommandContext,
): Promise<string> {
  const { local } = parseStack(await readFile(file, 'utf8')).terraform?.backend ?? {};
  if (local !== undefined) {
    const path = resolve(target, local.path ?? 'terraform.tfstate');
    return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
  }
  terraformEnvironment(env);
  const authorities = authoritiesFile(env, join(folder, '.entra-workspaces-authorities.pem'));
  const program = await findTerraform(env);
  return new Terraform({ program, folder, env: { ...env, ...authorities }, interrupts }).peekState();
}
