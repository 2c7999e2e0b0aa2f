/** The places of a state, with somebody let in to each. */
import { expect } from '@jest/globals';
import { region } from './prepared.js';
import type { TwinClouds } from './twin-clouds.js';

const holds = (object: object): unknown => expect.objectContaining(object);
const subscriptionId = '0b1f6471-1bf0-4dda-aec3-cb9272f09590';

export const stateCases = {
  stateBucket: {
    at: () => ({ bucket: 'contoso-state', region, owner: '111122223333' }),
    sees: () => holds({ policy: expect.stringContaining('Backup'), open: ['RestrictPublicBuckets'], tags: {} }),
  },
  stateAccount: {
    at: () => ({
      ...{
        subscriptionId,
        resourceGroupName: 'desktops',
        storageAccountName: 'contosostate',
        containerName: 'tfstate',
      },
    }),
    sees: () =>
      holds({
        takesKeys: true,
        readers: [holds({ principalId: '0000-backup', roleName: 'blobDataReader', rights: ['read'], isCaller: false })],
      }),
  },
};

/** A bucket and a storage account that others are let in to. */
export function plantStates({ aws, azure }: TwinClouds['twin']): void {
  const bucket = aws.buckets.plant('contoso-state', '111122223333');
  const statement = { Sid: 'Backup', Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' };
  bucket.settings.set('policy', JSON.stringify({ Version: '2012-10-17', Statement: [statement] }));
  bucket.settings.set(
    'publicAccessBlock',
    `<PublicAccessBlockConfiguration>${['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy'].map((each) => `<${each}>true</${each}>`).join('')}<RestrictPublicBuckets>false</RestrictPublicBuckets></PublicAccessBlockConfiguration>`,
  );
  azure.groups.set('desktops', { location: 'westeurope', tags: {} });
  azure.accounts.plant('contosostate', 'desktops');
  azure.grant('0000-backup', 'blobDataReader', `/subscriptions/${subscriptionId}/resourceGroups/desktops`);
}
