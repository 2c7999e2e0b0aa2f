import { rule } from '../../rules.js';
import type { Shape } from '../body.js';
import { badRequest } from '../errors.js';
import type { IntunePolicy } from '../intune-policies.js';
import { policyCollection } from './policies.js';
import { typed } from './typed.js';

const actionsByAction = rule(
  'compliance-actions-by-action',
  'https://learn.microsoft.com/graph/api/intune-deviceconfig-devicecompliancepolicy-scheduleactionsforrules; deploymenttheory/terraform-provider-microsoft365, windows_device_compliance_policy',
  'A compliance policy is made with at least one action that blocks; its actions are changed by scheduleActionsForRules, not by PATCH.',
);
const requirement = 'boolean' as const;

/** What a device may have to keep; everything not named is false. */
const requirements = [
  'activeFirewallRequired',
  'antivirusRequired',
  'antiSpywareRequired',
  'defenderEnabled',
  'rtpEnabled',
  'signatureOutOfDate',
  'bitLockerEnabled',
  'storageRequireEncryption',
  'tpmRequired',
  'secureBootEnabled',
  'codeIntegrityEnabled',
  'passwordRequired',
] as const;

const action: Shape = {
  actionType: 'string!',
  gracePeriodHours: 'number!',
  notificationTemplateId: 'string?',
  notificationMessageCCList: 'strings',
};
const scheduled: Shape = { ruleName: 'string?', scheduledActionConfigurations: [action] };

type Scheduled = {
  readonly scheduledActionConfigurations?: readonly {
    readonly actionType: string;
    readonly gracePeriodHours: number;
  }[];
};

function mustBlock(rules: readonly Scheduled[]): void {
  const blocks = rules.some(({ scheduledActionConfigurations: all = [] }) =>
    all.some(({ actionType }) => actionType === 'block'),
  );
  if (!blocks) throw badRequest('A compliance policy must have at least one action of type block.');
}

export const compliancePolicies = policyCollection({
  name: 'deviceCompliancePolicies',
  permission: 'DeviceManagementConfiguration',
  inside: ['scheduledActionsForRule'],
  writing: typed({
    types: {
      '#microsoft.graph.windows10CompliancePolicy': {
        fields: {
          displayName: 'string!',
          description: 'string?',
          roleScopeTagIds: 'strings',
          osMinimumVersion: 'string?',
          osMaximumVersion: 'string?',
          scheduledActionsForRule: [scheduled],
          ...Object.fromEntries(requirements.map((name) => [name, requirement])),
        },
        filledIn: {
          description: null,
          roleScopeTagIds: ['0'],
          osMinimumVersion: null,
          osMaximumVersion: null,
          version: 1,
          ...Object.fromEntries(requirements.map((name) => [name, false])),
        },
      },
    },
    check(call, present) {
      call.context.world.rules.leanOn(actionsByAction);
      const given = call.body['scheduledActionsForRule'] as readonly Scheduled[] | undefined;
      if (present === undefined) mustBlock(given ?? []);
      else if (given !== undefined) throw badRequest("The property 'scheduledActionsForRule' cannot be updated.");
    },
    actions: {
      scheduleActionsForRules: {
        body: { deviceComplianceScheduledActionForRules: [scheduled] },
        act({ body }, policy) {
          const rules = (body['deviceComplianceScheduledActionForRules'] ?? []) as readonly Scheduled[];
          mustBlock(rules);
          policy.inside['scheduledActionsForRule'] = rules.map((each) => ({ ...each }));
        },
      },
    },
  }),
});

/** Hours until a device that does not keep a policy counts as not compliant. */
export function graceHours({ inside }: IntunePolicy): number {
  const rules = (inside['scheduledActionsForRule'] ?? []) as readonly Scheduled[];
  const blocks = rules
    .flatMap(({ scheduledActionConfigurations: all = [] }) => all)
    .filter(({ actionType }) => actionType === 'block');
  return Math.min(...blocks.map(({ gracePeriodHours }) => gracePeriodHours), Number.POSITIVE_INFINITY);
}
