import { createHash } from 'node:crypto';
import { rule } from '../rules.js';
import type { DesktopEvent, EnrolledDevice } from '../clouds.js';
import { checkIn } from '../entra/intune/check-in.js';
import type { DeviceCheckIn } from '../entra/intune/check-in-result.js';
import { entraDeviceOf, profileOf } from '../entra/autopilot.js';
import { servicePlanIds } from '../entra/catalogue.js';
import type { TenantContext } from '../entra/context.js';
import type { AutopilotDevice, AutopilotProfile } from '../entra/intune-objects.js';
import type { User } from '../entra/objects.js';
import type { DeviceRegistration } from './registration.js';

const firstSignInDecides = rule(
  'enrolment-at-first-sign-in',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/access-entra-id.html',
  'The first Windows sign-in runs the out-of-box experience, where the desktop joins Entra and enrols.',
);
const noSecondChance = rule(
  'enrolment-once',
  'guess',
  'A desktop whose first sign-in met no profile has been through a plain out-of-box experience; only a rebuild brings another chance.',
);
const userDriven = rule(
  'profile-user-driven',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html: Windows PC, user-driven, Microsoft Entra joined',
  'The profile must be one for Windows PCs and user-driven.',
);
const mdmScope = rule(
  'mdm-scope-decides',
  'https://learn.microsoft.com/intune/intune-service/enrollment/windows-enroll; AG launch-entra-id: MDM user scope All',
  'A user outside the MDM user scope joins Entra without enrolling in Intune.',
);
const licence = rule(
  'intune-licence-decides',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html: requirements',
  'A user without an active Intune licence cannot enrol.',
);

const joinAllowed = rule(
  'entra-join-allowed',
  'https://learn.microsoft.com/graph/api/resources/deviceregistrationpolicy: azureADJoin.allowedToJoin',
  'The person joins the desktop to Entra: where nobody may, the first sign-in ends there.',
);
const deviceQuota = rule(
  'entra-device-quota',
  'https://learn.microsoft.com/graph/api/resources/deviceregistrationpolicy: userDeviceQuota',
  'Who has as many devices as the quota allows cannot join another one.',
);
const enrolmentRestriction = rule(
  'intune-enrolment-restriction',
  'https://learn.microsoft.com/intune/intune-service/enrollment/create-device-platform-restrictions',
  'A platform that an enrolment restriction keeps out cannot enrol.',
);
const checksIn = rule(
  'intune-check-in',
  'https://learn.microsoft.com/intune/intune-service/configuration/device-profile-troubleshoot: refresh intervals',
  'A device gets its policies and apps when it enrols, at each sign-in of its user and every eight hours.',
);
const failuresAreKept = rule(
  'intune-enrolment-failures',
  'https://learn.microsoft.com/graph/api/resources/intune-troubleshooting-enrollmenttroubleshootingevent',
  'Intune keeps an event for each enrolment that it refused, with a category: UserValidation for a missing licence, EnrollmentRestrictionsEnforced for a restriction.',
);

/** From a registered device to a managed one. */
export class Enrolment {
  /** The first broken link of desktops that went through their first sign-in without enrolling. */
  private readonly failed = new Map<string, string>();
  private readonly profiles = new Map<string, string>();
  /** Registration that a desktop signed in with: a rebuild makes another. */
  private readonly signedIn = new Map<string, unknown>();

  constructor(
    private readonly context: TenantContext,
    private readonly registration: DeviceRegistration,
  ) {}

  /** The first Windows sign-in to a desktop enrols it; at later ones it checks in. */
  firstSignIn(event: DesktopEvent, user: User): void {
    const registration = this.registration.of(event.desktopId);
    if (!registration) return;
    if (this.signedIn.get(event.desktopId) === registration) {
      this.checkIn(event.desktopId);
      return;
    }
    const { rules } = this.context.world;
    rules.leanOn(firstSignInDecides);
    this.signedIn.set(event.desktopId, registration);
    this.failed.delete(event.desktopId);
    this.profiles.delete(event.desktopId);
    const device = this.deviceOf(event.desktopId);
    const profile = device && profileOf(this.context, device);
    const { offline, unreached = [] } = registration.event;
    const stopped = unreached.find(({ stopsEnrolment }) => stopsEnrolment);
    const broken =
      registration.broken ??
      offline ??
      (stopped &&
        `the firewall ${stopped.by} does not let ${stopped.at} through (${stopped.purpose}): ${stopped.without}`) ??
      this.brokenLink(device, profile, user);
    if (broken !== undefined || !device || !profile) {
      rules.leanOn(noSecondChance);
      this.failed.set(event.desktopId, broken ?? 'no device is registered for this desktop');
      return;
    }
    this.profiles.set(event.desktopId, profile.displayName);
    this.enrol(device, profile, user);
    this.checkIn(event.desktopId);
  }

  /** A desktop that is managed asks Intune what it is to have. Undefined: it is not. */
  checkIn(desktopId: string): DeviceCheckIn | undefined {
    const managed = [...this.context.state.managedDevices.values()].find((each) => each.serialNumber === desktopId);
    if (!managed) return undefined;
    this.context.world.rules.leanOn(checksIn);
    return checkIn(this.context, managed, this.registration.of(desktopId)?.event.unreached);
  }

