/**
 * What keeps others than the approved job from applying, in words: who approves reads with each plan what that rests on. Where a
 * host has no reviewers it is a branch rule and a job that looks, and no cloud knows of either.
 */
import { mainBranch } from '../../../domain/pipeline-subjects.js';
import type { Deployment } from '../../../deployment/schema.js';

type Level = 'approved' | 'confirmed' | 'refused';

const refused = `Nothing but a laptop applies: no identity of the pipeline may.`;

const onGithub = (environment: string): Readonly<Record<Level, string>> => ({
  approved: `Reviewers of the environment ${environment} approve. That no other branch gets there rests in Entra on its branch rule alone: the subject of a job in an environment names no branch. AWS compares the branch besides.`,
  confirmed: `Nobody approves here: this host keeps no reviewers. In Entra the branch rule of the environment ${environment} alone keeps other branches out (AWS compares the branch besides), and that whoever starts the apply had no part in it is looked at by the job itself, whose file lies on ${mainBranch}.`,
  refused,
});

const onGitlab = (environment: string): Readonly<Record<Level, string>> => ({
  approved: `Approvers of the protected environment ${environment} approve; the job asks GitLab whether one did, and no cloud compares that.`,
  confirmed: `Nobody approves here: the environment ${environment} asks for no approval. The rule of the branch ${mainBranch} alone keeps others out, and that whoever starts the apply had no part in it is looked at by the job itself, which whoever may merge may rewrite.`,
  refused,
});

/** Nothing where no pipeline is. */
export function protectionInWords({ pipeline }: Pick<Deployment, 'pipeline'>): string | undefined {
  const { github, gitlab, azureDevOps } = pipeline ?? {};
  if (github !== undefined) return onGithub(github.environment)[github.level];
  if (gitlab !== undefined) return onGitlab(gitlab.environment)[gitlab.level];
  if (azureDevOps === undefined) return undefined;
  if (azureDevOps.level === 'refused') return refused;
  return `Approvers of the service connection ${azureDevOps.connections.apply?.name ?? ''} approve, and its branch control alone keeps other branches out: the clouds compare the connection and no branch.`;
}
