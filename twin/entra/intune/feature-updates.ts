import { policyCollection } from './policies.js';

/** https://learn.microsoft.com/graph/api/resources/intune-softwareupdate-windowsfeatureupdateprofile; defaults are a guess. */
const fields = {
  description: 'string?',
  installFeatureUpdatesOptional: 'boolean',
  rolloutSettings: {
    offerStartDateTimeInUTC: 'string?',
    offerEndDateTimeInUTC: 'string?',
    offerIntervalInDays: 'number?',
  },
  roleScopeTagIds: 'strings',
} as const;

export const featureUpdates = policyCollection({
  name: 'windowsFeatureUpdateProfiles',
  versions: ['beta'],
  permission: 'DeviceManagementConfiguration',
  writing: {
    body: { displayName: 'string', featureUpdateVersion: 'string', ...fields },
    createBody: { displayName: 'string!', featureUpdateVersion: 'string!', ...fields },
    filledIn: () => ({
      description: '',
      installFeatureUpdatesOptional: false,
      rolloutSettings: null,
      roleScopeTagIds: ['0'],
    }),
  },
});
