import { branchControl } from '../../../twin/azure-devops/checks.js';
import { pipelineRoleName } from '../../../domain/names.js';
import { pipelineHosts } from '../../../deployment/pipeline-hosts/index.js';
import type { Trusted } from '../../../domain/pipeline-subjects.js';
import { federatedOf } from '../pipeline/trusted.js';
import type { Fault, FaultyWorld } from './faults.js';
import { openRepository, protectedRepository } from './open-repository.js';

const planRole = (name: string): string => pipelineRoleName(name, 'mainPlan');

/** A pipeline that plans alone: its application, by what `put` made. */
let planApp = '';
const planned = (name: string) => ({
  environment: 'production',
  level: 'refused' as const,
  aws: { mainPlan: `arn:aws:iam::111122223333:role/${planRole(name)}` },
  entra: { mainPlan: planApp },
});
const onHost =
  (pipeline: (name: string) => NonNullable<FaultyWorld['file']['pipeline']>) =>
  ({ file }: FaultyWorld) => ({
    ...file,
    state: { s3: { bucket: 'contoso-state', region: 'eu-central-1' } },
    pipeline: pipeline(file.name),
  });
export const withPipeline = onHost((name) => ({ github: { repository: 'contoso/desktops', ...planned(name) } }));
/** The same with an apply, of which the rules of the repository are asked; who applies was never made. */
const withApply = onHost((name) => ({
  github: {
    ...{ repository: 'contoso/desktops', ...planned(name), level: 'approved' as const },
    aws: { mainPlan: planned(name).aws.mainPlan, apply: 'arn:aws:iam::111122223333:role/never-made-apply' },
    entra: { mainPlan: planApp, apply: '99999999-1111-4222-8333-444444444444' },
  },
}));
const neverMade = ['boundary', 'pipeline-bypass', 'pipeline-host-rules', 'pipeline-trust'];
/** The same on GitLab, of which the rules of its project are asked. */
const onGitlab = onHost((name) => ({ gitlab: { project: 'contoso/it/desktops', ...planned(name) } }));

/** The same on Azure DevOps: connection and branch are asked. */
const connection = {
  name: 'plan',
  id: '0a1b2c3d-0000-4000-8000-000000000001',
  issuer: 'https://login.microsoftonline.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301/v2.0',
  subject: '/eid1/c/pub/t/BFAl/a/AAAA/sc/0/1',
};
const onAzureDevOps = onHost((name) => {
  const { environment: _environment, ...rest } = planned(name);
  return {
    azureDevOps: { organization: 'contoso', project: 'Desktops', connections: { mainPlan: connection }, ...rest },
  };
});

interface Made {
  /** Whom role and application let in. @default a repository on GitHub, which is made */
  readonly whom?: Trusted;
  /** What the application lets in, in the place of that. */
  readonly federated?: ReturnType<typeof federatedOf>;
  /** Permissions of the application. */
  readonly roles?: readonly string[];
}

const inAzureDevOps = pipelineHosts.azureDevOps.trusted('mainPlan', connection);

/** A project of GitLab, as far as the trust of both clouds goes. */
const inGitlab = ({ id, path }: { readonly id: number; readonly path: string }): Trusted =>
  pipelineHosts.gitlab.trusted('mainPlan', {
    ...{ url: 'https://gitlab.com', project: path, id: String(id), environment: 'production', isProtected: false },
  });

function inGithub(world: FaultyWorld): Trusted {
  const { id, ownerId } = protectedRepository(world.twin);
  const prefix = `repo:contoso@${ownerId}/desktops@${id}`;
  return pipelineHosts.github.trusted('mainPlan', { prefix, id: String(id), environment: 'production' });
}

