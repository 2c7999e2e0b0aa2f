import { rule } from '../../rules.js';
import { profileOf } from '../autopilot.js';
import { badRequest, emptyBadRequest, GraphError } from '../errors.js';
import { intuneNotFound } from '../graph/autopilot-devices.js';
import { created, entity, list, noContent, type GraphCall, type View } from '../graph/route.js';
import {
  autopilotProfiles,
  profileAssignments,
  type AssignmentTarget,
  type AutopilotProfile,
  type OutOfBoxExperience,
  type ProfileAssignment,
} from '../intune-objects.js';
import type { Shape } from '../body.js';
import { collection, keptObjects, objectOf } from './collection.js';

const emptyRefusals = rule(
  'autopilot-empty-400',
  'microsoftgraph/microsoft-graph-docs-contrib#1298; microsoft/Microsoft365DSC#3892; KelvinTegelaar/CIPP#5554',
  'A display name with forbidden characters, or a bad name template, is refused with an empty 400.',
);
const assignedStays = rule(
  'autopilot-delete-assigned',
  'deploymenttheory/terraform-provider-microsoft365 crud.go',
  'A profile that is still assigned is not deleted: its assignments go first.',
);
const createOnlyType = rule(
  'autopilot-device-type-once',
  'docs/facts/intune.md 1.2',
  'The device type is given at creation and never changed.',
);
const existingGroup = rule('autopilot-assignment-group', 'guess', 'An assignment names a group that exists.');
const joinedType = '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile';
const forbiddenInName = /[!#%^*)(\-+;'><]/;
const targetTypes = ['groupAssignmentTarget', 'exclusionGroupAssignmentTarget', 'allDevicesAssignmentTarget'].map(
  (type) => `#microsoft.graph.${type}`,
);

const writable: Shape = {
  '@odata.type': 'string!',
  displayName: 'string',
  description: 'string?',
  locale: 'string?',
  deviceNameTemplate: 'string?',
  deviceType: 'string',
  hardwareHashExtractionEnabled: 'boolean',
  preprovisioningAllowed: 'boolean',
  roleScopeTagIds: 'strings',
  outOfBoxExperienceSetting: {
    deviceUsageType: 'string',
    userType: 'string',
    privacySettingsHidden: 'boolean',
    eulaHidden: 'boolean',
    keyboardSelectionPageSkipped: 'boolean',
    escapeLinkHidden: 'boolean',
  },
};

/** Fifteen characters at most once digits and serial numbers are in; letters, digits and hyphens, not digits alone. */
function isNameTemplate(template: string): boolean {
  if (template === '') return true;
  const filled = template
    .replace(/%RAND:(\d+)%/gi, (_all, digits: string) => '0'.repeat(Number(digits)))
    .replace(/%SERIAL%/gi, 'S');
  return filled.length <= 15 && /^[A-Za-z0-9-]+$/.test(filled) && !/^\d+$/.test(filled);
}

function check({ body, context }: GraphCall, present: AutopilotProfile | undefined): void {
  if (present && body['deviceType'] !== undefined && body['deviceType'] !== present.deviceType) {
    context.world.rules.leanOn(createOnlyType);
    throw emptyBadRequest();
  }
  const type = body['@odata.type'];
  if (type !== joinedType) {
    throw badRequest(`Cannot create an abstract class or an unknown type: '${String(type)}'.`).asUnknown(
      `profile type ${String(type)}`,
    );
  }
  const refuse = (isWrong: boolean): void => {
    if (!isWrong) return;
    context.world.rules.leanOn(emptyRefusals);
    throw emptyBadRequest();
  };
  const { displayName, deviceNameTemplate, outOfBoxExperienceSetting } = body as Partial<AutopilotProfile>;
  if (displayName !== undefined) refuse(displayName.trim() === '' || forbiddenInName.test(displayName));
  if (typeof deviceNameTemplate === 'string') refuse(!isNameTemplate(deviceNameTemplate));
  if (outOfBoxExperienceSetting) {
    const { deviceUsageType, userType } = outOfBoxExperienceSetting as Partial<OutOfBoxExperience>;
    refuse(deviceUsageType !== undefined && !['singleUser', 'shared'].includes(deviceUsageType));
    refuse(userType !== undefined && !['administrator', 'standard'].includes(userType));
  }
}

const profile = (call: GraphCall): AutopilotProfile => objectOf(call, autopilotProfiles);

const assignmentsOf = (call: GraphCall, id: string): ProfileAssignment[] =>
  [...call.state.profileAssignments.values()].filter((each) => each.profileId === id);

const assignment = (call: GraphCall): ProfileAssignment => {
  const found = assignmentsOf(call, profile(call).id).find((each) => each.id === call.params['assignment']);
  if (!found) throw intuneNotFound(call.params['assignment'] ?? '');
  return found;
};

const shownAssignment = ({ id, profileId, target }: ProfileAssignment): Record<string, unknown> => ({
  id,
  source: 'direct',
  sourceId: profileId,
  target: {
    deviceAndAppManagementAssignmentFilterId: null,
    deviceAndAppManagementAssignmentFilterType: 'none',
    ...target,
  },
});

const view: View = (object, call) => ({
  ...object,
  managementServiceAppId: null,
  ...(call.query.get('$expand') === 'assignments'
    ? { assignments: assignmentsOf(call, String(object['id'])).map(shownAssignment) }
    : {}),
});

const set = 'deviceManagement/windowsAutopilotDeploymentProfiles';

function make(call: GraphCall, id: string): AutopilotProfile {
  const given = call.body as unknown as Partial<AutopilotProfile>;
  return {
    '@odata.type': joinedType,
    id,
    displayName: given.displayName ?? '',
    description: given.description ?? '',
    locale: given.locale ?? 'os-default',
    deviceNameTemplate: given.deviceNameTemplate ?? '',
    deviceType: given.deviceType ?? 'windowsPc',
    hardwareHashExtractionEnabled: given.hardwareHashExtractionEnabled ?? false,
    preprovisioningAllowed: given.preprovisioningAllowed ?? false,
    roleScopeTagIds: given.roleScopeTagIds ?? ['0'],
    outOfBoxExperienceSetting: {
      deviceUsageType: 'singleUser',
      userType: 'standard',
      privacySettingsHidden: false,
      eulaHidden: false,
      keyboardSelectionPageSkipped: false,
      escapeLinkHidden: false,
      ...given.outOfBoxExperienceSetting,
    },
    createdDateTime: call.now,
    lastModifiedDateTime: call.now,
  };
}

export const autopilotProfileCollection = collection<AutopilotProfile>({
  set,
  store: autopilotProfiles,
  versions: ['beta'],
  permission: 'DeviceManagementServiceConfig',
  nameOf: ({ displayName }) => displayName,
  view,
  expand: true,
  writing: {
    body: writable,
    createBody: { ...writable, displayName: 'string!' },
    check,
    make,
    mayGo: (call, { id }) => {
      if (assignmentsOf(call, id).length === 0) return;
      call.context.world.rules.leanOn(assignedStays);
      throw new GraphError(
        400,
        'BadRequest',
        'The Autopilot deployment profile is assigned and cannot be deleted. Remove its assignments first.',
      );
    },
    deleteAnswers: 200,
  },
  also: [
    keptObjects({
      store: profileAssignments,
      compared: ({ profileId, target }, names) => ({
        profile: names.get(profileId),
        type: target['@odata.type'],
        group: 'groupId' in target ? names.get(target.groupId) : undefined,
      }),
    }),
  ],
  below: ({ path, reading, writing }) => [
    {
      method: 'GET',
      path: `${path}/assignments`,
      ...reading,
      handle: (call) =>
        list(
          call,
          `${set}('${profile(call).id}')/assignments`,
          assignmentsOf(call, profile(call).id).map(shownAssignment),
        ),
    },
    {
      method: 'POST',
      path: `${path}/assignments`,
      ...writing,
      body: {
        target: {
          '@odata.type': 'string!',
          groupId: 'string',
          deviceAndAppManagementAssignmentFilterId: 'any',
          deviceAndAppManagementAssignmentFilterType: 'any',
        },
      },
      handle: (call) => {
        const { id: profileId } = profile(call);
        const target = call.body['target'] as AssignmentTarget;
        if (!targetTypes.includes(target['@odata.type'])) throw emptyBadRequest();
        const groupId = 'groupId' in target ? target.groupId : undefined;
        if (
          target['@odata.type'] !== '#microsoft.graph.allDevicesAssignmentTarget' &&
          (groupId === undefined || !call.state.groups.has(groupId))
        ) {
          call.context.world.rules.leanOn(existingGroup);
          throw emptyBadRequest();
        }
        const made: ProfileAssignment = {
          id: `${profileId}_${groupId ?? 'adadadad-808e-44e2-905a-0b7873a8a531'}_0`,
          profileId,
          target,
        };
        call.state.profileAssignments.set(made.id, made);
        return created(call, `${set}('${profileId}')/assignments`, shownAssignment(made));
      },
    },
    {
      method: 'GET',
      path: `${path}/assignments/{assignment}`,
      ...reading,
      handle: (call) => entity(call, `${set}('${profile(call).id}')/assignments`, shownAssignment(assignment(call))),
    },
    {
      method: 'DELETE',
      path: `${path}/assignments/{assignment}`,
      ...writing,
      handle: (call) => {
        call.state.profileAssignments.delete(assignment(call).id);
        return noContent();
      },
    },
    {
      method: 'GET',
      path: `${path}/assignedDevices`,
      ...reading,
      handle: (call) => {
        const { id } = profile(call);
        const reached = [...call.state.autopilotDevices.values()].filter(
          (each) => profileOf(call.context, each)?.id === id,
        );
        return list(call, `${set}('${id}')/assignedDevices`, reached);
      },
    },
  ],
});
