import type { Clock } from './clock.js';
import type { Faults } from './faults.js';
import type { Network } from './network.js';
import type { Issuers } from './issuers.js';
import type { RuleBook } from './rules.js';

/** What every room of the twin is given: wires, time, faults and the book of rules. */
export interface World {
  readonly network: Network;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly rules: RuleBook;
  /** Who signs tokens of jobs. Without: every token is believed. */
  readonly issuers?: Issuers;
}

/** A desktop as the integrations see it. */
export interface DesktopEvent {
  readonly region: string;
  readonly directoryId: string;
  /** Becomes the OrderID (group tag) of the Autopilot device. */
  readonly directoryName: string;
  readonly tenantId: string;
  readonly secretArn: string;
  readonly desktopId: string;
  readonly userName: string;
  readonly computerName: string;
  /** What stood between the desktop and the internet when it came up; undefined: nothing. */
  readonly offline?: string;
  /** What a firewall did not let through when it came up. */
  readonly unreached?: readonly Unreached[];
}

/** Hosts of one purpose that a firewall keeps from a desktop. */
export interface Unreached {
  readonly purpose: string;
  /** The first sign-in ends there. */
  readonly stopsEnrolment?: true;
  /** What becomes of the desktop. */
  readonly without: string;
  /** `HOST:PORT`, the first that is not let through. */
  readonly at: string;
  /** Name of the firewall. */
  readonly by: string;
}

/** A user as Identity Center has them. */
export interface IdentityCenterUser {
  readonly userId: string;
  readonly userName: string;
  readonly active: boolean;
  /** The Entra object id that SCIM sent. */
  readonly externalId?: string;
}

/** What the Identity Center console was given of the identity provider. */
export interface TrustedIdentityProvider {
  readonly entityId: string;
  readonly signInUrl: string;
  /** Base64 DER, without line breaks: more than one may be trusted at a time. */
  readonly certificates: readonly string[];
}

/** What AWS hands out of itself as the service provider. */
export interface ServiceProvider {
  readonly entityId: string;
  readonly acsUrls: readonly string[];
  readonly signInUrl: string;
}

/** What the integrations may know of the AWS account. Implemented by twin/aws. */
export interface AccountForIntegrations {
  onDesktop(what: 'created' | 'rebuilt' | 'terminated', listener: (event: DesktopEvent) => Promise<void>): void;
  /** Reads a secret as `workspaces.amazonaws.com`: resource policy, key policy, key and secret state decide. Throws. */
  readSecretAsService(region: string, secretArn: string): Promise<string>;
  trustedIdentityProvider(): TrustedIdentityProvider | undefined;
  serviceProvider(): ServiceProvider | undefined;
  identityCenterUser(userName: string): IdentityCenterUser | undefined;
  /** Whether an assignment, or the absence of the need for one, lets this user open the directory's application. */
  mayOpenApplication(directoryId: string, userId: string): boolean;
  desktopsOf(userName: string): readonly DesktopEvent[];
  /** A person connected to a desktop, now. */
  desktopOpened(desktopId: string): void;
}

/** One Autopilot device and what became of it. */
export interface EnrolledDevice {
  readonly desktopId: string;
  readonly groupTag: string;
  readonly profile?: string;
  readonly enrolled: boolean;
  /** The first broken link, in words, when it did not enrol. */
  readonly broken?: string;
}

/** The answer to "can this person work?". */
export interface SignInResult {
  readonly userPrincipalName: string;
  readonly works: boolean;
  /** The first broken link, in words. */
  readonly broken?: string;
}
