/** What the lookups of Identity Center are asked, and what they see of what was made. */
import { expect } from '@jest/globals';
import { region, type Prepared } from './prepared.js';

const instance = (made: Prepared) => ({ instanceArn: made.instanceArn, region });
const store = (made: Prepared) => ({ identityStoreId: made.identityStoreId, region });
const holds = (object: object): unknown => expect.objectContaining(object);
const among = (object: object): unknown => expect.arrayContaining([holds(object)]);

export const identityCenterCases = {
  identityCenterInstances: {
    at: () => ({ region }),
    sees: (made: Prepared) => [holds({ arn: made.instanceArn, kind: 'organization', region })],
    comforts: ['organizations:DescribeOrganization'],
  },
  identityCenterEverywhere: {
    at: () => ({ region: 'us-east-1' }),
    sees: (made: Prepared) => ({
      whole: true,
      instances: [holds({ arn: made.instanceArn, kind: 'organization', region, regions: [region] })],
    }),
    comforts: ['organizations:DescribeOrganization'],
  },
  identityStoreNetwork: { at: store, sees: () => undefined },
  identityCenterInstance: {
    at: instance,
    sees: (made: Prepared) => holds({ status: 'ACTIVE', primaryRegion: region, identityStoreId: made.identityStoreId }),
    comforts: ['sso:ListRegions'],
  },
  identityCenterApplications: {
    at: instance,
    sees: (made: Prepared) => [holds({ arn: made.applicationArn, name: `WorkSpaces.${made.directoryId}` })],
  },
  applicationAssignments: {
    at: (made: Prepared) => ({ applicationArn: made.applicationArn, region }),
    sees: () => ({ required: false, principals: [] }),
  },
  syncedUser: {
    at: (made: Prepared) => ({ ...store(made), userName: 'ada@contoso.com' }),
    sees: (made: Prepared) => holds({ userName: 'ada@contoso.com', enabled: true, externalId: made.userId }),
  },
  syncedUsers: { at: store, sees: () => among({ userName: 'ada@contoso.com' }) },
  syncedGroup: {
    at: (made: Prepared) => ({ ...store(made), displayName: 'Desktop users' }),
    sees: (made: Prepared) => holds({ externalId: made.groupId, memberUserIds: [expect.any(String)] }),
  },
};
