/** What a person is asked beyond what is known: the repository, who approves, and whether to begin. */
import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasIdentities, pipelineOf } from '../../deployment/pipeline-of.js';
import type { Deployment } from '../../deployment/schema.js';
import { present } from '../../domain/present.js';
import { CloudError } from '../clouds/cloud-error.js';
import { Cancelled, Failure, UsageError } from '../terminal/failure.js';
import type { CommandContext } from '../command.js';
import type { Terminal } from '../terminal/terminal.js';
import { git } from '../terraform/process.js';
import { handOverName } from './hand-over.js';
import { settingsIn } from './hosts/index.js';
import type { BootstrapHost, Hosted, HostSession, HostWords } from './hosts/host.js';
import type { RepositoryRef } from '../repository/pipelines/tokens/token-host.js';
import { isLower, type Level } from '../../domain/pipeline-level.js';
import type { Reviewer } from './wanted-rules.js';

/**
 * What the remote of the working copy names, on this host.
 * @param file The deployment, which lies in it
 * @param at Address of the host, where it is known
 */
export async function repositoryOfOrigin(
  host: Pick<BootstrapHost, 'ofRemote'>,
  file: string,
  at?: string,
): Promise<Pick<RepositoryRef, 'name' | 'url'> | undefined> {
  const remote = await git(['remote', 'get-url', 'origin'], dirname(file)).catch(() => undefined);
  return host.ofRemote(remote?.stdout.trim() ?? '', at);
}

/** The repository: as it was given, as the deployment or the remote of the clone names it, or asked for. */
export async function repositoryNamed(
  given: string | undefined,
  host: BootstrapHost,
  {
    deployment,
    file,
    terminal,
    at,
  }: {
    readonly deployment: Deployment;
    readonly file: string;
    readonly terminal: Terminal;
    /** Address of the host, where an option says it. */
    readonly at?: string | undefined;
  },
): Promise<Pick<RepositoryRef, 'name' | 'url'>> {
  const { words } = host;
  const known = settingsIn(host, deployment);
  const url = at ?? known?.url;
  if (given !== undefined || known !== undefined) {
    const named = host.named(given ?? known?.name ?? '', url);
    if (named !== undefined) return { ...present({ url }), ...named };
    throw new UsageError(`--repository must be ${words.form}, got: ${given ?? known?.name}`);
  }
  const found = await repositoryOfOrigin(host, file, url);
  if (!terminal.interactive) {
    if (found !== undefined) return found;
    throw new UsageError('Which repository it is for is not known.', [
      `--repository must be ${words.form}, got: nothing, and the folder has no remote on ${words.remote}`,
    ]);
  }
  const text = await terminal.prompts.text({
    message: `${words.Repository} on ${words.host} (${words.form})`,
    ...present({ initial: found?.name }),
    validate: (typed) => (host.named(typed, url) ? undefined : `must be ${words.form}`),
  });
  return { ...present({ url: url ?? found?.url }), name: text, ...host.named(text, url) };
}

/**
 * Level that was asked for, as the host can enforce it. Never lowered without a word: a hand-over may say a lower one than the
 * deployment or the host does, and then an option has to say it, too.
 * @param handed What a hand-over says
 * @param repository Nothing where the host was not asked
 */
export function levelOf(
  given: Level | undefined,
  handed: Level | undefined,
  deployment: Deployment,
  repository: Hosted | undefined,
  host: Pick<BootstrapHost, 'levelForeseen' | 'whyNoMore' | 'words' | 'lacks'>,
): Level {
  const foreseen = repository === undefined ? undefined : host.levelForeseen(repository);
  // Of a pipeline that only checks nobody has chosen the level: the host had no more.
  const chosen = hasIdentities(deployment.pipeline) ? pipelineOf(deployment.pipeline)?.level : undefined;
  const known = chosen ?? foreseen ?? 'approved';
  if (handed !== undefined && given === undefined && isLower(handed, known)) {
    throw new Failure(`${handOverName} lowers the level.`, [
      `repository.level: must be ${known}, got: ${handed}`,
      `If that is meant, as whoever sent it tells you by another way than the file came: --level ${handed}`,
    ]);
  }
  if (repository === undefined && given !== undefined && handed !== undefined && given !== handed) {
    throw new UsageError(`--level must be what ${handOverName} says, ${handed}, got: ${given}`, [
      'The rules of the repository are those of that level: entra-workspaces bootstrap --only repository makes others.',
    ]);
  }
  const wanted = given ?? handed ?? known;
  if (repository === undefined && given === undefined && wanted === 'confirmed') {
    throw new Failure(`${host.words.host} was not asked, and two files alone say that nobody approves.`, [
      `level: must be said by --level confirmed, too, got: ${wanted} in deployment.json and ${handOverName}`,
      `Or set ${host.words.token}: then the rules of the ${host.words.repository} tell what it was.`,
    ]);
  }
  const why = host.lacks?.[wanted];
  if (why !== undefined) throw new UsageError(`The level ${wanted} is none of ${host.words.host}.`, [why]);
  if (repository === undefined || foreseen === undefined || !isLower(foreseen, wanted)) return wanted;
  throw new Failure(`This ${host.words.repository} cannot enforce the level ${wanted}.`, [
    host.whyNoMore(repository, foreseen),
    `If that is meant: --level ${foreseen}. What each level means: entra-workspaces bootstrap --print --level ${foreseen}`,
  ]);
}

