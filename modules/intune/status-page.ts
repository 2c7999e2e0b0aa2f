import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { present } from '../../domain/present.js';
import { Assign } from './assign.js';
import { validateAudience, type Audience } from './assignment.js';
import { MsgraphResource } from './msgraph.js';
import { ofDesktops, scopeTagsOf, type Labelled } from './labels.js';

export interface StatusPageProps extends Audience, Labelled {
  /** Name of the page in Intune. */
  readonly name: string;
  /** Minutes that a person waits at most. */
  readonly waitMinutes: number;
  /** Ids of the apps that have to be there before the desktop is used; none: nobody is kept waiting for one. */
  readonly blockUntil: readonly string[];
  /**
   * What a person reads when something went wrong.
   * @default - a sentence that names the help desk
   */
  readonly message?: string;
  /** What it waits for: the apps with their assignments. */
  readonly dependsOn?: readonly ITerraformDependable[];
}

const url = 'deviceManagement/deviceEnrollmentConfigurations';

/**
 * The enrolment status page: what a person sees while the first things are installed.
 *
 * Permissions `DeviceManagementConfiguration.ReadWrite.All` and `DeviceManagementServiceConfig.ReadWrite.All`. It offers no
 * reset: a desktop that is reset does not come back as an Autopilot device (inferred); a rebuild does. Its rank among other
 * pages is left alone: it comes last, before the default one.
 */
export class StatusPage extends Construct {
  readonly pageId: string;
  /** What the first desktop must wait for. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: StatusPageProps) {
    super(scope, id);
    validateAudience(`the status page ${props.name}`, props);
    const page = new MsgraphResource(this, 'Resource', {
      url,
      apiVersion: 'beta',
      body: {
        '@odata.type': '#microsoft.graph.windows10EnrollmentCompletionPageConfiguration',
        displayName: props.name,
        description: ofDesktops,
        roleScopeTagIds: scopeTagsOf(props),
        showInstallationProgress: true,
        trackInstallProgressForAutopilotOnly: true,
        disableUserStatusTrackingAfterFirstUser: true,
        // The name misleads: whether the desktop is blocked until all that is selected is there.
        blockDeviceSetupRetryByUser: props.blockUntil.length > 0,
        allowDeviceResetOnInstallFailure: false,
        allowDeviceUseOnInstallFailure: true,
        allowLogCollectionOnInstallFailure: true,
        allowNonBlockingAppInstallation: true,
        installQualityUpdates: false,
        installProgressTimeoutInMinutes: props.waitMinutes,
        customErrorMessage:
          props.message ?? 'Something could not be installed. You can go on; tell your help desk about it.',
        selectedMobileAppIds: [...props.blockUntil],
      },
      ...(props.dependsOn ? { dependsOn: [...props.dependsOn] } : {}),
    });
    const { targets, exclude } = props;
    const member = 'enrollmentConfigurationAssignments';
    const assign = new Assign(this, 'assign', { object: page, url, member, targets, ...present({ exclude }) });
    this.pageId = page.id;
    this.ready = [page, ...assign.ready];
  }
}
