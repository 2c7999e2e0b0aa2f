/** The names that rights are narrowed to. */
import { partsOfArn } from '../../../domain/arn.js';

/**
 * What somebody does with the state: `looks` without a lock and keeps nothing (plan of a pull request), `plans` under the lock
 * and keeps the plan, `applies` what was kept, `destroys`.
 */
export type StateUse = 'looks' | 'plans' | 'applies' | 'destroys';

/** What names are made of; without a deployment each is `*`. */
export interface Place {
  readonly partition: string;
  readonly accountId: string;
  /** Beginning of every name. */
  readonly name: string;
  readonly rolePath: string;
  /** The only boundary that roles are made with, whether the deployment names it yet or not. */
  readonly boundaryArn: string;
  /** Whether workspaces_DefaultRole is made, changed and removed here. */
  readonly makesServiceRole: boolean;
  /** Whether desktops are those of a group: an engine keeps them. */
  readonly fleet: boolean;
  /** Regions in use. Empty: any. */
  readonly regions: readonly string[];
  /** `ssoins-…` of the instance; absent: it is made here or not known. */
  readonly instanceId?: string;
  /** Resources that exist beside what the deployment makes, by their ARNs. */
  readonly existing: readonly string[];
  /** Roles that are taken on. */
  readonly roles: readonly string[];
  /** Where the state lies in S3. */
  readonly state?: { readonly bucket: string; readonly key: string; readonly kmsKeyId?: string };
  /** @default applies */
  readonly stateUse?: StateUse;
}

/** ARNs of what exists beside the deployment, of one service: `kms`, `sns`, `secretsmanager`. */
export function existingOf({ existing }: Place, service: string): string[] {
  return existing.filter((arn) => partsOfArn(arn).service === service);
}

/** `arn:aws:SERVICE:REGION:ACCOUNT:TYPE` in each Region in use. */
export function inEachRegion(place: Place, service: string, type: string): string[] {
  const regions = place.regions.length > 0 ? place.regions : ['*'];
  return regions.map((region) => `arn:${place.partition}:${service}:${region}:${place.accountId}:${type}`);
}
