/** Policies that the twin reads and never makes: a kind that Terraform makes has a file of its own. */
import type { IntuneCollection } from './collection.js';
import { policyCollection } from './policies.js';

const beta = ['beta'] as const;
const permission = 'DeviceManagementConfiguration';

export const readPolicies: readonly IntuneCollection[] = [
  policyCollection({ name: 'groupPolicyConfigurations', versions: beta, permission, inside: ['definitionValues'] }),
  // jseerden/IntuneBackupAndRestore reads settings and assignments of each one under its path.
  policyCollection({ name: 'intents', versions: beta, permission, inside: ['settings'], expands: false }),
  policyCollection({
    name: 'managedDeviceCleanupRules',
    versions: beta,
    permission: 'DeviceManagementManagedDevices',
    assigned: false,
  }),
];
