import { Construct } from 'constructs';
import { MsgraphResource } from './msgraph.js';
import { ofDesktops, scopeTagsOf, type Labelled } from './labels.js';

export interface DesktopFilterProps extends Labelled {
  /** Name of the filter in Intune. */
  readonly name: string;
  /** Names of the Autopilot profiles of the desktops. */
  readonly profileNames: readonly string[];
}

/**
 * The filter that holds the desktops of a deployment: those that enrolled with its Autopilot profiles. An app that is
 * available to people shows on their desktops alone with it, and a company excludes it from what it assigns to all devices.
 *
 * Permission `DeviceManagementConfiguration.ReadWrite.All`, beta version of Graph. That `enrollmentProfileName` of a
 * Windows device is the name of its Autopilot profile is not verified (docs/facts/intune.md 6.6).
 */
export class DesktopFilter extends Construct {
  readonly filterId: string;

  constructor(scope: Construct, id: string, props: DesktopFilterProps) {
    super(scope, id);
    if (props.profileNames.length === 0)
      throw new Error('`profileNames` must hold at least one, or the filter would hold nothing, got: none');
    const filter = new MsgraphResource(this, 'Resource', {
      url: 'deviceManagement/assignmentFilters',
      apiVersion: 'beta',
      body: {
        displayName: props.name,
        description: ofDesktops,
        platform: 'windows10AndLater',
        rule: filterRule(props.profileNames),
        assignmentFilterManagementType: 'devices',
        roleScopeTags: scopeTagsOf(props),
      },
      // Assignments refer to it.
      lifecycle: { createBeforeDestroy: true },
    });
    this.filterId = filter.id;
  }
}

/** `(device.enrollmentProfileName -eq "A") or (…)`. A profile's name holds no quotation mark that would end the text. */
export function filterRule(profileNames: readonly string[]): string {
  return profileNames.map((name) => `(device.enrollmentProfileName -eq "${name.replaceAll('"', '`"')}")`).join(' or ');
}
