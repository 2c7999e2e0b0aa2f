/**
 * One record a kind of thing that the control plane deals with: what is known of it without calling AWS. Read by the
 * constructs, the function, the plan summary and those who list permissions. No AWS SDK and no cdktf in here.
 *
 * An *identity* finds a thing and never changes (another identity is another thing); *properties* are what it should be
 * like; *attributes* are what AWS made of it and others need.
 */
import type { Permission } from './permission.js';

/** The types of one kind. */
export interface KindContract {
  /** `managed`: the control plane makes and removes it. `observed`: something else (SCIM) makes it, it is waited for. */
  readonly manner: 'managed' | 'observed';
  readonly identity: object;
  readonly properties: object;
  readonly attributes: object;
}

interface OfEachKind<C extends KindContract> {
  readonly manner: C['manner'];
  /** Singular, as a plan names one. */
  readonly noun: string;
  /** Plural where it is not noun + s. */
  readonly nouns?: string;
  /** How a message speaks of one: `the directory Contoso`. */
  called(identity: C['identity']): string;
  /** The attributes, as the function's answer holds them. */
  readonly attributes: { readonly [A in keyof C['attributes'] & string]: 'string' | 'map' };
  /** Which function is asked: the one in the Region of the site, or the one in the Region of Identity Center alone. */
  readonly askedIn: 'each-region' | 'home';
  /** Minutes that one apply waits for it, unless its construct says otherwise. */
  readonly readyTimeout: number;
  /** What the function's role may do for it, and no more. */
  readonly permissions: readonly Permission[];
  /** What an AWS error means where it is about this kind. */
  readonly sentences: readonly ErrorSentence[];
}

/** A kind that the control plane makes and removes. */
export interface ManagedRecord<C extends KindContract> extends OfEachKind<C> {
  /** What a changed property, or its removal, does to people. */
  readonly risk: { readonly update: 'none' | 'interrupts'; readonly remove: 'interrupts' | 'destroys-data' };
  /** Properties that are fixed once it is made. */
  readonly fixed: readonly (keyof C['properties'] & string)[];
  /** How a person gets from one value of them to another. */
  readonly howToChange: string;
  /** Minutes that a destroy waits until it is gone; 0: it goes at once. */
  readonly deletionTimeout: number;
}

/** A kind that something else makes. */
export interface ObservedRecord<C extends KindContract> extends OfEachKind<C> {
  /** What a person can do while it is missing. */
  readonly advice: string;
}

export type KindRecord<C extends KindContract> = C['manner'] extends 'managed' ? ManagedRecord<C> : ObservedRecord<C>;

/** What an AWS error means here and what to do about it. Source unless another is named: the API models and guides of AWS. */
export interface ErrorSentence {
  /** AWS error code without the suffix `Exception`, one or several. */
  readonly code: string | readonly string[];
  /** `service:Operation`, one or several; without it the sentence is for every operation. */
  readonly operation?: string | readonly string[];
  /** Text that the message must hold, compared without case. */
  readonly says?: string;
  /** What it means here. */
  readonly means: string;
  /** What to do. */
  readonly fix: string;
}

/** No properties. */
export type Nothing = Readonly<Record<string, never>>;

export type Tags = Readonly<Record<string, string>>;

/** A role in the account of Identity Center that the function takes on for calls to it, when that is another account. */
export interface ByRole {
  readonly roleArn?: string;
}

export interface IdentityStore extends ByRole {
  /** `d-…`, of the instance. */
  readonly identityStoreId: string;
}
