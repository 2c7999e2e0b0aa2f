import { rule } from '../../rules.js';
import { emptyBadRequest } from '../errors.js';
import type { IntunePolicy } from '../intune-policies.js';
import { policyCollection } from './policies.js';
import { typed } from './typed.js';

const lowestRankFirst = rule(
  'status-page-rank',
  'https://learn.microsoft.com/autopilot/enrollment-status: a new profile has the lowest priority of those that were made',
  'A new enrolment status page comes last of those that were made, before the default one; setPriority moves it.',
);
const knownApps = rule('status-page-known-apps', 'guess', 'A status page names apps that exist.');

export const statusPages = policyCollection({
  name: 'deviceEnrollmentConfigurations',
  permission: 'DeviceManagementServiceConfig',
  writing: typed({
    assignField: 'enrollmentConfigurationAssignments',
    types: {
      '#microsoft.graph.windows10EnrollmentCompletionPageConfiguration': {
        fields: {
          displayName: 'string!',
          description: 'string?',
          roleScopeTagIds: 'strings',
          showInstallationProgress: 'boolean',
          trackInstallProgressForAutopilotOnly: 'boolean',
          disableUserStatusTrackingAfterFirstUser: 'boolean',
          blockDeviceSetupRetryByUser: 'boolean',
          allowDeviceResetOnInstallFailure: 'boolean',
          allowDeviceUseOnInstallFailure: 'boolean',
          allowLogCollectionOnInstallFailure: 'boolean',
          allowNonBlockingAppInstallation: 'boolean',
          installQualityUpdates: 'boolean',
          installProgressTimeoutInMinutes: 'number',
          customErrorMessage: 'string?',
          selectedMobileAppIds: 'strings',
        },
        filledIn: {
          description: null,
          roleScopeTagIds: ['0'],
          version: 1,
          deviceEnrollmentConfigurationType: 'windows10EnrollmentCompletionPageConfiguration',
          selectedMobileAppIds: [],
        },
      },
    },
    check({ body, state, context }) {
      const { selectedMobileAppIds: apps, installProgressTimeoutInMinutes: minutes } = body as {
        selectedMobileAppIds?: readonly string[];
        installProgressTimeoutInMinutes?: number;
      };
      if (minutes !== undefined && (minutes < 1 || minutes > 1440)) throw emptyBadRequest();
      if (apps === undefined || apps.every((id) => state.policies.mobileApps.has(id))) return;
      context.world.rules.leanOn(knownApps);
      throw emptyBadRequest();
    },
    complete({ body }, { state, context }) {
      if (body['priority'] !== undefined) return;
      context.world.rules.leanOn(lowestRankFirst);
      const ranks = [...state.policies.deviceEnrollmentConfigurations.values()].map((each) =>
        Number(each.body['priority']),
      );
      body['priority'] = Math.max(0, ...ranks) + 1;
    },
    actions: {
      setPriority: {
        body: { priority: 'number!' },
        act({ body }, policy) {
          policy.body['priority'] = body['priority'];
        },
      },
    },
  }),
});

/** Which of the pages that reach a device is shown: the lowest number, the default one (0) last. */
export function firstPage(pages: readonly IntunePolicy[]): IntunePolicy | undefined {
  const rank = ({ body }: IntunePolicy): number => Number(body['priority']) || Number.MAX_SAFE_INTEGER;
  return [...pages].sort((one, other) => rank(one) - rank(other))[0];
}