/** A role and an application that fit to what their host sends. */
export async function makePipeline(world: FaultyWorld, { whom = inGithub(world), roles = [], federated }: Made = {}) {
  const { twin } = world;
  const issuer = whom.issuer.replace('https://', '');
  const more = Object.entries(whom.claims).map(([name, value]) => [`${issuer}:${name}`, value]);
  const of: Readonly<Record<string, string>> = Object.fromEntries(more);
  const StringEquals = { [`${issuer}:aud`]: whom.audiences.aws, [`${issuer}:sub`]: whom.subject, ...of };
  const Principal = { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer}` };
  const trust = (condition: object, ...more: readonly object[]) =>
    JSON.stringify({
      Statement: [
        { Effect: 'Allow', Principal, Action: 'sts:AssumeRoleWithWebIdentity', Condition: condition },
        ...more,
      ],
    });
  const RoleName = planRole(world.file.name);
  await world.call('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: trust({ StringEquals }) });
  const { appId, objectId: principal } = twin.entra.addServicePrincipal('Contoso pipeline (main plan)', {
    federated: federated ?? federatedOf(whom),
    roles,
  });
  planApp = appId;
  const application = twin.entra.state.applicationOf(appId);
  if (!application) throw new Error('the application is not there');
  application.passwordCredentials = [];
  const own = `${issuer}:repository_id`;
  return {
    application,
    principal,
    trustToo: (statement: object) =>
      world.call('iam', 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument: trust({ StringEquals }, statement) }),
    trustAnybody: () =>
      world.call('iam', 'UpdateAssumeRolePolicy', {
        RoleName,
        PolicyDocument: trust({ StringEquals: { [own]: of[own] } }),
      }),
    undo: async () => {
      await world.call('iam', 'DeleteRole', { RoleName });
      twin.github.repositories.delete('contoso/desktops');
    },
  };
}

/** A repository whose environment nobody protects, with a ruleset of main; looked at by a reader. */
async function openedRepository(world: FaultyWorld, enforcement: string): Promise<() => unknown> {
  const { undo } = await makePipeline(world);
  const { people, repositories } = world.twin.github;
  openRepository(repositories.get('contoso/desktops'), enforcement);
  for (const [token, person] of people) people.set(token, { ...person, role: 'read' });
  return async () => {
    for (const [token, person] of people) people.set(token, { ...person, role: 'admin' });
    await undo();
  };
}

/** A project of Azure DevOps whose connection lets main alone in, and whose branch has no policy. */
async function projectInAzure(world: FaultyWorld, over: { limitsVariables: boolean }): Promise<() => unknown> {
  const { undo } = await makePipeline(world, { whom: inAzureDevOps });
  const { azureDevOps } = world.twin;
  const checks = [branchControl('refs/heads/main')];
  azureDevOps.addConnection(Object.assign(azureDevOps.addProject('Desktops'), over), { id: connection.id, checks });
  return async () => {
    azureDevOps.projects.length = 0;
    await undo();
  };
}

/** A secret that somebody added. */
const secret = () => {
  const far = '2030-01-01T00:00:00Z';
  return {
    ...{ keyId: '1', displayName: 'x', hint: 'abc', secretText: 'x' },
    ...{ startDateTime: far, endDateTime: far, customKeyIdentifier: null },
  };
};

const account = { resourceGroupName: 'desktops', storageAccountName: 'contosostate', containerName: 'tfstate' };

/** The identities of a pipeline, and who else reaches its state. */
export const pipelineFaults: readonly Fault[] = [
  {
    rule: 'state-readers',
    what: 'a policy of the bucket that lets another account in',
    got: /its policy lets others in: Backup: .*999988887777/,
    deployment: ({ file }) => ({ ...file, state: { s3: { bucket: 'contoso-state', region: 'eu-central-1' } } }),
    put: ({ twin }) => {
      const bucket = twin.aws.buckets.plant('contoso-state', twin.seeded.accountId);
      const Principal = { AWS: 'arn:aws:iam::999988887777:root' };
      const statement = { Sid: 'Backup', Effect: 'Allow', Principal, Action: 's3:GetObject', Resource: '*' };
      bucket.settings.set('policy', JSON.stringify({ Version: '2012-10-17', Statement: [statement] }));
      return () => twin.aws.buckets.buckets.delete('contoso-state');
    },
  },
  {
    rule: 'state-readers',
    what: 'a role on blobs, given on the subscription',
    got: /ServicePrincipal 0000-backup reads \(blobDataReader on \/subscriptions\//,
    deployment: ({ file, twin }) => ({
      ...file,
      state: { azurerm: { ...account, subscriptionId: twin.seeded.subscriptionId } },
    }),
    put: ({ twin }) => {
      const { accounts, assignments, groups } = twin.azure;
      groups.set('desktops', { location: 'westeurope', tags: {} });
      const made = accounts.plant('contosostate', 'desktops');
      Object.assign(made.properties, { allowSharedKeyAccess: false, allowBlobPublicAccess: false });
      twin.azure.grant('0000-backup', 'blobDataReader');
      return () => {
        accounts.all.delete('contosostate');
        groups.delete('desktops');
        for (const [id, { principalId }] of assignments.all)
          if (principalId === '0000-backup') assignments.all.delete(id);
      };
    },
  },
  {
    rule: 'pipeline-trust',
    what: 'a role that every branch may take on',
    got: /lets a job of another branch in/,
    severity: 'error',
    deployment: withPipeline,
    put: async (world) => {
      const { trustAnybody, undo } = await makePipeline(world);
      await trustAnybody();
      return undo;
    },
  },
  {
    rule: 'pipeline-trust',
    what: 'a repository that makes subjects of its own, which nobody compared',
    got: /was not compared/,
    severity: 'warning',
    deployment: withPipeline,
    put: async (world) => {
      const { undo } = await makePipeline(world);
      const repository = world.twin.github.repositories.get('contoso/desktops');
      if (!repository) throw new Error('the repository is not there');
      Object.assign(repository.subject, { useDefault: false, claimKeys: ['repository_id', 'ref'] });
      return undo;
    },
  },
  {
    rule: 'pipeline-trust',
    what: 'a repository that was renamed since',
    got: /the job of main-plan is not let in: it sends repo:contoso@5544123\/desktops@/,
    deployment: withPipeline,
    put: async (world) => {
      const { undo } = await makePipeline(world);
      protectedRepository(world.twin);
      return undo;
    },
  },
  {
    rule: 'pipeline-trust',
    what: 'an expression that every branch of a project of GitLab fits to, beside a project that keeps its components',
    got: /lets whoever fits to claims\['sub'\] matches '\*' and .* in, by the word of https:\/\/gitlab\.com/,
    deployment: onGitlab,
    put: async (world) => {
      const { gitlab } = world.twin;
      const branches = new Map([['main', { push: 0, force: false }]]);
      const rules = { runsForks: false, overrides: 'no_one_allowed', branches } as const;
      const project = gitlab.addProject('contoso/it/desktops', rules);
      const value = `claims['sub'] matches '*' and claims['project_id'] eq '${project.id}'`;
      const { undo } = await makePipeline(world, {
        whom: inGitlab(project),
        federated: {
          ...{ issuer: 'https://gitlab.com', subject: null },
          claimsMatchingExpression: { value, languageVersion: 1 },
        },
      });
      return async () => {
        gitlab.projects.delete(project.path);
        await undo();
      };
    },
  },
  {
    rule: 'pipeline-rights',
    what: 'the application that plans was given more than reading',
    got: /Group\.ReadWrite\.All/,
    deployment: withPipeline,
    put: async (world) => (await makePipeline(world, { roles: ['Group.Read.All', 'Group.ReadWrite.All'] })).undo,
  },
  {
    rule: 'pipeline-rights',
    what: 'the application that plans was made an administrator of the directory',
    got: /roles of the directory: the one with the object id/,
    severity: 'error',
    deployment: withPipeline,
    put: async (world) => {
      const { principal, undo } = await makePipeline(world);
      world.twin.entra.assignDirectoryRole(principal, 'Global Administrator');
      return undo;
    },
  },
  {
    rule: 'pipeline-policies',
    what: 'a policy that somebody put into the role that plans',
    got: /Mine, inline/,
    deployment: withPipeline,
    put: async (world) => {
      const { undo } = await makePipeline(world);
      const RoleName = planRole(world.file.name);
      const statement = { Effect: 'Allow', Action: '*', Resource: '*' };
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
      await world.call('iam', 'PutRolePolicy', { RoleName, PolicyName: 'Mine', PolicyDocument });
      return async () => {
        await world.call('iam', 'DeleteRolePolicy', { RoleName, PolicyName: 'Mine' });
        await undo();
      };
    },
  },
  {
    rule: 'pipeline-trust',
    what: 'another account that the role that plans trusts, too',
    got: /trusts arn:aws:iam::444455556666:root \(StringEquals sts:ExternalId: x\), which bootstrap does not write/,
    severity: 'error',
    deployment: withPipeline,
    put: async (world) => {
      const { trustToo, undo } = await makePipeline(world);
      await trustToo({
        ...{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::444455556666:root' }, Action: 'sts:AssumeRole' },
        Condition: { StringEquals: { 'sts:ExternalId': 'x' } },
      });
      return undo;
    },
  },
  {
    rule: 'pipeline-host-rules',
    what: 'a project of GitLab whose main branch takes pushes without a merge request',
    got: /is pushed to without a merge request by Maintainers/,
    deployment: onGitlab,
    put: async (world) => {
      const { gitlab } = world.twin;
      const project = gitlab.addProject('contoso/it/desktops');
      const { undo } = await makePipeline(world, { whom: inGitlab(project) });
      Object.assign(project, { runsForks: false, overrides: 'no_one_allowed' });
      return async () => {
        gitlab.projects.delete(project.path);
        await undo();
      };
    },
  },
  {
    rule: 'pipeline-host-rules',
    what: 'a main branch of Azure DevOps that is merged to without a reviewer',
    got: /is merged to without a reviewer/,
    deployment: onAzureDevOps,
    put: async (world) => projectInAzure(world, { limitsVariables: true }),
  },
  {
    rule: 'pipeline-host-rules',
    what: 'an environment of GitHub that lets every branch in, and a ruleset that was disabled',
    got: /is disabled\n[\s\S]*has no branch rule of its own[\s\S]*has no required reviewers/,
    severity: 'error',
    roots: neverMade,
    deployment: withApply,
    put: async (world) => openedRepository(world, 'disabled'),
  },
  {
    rule: 'pipeline-bypass',
    what: 'whoever looks may not see who bypasses a ruleset',
    got: /does not say who may bypass it/,
    severity: 'warning',
    roots: neverMade,
    deployment: withApply,
    put: async (world) => openedRepository(world, 'active'),
  },
  {
    rule: 'pipeline-run-settings',
    what: 'a project of Azure DevOps in which whoever starts a run sets any variable of it',
    got: /Limit variables that can be set at queue time/,
    severity: 'error',
    roots: ['pipeline-host-rules', 'pipeline-run-settings'],
    deployment: onAzureDevOps,
    put: async (world) => projectInAzure(world, { limitsVariables: false }),
  },
  {
    rule: 'pipeline-apps',
    what: 'somebody added a secret to the application that plans',
    got: /1 client secret/,
    deployment: withPipeline,
    put: async (world) => {
      const { application, undo } = await makePipeline(world);
      application.passwordCredentials = [secret()];
      return undo;
    },
  },
  {
    rule: 'pipeline-apps',
    what: 'the same on Azure DevOps, whose project nobody sees',
    got: /1 client secret/,
    roots: ['pipeline-apps', 'pipeline-host-rules'],
    deployment: onAzureDevOps,
    put: async (world) => {
      const { application, undo } = await makePipeline(world, { whom: inAzureDevOps });
      application.passwordCredentials = [secret()];
      return undo;
    },
  },
];
