import type { Unreached } from '../../clouds.js';
import type { FailingSetting } from '../intune-objects.js';

/** What one check-in of a device brought. */
export interface DeviceCheckIn {
  readonly at: string;
  readonly policies: readonly PolicyOnDevice[];
  readonly apps: readonly AppOnDevice[];
  /** Certificates that its profiles put into its stores. */
  readonly certificates: readonly StoredCertificate[];
  /** Policies of ADMX files that its custom policies name. */
  readonly session: readonly SessionSetting[];
  /** As Conditional Access takes it: a grace period counts as compliant. */
  readonly compliant: boolean;
  readonly complianceState: 'compliant' | 'noncompliant' | 'inGracePeriod';
  readonly failing: readonly FailingSetting[];
  /** What a firewall kept from the device. */
  readonly unreached: readonly Unreached[];
  /** The status page of the first sign-in. */
  readonly statusPage?: StatusPageShown;
}

export interface SessionSetting {
  readonly name: string;
  /** `enabled`, `disabled`; `not known` where no file that was taken in has it at its address. */
  readonly state: string;
  readonly data: Readonly<Record<string, string>>;
}

export interface StoredCertificate {
  /** As Graph names it: `computerCertStoreRoot`. */
  readonly store: string;
  /** SHA-1, in capitals. */
  readonly thumbprint: string;
}

/** What the page waited for. */
export interface StatusPageShown {
  readonly name: string;
  /** Names, or ids of what is not there, of the apps that it waited for. */
  readonly waitedFor: readonly string[];
  /** Those that never came: it waited until its time was up. */
  readonly inVain: readonly string[];
  /** How the person got on. */
  readonly end: 'done' | 'went on after the time was up' | 'stuck';
}

export interface PolicyOnDevice {
  readonly id: string;
  readonly name: string;
  /** The collection that it is in, as `configurationPolicies`. */
  readonly collection: string;
  readonly state: 'applied' | 'conflict';
  /** Which policies want something else, and for which setting. */
  readonly against?: readonly { readonly policy: string; readonly setting: string }[];
}

export interface AppOnDevice {
  readonly id: string;
  readonly name: string;
  readonly intent: string;
  readonly state: 'installed' | 'available' | 'failed';
  /** Of one that failed, as Intune counts: negative. */
  readonly errorCode?: number;
}
