/** Azure DevOps: a service connection says whom to trust, and shows it once it is made. */
import { pipelineHosts } from '../../../../deployment/pipeline-hosts/index.js';
import { audiences } from '../../../../domain/pipeline-subjects.js';
import type { Connection, Connections, Identity, ProvedJob, TokenHost } from './token-host.js';

/** `ORGANIZATION/PROJECT/REPOSITORY`, in its parts. */
export interface Place {
  readonly organization: string;
  readonly project: string;
  readonly repository: string;
}

export const nameOf = ({ organization, project, repository }: Place): string =>
  `${organization}/${project}/${repository}`;

/** Subjects are not made of names; what a hand-over is compared by is the organization. */
export const prefixOf = (organization: string): string => `https://dev.azure.com/${organization}`;

const connectionOf = (connections: Connections | undefined, identity: Identity): Connection | undefined =>
  connections?.[identity];

export const azureDevOpsTokens: TokenHost<'azureDevOps'> = {
  ofSettings: ({ organization, project, repository = project, connections }) => ({
    name: nameOf({ organization, project, repository }),
    prefix: prefixOf(organization),
    environment: 'production',
    connections,
  }),
  trusts: ({ repository: { connections } }, identity) => {
    const connection = connectionOf(connections, identity);
    if (connection === undefined) return undefined;
    const trusted = pipelineHosts.azureDevOps.trusted(identity, connection);
    return { aws: trusted, entra: trusted };
  },
  provider: ({ connections }) => connections && { issuer: connections.mainPlan.issuer, audience: audiences.entra },
  ownClaims: () => ({}),
  // The older form names organization and project; of the newer one nobody tells the project, so it is one that is known.
  isOwnSubject: (subject, { name = '', connections, connectionsBefore }) => {
    const [organization = '', project = ''] = name.toLowerCase().split('/');
    const older = /^sc:\/\/([^/]+)\/([^/]+)\/[^/]+$/.exec(subject.toLowerCase());
    if (older !== null) return older[1] === organization && older[2] === project;
    return [connections, connectionsBefore].some((all) =>
      [all?.mainPlan, all?.apply].some((each) => each?.subject === subject),
    );
  },
  jobs: ({ repository: { connections } }) => {
    const job = (of: string, sub: string, gets?: Identity): ProvedJob => ({ job: of, claims: { sub }, gets });
    const { mainPlan, apply } = connections ?? {};
    return [
      ...(mainPlan ? [job(`a stage that names ${mainPlan.name}`, mainPlan.subject, 'mainPlan')] : []),
      ...(apply ? [job(`a stage that names ${apply.name}`, apply.subject, 'apply')] : []),
      job('a stage with another connection', `${mainPlan?.subject ?? ''}/another`),
    ];
  },
};
