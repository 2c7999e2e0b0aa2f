import type { World } from '../clouds.js';
import type { Consistency } from './consistency.js';
import type { TenantState } from './state.js';
import type { SynchronizationRunner } from './synchronization.js';

/** How long things take in this tenant, in minutes of the twin. Microsoft documents none of them. */
export interface TenantDelays {
  /** From a change to a dynamic group's members being right. Default 10. */
  dynamicGroup: number;
  /** From starting a provisioning job to its first cycle. Default 2. */
  firstSynchronization: number;
  /** From creating an app to its being published, which is when it can be assigned. Default 1. */
  appPublishing: number;
}

/** What facts leave open. A scenario may run both ways. */
export interface TenantUnknowns {
  /**
   * Whether the first signing certificate signs without being activated. Default true, as in what was recorded of
   * azuread 3.7.0; the tutorial activates it, so scenarios turn it off: the harder of the two has to work.
   */
  firstCertificateIsActive: boolean;
  /** Order of a service principal's key credentials. Default false: the newest comes last. */
  newestCertificateFirst: boolean;
  /** Whether the caller owns what it instantiates from a template. Default false. */
  callerOwnsInstantiated: boolean;
}

/** What every part of the tenant is given. */
export interface TenantContext {
  readonly world: World;
  readonly state: TenantState;
  readonly consistency: Consistency;
  readonly delays: TenantDelays;
  readonly unknowns: TenantUnknowns;
  /** Objects a page, unless the caller asks for less or more with `$top`. */
  pageSize: number;
  runner: SynchronizationRunner | undefined;
  /** Something changed that a dynamic group may depend on. */
  membershipMayHaveChanged(): void;
}
