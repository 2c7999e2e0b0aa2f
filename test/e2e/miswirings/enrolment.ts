/** Wrong wires of what desktops get: each by what is wrong, put into the synthesized JSON, with where and in which words it shows. */
import type { Arguments, Wiring } from './wiring.js';

/**
 * `plan` and `apply`: what terraform says. `morning`: what becomes of the desktop's first sign-in. `second plan`: it is not
 * empty. `drift`: what somebody changed in the portal before that plan, as far as it does not show. `change` and `morning
 * after`: the same once more, where the deployment was changed.
 */
export type Place = 'plan' | 'apply' | 'morning' | 'second plan' | 'drift' | 'change' | 'morning after';

/** What of the company stands beside the deployment. */
export interface Company {
  /** A group with nobody in it. */
  readonly office: string;
  /** An app of theirs with a hundred assignments. */
  readonly vpn: string;
}

export interface EnrolmentWire {
  readonly what: string;
  readonly at: Place;
  readonly says: RegExp;
  readonly change: (wiring: Wiring, company: Company) => unknown;
}

type Body = Record<string, unknown>;

const policy = (set: string): string => `msgraph_resource.enrolment_settings-${set}_`;
const assign = (thing: string): string => `msgraph_resource_action.enrolment_${thing}_assign_`;
const portal = 'msgraph_resource.enrolment_app-company-portal_assignment';
const editor = 'msgraph_resource.enrolment_app-editor_assignment';
const page = 'msgraph_resource.enrolment_status-page_';
const compliance = 'msgraph_resource.enrolment_compliance_';

const bodyOf = (resource: Arguments): Body => resource['body'] as Body;
const inBody = (wiring: Wiring, address: string, edit: (body: Body) => void): void =>
  wiring.change(address, (resource) => edit(bodyOf(resource)));
const targets = (body: Body): Body[] => {
  const [list] = Object.values(body) as [{ target: Body }[]];
  return list.map(({ target }) => target);
};
const drift = (name: string): RegExp => new RegExp(`${name} is assigned to other groups than the deployment says`);
const withoutPolicy = (name: string): RegExp => new RegExp(`missing: policy ${name}: applied`);