  /** Every registered desktop and what became of it. */
  devices(): readonly EnrolledDevice[] {
    return this.registration.all().map((registration): EnrolledDevice => {
      const { desktopId, directoryName } = registration.event;
      const device = this.deviceOf(desktopId);
      const started = this.signedIn.get(desktopId) === registration;
      const enrolled =
        started && [...this.context.state.managedDevices.values()].some((each) => each.serialNumber === desktopId);
      const profile =
        (started ? this.profiles.get(desktopId) : undefined) ??
        (device && profileOf(this.context, device)?.displayName);
      const broken =
        registration.broken ??
        (enrolled
          ? undefined
          : ((started ? this.failed.get(desktopId) : undefined) ?? 'its user has not signed in to Windows yet'));
      return {
        desktopId,
        groupTag: device?.groupTag ?? directoryName,
        ...(profile === undefined ? {} : { profile }),
        enrolled,
        ...(broken === undefined ? {} : { broken }),
      };
    });
  }

  private deviceOf(desktopId: string): AutopilotDevice | undefined {
    return [...this.context.state.autopilotDevices.values()].find((each) => each.serialNumber === desktopId);
  }

  private brokenLink(
    device: AutopilotDevice | undefined,
    profile: AutopilotProfile | undefined,
    user: User,
  ): string | undefined {
    const { state, world } = this.context;
    if (!device) return 'no Autopilot device is registered for this desktop';
    if (!profile) return this.whyNoProfile(device);
    world.rules.leanOn(userDriven);
    if (profile.deviceType !== 'windowsPc')
      return `the Autopilot profile ${profile.displayName} is for ${profile.deviceType} and not for a Windows PC`;
    if (profile.outOfBoxExperienceSetting.deviceUsageType !== 'singleUser') {
      return `the Autopilot profile ${profile.displayName} is self-deploying and not user-driven`;
    }
    world.rules.leanOn(joinAllowed);
    if (state.deviceRegistration.mayJoin === 'none') return 'nobody may join devices to Entra';
    world.rules.leanOn(deviceQuota);
    const owned = [...state.devices.keys()].filter((id) => state.ownersOf(id).includes(user.id)).length;
    if (owned >= state.deviceRegistration.userDeviceQuota)
      return `${user.userPrincipalName} has ${owned} devices, as many as anybody may`;
    world.rules.leanOn(mdmScope);
    const { appliesTo, includedGroups } = state.mdmScope;
    const inScope =
      appliesTo === 'all' ||
      (appliesTo === 'selected' && includedGroups.some((id) => state.transitiveMembersOf(id).includes(user.id)));
    if (!inScope) return `${user.userPrincipalName} is outside the MDM user scope (${appliesTo})`;
    world.rules.leanOn(licence);
    if (!state.servicePlansOf(user).has(servicePlanIds.intune)) {
      return this.refused(user, 'userValidation', `${user.userPrincipalName} has no active Intune licence`);
    }
    world.rules.leanOn(enrolmentRestriction);
    if (!state.windowsMayEnrol)
      return this.refused(user, 'enrollmentRestrictionsEnforced', 'an enrolment restriction keeps Windows out');
    return undefined;
  }

  private refused(user: User, failureCategory: string, failureReason: string): string {
    const { state, world } = this.context;
    world.rules.leanOn(failuresAreKept);
    const eventDateTime = world.clock.now().toISOString();
    state.enrolmentEvents.push({ id: state.newId(), eventDateTime, userId: user.id, failureCategory, failureReason });
    return failureReason;
  }

  private whyNoProfile(device: AutopilotDevice): string {
    const { state } = this.context;
    const tag = `[OrderID]:${device.groupTag ?? ''}`;
    const entraDevice = entraDeviceOf(this.context, device);
    const groups = (entraDevice ? state.parentsOf(entraDevice.id) : []).flatMap((id) => state.groups.get(id) ?? []);
    const running = [...state.groups.values()].find(
      (group) => group.membershipRuleProcessingStatus?.status === 'Running',
    );
    if (groups.length > 0)
      return `no Autopilot profile is assigned to the group ${groups.map((each) => each.displayName).join(', ')}`;
    if (running)
      return `the dynamic group ${running.displayName ?? ''} had not caught up when the user first signed in`;
    return `no group takes in the device: none has a rule that matches ${tag}`;
  }

  private enrol(device: AutopilotDevice, profile: AutopilotProfile, user: User): void {
    const { state, world } = this.context;
    const now = world.clock.now().toISOString();
    const deviceName = nameFrom(profile.deviceNameTemplate, device.serialNumber);
    const managed = {
      id: state.newId(),
      deviceName,
      serialNumber: device.serialNumber,
      azureADDeviceId: device.azureActiveDirectoryDeviceId,
      userId: user.id,
      userPrincipalName: user.userPrincipalName,
      enrolledDateTime: now,
      lastSyncDateTime: now,
      complianceState: 'compliant' as const,
      autopilotEnrolled: true,
    };
    state.managedDevices.set(managed.id, managed);
    device.enrollmentState = 'enrolled';
    device.managedDeviceId = managed.id;
    device.lastContactedDateTime = now;
    device.userPrincipalName = user.userPrincipalName;
    const entraDevice = entraDeviceOf(this.context, device);
    if (!entraDevice) return;
    entraDevice.displayName = deviceName;
    entraDevice.accountEnabled = true;
    entraDevice.isManaged = true;
    entraDevice.enrollmentProfileName = profile.displayName;
    state.owners.set(entraDevice.id, [user.id]);
    this.context.membershipMayHaveChanged();
  }
}

/** The template with its digits in; they come from the serial number, so that a run can be repeated. */
function nameFrom(template: string, serialNumber: string): string {
  if (template === '') return serialNumber;
  const digits = BigInt(`0x${createHash('sha256').update(serialNumber).digest('hex')}`).toString();
  return template
    .replace(/%RAND:(\d+)%/gi, (_all, count: string) => digits.slice(0, Number(count)))
    .replace(/%SERIAL%/gi, serialNumber)
    .slice(0, 15);
}
