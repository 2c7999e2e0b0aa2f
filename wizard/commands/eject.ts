import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { obstacles } from '../repository/target.js';
import { planFiles, writeFiles } from '../repository/write.js';
import { ejectedReadme } from '../repository/ejected-readme.js';
import { Failure } from '../terminal/failure.js';
import { configurationName, packagedFunctionZip, synthesize } from '../terraform/synth.js';
import { lockFileName } from '../terraform/run.js';
import { strayFiles } from '../terraform/stray-files.js';
import type { Run } from './table.js';
import { deploymentFile } from './places.js';

/** `eject`: plain Terraform JSON with a README, which need nothing of ours from then on. */
export const run: Run<'eject'> = async (options, _args, context) => {
  const { terminal, cwd } = context;
  const out = options.out ?? 'terraform';
  const target = resolve(cwd, out);
  const names = await obstacles(target);
  if (names.length > 0 && !options.force) {
    throw new Failure(`The folder ${target} is not empty: ${names.slice(0, 5).join(', ')}.`, [
      'Choose another one with --out, or add --force.',
    ]);
  }
  const file = deploymentFile(options, context);
  await mkdir(dirname(target), { recursive: true });
  const scratch = await mkdtemp(join(dirname(target), '.eject-'));
  try {
    const zip = packagedFunctionZip();
    // A state in a file is found from the folder that terraform will run in, not from the scratch one.
    const stack = await synthesize({
      deploymentFile: file,
      out: scratch,
      stateFolder: relative(target, dirname(file)) || '.',
    });
    const text = await readFile(stack.file, 'utf8');
    const planned = await planFiles(
      target,
      [
        { path: configurationName, text, kind: 'owned', about: 'the whole stack' },
        {
          path: 'README.md',
          text: ejectedReadme(stack.deployment, stack.contents),
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
    terminal.lines([`  cd ${out}`, '  terraform init', '  terraform plan']);
    terminal.say();
    terminal.say('The plan shows no change where the deployment was applied: it is the same stack on the same state.');
    if (options.json) terminal.result({ target, ...stack.contents });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};
