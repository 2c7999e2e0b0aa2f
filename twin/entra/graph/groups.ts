import { rule } from '../../rules.js';
import { servicePlanIds } from '../catalogue.js';
import { badRequest } from '../errors.js';
import { isDynamic } from '../dynamic-groups.js';
import { MembershipRuleError, parseMembershipRule } from '../membership-rule.js';
import { makeGroup } from '../new-objects.js';
import type { Group } from '../objects.js';
import { allowed } from '../permissions.js';
import type { Shape } from '../body.js';
import { boundObjects } from './applications.js';
import {
  created,
  entity,
  find,
  list,
  merge,
  noContent,
  selectOf,
  type GraphCall,
  type Route,
  type View,
} from './route.js';

const mailEnabledReadOnly = rule(
  'mail-enabled-groups-read-only',
  'https://learn.microsoft.com/graph/api/resources/groups-overview: group types',
  'Of groups with mail Graph makes Microsoft 365 groups alone; distribution and mail-enabled security groups are read-only.',
);
const dynamicNeedsRule = rule(
  'dynamic-group-needs-rule',
  'https://learn.microsoft.com/graph/api/resources/group: membershipRule, groupTypes',
  'A dynamic group has a rule that can be read and a processing state; others have neither.',
);
const dynamicNeedsLicence = rule(
  'dynamic-group-needs-p1',
  'https://learn.microsoft.com/entra/identity/users/groups-create-rule: Entra ID P1 or Intune for Education',
  'A tenant without Entra ID P1 has no dynamic groups.',
);

const writable: Shape = {
  displayName: 'string',
  description: 'string?',
  groupTypes: 'strings',
  isAssignableToRole: 'boolean?',
  mailEnabled: 'boolean',
  mailNickname: 'string',
  membershipRule: 'string?',
  membershipRuleProcessingState: 'string?',
  securityEnabled: 'boolean',
  visibility: 'string?',
  theme: 'string?',
  preferredLanguage: 'string?',
  resourceBehaviorOptions: 'strings',
  resourceProvisioningOptions: 'strings',
  writebackConfiguration: 'any',
};

/** Shown by beta alone, and only when selected. */
const onlySelected = {
  allowExternalSenders: false,
  autoSubscribeNewMembers: false,
  hideFromAddressLists: false,
  hideFromOutlookClients: false,
  isSubscribedByMail: false,
};

export const groupView: View = (object, call) => {
  const { membershipRuleProcessingStatus, writebackConfiguration, ...shown } = object;
  if (call.version === 'v1.0') return shown;
  const selected = selectOf(call) ?? [];
  const asked = Object.entries(onlySelected).filter(([name]) => selected.includes(name));
  return { ...shown, writebackConfiguration, membershipRuleProcessingStatus, ...Object.fromEntries(asked) };
};

function change(call: GraphCall, group: Group, body: Readonly<Record<string, unknown>>): void {
  const before = JSON.stringify([group.membershipRule, group.membershipRuleProcessingState, group.groupTypes]);
  const wanted = { ...group };
  merge(wanted, body);
  const { rules } = call.context.world;
  if (isDynamic(wanted)) {
    rules.leanOn(dynamicNeedsRule);
    const licensed = call.state.skus.some((sku) =>
      sku.servicePlans.some((plan) => plan.servicePlanId === servicePlanIds.entraP1),
    );
    if (!licensed) {
      rules.leanOn(dynamicNeedsLicence);
      throw badRequest('The tenant does not have a license that allows dynamic membership.');
    }
    if (wanted.membershipRule === null || wanted.membershipRule === '')
      throw badRequest('A membership rule is required for a group with dynamic membership.');
    if (wanted.membershipRuleProcessingState === null)
      throw badRequest("A value is required for property 'membershipRuleProcessingState'.");
    try {
      parseMembershipRule(wanted.membershipRule);
    } catch (error) {
      if (!(error instanceof MembershipRuleError)) throw error;
      throw badRequest(`The membership rule is not valid: ${error.message}`);
    }
  } else if (wanted.membershipRule !== null) {
    rules.leanOn(dynamicNeedsRule);
    throw badRequest("The group type must contain 'DynamicMembership' when a membership rule is given.");
  }
  merge(group, body);
  if (!isDynamic(group)) group.membershipRuleProcessingState = null;
  if (JSON.stringify([group.membershipRule, group.membershipRuleProcessingState, group.groupTypes]) !== before) {
    call.context.membershipMayHaveChanged();
  }
}

