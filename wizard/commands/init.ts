import { counted } from '../../domain/counted.js';
import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { deploymentFileName } from '../../deployment/file-name.js';
import type { DeploymentInput } from '../../deployment/schema.js';
import { readTextFile } from '../../deployment/text-file.js';
import { sandboxVariable } from '../clouds/sandbox-credentials.js';
import { discover } from '../discovery/discover.js';
import { nothingDiscovered } from '../discovery/discovered.js';
import { answersOf } from '../questions/compose.js';
import { forgetAnswers, keepAnswers, keptAnswersFile, readAnswers } from '../questions/answers-file.js';
import { interview } from '../questions/interview.js';
import { camelCase, flagOf, type AnswerValue } from '../questions/question.js';
import { resolveAnswers, type Given, type Resolved } from '../questions/resolve.js';
import { questionTable } from '../questions/table.js';
import type { PackedFile } from '../repository/packed-file.js';
import { presentForm } from '../repository/present-form.js';
import { obstacles } from '../repository/target.js';
import type { PlannedFile } from '../repository/write.js';
import { Cancelled, Failure, UsageError } from '../terminal/failure.js';
import type { Terminal } from '../terminal/terminal.js';
import type { CommandContext, OptionValues } from '../command.js';
import { shownPath } from './places.js';
import type { Run, ValuesFor } from './table.js';
import type { Composed, Composing } from './init-compose.js';

/** `init`: verdict, questions, review, files. Nothing is written before the review is confirmed. */
export const run: Run<'init'> = async (options, _args, context) => {
  const { terminal, env, cwd } = context;
  const target = resolve(cwd, options.dir ?? '.');
  const base = await existingDeployment(target);
  if (base === undefined && options.dir !== undefined)
    (await import('./output-file.js')).refuseForWindows('--dir', options.dir, context);
  if (base === undefined && !options.force) await refuseCrowdedFolder(target);
  const kept = keptAnswersFile(target, env);
  // Before both clouds are looked at, which takes seconds.
  const resumedAnswers = options.resume ? await resumed(kept) : {};
  const asks = terminal.interactive && !options.yes;
  const looked = options.offline ? nothingDiscovered() : await discover(context, { asks });
  const edited = base === undefined ? {} : answersOf(questionTable, base);
  const discovered = { ...looked, inSandbox: Boolean(env[sandboxVariable]), edited };
  const flags = flagsOf(options);
  const given: Given = {
    flags,
    env,
    file: {
      ...edited,
      ...(options.answers !== undefined ? await readAnswers(resolve(cwd, options.answers), questionTable) : {}),
    },
    discovered,
    // A flag wins over what was answered in an earlier run.
    asked: Object.fromEntries(Object.entries(resumedAnswers).filter(([key]) => flags[key] === undefined)),
  };

  const source = options.package;
  // Asked for when files are composed: packing a clone takes most of a second, which nobody waits for at the first question.
  let known: { readonly packed: PackedFile | undefined } | undefined;
  const packed = async (): Promise<PackedFile | undefined> => {
    const { packedFile } = await writing();
    return (known ??= { packed: source === undefined ? packedFile() : undefined }).packed;
  };
  const composing = async (): Promise<Composing> => {
    const file = await packed();
    const { packageSourceFor } = await writing();
    return {
      base,
      target,
      packageSource: source === undefined ? file && `file:./${file.name}` : packageSourceFor(target, cwd, source),
      packageIntegrity: file?.integrity ?? (source === undefined ? undefined : await integrityOf(cwd, source)),
    };
  };
  const plan = async (composed: Composed): Promise<PlannedFile[]> =>
    (await writing()).planFiles(target, composed.files, {
      force: options.force,
      ...(base === undefined ? {} : { edits: [deploymentFileName] }),
    });

  if (options.yes || !terminal.interactive) {
    const resolved = complete(given);
    const { composeAll, sayImmutableChanges, sayOrigins } = await writing();
    const composed = composeAll(resolved, await composing());
    if (!('files' in composed)) throw unusable(composed.problems.map(({ message }) => message));
    sayOrigins(terminal, resolved, discovered);
    sayImmutableChanges(terminal, composed.immutableChanges);
    const planned = await plan(composed);
    return write(context, options, target, composed, planned, base !== undefined, await packed());
  }

  terminal.heading(base === undefined ? 'A new deployment' : `The deployment ${base.name}`);
  terminal.say(
    'Nothing is written before you have seen it all. Esc goes back one question, Ctrl-C stops and keeps your answers.',
  );
  if (existsSync(kept) && !options.resume) {
    terminal.say('Answers of an earlier run were kept: run it again with --resume to go on from them.');
  }
  let confirmed: { composed: Composed; planned: PlannedFile[] } | undefined;
  try {
    await interview({
      terminal,
      table: questionTable,
      given,
      everything: options.everything,
      onAnswer: keeping(kept, given.flags, terminal),
      review: async (resolved) => {
        const { composeAll, listedPackedFile, review } = await writing();
        const composed = composeAll(resolved, await composing());
        if (!('files' in composed)) {
          const [first] = composed.problems;
          if (first?.key === undefined) throw unusable(composed.problems.map(({ message }) => message));
          return { again: first.key, complaint: first.message };
        }
        const planned = await plan(composed);
        const end = await review(terminal, resolved, composed, planned, {
          ...{ edit: base !== undefined, discovered, env },
          besides: listedPackedFile(await packed(), target),
        });
        if (end === 'write') confirmed = { composed, planned };
        return end;
      },
    });
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    const lines = existsSync(kept) ? ['Your answers are kept: entra-workspaces --resume goes on from there.'] : [];
    throw new Cancelled(['Nothing was written.', ...lines]);
  }
  if (!confirmed) throw new Failure('The review ended without a decision.');
  const { composed, planned } = confirmed;
  const exitCode = await write(context, options, target, composed, planned, base !== undefined, await packed());
  if (existsSync(kept)) await forgetAnswers(kept);
  return exitCode;
};

