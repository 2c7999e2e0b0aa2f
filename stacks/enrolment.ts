import { GroupMember } from '@cdktf/provider-azuread/lib/group-member/index.js';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { basename } from 'node:path';
import { rowsOf, settingSetNames, settingSets, whatDoes } from '../domain/enrolment/sets.js';
import { autopilotProfileName, certificateTitle, enrolmentName, enrolmentTitles as titles } from '../domain/names.js';
import { sessionSettings } from '../deployment/company-files/session.js';
import type { Deployment } from '../deployment/schema.js';
import type { Enrolment as Choices } from '../deployment/sections/enrolment.js';
import { AllOf } from '../modules/control-plane/all-of.js';
import { App } from '../modules/intune/app.js';
import type { Audience } from '../modules/intune/assignment.js';
import { CompanyPolicy } from '../modules/intune/company-policy.js';
import { CompliancePolicy } from '../modules/intune/compliance-policy.js';
import { DesktopFilter } from '../modules/intune/desktop-filter.js';
import { ExistingContent } from '../modules/intune/existing-content.js';
import { PilotGroup } from '../modules/intune/pilot-group.js';
import { SessionPolicy } from '../modules/intune/session-policy.js';
import { SettingsPolicy } from '../modules/intune/settings-policy.js';
import { StatusPage } from '../modules/intune/status-page.js';
import { TrustedCertificate } from '../modules/intune/trusted-certificate.js';
import { UpdateRing } from '../modules/intune/update-ring.js';
import { WindowsVersion } from '../modules/intune/windows-version.js';
import { defined } from './defined.js';

export interface EnrolmentProps {
  readonly deployment: Deployment;
  /** Object ids of the groups of devices, by the key of the site. */
  readonly deviceGroups: Readonly<Record<string, string>>;
  /** Object id of the group of the people who have a desktop. */
  readonly desktopUsers: string;
  /** Object ids of who owns the groups that are made here. */
  readonly owners?: readonly string[];
}

