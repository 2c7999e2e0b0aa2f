/** What a resource type is called, how one is named, and how much it matters when it is made, changed or removed. */

/** How much a change matters, in rising order. Unknown is never taken as `none`. */
export const risks = ['none', 'cost', 'interrupts', 'destroys-data'] as const;
export type Risk = (typeof risks)[number];

/** The one that matters most of all. */
export const highestOf = (all: readonly Risk[]): Risk =>
  all.reduce<Risk>((highest, risk) => (risks.indexOf(risk) > risks.indexOf(highest) ? risk : highest), 'none');

export type Cloud = 'AWS' | 'Entra' | 'Intune' | 'Azure' | 'Terraform';

/** What is said of a resource type. */
export interface Wording {
  readonly cloud: Cloud;
  /** Singular, as in "1 desktop". */
  readonly noun: string;
  /** Plural where it is not noun + s. */
  readonly nouns?: string;
  /** Attributes that name one, first found first; `body.name` is a field of an attribute. */
  readonly name: readonly string[];
  /** How what names one reads after the noun. @default as it is */
  readonly read?: (name: string) => string;
  readonly create: Risk;
  /** For any changed attribute that `attributes` does not name. */
  readonly update: Risk;
  readonly attributes: Readonly<Record<string, Risk>>;
  /** Removing, and replacing too. */
  readonly remove: Risk;
  /** Which of them, by what names one, nobody loses anything with. @default none: `remove` counts for all */
  readonly spare?: (name: string) => boolean;
  /** Inner workings that a person need not read about. */
  readonly inner: boolean;
}

/**
 * Arguments that say how terraform and a provider go about it, of any type: an import sets them, and nothing in a cloud changes.
 * Source: hashicorp/aws 5.100.0, kms_key, secretsmanager_secret, iam_role, cloudwatch_log_group; microsoft/msgraph 0.5.0.
 */
export const ownOfProviders: ReadonlySet<string> = new Set([
  'timeouts',
  'retry',
  'deletion_window_in_days',
  'recovery_window_in_days',
  'force_overwrite_replica_secret',
  'force_detach_policies',
  'skip_destroy',
]);

/** Nobody notices when it is made, changed or removed, unless `rest` says otherwise. */
export const plain = (cloud: Cloud, noun: string, rest: Partial<Wording> = {}): Wording => ({
  cloud,
  noun,
  name: [],
  create: 'none',
  update: 'none',
  remove: 'none',
  attributes: { tags: 'none', tags_all: 'none', description: 'none' },
  inner: false,
  ...rest,
});

/** Changing, removing or replacing it cuts people off until it is back. */
export const carrying = (cloud: Cloud, noun: string, rest: Partial<Wording> = {}): Wording =>
  plain(cloud, noun, { update: 'interrupts', remove: 'interrupts', ...rest });