type KeptAnswers = Parameters<typeof keepAnswers>[1];

/** Keeps what was answered. Where nothing can be written (a home that is read-only, or none) that is said once, and it goes on. */
function keeping(kept: string, flags: Given['flags'], terminal: Terminal): (asked: KeptAnswers) => Promise<void> {
  let lost = false;
  return async (asked) => {
    if (lost) return;
    try {
      await keepAnswers(kept, { ...flags, ...asked });
    } catch {
      lost = true;
      terminal.warn(
        `Your answers are not kept: ${dirname(kept)} cannot be written. XDG_STATE_HOME names another folder.`,
      );
    }
  };
}

/** What composes, shows and writes a repository: nobody waits for it at the first question. */
async function writing() {
  const { composeAll } = await import('./init-compose.js');
  const { review, sayEnd, sayImmutableChanges, sayOrigins, sayOuterFolders } = await import('./init-review.js');
  const { listed, planFiles, sayFiles, writeFiles } = await import('../repository/write.js');
  const { packageSourceFor } = await import('../repository/lock-file.js');
  const { described, layPackedFile, listedPackedFile, packedFile } = await import('../repository/packed-file.js');
  return {
    described,
    layPackedFile,
    listedPackedFile,
    packageSourceFor,
    packedFile,
    composeAll,
    review,
    sayEnd,
    sayImmutableChanges,
    sayOrigins,
    sayOuterFolders,
    listed,
    planFiles,
    sayFiles,
    writeFiles,
  };
}

