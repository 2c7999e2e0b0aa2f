/** What Intune keeps, in the order of the snapshot. Made by `npm run pages`. */
import type { IntuneCollection } from './collection.js';
import { apps } from './apps.js';
import { assignmentFilters } from './assignment-filters.js';
import { autopilotProfileCollection } from './autopilot-profiles.js';
import { compliancePolicies } from './compliance-policies.js';
import { deviceConfigurations } from './device-configurations.js';
import { featureUpdates } from './feature-updates.js';
import { readPolicies } from './read-policies.js';
import { settingsPolicies } from './settings-policies.js';
import { statusPages } from './status-pages.js';

export const intuneCollections: readonly IntuneCollection[] = [
  apps,
  assignmentFilters,
  autopilotProfileCollection,
  compliancePolicies,
  deviceConfigurations,
  featureUpdates,
  ...readPolicies,
  settingsPolicies,
  statusPages,
];
