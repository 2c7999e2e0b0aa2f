import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { defaults } from '../../domain/defaults.js';
import { addressOf } from '../control-plane/invocation.js';
import { meantBy } from '../control-plane/json-text.js';
import { ReplacementTrigger } from '../control-plane/replacement.js';
import { MsgraphResource, type GraphBody } from './msgraph.js';
import { deviceNameTemplateProblem, profileNameProblem } from '../../domain/profile-name.js';
import { ofDesktops, scopeTagsOf, type Labelled } from './labels.js';

/** Autopilot profiles exist in the beta version of Microsoft Graph alone. */
const profilesUrl = 'deviceManagement/windowsAutopilotDeploymentProfiles';

export interface CreatedAutopilotProfile extends Labelled {
  /** Name of the profile. Graph refuses some characters, the hyphen among them (profile-name.ts). */
  readonly displayName: string;
  /** @default - says which product made it */
  readonly description?: string;
  /** Computer names: a fixed part and `%RAND:n%`, at most 15 characters. */
  readonly deviceNameTemplate: string;
  /**
   * Whether the user is administrator of the desktop.
   * @default 'standard'
   */
  readonly userType?: 'standard' | 'administrator';
  /**
   * Language of the desktop: `os-default`, `user` (asked), or one such as de-DE.
   * @default 'os-default'
   */
  readonly locale?: string;
  /** @default true */
  readonly hidePrivacySettings?: boolean;
  /** @default true */
  readonly hideEula?: boolean;
  /** @default true */
  readonly skipKeyboardSelection?: boolean;
  /**
   * Hide "change account" at first sign-in.
   * @default true
   */
  readonly hideChangeAccount?: boolean;
}

export interface AutopilotProfileProps {
  /** A profile of our own, or the id of one that is only assigned. */
  readonly profile: { readonly create: CreatedAutopilotProfile } | { readonly existing: { readonly id: string } };
  /** Object ids of the device groups by a key that never changes, such as the key of the site. */
  readonly targets: Readonly<Record<string, string>>;
}

/**
 * The Windows Autopilot profile (user-driven, Microsoft Entra joined) and its assignment to device groups.
 *
 * Each assignment is a resource of its own on `…/assignments`: Graph has no `assign` action for these profiles any more,
 * and deletes a profile only after its assignments, which is the order in which Terraform destroys them here.
 */
export class AutopilotProfile extends Construct {
  readonly profileId: string;
  /** What the first desktop must wait for: profile and assignments. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: AutopilotProfileProps) {
    super(scope, id);
    this.validateTargets(props.targets);
    const profile = 'create' in props.profile ? this.createProfile(props.profile.create) : undefined;
    this.profileId = 'existing' in props.profile ? props.profile.existing.id : (profile?.id ?? '');
    const assignments = Object.entries(props.targets).map(([key, groupId]) => {
      // Graph changes no assignment, and the provider would send PATCH to where it was: another group, or another profile,
      // is another assignment.
      const between = new ReplacementTrigger(this, `between-${key}`, [this.profileId, groupId]);
      return new MsgraphResource(this, `assignment-${key}`, {
        url: `${profilesUrl}/${this.profileId}/assignments`,
        apiVersion: 'beta',
        body: { target: { '@odata.type': '#microsoft.graph.groupAssignmentTarget', groupId } },
        // Nor does the provider know what it assigns after an import: without this it would send that.
        lifecycle: { replaceTriggeredBy: [addressOf(between)], ignoreChanges: ['body'] },
      });
    });
    this.ready = [...(profile ? [profile] : []), ...assignments];
  }

  private createProfile(props: CreatedAutopilotProfile): MsgraphResource {
    this.validateDisplayName(props.displayName);
    this.validateDeviceNameTemplate(props.deviceNameTemplate);
    return new MsgraphResource(this, 'Resource', {
      url: profilesUrl,
      apiVersion: 'beta',
      body: profileBody(props),
    });
  }

  private validateTargets(targets: Readonly<Record<string, string>>): void {
    if (Object.keys(targets).length === 0) {
      throw new Error('`targets` must name at least one group, or no device would get the profile, got: none');
    }
  }

  private validateDisplayName(displayName: string): void {
    const problem = profileNameProblem(meantBy(displayName));
    if (problem !== undefined)
      throw new Error(`\`displayName\` of an Autopilot profile ${problem}, got: ${displayName}`);
  }

  private validateDeviceNameTemplate(template: string): void {
    const problem = deviceNameTemplateProblem(template);
    if (problem !== undefined) throw new Error(`\`deviceNameTemplate\` ${problem}, got: ${template}`);
  }
}

/**
 * The page of Graph on creating these profiles still shows older names of these properties; these are the ones that the
 * service takes (Microsoft365DSC and other users of the beta version).
 */
function profileBody(props: CreatedAutopilotProfile): GraphBody {
  const { autopilotProfile: initial } = defaults;
  return {
    '@odata.type': '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile',
    displayName: props.displayName,
    description: props.description ?? ofDesktops,
    locale: props.locale ?? initial.locale,
    deviceNameTemplate: props.deviceNameTemplate,
    deviceType: 'windowsPc',
    hardwareHashExtractionEnabled: false,
    preprovisioningAllowed: false,
    roleScopeTagIds: scopeTagsOf(props),
    outOfBoxExperienceSetting: {
      // singleUser is the user-driven mode; `shared` would be self-deploying, which WorkSpaces does not do.
      deviceUsageType: 'singleUser',
      userType: props.userType ?? initial.userType,
      privacySettingsHidden: props.hidePrivacySettings ?? initial.hidePrivacySettings,
      eulaHidden: props.hideEula ?? initial.hideEula,
      keyboardSelectionPageSkipped: props.skipKeyboardSelection ?? initial.skipKeyboardSelection,
      escapeLinkHidden: props.hideChangeAccount ?? initial.hideChangeAccount,
    },
  };
}