/** Wires that do not touch each other are lived together: three lives. */
export const lives: readonly (readonly EnrolmentWire[])[] = [
  [
    {
      what: 'a required app assigned to a group of others: it never comes, and the status page waits in vain',
      at: 'morning',
      says: /missing: app Company Portal: installed.*more: page: waited for Company Portal, in vain for Company Portal/s,
      change: (wiring, { office }) =>
        inBody(wiring, portal, (body) => Object.assign(body['target'] as Body, { groupId: office })),
    },
    {
      what: 'an available app with a filter that leaves the desktops out',
      at: 'morning',
      says: /missing: app PowerToys: available/,
      change: (wiring) =>
        inBody(wiring, editor, (body) =>
          Object.assign(body['target'] as Body, { deviceAndAppManagementAssignmentFilterType: 'exclude' }),
        ),
    },
    {
      what: 'a policy assigned to a group of others',
      at: 'morning',
      says: withoutPolicy('Contoso OneDrive'),
      change: (wiring, { office }) =>
        inBody(wiring, assign('settings-oneDrive'), (body) => (targets(body)[0]!['groupId'] = office)),
    },
    {
      what: 'a policy for all devices, laptops with them',
      at: 'apply',
      says: drift('Contoso Defender'),
      change: (wiring) =>
        inBody(wiring, assign('settings-defender'), (body) => {
          const [target] = targets(body);
          for (const key of Object.keys(target!)) delete target![key];
          target!['@odata.type'] = '#microsoft.graph.allDevicesAssignmentTarget';
        }),
    },
    {
      what: 'a policy of devices assigned to the people',
      at: 'apply',
      says: drift('Contoso lock screen'),
      change: (wiring) =>
        inBody(wiring, assign('settings-lockScreen'), (body) => {
          targets(body)[0]!['groupId'] = wiring.reference('azuread_group.federation_desktop-users', 'object_id');
        }),
    },
    {
      what: 'the group of the desktops left out instead of let in',
      at: 'morning',
      says: withoutPolicy('Contoso Windows Hello off'),
      change: (wiring) =>
        inBody(wiring, assign('settings-hello'), (body) => {
          targets(body)[0]!['@odata.type'] = '#microsoft.graph.exclusionGroupAssignmentTarget';
        }),
    },
    {
      what: 'an empty list of assignments',
      at: 'apply',
      says: drift('Contoso local administrator password'),
      change: (wiring) =>
        inBody(wiring, assign('settings-localAdministratorPassword'), (body) => (body['assignments'] = [])),
    },
    {
      what: 'a policy that nobody assigns',
      at: 'morning',
      says: withoutPolicy('Contoso delivery optimization'),
      change: (wiring) => wiring.remove(assign('settings-deliveryOptimization').slice(0, -1)),
    },
    {
      what: 'a second ring for the same desktops',
      at: 'morning',
      says: /more: policy Contoso updates: conflict with Contoso other updates over update ring/,
      change: (wiring) => {
        copy(wiring, 'msgraph_resource', 'enrolment_ring_', 'other-ring', (ring) =>
          Object.assign(bodyOf(ring), { displayName: 'Contoso other updates' }),
        );
        copy(wiring, 'msgraph_resource_action', 'enrolment_ring_assign_', 'other-ring-assign', (action) => {
          action['resource_url'] = 'deviceManagement/deviceConfigurations/${msgraph_resource.other-ring.id}';
        });
      },
    },
    {
      what: '`assign` sent to an app of the company: a hundred assignments of theirs are gone',
      at: 'morning',
      says: /missing: 100 assignments of Contoso VPN.*more: 1 assignments of Contoso VPN/s,
      change: (wiring, { vpn, office }) => {
        const actions = wiring.json.resource['msgraph_resource_action']!;
        actions['assign-theirs'] = {
          resource_url: `deviceAppManagement/mobileApps/${vpn}`,
          action: 'assign',
          method: 'POST',
          api_version: 'beta',
          body: {
            mobileAppAssignments: [
              {
                '@odata.type': '#microsoft.graph.mobileAppAssignment',
                intent: 'required',
                target: { '@odata.type': '#microsoft.graph.groupAssignmentTarget', groupId: office },
              },
            ],
          },
        };
      },
    },
    {
      what: 'the desktops are no members of the group of the company that is named',
      at: 'morning',
      says: /missing: 1 members of Contoso managed devices/,
      change: (wiring) => wiring.remove('azuread_group_member.enrolment_join'),
    },
  ],
  [
    {
      what: 'compliance that asks for BitLocker, which no WorkSpace has',
      at: 'morning',
      says: /more: compliance: (noncompliant|inGracePeriod) \(.*[bB]it ?[lL]ocker.*\)/,
      change: (wiring) => inBody(wiring, compliance, (body) => (body['bitLockerEnabled'] = true)),
    },
    {
      what: 'a status page that waits for an app which is only available, and lets nobody go on',
      at: 'morning',
      says: /more: page: waited for Company Portal, PowerToys, in vain for PowerToys, stuck/,
      change: (wiring) =>
        inBody(wiring, page, (body) => {
          const id = wiring.reference('msgraph_resource.enrolment_app-editor_', 'id');
          body['selectedMobileAppIds'] = [...(body['selectedMobileAppIds'] as string[]), id];
          body['allowDeviceUseOnInstallFailure'] = false;
        }),
    },
    {
      what: 'a filter that names a profile of nobody',
      at: 'morning',
      says: /missing: app PowerToys: available/,
      change: (wiring) =>
        inBody(wiring, 'msgraph_resource.enrolment_filter_', (body) => {
          body['rule'] = '(device.enrollmentProfileName -eq "Nobody")';
        }),
    },
    {
      what: 'a setting in two policies, with two values',
      at: 'morning',
      says: /more: policy Contoso lock screen: conflict with Contoso other lock screen over/,
      change: (wiring) => {
        copy(wiring, 'msgraph_resource', 'enrolment_settings-lockScreen_', 'other-lock-screen', (other) => {
          const body = bodyOf(other);
          body['name'] = 'Contoso other lock screen';
          const [first] = body['settings'] as [{ settingInstance: { choiceSettingValue: { value: string } } }];
          const value = first.settingInstance.choiceSettingValue;
          value.value = value.value.replace(/_[01]$/, (end) => (end === '_1' ? '_0' : '_1'));
          body['settings'] = [first];
        });
        copy(wiring, 'msgraph_resource_action', 'enrolment_settings-lockScreen_assign_', 'other-assign', (action) => {
          action['resource_url'] = 'deviceManagement/configurationPolicies/${msgraph_resource.other-lock-screen.id}';
        });
      },
    },
    {
      what: 'an empty list where Graph fills one in: each plan wants it empty again',
      at: 'second plan',
      says: /msgraph_resource\.enrolment_settings-hello_\w+ will be updated in-place/,
      change: (wiring) => inBody(wiring, policy('hello'), (body) => (body['roleScopeTagIds'] = [])),
    },
    {
      what: 'settings that are not read back: what somebody changes of them in the portal no plan shows',
      at: 'drift',
      says: /^not shown: Contoso local administrator password$/,
      change: (wiring) => wiring.set(policy('localAdministratorPassword'), 'read_query_parameters', undefined),
    },
    {
      what: 'PATCH of a policy that takes PUT alone',
      at: 'change',
      says: /PATCH is not supported here: send the whole object with PUT/,
      change: (wiring) => wiring.set(policy('attackSurface'), 'update_method', 'PATCH'),
    },
    {
      what: 'a field that is left out where it was to be reset: Graph keeps it',
      at: 'morning after',
      says: /missing: the page waits for 60 minutes.*more: the page waits for 90 minutes/s,
      change: (wiring) =>
        inBody(wiring, page, (body) => {
          if (body['installProgressTimeoutInMinutes'] === 60) delete body['installProgressTimeoutInMinutes'];
        }),
    },
    {
      what: 'the desktops put into the group the wrong way round',
      at: 'second plan',
      says: /azuread_group_member\.enrolment_join\S+ will be created/,
      change: (wiring) =>
        wiring.change('azuread_group_member.enrolment_join', (member) => {
          [member['group_object_id'], member['member_object_id']] = [
            member['member_object_id'],
            member['group_object_id'],
          ];
        }),
    },
  ],
  [
    {
      what: 'a value of another setting',
      at: 'apply',
      says: /device_vendor_of_another_setting_1 is not a valid option of the setting/,
      change: (wiring) =>
        inBody(wiring, policy('oneDrive'), (body) => {
          const [first] = body['settings'] as [{ settingInstance: { choiceSettingValue: { value: string } } }];
          first.settingInstance.choiceSettingValue.value = 'device_vendor_of_another_setting_1';
        }),
    },
    {
      what: 'a platform that Graph does not know',
      at: 'apply',
      says: /Requested value 'windows11' was not found/,
      change: (wiring) => inBody(wiring, policy('defender'), (body) => (body['platforms'] = 'windows11')),
    },
    {
      what: 'a group that is not there',
      at: 'apply',
      says: /Failed to execute action with msgraph_resource_action\.enrolment_settings-hello_assign/,
      change: (wiring) =>
        inBody(wiring, assign('settings-hello'), (body) => {
          targets(body)[0]!['groupId'] = '0f0e0d0c-0b0a-4908-8706-050403020100';
        }),
    },
    {
      what: 'a compliance policy without an action that blocks',
      at: 'apply',
      says: /Failed to create resource with msgraph_resource\.enrolment_compliance/,
      change: (wiring) => inBody(wiring, compliance, (body) => delete body['scheduledActionsForRule']),
    },
    {
      what: 'v1.0 of Graph, which has no settings catalog',
      at: 'apply',
      says: /Resource not found for the segment 'configurationPolicies' in v1\.0/,
      change: (wiring) => wiring.set(policy('lockScreen'), 'api_version', 'v1.0'),
    },
    {
      what: 'a field that no update ring has',
      at: 'apply',
      says: /Invalid property 'deferralDays'/,
      change: (wiring) =>
        inBody(wiring, 'msgraph_resource.enrolment_ring_', (body) => Object.assign(body, { deferralDays: 3 })),
    },
    {
      what: 'a status page that waits for an app which was removed',
      at: 'apply',
      says: /Failed to create resource with msgraph_resource\.enrolment_status-page/,
      change: (wiring) =>
        inBody(wiring, page, (body) => {
          const gone = '0f0e0d0c-0b0a-4908-8706-050403020100';
          body['selectedMobileAppIds'] = [...(body['selectedMobileAppIds'] as string[]), gone];
        }),
    },
    {
      what: 'a filter whose rule is no rule',
      at: 'apply',
      says: /Failed to create resource with msgraph_resource\.enrolment_filter/,
      change: (wiring) =>
        inBody(wiring, 'msgraph_resource.enrolment_filter_', (body) => (body['rule'] = 'enrollmentProfileName')),
    },
  ],
];

/** Another resource like one that is there. */
function copy(wiring: Wiring, type: string, from: string, to: string, edit: (resource: Arguments) => void): void {
  const all = wiring.json.resource[type]!;
  const [, found] = Object.entries(all).find(([name]) => new RegExp(`^${from}[0-9A-F]{8}$`).test(name))!;
  const made = structuredClone(found);
  edit(made);
  all[to] = made;
}