const found = (call: GraphCall): Group => find(call, call.state.groups, call.params['id'] ?? '');

export const groupRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/groups',
    allow: allowed.readGroups,
    query: ['$filter', '$select', '$top', '$skiptoken', '$count', '$orderby', '$search'],
    handle: (call) => {
      const search = /^"?displayName:([^"]+)"?$/.exec(call.query.get('$search') ?? '')?.[1]?.toLowerCase();
      if (call.query.has('$search') && (search === undefined || call.headers['consistencylevel'] !== 'eventual')) {
        throw badRequest(
          'Request with $search query parameter only works through MSGraph with a special request header: ConsistencyLevel: eventual',
        );
      }
      const groups = [...call.state.groups.values()].filter(
        (group) => search === undefined || (group.displayName ?? '').toLowerCase().includes(search),
      );
      return list(call, 'groups', groups, {
        view: call.version === 'beta' ? listedInBeta : groupView,
        advancedNeedsConsistency: true,
      });
    },
  },
  {
    method: 'POST',
    path: '/groups',
    allow: allowed.createGroups,
    body: {
      ...writable,
      displayName: 'string!',
      mailEnabled: 'boolean!',
      mailNickname: 'string!',
      securityEnabled: 'boolean!',
      'owners@odata.bind': 'strings',
      'members@odata.bind': 'strings',
    },
    handle: (call) => {
      const { state, context } = call;
      const types = (call.body['groupTypes'] ?? []) as readonly string[];
      if (call.body['mailEnabled'] === true && !types.includes('Unified')) {
        context.world.rules.leanOn(mailEnabledReadOnly);
        throw badRequest(
          'The service does not currently support writes of mail-enabled groups. Please ensure that the mail-enablement property is unset and the security-enablement property is set.',
        );
      }
      const owners = boundObjects(call, 'owners');
      const members = boundObjects(call, 'members');
      const group = makeGroup({ id: state.newId(), createdDateTime: call.now });
      const { 'owners@odata.bind': _owners, 'members@odata.bind': _members, ...rest } = call.body;
      state.groups.set(group.id, group);
      try {
        change(call, group, rest);
      } catch (error) {
        state.groups.delete(group.id);
        throw error;
      }
      state.owners.set(group.id, owners);
      state.members.set(group.id, members);
      context.consistency.created('group', group.id);
      return created(call, 'groups', group, groupView);
    },
  },
  {
    method: 'GET',
    path: '/groups/{id}',
    allow: allowed.readGroups,
    handle: (call) => entity(call, 'groups', found(call), groupView),
  },
  {
    method: 'PATCH',
    path: '/groups/{id}',
    allow: allowed.writeGroups,
    body: writable,
    handle: (call) => {
      change(call, found(call), call.body);
      return noContent();
    },
  },
  {
    method: 'DELETE',
    path: '/groups/{id}',
    allow: allowed.writeGroups,
    handle: (call) => {
      call.state.remove('groups', found(call).id, call.context.world.clock.now());
      return noContent();
    },
  },
];

/** A list in beta leaves out what only the single group shows (test/recordings/azuread-3.7.0, data.azuread_group). */
function listedInBeta(...[object, call, selected]: Parameters<View>): ReturnType<View> {
  const shown = groupView(object, call, selected);
  if (selected) return shown;
  const { writebackConfiguration: _writeback, ...rest } = shown;
  return rest;
}
