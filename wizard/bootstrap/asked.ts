/** What a person is asked beyond what is known: the repository, who approves, and whether to begin. */
import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Deployment } from '../../deployment/schema.js';
import type { GithubApi } from '../clouds/github.js';
import { CloudError } from '../clouds/cloud-error.js';
import { Cancelled, Failure, UsageError } from '../terminal/failure.js';
import type { CommandContext } from '../command.js';
import type { Terminal } from '../terminal/terminal.js';
import { git } from '../terraform/process.js';
import type { Identity } from './identities.js';
import { handOverName } from './hand-over.js';
import { reviewerNamed } from './host-rules.js';
import { isLower, levelForeseen, type HostedRepository, type Level } from './repository.js';
import type { Reviewer } from './wanted-rules.js';
import { present } from '../../domain/present.js';

/** OWNER/REPOSITORY: as it was given, as the deployment or the remote of the clone names it, or asked for. */
export async function repositoryName(
  given: string | undefined,
  deployment: Deployment,
  file: string,
  terminal: Terminal,
): Promise<string> {
  const known = given ?? deployment.pipeline?.github?.repository;
  if (known !== undefined) return checkedName(known);
  const remote = await git(['remote', 'get-url', 'origin'], dirname(file)).catch(() => undefined);
  const [, found] = /github\.com[:/]([\w-]+\/[\w.-]+?)(?:\.git)?\s*$/.exec(remote?.stdout ?? '') ?? [];
  if (!terminal.interactive) {
    if (found !== undefined) return found;
    throw new UsageError('Which repository it is for is not known.', [
      '--repository must be OWNER/REPOSITORY, got: nothing, and the folder has no remote on github.com',
    ]);
  }
  const text = await terminal.prompts.text({
    message: 'Repository on GitHub (OWNER/REPOSITORY)',
    ...present({ initial: found }),
    validate: (typed) => (namePattern.test(typed) ? undefined : 'must be OWNER/REPOSITORY'),
  });
  return text;
}

const namePattern = /^[\w-]{1,39}\/(?!\.{1,2}$)[\w.-]{1,100}$/;

function checkedName(name: string): string {
  if (namePattern.test(name)) return name;
  throw new UsageError(`--repository must be OWNER/REPOSITORY, got: ${name}`);
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
  repository: HostedRepository | undefined,
): Level {
  const foreseen = repository === undefined ? undefined : levelForeseen(repository);
  const known = deployment.pipeline?.github?.level ?? foreseen ?? 'approved';
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
  if (repository === undefined || foreseen === undefined || !isLower(foreseen, wanted)) return wanted;
  const where = `a private repository of the plan ${repository.plan ?? 'unknown'}`;
  const why =
    foreseen === 'confirmed'
      ? `${where} keeps no required reviewers: that takes GitHub Enterprise`
      : `${where} has no protected branches and no environments: that takes GitHub Pro, Team or Enterprise`;
  throw new Failure(`This repository cannot enforce the level ${wanted}.`, [
    why,
    `If that is meant: --level ${foreseen}. What each level means: entra-workspaces bootstrap --print --level ${foreseen}`,
  ]);
}

