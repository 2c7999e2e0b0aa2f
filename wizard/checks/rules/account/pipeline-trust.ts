import { partsOfArn } from '../../../../domain/arn.js';
import { providerArn } from '../../../repository/pipelines/trust.js';
import {
  hasIdentities,
  identitiesIn,
  leftRolesOf,
  pipelineOf,
  tokenIssuers,
} from '../../../../deployment/pipeline-of.js';
import type { Deployment } from '../../../../deployment/schema.js';
import { pullRequestEnvironment, type Identity } from '../../../../domain/pipeline-subjects.js';

import { awsLetsIn } from '../../../../domain/pipeline-proof.js';
import type { DeploymentFacts } from '../../fact-types.js';
import { deploymentRule, type Finding } from '../../rule.js';
import { trustOf } from '../../../repository/pipelines/trust.js';
import { credentialFindings, whom } from './pipeline-credentials.js';
import {
  allowedIn,
  isOfFormerName,
  isOfProvider,
  isSame,
  statementOf,
  whomInWords,
  type TrustStatement,
} from './pipeline-statements.js';
import { numberFindings } from './gitlab-number.js';
import { sendingOf, trustsOf, type Sending } from './pipeline-sending.js';

const words: Readonly<Record<Identity, string>> = {
  ...{ mainPlan: 'main-plan', apply: 'apply', pullRequestPlan: pullRequestEnvironment },
};

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
  needs: ['pipelineRoles', 'pipelineApps', 'pipelineLeftApps', 'hostedRepository', 'gitlabRules'],
  evaluate: (facts, { deployment }) => {
    const { pipelineRoles, pipelineApps } = facts;
    const pipeline = pipelineOf(deployment.pipeline);
    if (pipeline === undefined) return [];
    if (!hasIdentities(deployment.pipeline)) return leftFindings(deployment, facts);
    const sending = sendingOf(deployment, facts);
    const issuers = tokenIssuers(deployment.pipeline);
    const ofIdentities = (['mainPlan', 'apply', 'pullRequestPlan'] as const).flatMap((identity) => {
      const arn = pipeline.aws[identity];
      const clientId = pipeline.entra[identity];
      if (arn === undefined || clientId === undefined) return [];
      const role = pipelineRoles.find((each) => each.arn === arn);
      const app = pipelineApps.find((each) => each.clientId.toLowerCase() === clientId.toLowerCase());
      const trusted = sending && trustsOf(sending, identity)?.entra;
      return [
        ...(sending?.sent === true
          ? roleFindings(arn, role, identity, sending)
          : allowedIn(role?.trust ?? '')
              .filter((each) => !issuers.some((issuer) => isOfProvider(each, providerOf(arn, issuer))))
              .map((each) => stranger(arn, each))),
        ...(app === undefined
          ? [{ thing: clientId, got: 'no such application' }]
          : credentialFindings(app, { name: words[identity], trusted, issuers })),
      ];
    });
    const number = numberFindings(deployment, facts);
    return [...number, ...notCompared(deployment, facts, sending), ...leftFindings(deployment, facts), ...ofIdentities];
  },
});

/** What nobody could hold the trust against: that it is right was not seen, then. */
function notCompared(
  { pipeline }: Pick<Deployment, 'pipeline'>,
  { hostedRepository }: Pick<DeploymentFacts, 'hostedRepository'>,
  sending: Sending | undefined,
): Finding[] {
  const { github, gitlab } = pipeline ?? {};
  if (sending?.sent === true) return [];
  if (gitlab !== undefined) {
    const why = sending
      ? 'its tokens are made of other components than both clouds compare'
      : 'GitLab shows no such project to whoever is signed in';
    return [{ thing: gitlab.project, got: `was not compared with its roles: ${why}` }];
  }
  if (github === undefined) return [];
  const thing = github.repository;
  if (hostedRepository === undefined) {
    const got = 'GitHub shows no such repository to whoever is signed in';
    const fix =
      'Was it renamed or moved? Run `entra-workspaces bootstrap` and give its new name by --repository: it writes that into the deployment as well.';
    return [{ thing, got, fix }];
  }
  const shown = [
    ...identitiesIn(github.aws).map(
      (arn) => `aws iam get-role --role-name ${arn.split('/').at(-1)} --query Role.AssumeRolePolicyDocument`,
    ),
    ...identitiesIn(github.entra).map((id) => `az ad app federated-credential list --id ${id}`),
  ];
  return [
    {
      thing,
      got: 'makes subjects of its own: that its jobs are let in, and nobody else, was not compared',
      fix: `Print one token of each job (a step that asks for it and shows its payload), and compare its "sub" with what the clouds trust, as these commands show it. Where it is another one, \`entra-workspaces bootstrap\` takes it with --subject. Or go back to GitHub's own, which are compared: \`gh api -X PUT repos/${thing}/actions/oidc/customization/sub -F use_default=true\`, then \`entra-workspaces bootstrap\`.`,
      command: shown.join('; '),
    },
  ];
}

