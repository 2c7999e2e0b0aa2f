import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { present } from '../../domain/present.js';
import { Assign } from './assign.js';
import { validateAudience, type Audience } from './assignment.js';
import { MsgraphResource } from './msgraph.js';
import { ofDesktops, scopeTagsOf, type Labelled } from './labels.js';

export interface WindowsVersionProps extends Audience, Labelled {
  /** Name of the profile in Intune. */
  readonly name: string;
  /** As Intune writes it: `Windows 11, version 24H2`. */
  readonly version: string;
}

const url = 'deviceManagement/windowsFeatureUpdateProfiles';

/**
 * The version of Windows that desktops stay on.
 *
 * Permission `DeviceManagementConfiguration.ReadWrite.All`, beta version of Graph.
 */
export class WindowsVersion extends Construct {
  readonly profileId: string;
  /** What the first desktop must wait for. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: WindowsVersionProps) {
    super(scope, id);
    validateAudience(`the profile ${props.name}`, props);
    const profile = new MsgraphResource(this, 'Resource', {
      url,
      apiVersion: 'beta',
      body: {
        displayName: props.name,
        description: ofDesktops,
        featureUpdateVersion: props.version,
        installFeatureUpdatesOptional: false,
        roleScopeTagIds: scopeTagsOf(props),
      },
    });
    const { targets, exclude } = props;
    const assign = new Assign(this, 'assign', { object: profile, url, targets, ...present({ exclude }) });
    this.profileId = profile.id;
    this.ready = [profile, ...assign.ready];
  }
}