async function write(
  context: CommandContext,
  options: ValuesFor<'init'>,
  target: string,
  composed: Composed,
  planned: readonly PlannedFile[],
  edit: boolean,
  packed: PackedFile | undefined,
): Promise<number> {
  const { terminal } = context;
  const { layPackedFile, listed, listedPackedFile, sayEnd, sayFiles, sayOuterFolders, writeFiles } = await writing();
  const besides = listedPackedFile(packed, target);
  const overwritten = planned.filter(({ action, file }) => action === 'update' && file.kind === 'owned');
  // Where nobody can be asked nobody has confirmed anything either.
  const unconfirmed = options.yes || (!terminal.interactive && !options.dryRun);
  if (unconfirmed && edit && overwritten.length > 0 && !options.force) {
    sayFiles(terminal, planned, true, { besides });
    throw new Failure(options.yes ? '--yes never overwrites.' : 'Nobody can be asked whether to overwrite.', [
      `It would change: ${overwritten.map(({ file }) => file.path).join(', ')} (the difference is above).`,
      `Add --force, or run it ${options.yes ? 'without --yes' : 'in a terminal'} and confirm.`,
    ]);
  }
  if (options.dryRun) {
    sayFiles(terminal, planned, true, { besides });
    terminal.say();
    terminal.say('Nothing was written (--dry-run).');
  } else {
    if (packed && layPackedFile(packed, target)) {
      terminal.good(`wrote ${shownPath(join(target, packed.name), context)}`);
      terminal.say('This program did not come from a registry: the repository depends on that file. Commit it.');
    }
    for (const path of await writeFiles(target, planned))
      terminal.good(`wrote ${shownPath(join(target, path), context)}`);
    for (const { file, action } of planned) {
      if (action === 'keep') terminal.warn(`kept ${file.path}: it is yours. --force replaces it.`);
    }
    await sayOuterFolders(terminal, composed.deployment, target);
    sayEnd(terminal, composed.deployment, target, context.cwd, edit);
  }
  if (options.json) {
    terminal.result({
      target,
      written: !options.dryRun,
      files: listed(planned, besides).map(({ path, action }) => ({ path, action })),
      deployment: composed.input,
    });
  }
  return 0;
}

/** Everything from flags, environment, files and defaults. @throws UsageError that names every flag that is missing */
function complete(given: Given): Resolved {
  const resolved = resolveAnswers(questionTable, given);
  if (resolved.wrong.length > 0 || resolved.missing.length > 0) {
    const missing = resolved.missing.map(({ key, message }) => `${flagOf(key)}: ${message}`);
    throw unusable(
      resolved.wrong.map(({ message }) => message),
      missing,
    );
  }
  return resolved;
}

function unusable(wrong: readonly string[], missing: readonly string[] = []): UsageError {
  const counts = [
    wrong.length > 0 ? `${counted(wrong.length, 'answer is', 'answers are')} wrong` : '',
    missing.length > 0 ? `${counted(missing.length, 'answer is', 'answers are')} missing` : '',
  ].filter((text) => text !== '');
  const elsewhere = [
    '',
    'Each flag may also be an environment variable (--account-id is ENTRA_WORKSPACES_ACCOUNT_ID) or stand in a file of',
    'answers (accountId). entra-workspaces init --help lists them all.',
  ];
  return new UsageError(`${counts.join(', ')}:`, [...wrong, ...missing, ...(missing.length > 0 ? elsewhere : [])]);
}

/** A deployment that lies there is edited. One that cannot be read as JSON is its owner's to repair. */
async function existingDeployment(target: string): Promise<DeploymentInput | undefined> {
  const file = join(target, deploymentFileName);
  if (!existsSync(file)) return undefined;
  const { readDeployment } = await import('../../deployment/load.js');
  readDeployment(file);
  return presentForm(readTextFile(file));
}

async function refuseCrowdedFolder(target: string): Promise<void> {
  const names = await obstacles(target);
  if (names.length === 0) return;
  const shown = names.slice(0, 5).join(', ');
  throw new Failure(
    `The folder ${target} is not empty: ${shown}${names.length > 5 ? ` and ${names.length - 5} more` : ''}.`,
    ['Choose another one with --dir, or add --force to write beside what is there.'],
  );
}

async function resumed(kept: string): Promise<Record<string, AnswerValue>> {
  if (!existsSync(kept)) {
    throw new UsageError('There are no kept answers for this folder.', ['Run it without --resume.']);
  }
  return readAnswers(kept, questionTable);
}

function flagsOf(options: ValuesFor<'init'>): Record<string, string | undefined> {
  return Object.fromEntries(
    questionTable.flatMap(({ key }) => {
      // The flags of the questions have rows of their own (questions/table.ts).
      const value = (options as OptionValues)[camelCase(key)];
      return typeof value === 'string' ? [[key, value] as const] : [];
    }),
  );
}

/** What npm will call the content of a package that is given as a file; of anything else npm alone knows. */
async function integrityOf(cwd: string, source: string): Promise<string | undefined> {
  const file = resolve(cwd, source.replace(/^file:/, ''));
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  return (await writing()).described(file).integrity;
}
