/**
 * Why Intune refused an enrolment. Source: Graph, intune-troubleshooting-deviceenrollmentfailurereason; what to do is
 * ours.
 */
import type { Owner } from '../owner.js';

interface Meaning {
  readonly cause: string;
  readonly owner: Owner;
  readonly fix: string;
}

const intune = 'Intune administrator' as const;
const again = 'then have the desktop engineer rebuild the desktop: a first sign-in that failed is not repeated';

const meanings: Readonly<Record<string, Meaning>> = {
  authentication: {
    cause: 'the person could not be authenticated',
    owner: 'Entra administrator',
    fix: `see the sign-ins of the person in Entra, ${again}`,
  },
  authorization: {
    cause: 'the person may not enrol devices',
    owner: intune,
    fix: `let the person enrol (MDM user scope, enrolment restrictions), ${again}`,
  },
  accountValidation: {
    cause: 'the account is blocked or enrolment is not switched on for it',
    owner: 'Entra administrator',
    fix: `unblock the account, ${again}`,
  },
  userValidation: {
    cause: 'the person is not known to Intune or has no licence for it',
    owner: 'Entra administrator',
    fix: `assign a licence that holds Intune, ${again}`,
  },
  deviceNotSupported: {
    cause: 'Intune does not manage this kind of device',
    owner: 'desktop engineer',
    fix: 'use a supported edition of Windows Enterprise in the image',
  },
  inMaintenance: { cause: 'Intune was in maintenance', owner: 'desktop engineer', fix: 'rebuild the desktop' },
  badRequest: {
    cause: 'Intune did not understand the request',
    owner: intune,
    fix: `open the failure in Intune, Troubleshooting, ${again}`,
  },
  featureNotSupported: {
    cause: 'the tenant lacks what the enrolment needs',
    owner: intune,
    fix: `open the failure in Intune, Troubleshooting, ${again}`,
  },
  enrollmentRestrictionsEnforced: {
    cause: 'an enrolment restriction of Intune refused the desktop',
    owner: intune,
    fix: `allow Windows (MDM) for the group of desktop users in the enrolment restrictions, ${again}`,
  },
  clientDisconnected: {
    cause: 'the desktop lost its connection while it enrolled',
    owner: 'desktop engineer',
    fix: 'check the way to the internet (NAT, firewall), then rebuild the desktop',
  },
  userAbandonment: {
    cause: 'the person stopped it',
    owner: 'desktop engineer',
    fix: 'rebuild the desktop and have the person wait until the first sign-in is through',
  },
};

/** What a failure category means. */
export function enrolmentFailure(category: string): Meaning {
  return (
    meanings[category] ?? {
      cause: `Intune refused the enrolment (${category})`,
      owner: intune,
      fix: `open the failure in Intune, Troubleshooting, ${again}`,
    }
  );
}