/** Who approves: as given, as the environment has them, or asked for. Of a level without reviewers whoever owns the code. */
export async function reviewersOf(
  session: Pick<HostSession, 'reviewerNamed' | 'reviewersThere'>,
  { name }: Pick<Hosted, 'name'>,
  asked: {
    readonly given: readonly string[];
    readonly level: Level;
    readonly environment: string;
    readonly printing: boolean;
    readonly words: HostWords;
  },
  terminal: Terminal,
): Promise<readonly Reviewer[]> {
  const { given, level, environment, printing, words } = asked;
  const all = (names: readonly string[]): Promise<readonly Reviewer[]> =>
    Promise.all(names.map(async (each) => session.reviewerNamed(each)));
  if (given.length > 0) return all(given);
  const known = await session.reviewersThere(name, environment);
  if (known.length > 0 || printing || level === 'refused') return known;
  if (!terminal.interactive) {
    throw new UsageError('Who approves is not known.', [
      `--reviewer must name ${words.reviewer}, got: nothing. It may be given up to six times.`,
    ]);
  }
  const text = await terminal.prompts.text({
    message: `${level === 'approved' ? 'Who approves an apply?' : 'Who owns the code?'} (${words.reviewerForms}, with spaces between)`,
    lines: true,
    validate: (typed) => (typed.trim() === '' ? 'must name somebody' : undefined),
  });
  return all(text.split(/[\s,]+/).filter(Boolean));
}

/** @throws Failure: a person who may only look changes nothing */
export function assertAdmin({ admin, name }: Hosted, { host, admin: role, signIn }: HostWords): void {
  if (admin) return;
  throw new Failure(`Whoever is signed in to ${host} is no ${role.toLowerCase()} of ${name}.`, [
    `Rules, environments and variables are changed by ${role.toLowerCase()}s alone. Sign in as one (${signIn}), or let one run: entra-workspaces bootstrap --only repository`,
  ]);
}

/**
 * Whether what was shown is to be made.
 * @param file The deployment, which has to name it in the end
 * @throws Cancelled, or Failure where the file could not be written: nothing is made that nobody would find again
 */
export async function agreed(
  { terminal, interrupts }: CommandContext,
  { autoApprove, file }: { readonly autoApprove: boolean; readonly file: string },
): Promise<void> {
  await assertWritable(file);
  if (!autoApprove) {
    if (!terminal.interactive) {
      throw new UsageError('Nobody can be asked whether to make this.', [
        'Look at it with --print, then add --auto-approve.',
      ]);
    }
    if (!(await terminal.prompts.confirm({ message: 'Make this?', initial: false })))
      throw new Cancelled(['Nothing was made.']);
  }
  interrupts.kept = [goesOn];
}

const goesOn = 'What was made stays, and trusts nobody who is not meant. Run it again: it goes on from there.';

/** Files are replaced by a rename, so it is the folder that counts. */
async function assertWritable(file: string): Promise<void> {
  try {
    await access(dirname(file), constants.W_OK);
  } catch {
    throw new Failure(`${dirname(file)} cannot be written, and the deployment would have to name what is made.`, [
      'Check the owner and the permissions of the folder. Nothing was made.',
    ]);
  }
}

/** Words for what a cloud or the host answered. */
export function inWords(error: unknown, action: string): unknown {
  if (!(error instanceof CloudError)) return error;
  const { permission } = error.details;
  return new Failure(
    `${action} did not work: ${error.message}`,
    [...(permission === undefined ? [] : [`Needed: ${permission}.`]), goesOn],
    { cause: error },
  );
}
