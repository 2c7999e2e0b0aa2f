import { rule } from '../../rules.js';
import { allowed } from '../permissions.js';
import { intuneNotFound } from './autopilot-devices.js';
import { list, type Route } from './route.js';

const settingsInside = rule(
  'compliance-settings-inside',
  'https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-devicecompliancepolicystate',
  'The state of a compliance policy on a device lists its settings, each with its state and value.',
);

/** What Intune reports about devices: enrolments that it refused, and settings that are not compliant. */
export const deviceReportRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/deviceManagement/troubleshootingEvents',
    allow: allowed.readManagedDevices,
    handle: (call) =>
      list(
        call,
        'deviceManagement/troubleshootingEvents',
        call.state.enrolmentEvents.map((event) => ({
          '@odata.type': '#microsoft.graph.enrollmentTroubleshootingEvent',
          correlationId: event.id,
          managedDeviceIdentifier: '',
          operatingSystem: 'Windows',
          osVersion: '10.0.26100.1',
          deviceId: '',
          enrollmentType: 'windowsAzureADJoin',
          ...event,
        })),
      ),
  },
  {
    method: 'GET',
    path: '/deviceManagement/managedDevices/{id}/deviceCompliancePolicyStates',
    allow: allowed.readDeviceConfiguration,
    handle: (call) => {
      const id = call.params['id'] ?? '';
      if (!call.state.managedDevices.has(id)) throw intuneNotFound(id);
      call.context.world.rules.leanOn(settingsInside);
      const failing = call.state.failingSettings.get(id) ?? [];
      const states = failing.map(({ policy, setting, value }) => ({
        id: `${id}_${policy}`,
        displayName: policy,
        version: 1,
        platformType: 'windows10AndLater',
        state: 'nonCompliant',
        settingCount: 1,
        settingStates: [
          {
            setting: `Windows10CompliancePolicy.${setting}`,
            settingName: setting,
            instanceDisplayName: null,
            state: 'nonCompliant',
            errorCode: 0,
            errorDescription: null,
            userId: null,
            userName: null,
            userEmail: null,
            userPrincipalName: null,
            sources: [],
            currentValue: value,
          },
        ],
      }));
      return list(call, `deviceManagement/managedDevices('${id}')/deviceCompliancePolicyStates`, states);
    },
  },
];
