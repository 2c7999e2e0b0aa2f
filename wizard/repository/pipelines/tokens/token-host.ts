/**
 * What the tokens of a host's jobs say of them, and what the clouds compare: one record a host. `bootstrap` makes the trust by it,
 * and `doctor` compares the trust with it.
 */
import type { HostName } from '../../../../deployment/pipeline-hosts/index.js';
import type { SettingsOf } from '../../../../deployment/pipeline-of.js';
import type { Level } from '../../../../domain/pipeline-level.js';
import type { Trusted } from '../../../../domain/pipeline-subjects.js';

/** The identities that bootstrap makes. */
export type Identity = 'mainPlan' | 'apply';

/** What stands on the host for the job of an identity, where the host makes something for each: as it shows itself. */
export interface Connection {
  readonly name: string;
  readonly id: string;
  /** Whom the clouds have to trust for it. With `https://`. */
  readonly issuer: string;
  readonly subject: string;
}

export interface Connections {
  readonly mainPlan: Connection;
  /** Left out at the level `refused`. */
  readonly apply?: Connection | undefined;
}

/** By what both clouds know the jobs of a repository; a hand-over carries it. */
export interface RepositoryRef {
  /** As the host writes it: `contoso/desktops`. */
  readonly name: string;
  /** The host's own number or id: a repository that takes the name over has another one. */
  readonly id: string;
  /** What the subjects of its jobs begin with, without a pattern: `repo:contoso/desktops`, `project_path:contoso/it/desktops`. */
  readonly prefix: string;
  /** Address of the host, where it may be somebody's own: with `https://` and its path. @default the host that everybody uses */
  readonly url?: string | undefined;
  /** Who signs the tokens of such a host, where that is another address. @default `url` */
  readonly issuer?: string | undefined;
  /** What its subjects began with under the name that the deployment has, where its number, or its host, says that it was renamed since. */
  readonly formerly?: string | undefined;
  /** Of a host that settles: nothing until they are made. */
  readonly connections?: Connections | undefined;
  /** Those that the deployment names until now: one that is made anew has another subject. */
  readonly connectionsBefore?: Connections | undefined;
}

/** What a subject follows from. */
export interface TrustRequest {
  readonly repository: Pick<RepositoryRef, 'prefix'> & Partial<RepositoryRef>;
  readonly environment: string;
  readonly level: Level;
  /** Given by options, for a repository that makes its own. */
  readonly subjects: { readonly [I in Identity]?: string | undefined };
}

/** Whom each cloud lets in for one identity: they may differ in issuer, audience and subject. */
export interface Trusts {
  readonly aws: Trusted;
  readonly entra: Trusted;
}

/** A job of a repository, as far as its token goes. */
export interface ProvedJob {
  readonly job: string;
  /** By the names that the token has, without `aud`. */
  readonly claims: Readonly<Record<string, string>>;
  /** The identity that it is to get, in both clouds, one that is made by hand, too; nothing: none. */
  readonly gets: Identity | 'pullRequestPlan' | undefined;
}

/** One host. Pure: nothing in it calls anything. */
export interface TokenHost<S extends HostName = HostName> {
  /** What the section of a deployment says of it. */
  ofSettings(settings: SettingsOf<S>): Pick<RepositoryRef, 'name' | 'prefix' | 'url' | 'issuer' | 'connections'> & {
    readonly environment: string;
    /** Its number, where the deployment has it. */
    readonly id?: string;
  };
  /** Whom both clouds let in for it; nothing: not known before `settle`. */
  trusts(request: TrustRequest, identity: Identity): Trusts | undefined;
  /**
   * Who signs the tokens, with `https://`, and the audience for which they are asked: known before any subject is, but for a
   * host that settles.
   */
  provider(
    repository: Pick<RepositoryRef, 'url' | 'issuer' | 'connections'>,
  ): { readonly issuer: string; readonly audience: string } | undefined;
  /**
   * Claims by which a trust in AWS is that of this very repository, whatever its name by now: a role whose trust says another is
   * somebody's. Empty where AWS knows none: then the subjects have to be ours.
   */
  ownClaims(repository: Pick<RepositoryRef, 'id' | 'url' | 'issuer'>): Readonly<Record<string, string>>;
  /** Whether a subject is one of this very repository, whichever of its jobs that is. Left out: those alone that we trust now are. */
  isOwnSubject?(
    subject: string,
    repository: Pick<RepositoryRef, 'prefix' | 'formerly'> & Partial<RepositoryRef>,
  ): boolean;
  /** The jobs that there can be, to be asked of the trust. */
  jobs(request: TrustRequest & { readonly repository: RepositoryRef }): readonly ProvedJob[];
}
