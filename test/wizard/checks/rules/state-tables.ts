/** Cases of the rule on who reads the state. */
import { bucketPolicy } from '../../../../wizard/permissions/bucket-policy.js';
import type { Table } from './cases.js';

const bucket = 'contoso-state';
const inS3 = { state: { s3: { bucket, region: 'eu-central-1' } } };
const azurerm = {
  subscriptionId: '0b1f6471-1bf0-4dda-aec3-cb9272f09590',
  ...{ resourceGroupName: 'desktops', storageAccountName: 'contosostate', containerName: 'tfstate' },
};
const inAzure = { state: { azurerm } };
const stateKey = 'entra-workspaces/contoso-desktops.tfstate';
const ours = bucketPolicy(bucket, { stateKey, partition: 'aws', roles: [] });
const closed = { bucket, policy: JSON.stringify(ours), open: [], tags: { 'entra-workspaces:bootstrap': 'mark' } };
const backup = {
  ...{ Sid: 'Backup', Effect: 'Allow', Action: 's3:GetObject', Resource: '*' },
  Principal: { AWS: 'arn:aws:iam::999988887777:root' },
};
const statements = `aws s3api get-bucket-policy --bucket ${bucket}`;
const container = `Microsoft.Storage/storageAccounts/contosostate/blobServices/default/containers/tfstate`;
const roles = `az role assignment list --include-inherited --scope /subscriptions/${azurerm.subscriptionId}/resourceGroups/desktops/providers/${container}`;
const account = { account: 'contosostate', takesKeys: false, isPublic: false };
const reader = {
  ...{ principalId: '0000-backup', principalType: 'ServicePrincipal', roleName: 'Storage Blob Data Reader' },
  ...{ rights: ['read' as const], where: '/subscriptions/0b1f6471', isCaller: false },
};
const job = { ...reader, roleName: 'contoso-desktops state main-plan', where: 'tfstate' };

export const stateTables: Record<string, Table> = {
  'state-readers': {
    'a state in a file, of which nothing is looked at': { deployment: { state: { local: {} } }, holds: false },
    'a bucket as bootstrap made it': { deployment: inS3, facts: { stateBucket: closed } },
    'no bucket yet': { deployment: inS3 },
    'a bucket of its owner, without our statements': {
      deployment: inS3,
      facts: { stateBucket: { ...closed, policy: undefined, tags: {} } },
    },
    'a statement that lets another account in': {
      deployment: inS3,
      facts: {
        stateBucket: { ...closed, policy: JSON.stringify({ ...ours, Statement: [...ours.Statement, backup] }) },
      },
      finds: [
        {
          thing: bucket,
          got: 'its policy lets others in: Backup: {"AWS":"arn:aws:iam::999988887777:root"}',
          command: statements,
        },
      ],
    },
    'public access that is not blocked, and statements of ours that were taken out': {
      deployment: inS3,
      facts: { stateBucket: { ...closed, policy: undefined, open: ['BlockPublicPolicy'] } },
      finds: [
        { thing: bucket, got: 'public access is not blocked: BlockPublicPolicy', command: statements },
        {
          thing: bucket,
          got: 'of its policy as bootstrap wrote it is missing or changed: EncryptedConnectionsAlone, KeptPlansAreNeverReplaced',
          command: statements,
        },
      ],
    },
    'whoever asks, and the jobs': {
      deployment: inAzure,
      facts: { stateAccount: { ...account, readers: [{ ...reader, isCaller: true }, job] } },
    },
    'somebody with a role from above': {
      deployment: inAzure,
      facts: { stateAccount: { ...account, readers: [reader, job] } },
      finds: [
        {
          thing: 'contosostate',
          got: 'ServicePrincipal 0000-backup reads (Storage Blob Data Reader on /subscriptions/0b1f6471)',
          command: roles,
        },
      ],
    },
    'keys, and containers that may be public': {
      deployment: inAzure,
      facts: { stateAccount: { ...account, takesKeys: true, isPublic: true, readers: [] } },
      finds: [
        {
          thing: 'contosostate',
          got: 'its keys open it, and whoever may list them is asked for no role',
          command: roles,
        },
        { thing: 'contosostate', got: 'containers of it may be made public', command: roles },
      ],
    },
  },
};
