import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { present } from '../../domain/present.js';
import { readDeployment } from '../../deployment/load.js';
import { formatProblem } from '../../deployment/problem.js';
import { readTextFile } from '../../deployment/text-file.js';
import type { CommandContext } from '../command.js';
import { deploymentFileName } from '../../deployment/file-name.js';
import { repositoryFiles, type RepositoryFile } from '../repository/files.js';
import { packageSourceFor } from '../repository/lock-file.js';
import { layPackedFile, listedPackedFile, packedFile } from '../repository/packed-file.js';
import { presentForm } from '../repository/present-form.js';
import { listed, planFiles, sayFiles, sayKept, writeFiles, type PlannedFile } from '../repository/write.js';
import { Cancelled, UsageError } from '../terminal/failure.js';
import { git } from '../terraform/process.js';
import { deploymentFile, shownPath } from './places.js';
import type { Run } from './table.js';

/** `upgrade`: the deployment file and the generated files of a repository, brought to this version. */
export const run: Run<'upgrade'> = async (options, _args, context) => {
  const { terminal, cwd, version } = context;
  const target = resolve(cwd, options.dir ?? '.');
  const file = deploymentFile({ deployment: join(target, deploymentFileName) }, context);
  const { deployment, warnings } = readDeployment(file);
  for (const warning of warnings) terminal.warn(formatProblem(warning));
  const before = readTextFile(file);
  const packed = options.package === undefined ? packedFile() : undefined;
  const source =
    options.package === undefined ? packed && `file:./${packed.name}` : packageSourceFor(target, cwd, options.package);
  const files = repositoryFiles({
    input: presentForm(before),
    before,
    deployment,
    exists: (path) => existsSync(join(target, path)),
    ...present({ packageSource: source, packageIntegrity: packed?.integrity }),
  });
  const { there, deleted } = await withoutDeleted(target, files);
  const planned = await planFiles(target, there, { edits: [deploymentFileName] });
  const besides = listedPackedFile(packed, target);
  sayFiles(terminal, planned, true, { besides });
  sayKept(terminal, planned);
  for (const { path } of deleted) terminal.say(`${path} was deleted here once: it is not made again.`);
  const changes = planned.filter(({ action }) => action === 'create' || action === 'update');
  terminal.say();
  if (options.dryRun || changes.length === 0) {
    terminal.say(
      changes.length === 0 ? `Nothing to write: this is version ${version}.` : 'Nothing was written (--dry-run).',
    );
  } else {
    await confirmed(options.yes, context);
    if (packed && layPackedFile(packed, target))
      terminal.good(`wrote ${shownPath(join(target, packed.name), context)}`);
    for (const path of await writeFiles(target, planned))
      terminal.good(`wrote ${shownPath(join(target, path), context)}`);
    sayNext(planned, context);
  }
  if (options.json) {
    terminal.result({
      target,
      version,
      written: !options.dryRun && changes.length > 0,
      files: listed(planned, besides).map(({ path, action }) => ({ path, action })),
      deleted: deleted.map(({ path }) => path),
    });
  }
  return 0;
};

/** A file that git knows and that is not there was deleted on purpose. */
async function withoutDeleted(
  target: string,
  files: readonly RepositoryFile[],
): Promise<{ readonly there: readonly RepositoryFile[]; readonly deleted: readonly RepositoryFile[] }> {
  const deleted: RepositoryFile[] = [];
  for (const file of files) {
    if (existsSync(join(target, file.path))) continue;
    const { exitCode, stdout } = await git(['log', '-1', '--format=%H', '--', file.path], target);
    if (exitCode === 0 && stdout.trim() !== '') deleted.push(file);
  }
  return { there: files.filter((file) => !deleted.includes(file)), deleted };
}

async function confirmed(yes: boolean, { terminal }: CommandContext): Promise<void> {
  if (yes) return;
  if (!terminal.interactive) {
    throw new UsageError('Nobody can be asked whether to write this.', ['Add --yes, or only look: --dry-run']);
  }
  if (!(await terminal.prompts.confirm({ message: 'Write these?', initial: true }))) {
    throw new Cancelled(['Nothing was written.']);
  }
}

function sayNext(planned: readonly PlannedFile[], { terminal }: CommandContext): void {
  const did = (path: string): string | undefined => planned.find(({ file }) => file.path === path)?.action;
  terminal.say();
  terminal.say('Next:');
  if (did('package.json') === 'update' && did('package-lock.json') !== 'update') {
    terminal.say('- npm install: package.json names other versions than package-lock.json.');
  }
  const workflow = planned.find(({ file, action }) => action === 'keep' && file.path.endsWith('.yml'));
  if (workflow !== undefined) {
    terminal.say(
      `- ${workflow.file.path} is yours, so the pipeline still runs the version that it names: take over what is shown above.`,
    );
  }
  terminal.say('- entra-workspaces plan: what this version would change. Then commit.');
}
