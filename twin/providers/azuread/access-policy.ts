import type { ResourceType } from '../provider.js';
import { block, blocks, flag, needText, text, type Values } from '../value.js';
import { beta, root } from './access-package.js';
import { present, untilGone } from './application.js';
import { graphCall, objectOf, objectsOf, textOf } from './failures.js';
import type { Graph, JsonObject } from './graph.js';
import { secondsFor } from './waits.js';

const pathOf = (id: string): string => `${root}/accessPackageAssignmentPolicies/${id}`;

/** azuread_access_package_assignment_policy: changed by PUT, as a whole. */
export const accessPackageAssignmentPolicy: ResourceType<Graph> = {
  async create(call, planned) {
    const graph = call.client.until(call.stopped);
    const packageId = needText(planned, 'access_package_id');
    await graphCall(`retrieving access package with ID ${packageId}`, () =>
      graph.get(`${root}/accessPackages/${packageId}`, beta),
    );
    const made = await graphCall(
      `Creating access package assignment policy ${JSON.stringify(needText(planned, 'display_name'))}`,
      () => graph.post(`${root}/accessPackageAssignmentPolicies`, { ...beta, body: bodyOf(planned) }),
      { newer: true },
    );
    return present(await readPolicy(graph, textOf(made, 'id')));
  },
  read: async (call, state) => readPolicy(call.client, needText(state, 'id')),
  async update(call, planned, prior) {
    const id = needText(prior, 'id');
    await graphCall(`Could not update access package assignment policy with ID: "${id}"`, () =>
      call.client.put(pathOf(id), { ...beta, body: { ...bodyOf(planned), id } }),
    );
    return present(await readPolicy(call.client, id));
  },
  async delete(call, state) {
    const id = needText(state, 'id');
    const what = `access package assignment policy with object ID "${id}"`;
    await graphCall(`Deleting ${what}`, () => call.client.delete(pathOf(id), beta), { newer: true });
    await untilGone(call, call.client, pathOf(id), secondsFor(state, 'delete', 5), what, 'beta');
  },
  async importState(_call, id) {
    return { id };
  },
};

const numberIn = (values: Values, name: string): number => {
  const value = values[name];
  return typeof value === 'number' ? value : 0;
};

function bodyOf(planned: Values): JsonObject {
  const requestor = block(planned, 'requestor_settings');
  const approval = block(planned, 'approval_settings');
  return {
    accessPackageId: needText(planned, 'access_package_id'),
    displayName: needText(planned, 'display_name'),
    description: needText(planned, 'description'),
    canExtend: flag(planned, 'extension_enabled') ?? false,
    durationInDays: numberIn(planned, 'duration_in_days'),
    ...(requestor && {
      requestorSettings: {
        scopeType: text(requestor, 'scope_type') ?? '',
        acceptRequests: flag(requestor, 'requests_accepted') ?? false,
        allowedRequestors: usersOf(requestor, 'requestor'),
      },
    }),
    ...(approval && {
      requestApprovalSettings: {
        isApprovalRequired: flag(approval, 'approval_required') ?? false,
        isApprovalRequiredForExtension: flag(approval, 'approval_required_for_extension') ?? false,
        isRequestorJustificationRequired: flag(approval, 'requestor_justification_required') ?? false,
        approvalStages: blocks(approval, 'approval_stage').map((stage) => ({
          approvalStageTimeOutInDays: numberIn(stage, 'approval_timeout_in_days'),
          primaryApprovers: usersOf(stage, 'primary_approver'),
          escalationApprovers: usersOf(stage, 'alternative_approver'),
        })),
      },
    }),
    questions: blocks(planned, 'question').map((question) => ({
      '@odata.type': '#microsoft.graph.accessPackageTextInputQuestion',
      isRequired: flag(question, 'required') ?? false,
      sequence: numberIn(question, 'sequence'),
      text: { defaultText: text(block(question, 'text'), 'default_text') ?? '', localizedTexts: [] },
    })),
  };
}

function usersOf(values: Values, name: string): JsonObject[] {
  return blocks(values, name).map((each) => {
    const type = needText(each, 'subject_type');
    const id = text(each, 'object_id');
    return {
      '@odata.type': `#microsoft.graph.${type.charAt(0).toLowerCase()}${type.slice(1)}`,
      isBackup: flag(each, 'backup') ?? false,
      ...(id === undefined || id === '' ? {} : { id }),
    };
  });
}

function shownUsers(object: JsonObject, name: string): Values[] {
  return objectsOf(object, name).map((each) => {
    const type = textOf(each, '@odata.type').replace('#microsoft.graph.', '');
    return {
      subject_type: `${type.charAt(0).toUpperCase()}${type.slice(1)}`,
      backup: each['isBackup'] === true,
      object_id: textOf(each, 'id'),
    };
  });
}

async function readPolicy(graph: Graph, id: string): Promise<Values | undefined> {
  const found = await graph.find(pathOf(id), beta);
  if (!found) return undefined;
  const requestor = objectOf(found, 'requestorSettings');
  const approval = objectOf(found, 'requestApprovalSettings');
  const days = (object: JsonObject, name: string): number => Number(object[name] ?? 0);
  return {
    id,
    access_package_id: textOf(found, 'accessPackageId'),
    display_name: textOf(found, 'displayName'),
    description: textOf(found, 'description'),
    extension_enabled: found['canExtend'] === true,
    duration_in_days: days(found, 'durationInDays'),
    expiration_date: '',
    requestor_settings: [
      {
        requests_accepted: requestor['acceptRequests'] === true,
        scope_type: textOf(requestor, 'scopeType'),
        requestor: shownUsers(requestor, 'allowedRequestors'),
      },
    ],
    approval_settings: [
      {
        approval_required: approval['isApprovalRequired'] === true,
        approval_required_for_extension: approval['isApprovalRequiredForExtension'] === true,
        requestor_justification_required: approval['isRequestorJustificationRequired'] === true,
        approval_stage: objectsOf(approval, 'approvalStages').map((stage) => ({
          approval_timeout_in_days: days(stage, 'approvalStageTimeOutInDays'),
          approver_justification_required: false,
          alternative_approval_enabled: false,
          enable_alternative_approval_in_days: 0,
          primary_approver: shownUsers(stage, 'primaryApprovers'),
          alternative_approver: shownUsers(stage, 'escalationApprovers'),
        })),
      },
    ],
    question: objectsOf(found, 'questions').map((question) => ({
      required: question['isRequired'] === true,
      sequence: days(question, 'sequence'),
      choice: [],
      text: [{ default_text: textOf(objectOf(question, 'text'), 'defaultText'), localized_text: [] }],
    })),
  };
}
