/** Subjects of a repository on GitHub that makes its own. Source: https://docs.github.com/en/rest/actions/oidc. */
import { contextOf, mainBranch } from '../../domain/pipeline-subjects.js';
import { present } from '../../domain/present.js';
import { Failure, UsageError } from '../terminal/failure.js';
import type { Identity } from '../repository/pipelines/tokens/token-host.js';
import type { HostedRepository } from './repository.js';

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

/**
 * Subjects that a hand-over names, held against what the tokens are made of, as GitHub tells it. What of a token it does not tell
 * (who started the run) may be anything without a colon: GitHub writes that as %3A.
 * Source: https://docs.github.com/en/actions/reference/security/oidc (customizing the subject claims).
 * @returns a line each that begins with the path
 */
export function handedSubjectProblems(
  subjects: Partial<Record<Identity, string | undefined>>,
  { name, id, prefix, claims = [] }: Pick<HostedRepository, 'name' | 'id' | 'prefix' | 'claims'>,
  environment: string,
): string[] {
  const plain = (text: string): string => text.replace(/[.+^${}()|[\]\\*?]/g, '\\$&');
  const escaped = (text: string): string => plain(text.replaceAll(':', '%3A'));
  const [owner = ''] = name.split('/');
  const main = `refs/heads/${mainBranch}`;
  const file = `${escaped(name)}/[^:@]+@${plain(main)}`;
  return Object.entries(present(subjects)).flatMap(([identity, subject]) => {
    const applies = identity === 'apply';
    const values: Readonly<Record<string, string>> = {
      ...{ repository: escaped(name), repository_id: plain(id), repository_owner: escaped(owner) },
      ...{ ref: escaped(main), ref_type: 'branch', environment: applies ? escaped(environment) : '' },
      ...{ job_workflow_ref: file, workflow_ref: file },
    };
    const parts = claims.map((key) => {
      if (key === 'repo') return `(?:${plain(prefix)}|${plain(`repo:${name}`)})`;
      if (key === 'context') return plain(contextOf(applies ? 'apply' : 'mainPlan', environment));
      return `${plain(key)}:${values[key] ?? '[^:]*'}`;
    });
    return new RegExp(`^${parts.join(':')}$`).test(String(subject))
      ? []
      : [
          `repository.subjects.${identity}: must be one of ${name} on ${mainBranch}, made of ${claims.join(', ')}, got: ${String(subject)}`,
        ];
  });
}

/** Claims by which the job of the main branch is another than that of any other branch. */
const tellsBranch: readonly string[] = ['context', 'ref', 'job_workflow_ref', 'workflow_ref'];

const goBack = (name: string): string =>
  `Or go back to GitHub's own: gh api -X PUT repos/${name}/actions/oidc/customization/sub -F use_default=true`;
