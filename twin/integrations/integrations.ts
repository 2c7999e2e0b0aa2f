import type { AccountForIntegrations, EnrolledDevice, SignInResult } from '../clouds.js';
import type { DeviceCheckIn } from '../entra/intune/check-in-result.js';
import type { Tenant } from '../entra/tenant.js';
import { Enrolment } from './enrolment.js';
import { DeviceRegistration, type Orphan } from './registration.js';
import { ScimSynchronization } from './scim.js';
import { SignIn } from './sign-in.js';

/** What makes one twin of two clouds. */
export interface Integrations {
  /** Every desktop that WorkSpaces tried to register, and what became of it. */
  devices(): readonly EnrolledDevice[];
  /** A managed desktop checks in with Intune now: what it has after that. Undefined: it is not managed. */
  checkIn(desktopId: string): DeviceCheckIn | undefined;
  /** Devices that stayed behind when their desktops went. */
  readonly orphans: readonly Orphan[];
  /**
   * A person signs in to the portal, opens the desktop (with `directoryName`: the one in that directory) and signs in
   * to Windows. The first Windows sign-in is when the desktop enrols.
   */
  signIn(userPrincipalName: string, directoryName?: string): SignInResult;
  /** The same without Windows: nothing changes but the sign-in log. */
  maySignIn(userPrincipalName: string, directoryName?: string): SignInResult;
}

/** Joins a tenant and an account: SCIM, device registration, enrolment, sign-in. */
export function joinClouds(tenant: Tenant, account: AccountForIntegrations): Integrations {
  tenant.onSynchronization(new ScimSynchronization(tenant.context));
  const registration = new DeviceRegistration(tenant.context, account);
  const enrolment = new Enrolment(tenant.context, registration);
  const portal = new SignIn(tenant.context, account);
  return {
    devices: () => enrolment.devices(),
    checkIn: (desktopId) => enrolment.checkIn(desktopId),
    orphans: registration.orphans,
    signIn: (userPrincipalName, directoryName) => {
      const { opened, ...result } = portal.tryOut(userPrincipalName, directoryName);
      if (opened) {
        account.desktopOpened(opened.desktop.desktopId);
        enrolment.firstSignIn(opened.desktop, opened.user);
      }
      return result;
    },
    maySignIn: (userPrincipalName, directoryName) => {
      const { opened: _opened, ...result } = portal.tryOut(userPrincipalName, directoryName);
      return result;
    },
  };
}