/** What Intune gives the desktops of a deployment when they enrol: once for all sites, assigned to their device groups. */
export class Enrolment extends Construct {
  /** What a desktop waits for: its first morning would else begin with half of it. */
  readonly ready: readonly ITerraformDependable[];
  private readonly choices: Choices;
  private readonly audience: Audience;
  private readonly apps = new Map<string, App>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: EnrolmentProps,
  ) {
    super(scope, id);
    this.choices = props.deployment.intune.enrolment!;
    this.audience = { targets: props.deviceGroups, exclude: this.choices.exclude };
    const filter = this.filter();
    const made = [
      ...this.joins(),
      ...this.settings(),
      ...this.companyPolicies(),
      ...this.certificates(),
      ...this.compliance(),
      ...this.session(),
      ...this.updates(),
      ...this.makeApps(filter?.filterId),
      ...this.statusPage(),
    ];
    this.ready = made.length > 0 ? [new AllOf(this, 'ready', made)] : [];
  }

  private get tags(): { readonly roleScopeTagIds: readonly string[] } {
    return { roleScopeTagIds: this.choices.roleScopeTagIds };
  }

  private named(what: string): string {
    return enrolmentName(this.props.deployment.name, what);
  }

  /** What the company assigns to a group of its own reaches the desktops as members of it: nothing of theirs is edited. */
  private joins(): ITerraformDependable[] {
    return this.choices.joins.flatMap((groupObjectId) =>
      Object.entries(this.props.deviceGroups).map(
        ([key, memberObjectId]) =>
          new GroupMember(this, `join-${groupObjectId}-${key}`, { groupObjectId, memberObjectId }),
      ),
    );
  }

  /** None where the profile is somebody else's: its name is not known here. */
  private filter(): DesktopFilter | undefined {
    const { intune, name, sites } = this.props.deployment;
    const { profile } = intune;
    if ('existing' in profile) return undefined;
    return new DesktopFilter(this, 'filter', {
      name: this.named('desktops'),
      profileNames: sites.map(({ key }) => autopilotProfileName(name, key, profile.create.displayName)),
      ...this.tags,
    });
  }

  private settings(): ITerraformDependable[] {
    const { tenantId } = this.props.deployment.entra;
    return settingSetNames.flatMap((name) => {
      const { title } = settingSets[name];
      const settings = rowsOf(name, this.choices.settings[name], { tenantId });
      if (settings === undefined) return [];
      const policy = new SettingsPolicy(this, `settings-${name}`, {
        name: this.named(title),
        description: `${whatDoes(name, this.choices.settings[name])} Made by entra-workspaces.`,
        settings,
        ...this.tags,
        ...this.audience,
      });
      return policy.ready;
    });
  }

  /** Under a name that begins with that of the deployment: the policy that was exported may be in the tenant, too. */
  private companyPolicies(): ITerraformDependable[] {
    return Object.entries(this.props.deployment.companyFiles.policies).flatMap(([key, { name, ...exported }]) => {
      const policy = new CompanyPolicy(this, `policy-${key}`, {
        name: this.named(name),
        exported,
        ...this.tags,
        ...this.audience,
      });
      return policy.ready;
    });
  }

  private certificates(): ITerraformDependable[] {
    const { certificates } = this.props.deployment.companyFiles;
    return Object.entries(this.choices.certificates).flatMap(([key, { file, store }]) => {
      const { subject, thumbprint, ends, base64 } = certificates[key]!;
      const profile = new TrustedCertificate(this, `certificate-${key}`, {
        name: this.named(certificateTitle(key)),
        description: `${subject}. SHA-1 ${thumbprint}, until ${ends.slice(0, 10)}. Made by entra-workspaces.`,
        certificate: base64,
        fileName: basename(file),
        store,
        ...this.tags,
        ...this.audience,
      });
      return profile.ready;
    });
  }

  private session(): readonly ITerraformDependable[] {
    const { session: admx } = this.props.deployment.companyFiles;
    const { session } = this.choices;
    if (session === null || admx === undefined) return [];
    const { settings } = sessionSettings(session, admx);
    const policy = new SessionPolicy(this, 'session', {
      name: this.named(titles.session),
      admx,
      settings: settings.map(({ policy: { name, scope, categories }, on, values }) => ({
        name,
        scope,
        categories,
        on,
        values,
      })),
      ...this.tags,
      ...this.audience,
    });
    return policy.ready;
  }

  private compliance(): readonly ITerraformDependable[] {
    const { compliance, settings } = this.choices;
    if (compliance === null) return [];
    if ('existing' in compliance) {
      const { id } = compliance.existing;
      new ExistingContent(this, 'compliance', {
        collection: 'deviceCompliancePolicies',
        id,
        what: 'The compliance policy',
      });
      return [];
    }
    const policy = new CompliancePolicy(this, 'compliance', {
      ...defined(compliance.create),
      name: this.named(titles.compliance),
      defender: settings.defender === 'recommended',
      ...this.tags,
      ...this.audience,
    });
    return policy.ready;
  }

  private updates(): readonly ITerraformDependable[] {
    const { owner, pilot, stayOn, ...times } = this.choices.updates;
    const version =
      stayOn === null
        ? []
        : new WindowsVersion(this, 'windows-version', {
            name: this.named(titles.version),
            version: stayOn,
            ...this.tags,
            ...this.audience,
          }).ready;
    if (owner !== 'intune') return version;
    const pilotGroup = pilot && this.pilotGroup(pilot);
    const { targets, exclude = [] } = this.audience;
    const rest = new UpdateRing(this, 'ring', {
      ...times,
      name: this.named(titles.ring),
      ...this.tags,
      targets,
      exclude: pilotGroup === undefined ? exclude : [...exclude, pilotGroup],
    });
    const first =
      pilotGroup === undefined
        ? []
        : new UpdateRing(this, 'pilot-ring', {
            ...times,
            qualityDeferralDays: 0,
            name: this.named(titles.pilotRing),
            ...this.tags,
            targets: { pilot: pilotGroup },
            exclude,
          }).ready;
    return [...version, ...rest.ready, ...first];
  }

  private pilotGroup(pilot: NonNullable<Choices['updates']['pilot']>): string {
    if ('deviceGroup' in pilot) return pilot.deviceGroup;
    const group = new PilotGroup(this, 'pilot-group', {
      displayName: this.named('pilot devices'),
      directoryNames: this.props.deployment.sites.map(({ directoryName }) => directoryName),
      sixteenths: pilot.sixteenths,
      ...(this.props.owners ? { owners: this.props.owners } : {}),
    });
    return group.objectId;
  }

  private makeApps(filterId?: string): ITerraformDependable[] {
    const { deviceGroups, desktopUsers } = this.props;
    return Object.entries(this.choices.apps).flatMap(([key, { app, for: intent }]) => {
      const made = new App(this, `app-${key}`, {
        app: defined(app),
        intent,
        ...this.tags,
        targets: intent === 'required' ? deviceGroups : { users: desktopUsers },
        // Without it an app would show on the laptops of these people, too.
        ...(intent === 'available' && filterId !== undefined ? { includeFilterId: filterId } : {}),
      });
      this.apps.set(key, made);
      return made.ready;
    });
  }

  private statusPage(): readonly ITerraformDependable[] {
    const { statusPage } = this.choices;
    if (statusPage === null) return [];
    if ('existing' in statusPage) {
      const { id } = statusPage.existing;
      new ExistingContent(this, 'status-page', {
        collection: 'deviceEnrollmentConfigurations',
        id,
        what: 'The enrolment status page',
      });
      return [];
    }
    const { blockUntil, ...choices } = statusPage.create;
    const waited = blockUntil.map((key) => this.apps.get(key)!);
    const page = new StatusPage(this, 'status-page', {
      ...defined(choices),
      name: this.named(titles.statusPage),
      blockUntil: waited.map(({ appId }) => appId),
      dependsOn: waited.flatMap(({ ready }) => ready),
      ...this.tags,
      ...this.audience,
    });
    return page.ready;
  }
}