type Role = DeploymentFacts['pipelineRoles'][number];

/** Who signs tokens of the host, in the account of a role. */
function providerOf(arn: string, issuer: string): string {
  const { partition, accountId } = partsOfArn(arn);
  return providerArn(partition, accountId, issuer);
}

const stranger = (thing: string, statement: TrustStatement): Finding => ({
  thing,
  got: `trusts ${whomInWords(statement)}, which bootstrap does not write`,
  severity: 'error',
  fix: 'Find out who did so and why, and take it away: `entra-workspaces bootstrap` writes the trust of its roles anew where none but its own repository is let in, and names the rest.',
});

const keepsOut =
  'Run `entra-workspaces bootstrap`: while the repository protects nothing it takes the trust of both jobs away, in Entra as well; once it does it puts it right. What is left of them goes with `entra-workspaces bootstrap --undo`.';

/** Roles and applications that a lowered level left. */
function leftFindings(
  deployment: Deployment,
  { pipelineRoles, pipelineLeftApps }: Pick<DeploymentFacts, 'pipelineRoles' | 'pipelineLeftApps'>,
): Finding[] {
  const left = leftRolesOf(deployment);
  const plans = hasIdentities(deployment.pipeline);
  const rule = plans ? 'at the level refused none applies' : 'this pipeline only checks';
  const still = (thing: string, whom: readonly string[]): Finding => ({
    ...{ thing, severity: 'error' },
    got: `still lets a job in, and ${rule}: ${whom.join('; ')}`,
    ...(plans ? {} : { fix: keepsOut }),
  });
  return [
    ...pipelineRoles
      .filter(({ arn, trust }) => left.includes(arn) && allowedIn(trust).length > 0)
      .map(({ arn, trust }) => still(arn, allowedIn(trust).map(whomInWords))),
    ...pipelineLeftApps
      .filter(({ credentials }) => credentials.length > 0)
      .map(({ displayName, clientId, credentials }) => still(`${displayName} (${clientId})`, credentials.map(whom))),
  ];
}

/** Its own job, no other one that there can be, and nobody else. */
function roleFindings(arn: string, role: Role | undefined, identity: Identity, sending: Sending): Finding[] {
  const { host, request } = sending;
  if (role === undefined) return [{ thing: arn, got: 'no such role' }];
  const trusts = trustsOf(sending, identity)?.aws;
  if (trusts === undefined) return [];
  const wanted = statementOf(trustOf(arn, trusts));
  const allowed = allowedIn(role.trust);
  const ofHost = allowed.filter((each) => isOfProvider(each, wanted.Principal.Federated));
  const own = host.ownClaims(request.repository);
  const lets = (statements: readonly TrustStatement[], claims: Readonly<Record<string, string>>): boolean =>
    statements.some((each) => awsLetsIn(JSON.stringify({ Statement: each }), claims, trusts.audiences.aws) === true);
  const jobs = host.jobs(request);
  const others = jobs.filter(({ gets }) => gets !== identity);
  const isKept = jobs.some(({ gets, claims }) => gets === identity && !lets(ofHost, claims));
  const sends = [trusts.subject, ...Object.entries(own).map((claim) => claim.join(' '))];
  const context = trusts.subject.slice(request.repository.prefix.length);
  // Where bootstrap has put the trust right nothing of a former name is left.
  const isRight = allowed.some((each) => isSame(each, wanted));
  const isRenamed = (each: TrustStatement): boolean =>
    !isRight && Object.keys(own).length > 0 && isOfFormerName(each, wanted, context);
  // What lets a job in that there can be is named by that job.
  const isNamed = (each: TrustStatement): boolean =>
    ofHost.includes(each) && others.some(({ claims }) => lets([each], claims));
  return [
    ...(isKept
      ? [{ thing: arn, got: `the job of ${words[identity]} is not let in: it sends ${sends.join(', ')}` }]
      : []),
    ...others
      .filter(({ claims }) => lets(ofHost, claims))
      .map(({ job }) => ({ thing: arn, got: `lets a job of ${job} in`, severity: 'error' as const })),
    ...allowed
      .filter((each) => !isSame(each, wanted) && !isRenamed(each) && !isNamed(each))
      .map((each) => stranger(arn, each)),
  ];
}
