import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { present } from '../../domain/present.js';
import { Assign } from './assign.js';
import { validateAudience, type Audience } from './assignment.js';
import { MsgraphResource } from './msgraph.js';
import { ofDesktops, scopeTagsOf, type Labelled } from './labels.js';

export interface UpdateRingProps extends Audience, Labelled {
  /** Name of the ring in Intune. */
  readonly name: string;
  /** Days that a monthly update waits. */
  readonly qualityDeferralDays: number;
  /** Days that a new version of Windows waits. */
  readonly featureDeferralDays: number;
  /** Days until an update is installed whatever a person says. */
  readonly deadlineDays: number;
  /** Days until a restart is forced after that. */
  readonly graceDays: number;
}

const url = 'deviceManagement/deviceConfigurations';

/**
 * An update ring of Windows Update for Business. Drivers are left out: they are AWS's (inferred), and so is a change to
 * another Windows: no image can be made of a desktop that was upgraded in place.
 *
 * Permission `DeviceManagementConfiguration.ReadWrite.All`.
 */
export class UpdateRing extends Construct {
  readonly ringId: string;
  /** What the first desktop must wait for. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: UpdateRingProps) {
    super(scope, id);
    validateAudience(`the update ring ${props.name}`, props);
    const ring = new MsgraphResource(this, 'Resource', {
      url,
      apiVersion: 'beta',
      body: {
        '@odata.type': '#microsoft.graph.windowsUpdateForBusinessConfiguration',
        displayName: props.name,
        description: ofDesktops,
        roleScopeTagIds: scopeTagsOf(props),
        automaticUpdateMode: 'windowsDefault',
        microsoftUpdateServiceAllowed: true,
        driversExcluded: true,
        allowWindows11Upgrade: false,
        qualityUpdatesDeferralPeriodInDays: props.qualityDeferralDays,
        featureUpdatesDeferralPeriodInDays: props.featureDeferralDays,
        deadlineForQualityUpdatesInDays: props.deadlineDays,
        deadlineForFeatureUpdatesInDays: props.deadlineDays,
        deadlineGracePeriodInDays: props.graceDays,
        postponeRebootUntilAfterDeadline: true,
        userPauseAccess: 'disabled',
        updateNotificationLevel: 'defaultNotifications',
      },
    });
    const { targets, exclude } = props;
    const assign = new Assign(this, 'assign', { object: ring, url, targets, ...present({ exclude }) });
    this.ringId = ring.id;
    this.ready = [ring, ...assign.ready];
  }
}
