import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { GitHub } from '../../../twin/github/github.js';
import type { Repository } from '../../../twin/github/objects.js';
import type { Listener } from '../../../twin/network.js';
import { startTwin, type Twin } from '../../../twin/twin.js';
import type { Deployment } from '../../../deployment/schema.js';
import { Addresses, cloudsVariable } from '../../../wizard/clouds/addresses.js';
import { Aws } from '../../../wizard/clouds/aws.js';
import { tokensFrom } from '../../../wizard/clouds/entra-credential.js';
import { GithubApi } from '../../../wizard/clouds/github.js';
import { withJobIdentity } from '../../../wizard/clouds/job-identity.js';
import { pipelineTrust } from '../../../wizard/checks/rules/account/pipeline-trust.js';
import { lookAtRepository } from '../../../wizard/bootstrap/repository.js';
import { awsTrust, entraCredential } from '../../../wizard/repository/pipelines/trust.js';

// The job that applies of each kind of repository, let in or kept out by both clouds with a token of its host; and what who is
// kept out reads: in the output of the job, and of doctor.

let twin: Twin;
let listener: Listener;
let person: string;
beforeAll(async () => {
  twin = await startTwin({ accountId: '111122223333' });
  listener = await twin.world.network.listen();
  person = twin.github.addPerson('ada');
  await twin.aws.inside('iam', 'CreateOpenIDConnectProvider', 'us-east-1', {
    Url: 'https://token.actions.githubusercontent.com',
    ClientIDList: ['sts.amazonaws.com'],
  });
});
afterAll(async () => {
  await listener.close();
  await twin.stop();
});

interface Kind {
  /** The repository whose jobs the clouds are told to trust. */
  readonly trusted: (host: GitHub) => Repository;
  /** What happened since; gives the repository whose job it is. */
  readonly since?: (host: GitHub, repository: Repository) => Repository;
  readonly environment?: string;
  /** What the trust says of the environment, where somebody wrote it by hand. */
  readonly written?: string;
  readonly letIn: boolean;
  /** What doctor finds for who owns the repository of the job; nothing: it has no trust to compare. */
  readonly doctor?: RegExp;
}

const notLetIn = /the job of apply is not let in: it sends repo:/;
const kinds: Readonly<Record<string, Kind>> = {
  'made before 15 July 2026': {
    trusted: (host) => host.addRepository('contoso/one', { oldSubject: true }),
    letIn: true,
  },
  'made since': { trusted: (host) => host.addRepository('contoso/two'), letIn: true },
  'of an Enterprise Managed User': {
    trusted: (host) => host.addRepository('ada_contoso/three', { ownerType: 'User' }),
    letIn: true,
  },
  'with a colon in its environment': {
    trusted: (host) => host.addRepository('contoso/four'),
    environment: 'eu:production',
    letIn: true,
  },
  'with a colon that somebody wrote as it is': {
    trusted: (host) => host.addRepository('contoso/five'),
    environment: 'eu:production',
    written: ':environment:eu:production',
    letIn: false,
    doctor: notLetIn,
  },
  'renamed since': {
    trusted: (host) => host.addRepository('contoso/six', { oldSubject: true }),
    since: (host, repository) => {
      host.rename(repository, 'contoso/seven');
      return repository;
    },
    letIn: false,
    doctor: notLetIn,
  },
  'opted in to ids since': {
    trusted: (host) => host.addRepository('contoso/eight', { oldSubject: true }),
    since: (_host, repository) => {
      repository.subject.immutable = true;
      return repository;
    },
    letIn: false,
    doctor: notLetIn,
  },
  'a fork of it': {
    trusted: (host) => host.addRepository('contoso/nine'),
    since: (host) => host.addRepository('mallory/nine', { fork: true, ownerId: 9 }),
    letIn: false,
  },
  'one that took its name when it was gone': {
    trusted: (host) => host.addRepository('contoso/ten', { oldSubject: true }),
    since: (host, repository) => {
      host.repositories.delete(repository.name);
      return host.addRepository('contoso/ten', { oldSubject: true });
    },
    letIn: false,
  },
};

