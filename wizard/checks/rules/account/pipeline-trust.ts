import { leftRoleOf, pipelineOf, tokenIssuers } from '../../../../deployment/pipeline-of.js';
import type { Deployment } from '../../../../deployment/schema.js';
import { awsLetsIn } from '../../../bootstrap/proof.js';
import type { Identity } from '../../../bootstrap/hosts/host.js';
import type { DeploymentFacts } from '../../fact-types.js';
import { deploymentRule, type Finding } from '../../rule.js';
import { credentialFindings } from './pipeline-credentials.js';
import { sendingOf, type Sending } from './pipeline-sending.js';

const words: Readonly<Record<Identity, string>> = { mainPlan: 'main-plan', apply: 'apply' };

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
  holdsFor: ({ deployment }) => deployment.pipeline !== null,
  needs: ['pipelineRoles', 'pipelineApps', 'hostedRepository', 'gitlabRules'],
  evaluate: (facts, { deployment }) => {
    const { pipelineRoles, pipelineApps, hostedRepository } = facts;
    const pipeline = pipelineOf(deployment.pipeline);
    if (pipeline === undefined) return [];
    const repository = deployment.pipeline?.github?.repository;
    const sending = sendingOf(deployment, facts);
    const issuers = tokenIssuers(deployment.pipeline);
    const ofIdentities = (['mainPlan', 'apply'] as const).flatMap((identity) => {
      const arn = pipeline.aws[identity];
      const clientId = pipeline.entra[identity];
      if (arn === undefined || clientId === undefined) return [];
      const role = pipelineRoles.find((each) => each.arn === arn);
      const app = pipelineApps.find((each) => each.clientId.toLowerCase() === clientId.toLowerCase());
      const trusted = sending?.host.trusts(sending.request, identity)?.entra;
      return [
        ...(sending?.sent === true ? roleFindings(arn, role, identity, sending) : []),
        ...(app === undefined
          ? [{ thing: clientId, got: 'no such application' }]
          : credentialFindings(app, { name: words[identity], trusted, issuers })),
      ];
    });
    return [
      ...(repository !== undefined && hostedRepository === undefined ? [notSeen(repository)] : []),
      ...(sending?.sent === true ? leftFindings(deployment, pipelineRoles, sending) : []),
      ...ofIdentities,
    ];
  },
});

const notSeen = (repository: string): Finding => ({
  thing: repository,
  got: 'GitHub shows no such repository to whoever is signed in',
  fix: 'Was it renamed or moved? Write its name into pipeline.github.repository, then run `entra-workspaces bootstrap`.',
});

type Role = DeploymentFacts['pipelineRoles'][number];

/** A role of apply that a lowered level left. */
function leftFindings(deployment: Deployment, roles: readonly Role[], { host, request }: Sending): Finding[] {
  const left = roles.find(({ arn }) => arn === leftRoleOf(deployment));
  const audience = host.provider(request.repository)?.audience;
  const stillLets =
    left !== undefined && host.jobs(request).some(({ claims }) => awsLetsIn(left.trust, claims, audience) !== false);
  return stillLets
    ? [{ thing: left.arn, got: 'still lets a job in, and at the level refused none applies', severity: 'error' }]
    : [];
}

/** Its own job, and no other one that there can be. */
function roleFindings(arn: string, role: Role | undefined, identity: Identity, { host, request }: Sending): Finding[] {
  if (role === undefined) return [{ thing: arn, got: 'no such role' }];
  const trusts = host.trusts(request, identity)?.aws;
  if (trusts === undefined) return [];
  const asked = host
    .jobs(request)
    .map((job) => ({ ...job, lets: awsLetsIn(role.trust, job.claims, trusts.audiences.aws) }));
  const sends = [trusts.subject, ...Object.entries(host.ownClaims(request.repository)).map((claim) => claim.join(' '))];
  const isKept = asked.some(({ gets, lets }) => gets === identity && lets === false);
  return [
    ...(asked.some(({ lets }) => lets === undefined)
      ? [{ thing: arn, got: 'its trust holds a condition that is no equality: who gets in cannot be told' }]
      : []),
    ...(isKept
      ? [{ thing: arn, got: `the job of ${words[identity]} is not let in: it sends ${sends.join(', ')}` }]
      : []),
    ...asked
      .filter(({ gets, lets }) => gets !== identity && lets === true)
      .map(({ job }) => ({ thing: arn, got: `lets a job of ${job} in`, severity: 'error' as const })),
  ];
}