/** Who approves: as given, as the environment has them, or asked for. Of a level without reviewers whoever owns the code. */
export async function reviewersOf(
  api: GithubApi,
  { name }: HostedRepository,
  asked: {
    readonly given: readonly string[];
    readonly level: Level;
    readonly environment: string;
    readonly printing: boolean;
  },
  terminal: Terminal,
): Promise<Reviewer[]> {
  const { given, level, environment, printing } = asked;
  if (given.length > 0) return Promise.all(given.map((each) => reviewerNamed(api, each)));
  const [owner = ''] = name.split('/');
  const there = await api.find<EnvironmentReviewers>(`/repos/${name}/environments/${encodeURIComponent(environment)}`);
  const known = (there?.protection_rules ?? []).flatMap(({ reviewers = [] }) =>
    reviewers.map(({ type, reviewer }): Reviewer => ({
      type: type === 'Team' ? 'Team' : 'User',
      id: reviewer.id,
      // CODEOWNERS knows a team by its organization; a slug alone is the login of whoever took that name.
      name: `@${reviewer.login ?? (reviewer.slug === undefined ? reviewer.id : `${owner}/${reviewer.slug}`)}`,
    })),
  );
  if (known.length > 0 || printing || level === 'refused') return known;
  if (!terminal.interactive) {
    throw new UsageError('Who approves is not known.', [
      '--reviewer must name a person or ORGANIZATION/TEAM, got: nothing. It may be given up to six times.',
    ]);
  }
  const text = await terminal.prompts.text({
    message:
      level === 'approved'
        ? 'Who approves an apply? (logins or ORGANIZATION/TEAM, with spaces between)'
        : 'Who owns the code? (logins or ORGANIZATION/TEAM, with spaces between)',
    lines: true,
    validate: (typed) => (typed.trim() === '' ? 'must name somebody' : undefined),
  });
  return Promise.all(
    text
      .split(/[\s,]+/)
      .filter(Boolean)
      .map((each) => reviewerNamed(api, each)),
  );
}

interface EnvironmentReviewers {
  readonly protection_rules?: readonly {
    readonly reviewers?: readonly {
      readonly type: string;
      readonly reviewer: { readonly id: number; readonly login?: string; readonly slug?: string };
    }[];
  }[];
}

/** Subjects of a repository that makes its own: given for each identity, never assumed. */
export function subjectsOf(
  given: readonly string[],
  { name, claims }: HostedRepository,
  identities: readonly Identity[],
): Partial<Record<Identity, string>> {
  const words: Readonly<Record<string, Identity>> = { 'main-plan': 'mainPlan', apply: 'apply' };
  const subjects: Partial<Record<Identity, string>> = {};
  for (const each of given) {
    const [, word = '', subject = ''] = /^([a-z-]+)=(\S+)$/.exec(each) ?? [];
    const identity = words[word];
    if (identity === undefined || /[*?]/.test(subject)) {
      throw new UsageError(`--subject must be main-plan=SUBJECT or apply=SUBJECT, without a pattern, got: ${each}`);
    }
    subjects[identity] = subject;
  }
  if (claims === undefined) return subjects;
  if (!claims.some((each) => tellsBranch.includes(each))) {
    throw new Failure(`The tokens of ${name} do not say which branch a job is of, so no cloud may trust them.`, [
      `include_claim_keys must hold one of ${tellsBranch.join(', ')}, got: ${claims.join(', ') || 'nothing'}`,
      'Entra compares the subject alone: every branch and every pull request would be the job of main.',
      goBack(name),
    ]);
  }
  const missing = identities.filter((identity) => subjects[identity] === undefined);
  if (missing.length === 0) return subjects;
  throw new UsageError(`The repository ${name} makes subjects of its own, which nobody can guess.`, [
    `its tokens are made of: ${claims.join(', ') || 'nothing that is said'}`,
    'Print one token of each job (a step that asks for it and shows its payload), and give what stands in "sub":',
    ...missing.map((identity) => `  --subject ${identity === 'apply' ? 'apply' : 'main-plan'}=SUBJECT`),
    goBack(name),
  ]);
}

/** Claims by which the job of the main branch is another than that of any other branch. */
const tellsBranch: readonly string[] = ['context', 'ref', 'job_workflow_ref', 'workflow_ref'];

const goBack = (name: string): string =>
  `Or go back to GitHub's own: gh api -X PUT repos/${name}/actions/oidc/customization/sub -F use_default=true`;

/** @throws Failure: a person who may only look changes nothing */
export function assertAdmin({ admin, name }: HostedRepository): void {
  if (admin) return;
  throw new Failure(`Whoever is signed in to GitHub is no admin of ${name}.`, [
    'Rules, environments and variables are changed by admins alone. Sign in as one (gh auth login), or let one run: entra-workspaces bootstrap --only repository',
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