describe('a repository', () => {
  test.each(Object.entries(kinds))('%s', async (_what, kind) => {
    const { github: host, aws, entra, terraform } = twin;
    const environment = kind.environment ?? 'production';
    const trusted = kind.trusted(host);
    const RoleName = `apply-${trusted.id}`;
    const arn = `arn:aws:iam::111122223333:role/${RoleName}`;
    const api = GithubApi.from({ GH_TOKEN: person, [cloudsVariable]: `${listener.url}/_host` });
    const { prefix, id } = await lookAtRepository(api, trusted.name);
    const byHand = kind.written === undefined ? undefined : `${prefix}${kind.written}`;
    const trust = JSON.stringify(awsTrust('apply', arn, environment, { prefix, id }, byHand));
    await aws.inside('iam', 'CreateRole', 'us-east-1', { RoleName, AssumeRolePolicyDocument: trust });
    const { issuer, subject } = entraCredential('apply', environment, { prefix, id }, byHand);
    const { appId } = entra.addServicePrincipal(RoleName, { federated: { issuer, subject } });

    const repository = kind.since?.(host, trusted) ?? trusted;
    const given = host.startJob({ repository, ref: 'refs/heads/main', event: 'push', environment });
    const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _key, ARM_CLIENT_SECRET: _secret, ...cloud } = terraform.env;
    const env: NodeJS.ProcessEnv = {
      ...cloud,
      ...given,
      ACTIONS_ID_TOKEN_REQUEST_URL: given.ACTIONS_ID_TOKEN_REQUEST_URL.replace('https:/', `${listener.url}/_host`),
      [cloudsVariable]: `${listener.url}/_host`,
      AWS_ROLE_ARN: arn,
      ARM_CLIENT_ID: appId,
    };
    const said = async (attempt: () => Promise<unknown>): Promise<string> =>
      attempt().then(
        () => 'let in',
        (error: unknown) => (error as Error).message,
      );
    const found = await lookAtRepository(api, repository.name);
    const sends = JSON.stringify(`${found.prefix}:environment:${environment.replaceAll(':', '%3A')}`);
    const inAws = await said(async () => withJobIdentity(env, async () => Aws.from(env).keys()));
    const inEntra = await said(tokensFrom(env, new Addresses(env), entra.id));
    if (kind.letIn) expect([inAws, inEntra]).toEqual(['let in', 'let in']);
    else {
      // What a trust has to name is read off the job's own output.
      expect(inAws).toContain(`AWS does not let this job take on ${arn}`);
      expect(inAws).toContain(`its token says sub ${sends}`);
      // By the name alone Entra takes whoever has it now for who had it before: the form with ids, and AWS, do not.
      if (repository.name === 'contoso/ten') expect(inEntra).toBe('let in');
      else expect(inEntra).toMatch(/AADSTS700\d+.*must trust exactly sub "repo:/s);
    }
    const deployment = { pipeline: { github: { environment, aws: { apply: arn }, entra: { apply: appId } } } };
    const credentials = [{ name: 'apply', issuer, subject }];
    const facts = {
      hostedRepository: { ...found, customised: false },
      pipelineRoles: [{ arn, trust, attached: [], inline: [] }],
      pipelineLeftApps: [],
      pipelineApps: [
        { clientId: appId, displayName: RoleName, owners: [], secrets: 0, certificates: 0, roles: [], credentials },
      ],
    };
    const findings = pipelineTrust.evaluate(
      facts as never,
      { deployment: deployment as unknown as Deployment } as never,
    );
    const text = (findings as readonly { readonly got: string }[]).map(({ got }) => got).join('\n');
    if (kind.letIn) expect(text).toBe('');
    else expect(text).toMatch(kind.doctor ?? notLetIn);
  });
});
