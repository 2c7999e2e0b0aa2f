import { rule } from '../../rules.js';
import { complianceNow } from '../intune/compliance-validity.js';
import { entraDeviceOf, profileOf, registerAutopilotDevice, removeAutopilotDevice } from '../autopilot.js';
import { GraphError, badRequest } from '../errors.js';
import type { AutopilotDevice, ManagedDevice } from '../intune-objects.js';
import { allowed } from '../permissions.js';
import {
  created,
  entity,
  entityOptions,
  list,
  listOptions,
  noContent,
  type GraphCall,
  type Route,
  type View,
} from './route.js';

const importRegisters = rule(
  'autopilot-import',
  'https://learn.microsoft.com/graph/api/intune-enrollment-importedwindowsautopilotdeviceidentity-create',
  'A device is registered by importing its identity: serial number and hardware identifier are needed.',
);

const device = (call: GraphCall): AutopilotDevice => {
  const found = call.state.autopilotDevices.get(call.params['id'] ?? '');
  if (!found) throw intuneNotFound(call.params['id'] ?? '');
  return found;
};

const managed = (call: GraphCall): ManagedDevice => {
  const found = call.state.managedDevices.get(call.params['id'] ?? '');
  if (!found) throw intuneNotFound(call.params['id'] ?? '');
  return found;
};

export function intuneNotFound(id: string): GraphError {
  return new GraphError(404, 'ResourceNotFound', `Resource not found: ${id}`);
}

const deviceView: View = (object, call) => {
  const { registeredDateTime, ...stored } = object as unknown as AutopilotDevice;
  const shown = {
    purchaseOrderIdentifier: '',
    productKey: '',
    resourceName: '',
    skuNumber: '',
    systemFamily: '',
    ...stored,
  };
  if (call.version === 'v1.0') return shown;
  const assigned = profileOf(call.context, object as unknown as AutopilotDevice);
  return {
    ...shown,
    azureAdDeviceId: stored.azureActiveDirectoryDeviceId,
    deploymentProfileAssignmentStatus: assigned ? 'assignedInSync' : 'notAssigned',
    deploymentProfileAssignmentDetailedStatus: 'none',
    deploymentProfileAssignedDateTime: assigned ? registeredDateTime : '0001-01-01T00:00:00Z',
    remediationState: 'noRemediationRequired',
    remediationStateLastModifiedDateTime: registeredDateTime,
    userlessEnrollmentStatus: 'unknown',
    ...(call.query.get('$expand')?.includes('deploymentProfile') ? { deploymentProfile: assigned ?? null } : {}),
  };
};

const managedView: View = (object, { context }) => ({
  ...object,
  complianceState: complianceNow(context, object as unknown as ManagedDevice),
  operatingSystem: 'Windows',
  osVersion: '10.0.26100.1',
  managementAgent: 'mdm',
  managementState: 'managed',
  managedDeviceOwnerType: 'company',
  deviceEnrollmentType: 'windowsAzureADJoin',
  azureADRegistered: true,
  isEncrypted: false,
  model: 'WorkSpace',
  manufacturer: 'Amazon EC2',
});

const path = '/deviceManagement/windowsAutopilotDeviceIdentities';

export const autopilotDeviceRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/deviceManagement/importedWindowsAutopilotDeviceIdentities',
    allow: allowed.writeAutopilot,
    body: {
      groupTag: 'string?',
      serialNumber: 'string!',
      productKey: 'string?',
      hardwareIdentifier: 'string!',
      importId: 'string',
      assignedUserPrincipalName: 'string?',
    },
    handle: (call) => {
      call.context.world.rules.leanOn(importRegisters);
      const serialNumber = String(call.body['serialNumber']);
      const hardware = Buffer.from(String(call.body['hardwareIdentifier']), 'base64').toString('utf8');
      const groupTag = (call.body['groupTag'] as string | null | undefined) ?? null;
      if (serialNumber === '') throw badRequest('The serial number must not be empty.');
      const made = registerAutopilotDevice(call.context, {
        serialNumber,
        groupTag,
        computerName: hardware || serialNumber,
      });
      return created(call, 'deviceManagement/importedWindowsAutopilotDeviceIdentities', {
        id: made.id,
        groupTag,
        serialNumber,
        productKey: '',
        importId: (call.body['importId'] as string | undefined) ?? '',
        assignedUserPrincipalName: null,
        state: {
          deviceImportStatus: 'complete',
          deviceRegistrationId: made.id,
          deviceErrorCode: 0,
          deviceErrorName: '',
        },
      });
    },
  },
  {
    method: 'GET',
    path,
    allow: allowed.readAutopilot,
    query: [...listOptions, '$expand'],
    handle: (call) =>
      list(call, 'deviceManagement/windowsAutopilotDeviceIdentities', call.state.autopilotDevices.values(), {
        view: deviceView,
      }),
  },
  {
    method: 'GET',
    path: `${path}/{id}`,
    allow: allowed.readAutopilot,
    query: [...entityOptions, '$expand'],
    handle: (call) => entity(call, 'deviceManagement/windowsAutopilotDeviceIdentities', device(call), deviceView),
  },
  {
    method: 'DELETE',
    path: `${path}/{id}`,
    allow: allowed.writeAutopilot,
    handle: (call) => {
      removeAutopilotDevice(call.context, device(call));
      return noContent();
    },
  },
  {
    method: 'POST',
    path: `${path}/{id}/updateDeviceProperties`,
    allow: allowed.writeAutopilot,
    body: { groupTag: 'string?', displayName: 'string?', userPrincipalName: 'string?', addressableUserName: 'string?' },
    handle: (call) => {
      const changed = device(call);
      const groupTag = call.body['groupTag'];
      if (typeof groupTag === 'string') {
        changed.groupTag = groupTag;
        const entraDevice = entraDeviceOf(call.context, changed);
        if (entraDevice) {
          entraDevice.physicalIds = [
            ...entraDevice.physicalIds.filter((each) => !each.startsWith('[OrderID]:')),
            `[OrderID]:${groupTag}`,
          ];
        }
        call.context.membershipMayHaveChanged();
      }
      if (typeof call.body['displayName'] === 'string') changed.displayName = call.body['displayName'];
      if (typeof call.body['userPrincipalName'] === 'string')
        changed.userPrincipalName = call.body['userPrincipalName'];
      if (typeof call.body['addressableUserName'] === 'string')
        changed.addressableUserName = call.body['addressableUserName'];
      return { status: 200 };
    },
  },
  {
    method: 'GET',
    path: '/deviceManagement/managedDevices',
    allow: allowed.readManagedDevices,
    handle: (call) =>
      list(call, 'deviceManagement/managedDevices', call.state.managedDevices.values(), { view: managedView }),
  },
  {
    method: 'GET',
    path: '/deviceManagement/managedDevices/{id}',
    allow: allowed.readManagedDevices,
    handle: (call) => entity(call, 'deviceManagement/managedDevices', managed(call), managedView),
  },
  {
    method: 'DELETE',
    path: '/deviceManagement/managedDevices/{id}',
    allow: allowed.writeManagedDevices,
    handle: (call) => {
      call.state.managedDevices.delete(managed(call).id);
      return noContent();
    },
  },
];
