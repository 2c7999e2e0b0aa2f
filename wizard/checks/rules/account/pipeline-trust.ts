import { contextOf, issuer, type Identity } from '../../../../domain/pipeline-subjects.js';
import { leftRoleOf } from '../../../../deployment/pipeline-of.js';
import type { Deployment } from '../../../../deployment/schema.js';
import { githubJobs } from '../../../bootstrap/hosts/github.js';
import { awsLetsIn } from '../../../bootstrap/proof.js';
import { deploymentRule } from '../../rule.js';

const identities = ['mainPlan', 'apply'] as const;
const words: Readonly<Record<Identity, string>> = {
  mainPlan: 'main-plan',
  apply: 'apply',
  pullRequestPlan: 'pull-request-plan',
};

const hasPipeline = ({ deployment }: { readonly deployment: Deployment }): boolean =>
  deployment.pipeline?.github !== undefined;

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
  needs: ['pipelineRoles', 'pipelineApps', 'hostedRepository'],
  evaluate: ({ pipelineRoles, pipelineApps, hostedRepository: host }, { deployment }) => {
    const github = deployment.pipeline?.github;
    if (github === undefined) return [];
    const named = github.repository;
    if (host === undefined) {
      return [
        {
          thing: named,
          got: 'GitHub shows no such repository to whoever is signed in',
          fix: 'Was it renamed or moved? Write its name into pipeline.github.repository, then run `entra-workspaces bootstrap`.',
        },
      ];
    }
    if (host.customised) return [];
    const { prefix, id } = host;
    const jobs = githubJobs({ repository: { prefix, id }, environment: github.environment, subjects: {} });
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
      const arn = github.aws[identity];
      const clientId = github.entra[identity];
      if (arn === undefined || clientId === undefined) return [];
      const subject = `${prefix}:${contextOf(identity, github.environment)}`;
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
        app?.credentials.some((each) => each.issuer === `https://${issuer}` && each.subject === subject) === true;
      return [
        ...(role === undefined ? [{ thing: arn, got: 'no such role' }] : []),
        ...(odd
          ? [{ thing: arn, got: 'its trust holds a condition that is no equality: who gets in cannot be told' }]
          : []),
        ...(role !== undefined && kept.length > 0
          ? [
              {
                thing: arn,
                got: `the job of ${words[identity]} is not let in: it sends ${subject}, repository_id ${id}`,
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
                  got: `lets ${app.credentials.map((each) => each.subject).join(', ') || 'nobody'} in, and the job of ${words[identity]} sends ${subject}`,
                },
              ]),
      ];
    });
    return [...lowered, ...ofJobs];
  },
});
