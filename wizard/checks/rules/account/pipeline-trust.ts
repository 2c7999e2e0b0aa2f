import { gitlabComponents, type Identity } from '../../../../domain/pipeline-subjects.js';
import { leftRoleOf, pipelineOf } from '../../../../deployment/pipeline-of.js';
import type { GitlabRules } from '../../../../domain/gitlab-rules.js';
import type { Deployment } from '../../../../deployment/schema.js';
import { github } from '../../../bootstrap/hosts/github.js';
import { gitlab } from '../../../bootstrap/hosts/gitlab/gitlab.js';
import type { BootstrapHost, RepositoryRef, TrustRequest } from '../../../bootstrap/hosts/host.js';
import { awsLetsIn } from '../../../bootstrap/proof.js';
import { deploymentRule } from '../../rule.js';

const identities = ['mainPlan', 'apply'] as const;
const words: Readonly<Record<Identity, string>> = {
  mainPlan: 'main-plan',
  apply: 'apply',
  pullRequestPlan: 'pull-request-plan',
};

const hasPipeline = ({ deployment }: { readonly deployment: Deployment }): boolean =>
  deployment.pipeline?.github !== undefined || deployment.pipeline?.gitlab !== undefined;

/** Whom the jobs of the host say that they are; nothing where nobody can tell. */
interface Sending {
  readonly host: BootstrapHost;
  readonly request: TrustRequest & { readonly repository: RepositoryRef };
}

/** Of a project whose tokens are made of something else the rule on what the host enforces speaks. */
function sentByGitlab({ pipeline }: Deployment, seen: GitlabRules | undefined): Sending | undefined {
  const settings = pipeline?.gitlab;
  const components = seen?.project.components;
  if (settings === undefined || seen === undefined || components?.join() !== gitlabComponents.join()) return undefined;
  const { name, prefix, url, environment } = gitlab.ofSettings(settings);
  const repository = { name, prefix, url, id: seen.project.id };
  return { host: gitlab, request: { repository, environment, level: settings.level, subjects: {} } };
}

/** Each job is let in by its role and its application, and nobody else is: as the host names its jobs today. */
export const pipelineTrust = deploymentRule({
  id: 'pipeline-trust',
  failureModes: [],
  title: 'The trust of the pipeline does not fit to what its repository sends',
  good: 'Roles and applications of the pipeline trust their jobs, and nobody else',
  why: 'A job that is not let in plans and applies nothing; one that is let in and should not be applies what nobody approved.',
  fix: 'Run `entra-workspaces bootstrap`: it puts the trust of both clouds right. After a repository was renamed that is all there is to do.',
  who: 'desktop engineer',
  severity: 'warning',
  area: 'account',
  at: ['preflight', 'doctor'],
  foundation: true,
  holdsFor: hasPipeline,
  needs: ['pipelineRoles', 'pipelineApps', 'hostedRepository', 'gitlabRules'],
  evaluate: ({ pipelineRoles, pipelineApps, hostedRepository: host, gitlabRules }, { deployment }) => {
    const settings = deployment.pipeline?.github;
    if (settings !== undefined && host === undefined) {
      return [
        {
          thing: settings.repository,
          got: 'GitHub shows no such repository to whoever is signed in',
          fix: 'Was it renamed or moved? Write its name into pipeline.github.repository, then run `entra-workspaces bootstrap`.',
        },
      ];
    }
    const sent = settings === undefined ? sentByGitlab(deployment, gitlabRules) : undefined;
    const sending: Sending | undefined =
      settings === undefined || host === undefined || host.customised
        ? sent
        : {
            host: github,
            request: { repository: host, environment: settings.environment, level: settings.level, subjects: {} },
          };
    const pipeline = pipelineOf(deployment.pipeline);
    if (sending === undefined || pipeline === undefined) return [];
    const jobs = sending.host.jobs(sending.request);
    const left = pipelineRoles.find(({ arn }) => arn === leftRoleOf(deployment));
    const stillLets = left !== undefined && jobs.some(({ claims }) => awsLetsIn(left.trust, claims) !== false);
    const lowered = stillLets
      ? [
          {
            thing: left.arn,
            got: 'still lets a job in, and at the level refused none applies',
            severity: 'error' as const,
          },
        ]
      : [];
    const ofJobs = identities.flatMap((identity) => {
      const arn = pipeline.aws[identity];
      const clientId = pipeline.entra[identity];
      const trusts = sending.host.trusts(sending.request, identity);
      if (arn === undefined || clientId === undefined || trusts === undefined) return [];
      const { subject, issuer } = trusts.entra;
      const own = Object.entries(sending.host.ownClaims(sending.request.repository));
      const role = pipelineRoles.find((each) => each.arn === arn);
      const asked = jobs.map((job) => ({
        ...job,
        lets: role === undefined ? false : awsLetsIn(role.trust, job.claims),
      }));
      const odd = role !== undefined && asked.some(({ lets }) => lets === undefined);
      const kept = asked.filter(({ gets, lets }) => gets === identity && lets === false);
      const strangers = asked.filter(({ gets, lets }) => gets !== identity && lets === true);
      const app = pipelineApps.find((each) => each.clientId.toLowerCase() === clientId.toLowerCase());
      const trusted =
        // One that compares an expression shows no subject.
        app?.credentials.some((each) => each.issuer === issuer && (each.subject ?? subject) === subject) === true;
      return [
        ...(role === undefined ? [{ thing: arn, got: 'no such role' }] : []),
        ...(odd
          ? [{ thing: arn, got: 'its trust holds a condition that is no equality: who gets in cannot be told' }]
          : []),
        ...(role !== undefined && kept.length > 0
          ? [
              {
                thing: arn,
                got: `the job of ${words[identity]} is not let in: it sends ${[subject, ...own.map((claim) => claim.join(' '))].join(', ')}`,
              },
            ]
          : []),
        ...strangers.map(({ job }) => ({ thing: arn, got: `lets a job of ${job} in`, severity: 'error' as const })),
        ...(app === undefined
          ? [{ thing: clientId, got: 'no such application' }]
          : trusted
            ? []
            : [
                {
                  thing: clientId,
                  got: `lets ${app.credentials.map((each) => each.subject ?? 'an expression').join(', ') || 'nobody'} in, and the job of ${words[identity]} sends ${subject}`,
                },
              ]),
      ];
    });
    return [...lowered, ...ofJobs];
  },
});
