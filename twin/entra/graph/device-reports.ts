import { rule } from '../../rules.js';
import { allowed } from '../permissions.js';
import { intuneNotFound } from './autopilot-devices.js';
import { list, type Route } from './route.js';

const settingsInside = rule(
  'compliance-settings-inside',
  'https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-devicecompliancepolicystate',
  'The state of a compliance policy on a device lists its settings, each with its state and value.',
);

const catalogAmongStates = rule(
  'configuration-states-of-catalog',
  'guess',
  'The configuration states of a device hold policies of the settings catalog, too, with the sources of a conflict.',
);
const appStatesOfUser = rule(
  'app-states-of-user',
  'https://learn.microsoft.com/graph/api/resources/intune-troubleshooting-mobileappintentandstate',
  'The states of apps are listed under the user, one object a device.',
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
    path: '/deviceManagement/managedDevices/{id}/deviceConfigurationStates',
    allow: allowed.readDeviceConfiguration,
    handle: (call) => {
      const id = call.params['id'] ?? '';
      if (!call.state.managedDevices.has(id)) throw intuneNotFound(id);
      call.context.world.rules.leanOn(catalogAmongStates);
      const { policies = [] } = call.state.checkIns.get(id) ?? {};
      const states = policies
        .filter(({ collection }) => collection !== 'deviceCompliancePolicies')
        .map(({ id: policyId, name, state, against = [] }) => ({
          id: `${policyId}_${id}`,
          displayName: name,
          version: 1,
          platformType: 'windows10AndLater',
          state: state === 'conflict' ? 'conflict' : 'compliant',
          settingCount: against.length,
          settingStates: against.map(({ policy, setting }) => ({
            setting,
            settingName: setting,
            state: 'conflict',
            errorCode: 0,
            sources: [name, policy].map((displayName) => ({ id: '', displayName, sourceType: 'deviceConfiguration' })),
            currentValue: null,
          })),
        }));
      return list(call, `deviceManagement/managedDevices('${id}')/deviceConfigurationStates`, states);
    },
  },
  {
    method: 'GET',
    path: '/users/{id}/mobileAppIntentAndStates',
    versions: ['beta'],
    allow: allowed.readManagedDevices,
    handle: (call) => {
      const userId = call.params['id'] ?? '';
      call.context.world.rules.leanOn(appStatesOfUser);
      const devices = [...call.state.managedDevices.values()].filter((device) => device.userId === userId);
      const states = devices.map(({ id }) => ({
        id,
        managedDeviceIdentifier: id,
        userId,
        mobileAppList: (call.state.checkIns.get(id)?.apps ?? []).map((app) => ({
          applicationId: app.id,
          displayName: app.name,
          mobileAppIntent: app.intent === 'required' ? 'requiredInstall' : app.intent,
          displayVersion: '1.0',
          installState: app.state === 'available' ? 'notInstalled' : app.state,
          supportedDeviceTypes: [],
        })),
      }));
      return list(call, `users('${userId}')/mobileAppIntentAndStates`, states);
    },
  },
  {
    method: 'GET',
    path: '/deviceManagement/managedDevices/{id}/deviceCompliancePolicyStates',
    allow: allowed.readDeviceConfiguration,
    handle: (call) => {
      const id = call.params['id'] ?? '';
      if (!call.state.managedDevices.has(id)) throw intuneNotFound(id);
      call.context.world.rules.leanOn(settingsInside);
      const byHand = call.state.failingSettings.get(id) ?? [];
      const ofPolicies = (call.state.checkIns.get(id)?.failing ?? []).filter((each) => !byHand.includes(each));
      const failing = [...byHand, ...ofPolicies];
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
