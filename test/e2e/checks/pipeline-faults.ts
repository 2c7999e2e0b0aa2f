import { branchControl } from '../../../twin/azure-devops/checks.js';
import type { Fault, FaultyWorld } from './faults.js';

const planRole = 'arn:aws:iam::111122223333:role/contoso-main-plan';

/** A pipeline that plans alone: its application, by what `put` made. */
let planApp = '';
const planned = () => ({
  environment: 'production',
  level: 'refused' as const,
  aws: { mainPlan: planRole },
  entra: { mainPlan: planApp },
});
const onHost =
  (pipeline: () => NonNullable<FaultyWorld['file']['pipeline']>) =>
  ({ file }: FaultyWorld) => ({
    ...file,
    state: { s3: { bucket: 'contoso-state', region: 'eu-central-1' } },
    pipeline: pipeline(),
  });
const withPipeline = onHost(() => ({ github: { repository: 'contoso/desktops', ...planned() } }));
/** The same on GitLab, of which the rules of its project are asked. */
const onGitlab = onHost(() => ({ gitlab: { project: 'contoso/it/desktops', ...planned() } }));

/** The same on Azure DevOps: connection and branch are asked. */
const connectionId = '0a1b2c3d-0000-4000-8000-000000000001';
const onAzureDevOps = onHost(() => {
  const { environment: _environment, ...rest } = planned();
  const issuer = 'https://login.microsoftonline.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301/v2.0';
  const mainPlan = { name: 'plan', id: connectionId, issuer, subject: '/eid1/c/pub/t/BFAl/a/AAAA/sc/0/1' };
  return { azureDevOps: { organization: 'contoso', project: 'Desktops', connections: { mainPlan }, ...rest } };
});

/** A repository, a role and an application that fit together. */
async function makePipeline(world: FaultyWorld, roles: readonly string[] = []) {
  const { twin } = world;
  const repository = twin.github.addRepository('contoso/desktops');
  const subject = `repo:contoso@${repository.ownerId}/desktops@${repository.id}:ref:refs/heads/main`;
  const issuer = 'token.actions.githubusercontent.com';
  const StringEquals = {
    [`${issuer}:aud`]: 'sts.amazonaws.com',
    [`${issuer}:sub`]: subject,
    [`${issuer}:repository_id`]: String(repository.id),
    [`${issuer}:ref`]: 'refs/heads/main',
  };
  const trust = (condition: object) =>
    JSON.stringify({
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRoleWithWebIdentity', Condition: condition }],
    });
  const RoleName = 'contoso-main-plan';
  await world.call('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: trust({ StringEquals }) });
  const { appId } = twin.entra.addServicePrincipal('Contoso pipeline (main plan)', {
    federated: { issuer: `https://${issuer}`, subject },
    roles,
  });
  planApp = appId;
  const application = twin.entra.state.applicationOf(appId);
  if (!application) throw new Error('the application is not there');
  application.passwordCredentials = [];
  return {
    application,
    trustAnybody: () =>
      world.call('iam', 'UpdateAssumeRolePolicy', {
        RoleName,
        PolicyDocument: trust({ StringEquals: { [`${issuer}:repository_id`]: String(repository.id) } }),
      }),
    undo: async () => {
      await world.call('iam', 'DeleteRole', { RoleName });
      twin.github.repositories.delete('contoso/desktops');
    },
  };
}

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
    what: 'a repository that was renamed since',
    got: /the job of main-plan is not let in: it sends repo:contoso@5544123\/desktops@/,
    deployment: withPipeline,
    put: async (world) => {
      const { undo } = await makePipeline(world);
      world.twin.github.addRepository('contoso/desktops');
      return undo;
    },
  },
  {
    rule: 'pipeline-rights',
    what: 'the application that plans was given more than reading',
    got: /Group\.ReadWrite\.All/,
    deployment: withPipeline,
    put: async (world) => (await makePipeline(world, ['Group.Read.All', 'Group.ReadWrite.All'])).undo,
  },
  {
    rule: 'pipeline-host-rules',
    what: 'a project of GitLab whose main branch takes pushes without a merge request',
    got: /is pushed to without a merge request by Maintainers/,
    deployment: onGitlab,
    put: async (world) => {
      const { undo } = await makePipeline(world);
      const { gitlab } = world.twin;
      const project = gitlab.addProject('contoso/it/desktops');
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
    put: async (world) => {
      const { undo } = await makePipeline(world);
      const { azureDevOps } = world.twin;
      const checks = [branchControl('refs/heads/main')];
      azureDevOps.addConnection(azureDevOps.addProject('Desktops'), { id: connectionId, checks });
      return async () => {
        azureDevOps.projects.length = 0;
        await undo();
      };
    },
  },
  {
    rule: 'pipeline-apps',
    what: 'somebody added a secret to the application that plans',
    got: /1 client secret/,
    deployment: withPipeline,
    put: async (world) => {
      const { application, undo } = await makePipeline(world);
      const far = '2030-01-01T00:00:00Z';
      application.passwordCredentials = [
        {
          keyId: '1',
          displayName: 'x',
          hint: 'abc',
          secretText: 'x',
          startDateTime: far,
          endDateTime: far,
          customKeyIdentifier: null,
        },
      ];
      return undo;
    },
  },
];
