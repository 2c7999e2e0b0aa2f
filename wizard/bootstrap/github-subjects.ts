/** Subjects of a repository on GitHub that makes its own. Source: https://docs.github.com/en/rest/actions/oidc. */
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

/** Claims by which the job of the main branch is another than that of any other branch. */
const tellsBranch: readonly string[] = ['context', 'ref', 'job_workflow_ref', 'workflow_ref'];

const goBack = (name: string): string =>
  `Or go back to GitHub's own: gh api -X PUT repos/${name}/actions/oidc/customization/sub -F use_default=true`;
