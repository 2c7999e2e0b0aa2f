import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { defaults } from '../../domain/defaults.js';
import { present } from '../../domain/present.js';
import { addressOf } from '../control-plane/invocation.js';
import { ReplacementTrigger } from '../control-plane/replacement.js';
import { Assign } from './assign.js';
import { validateAudience, type Audience } from './assignment.js';
import { MsgraphResource, MsgraphResourceAction } from './msgraph.js';
import { scopeTagsOf, type Labelled } from './labels.js';

export interface CompliancePolicyProps extends Audience, Labelled {
  /** Name of the policy in Intune. */
  readonly name: string;
  /** Whether Defender has to be on: only where it is set up. */
  readonly defender: boolean;
  /** @default true */
  readonly firewall?: boolean;
  /**
   * The oldest Windows that is compliant, as `10.0.26100.0`.
   * @default - any
   */
  readonly osMinimum?: string;
  /** Hours until a device that does not keep it counts as not compliant. */
  readonly graceHours: number;
}

const url = 'deviceManagement/deviceCompliancePolicies';

/**
 * When a desktop is compliant: with nothing that a WorkSpace cannot keep. No encryption, TPM, Secure Boot or code integrity
 * (docs/facts/intune.md 6.7), no age of signatures: a desktop that slept for a week would fail the minute it starts.
 *
 * Permission `DeviceManagementConfiguration.ReadWrite.All`. What happens to a device that fails is given at creation and
 * changed by an action alone: the body holds a constant, the action the hours.
 */
export class CompliancePolicy extends Construct {
  readonly policyId: string;
  /** What the first desktop must wait for. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: CompliancePolicyProps) {
    super(scope, id);
    validateAudience(`the policy ${props.name}`, props);
    const { defender, firewall = defaults.firewall, osMinimum } = props;
    // A PATCH carries no null: without a minimum again, the policy is another one (docs/facts/real-providers.md 4.8).
    const bounds = new ReplacementTrigger(this, 'bounds', [osMinimum === undefined ? 'any' : 'from']);
    const policy = new MsgraphResource(this, 'Resource', {
      url,
      apiVersion: 'beta',
      body: {
        '@odata.type': '#microsoft.graph.windows10CompliancePolicy',
        displayName: props.name,
        description: 'What a desktop of Amazon WorkSpaces can keep. Made by entra-workspaces.',
        roleScopeTagIds: scopeTagsOf(props),
        osMinimumVersion: osMinimum ?? null,
        activeFirewallRequired: firewall,
        antivirusRequired: defender,
        antiSpywareRequired: defender,
        defenderEnabled: defender,
        rtpEnabled: defender,
        signatureOutOfDate: false,
        bitLockerEnabled: false,
        storageRequireEncryption: false,
        tpmRequired: false,
        secureBootEnabled: false,
        codeIntegrityEnabled: false,
        scheduledActionsForRule: [scheduled(0)],
      },
      lifecycle: { replaceTriggeredBy: [addressOf(bounds)] },
    });
    const grace = new MsgraphResourceAction(this, 'grace', {
      resourceUrl: `${url}/${policy.id}`,
      action: 'scheduleActionsForRules',
      method: 'POST',
      apiVersion: 'beta',
      body: { deviceComplianceScheduledActionForRules: [scheduled(props.graceHours)] },
    });
    const { targets, exclude } = props;
    // Nobody is judged before there is a grace. Said to Terraform itself: cdktf passes on no `node.addDependency`.
    const dependsOn = [grace];
    const assign = new Assign(this, 'assign', { object: policy, url, targets, ...present({ exclude }), dependsOn });
    this.policyId = policy.id;
    this.ready = [policy, grace, ...assign.ready];
  }
}

/** Counts as not compliant after so many hours. Never retire or wipe: neither brings a WorkSpace back. */
function scheduled(gracePeriodHours: number) {
  const block = {
    actionType: 'block',
    gracePeriodHours,
    notificationTemplateId: '00000000-0000-0000-0000-000000000000',
    notificationMessageCCList: [],
  };
  return { ruleName: 'PasswordRequired', scheduledActionConfigurations: [block] };
}
