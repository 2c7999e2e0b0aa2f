/**
 * What bootstrap needs of a host of pipelines: one record each, in a file of this folder. Everything else (the state, identities,
 * rights, trust, hand-over, undo) is the same for all of them, and asks the record for what differs.
 *
 * The order of a run: `open`, `look` -> level, who approves -> `setRules` (made, read back) -> state -> identities that trust
 * nobody -> `settle`, where the host makes something that needs their ids -> `trusts` -> trust in both clouds -> `setVariables`.
 */
import type {
  Connections,
  Identity,
  RepositoryRef,
  TokenHost,
  TrustRequest,
} from '../../repository/pipelines/tokens/token-host.js';
import type { HostName } from '../../../deployment/pipeline-hosts/index.js';
import type { DeploymentInput } from '../../../deployment/schema.js';
import type { Level } from '../../../domain/pipeline-level.js';
import type { Reviewer, WantedRules } from '../wanted-rules.js';

/** A repository as its host knows it. A host adds what it alone needs. */
export interface Hosted extends RepositoryRef {
  /** Whoever asks may change its settings. */
  readonly admin: boolean;
  readonly private: boolean;
  readonly fork: boolean;
  /** It has the main branch: false of an empty one. */
  readonly hasMain: boolean;
  /** What its owner pays for, as the host calls it; nothing where the host does not tell this person. */
  readonly plan: string | undefined;
  /** What a subject is made of, where somebody chose others than the host's own, and those are left alone. */
  readonly claims: readonly string[] | undefined;
}

/** What of the rules does not stand, and what nobody told whoever asks; each in words. Both empty: the level holds. */
export interface Weaknesses {
  readonly weak: readonly string[];
  readonly unseen: readonly string[];
  /** The main branch has no rule at all: of a host whose plan may keep none. */
  readonly open?: true;
}

/** What will be made on the host, in words, in its order. */
export interface HostThing {
  readonly what: string;
  readonly why: string;
}

/** What is known before anything is made, as far as it decides what the host will have. */
export interface HostPlan {
  readonly deployment: { readonly name: string };
  readonly repository: Pick<RepositoryRef, 'name' | 'prefix'> & Partial<Hosted>;
  readonly level: Level;
  readonly environment: string;
  /** As the host shows them; empty: those that are there. */
  readonly reviewers: readonly string[];
}

/** What the section of the deployment says once everything is made, whichever host it is. */
export interface SectionMade {
  readonly repository: Pick<RepositoryRef, 'name'> & Partial<RepositoryRef>;
  readonly environment: string;
  readonly level: Level;
  /** Left out, as all below, by a pipeline that only checks. */
  readonly entraRights?: 'daily' | 'whole';
  /** ARNs, without that of apply at the level `refused`. */
  readonly aws?: { readonly mainPlan: string; readonly apply?: string | undefined };
  /** Client ids, likewise. */
  readonly entra?: { readonly mainPlan: string; readonly apply?: string | undefined };
}

/** How people call what this host has. */
export interface HostWords {
  /** `GitHub`. */
  readonly host: string;
  /** `repository` or `project`, and at the beginning of a sentence. */
  readonly repository: string;
  readonly Repository: string;
  /** Where its remotes lie. */
  readonly remote: string;
  /** How its name is typed: `OWNER/REPOSITORY`. */
  readonly form: string;
  /** The role that changes settings: `Admin`. */
  readonly admin: string;
  /** What whoever does its part needs, besides the name. */
  readonly adminNeeds: string;
  /** How to sign in as such a one. */
  readonly signIn: string;
  /** `pull request` or `merge request`. */
  readonly change: string;
  /** How a repository is made. */
  readonly make: string;
  /** The variable that holds a token. */
  readonly token: string;
  /** What an approver may be: `a person or ORGANIZATION/TEAM`, with how it is typed. */
  readonly reviewer: string;
  readonly reviewerForms: string;
  /** What each level means here. */
  readonly levels: Readonly<Record<Level, string>>;
  /** Said where the host does not tell what it can enforce. */
  readonly planUntold: string;
  /** Said before anything is made in AWS, where that is not known to last. */
  readonly experimental?: string;
  /** Where its runners come from, for a storage account with rules of its own. */
  readonly runners: string;
  /** What of the trust no cloud compares, so that a rule of the host alone protects it; nothing: the clouds compare all. */
  readonly restsOn: (
    environment: string,
    level: Level,
    repository: Pick<RepositoryRef, 'name'> & Partial<RepositoryRef>,
  ) => string | undefined;
  /** The same after it was made. @param rulesRead whether the rules of the host were read back in this run */
  readonly restedOn: (environment: string, rulesRead: boolean) => string | undefined;
}

/** One host. Nothing in it calls anything before `open`. */
export interface BootstrapHost<H extends Hosted = Hosted, S extends HostName = HostName> extends TokenHost<S> {
  /** Which section of the deployment names it. */
  readonly section: S;
  readonly words: HostWords;
  /** It settles: something for each job is made once its identity is there, and tells only then what the clouds have to trust. */
  readonly settles?: true;
  /** A repository of it may make subjects of its own, which `--subject` gives: where they are given no prefix counts. */
  readonly subjectsOfItsOwn?: true;
  /** Levels that its pipelines do not have, with why. */
  readonly lacks?: { readonly [L in Level]?: string };
  /** It has no environments: why, and what stands in their place. */
  readonly withoutEnvironments?: string;
  /** Its pipelines read no variables of it. */
  readonly withoutVariables?: true;
  /**
   * An instance of somebody's own has an address, and may have another one that signs.
   * @throws UsageError, also where the address of the repository is of another instance
   */
  addressesGiven?(given: {
    readonly repository?: string | undefined;
    readonly url?: string | undefined;
    readonly issuer?: string | undefined;
  }): Pick<RepositoryRef, 'url' | 'issuer'>;
  /** Where CODEOWNERS is laid; nothing where the host has no such file. */
  readonly ownersPath: string | undefined;
  /**
   * What a person typed, or the remote of a clone, as a name of this host; nothing: it is none.
   * @param at Address of the host, where that is known: of one that lies below a path no name tells where it ends
   */
  named(text: string, at?: string): Pick<RepositoryRef, 'name' | 'url'> | undefined;
  ofRemote(address: string, at?: string): Pick<RepositoryRef, 'name' | 'url'> | undefined;
  /** The section as it will be. What else its owner wrote there stays. */
  sectionMade(made: SectionMade, before: NonNullable<DeploymentInput['pipeline']>[S] | undefined): object;
  /** Whether a variable holds a token: then nothing else is looked for. @param url @default the host that everybody uses */
  hasToken(env: NodeJS.ProcessEnv, url?: string): boolean;
  /** Somebody who is signed in, or will be with the first call. @param url @default the host that everybody uses */
  open(env: NodeJS.ProcessEnv, url?: string): HostSession<H>;
  /** The highest level that the host can enforce for it; nothing where it does not tell. */
  levelForeseen(hosted: Pick<H, 'private' | 'plan'>): Level | undefined;
  /** Why nothing of it may be trusted: it protects no branch at all. Left out: it always does. */
  unprotected?(hosted: Pick<H, 'private' | 'plan'>): string | undefined;
  /** Why it can enforce no more than that. */
  whyNoMore(hosted: Pick<H, 'private' | 'plan'>, foreseen: Level): string;
  /** `--subject`, checked; a repository that makes its own has to be told. @throws UsageError, Failure */
  subjectsGiven(given: readonly string[], hosted: H, identities: readonly Identity[]): TrustRequest['subjects'];
  /** Subjects of a hand-over against what the host says that its tokens are made of; a line each. Left out: it makes none of its own. */
  handedSubjectProblems?(subjects: TrustRequest['subjects'], hosted: H, environment: string): string[];
  /** What a hand-over says of it that cannot be; a line each, that begins with the path. */
  handedProblems(
    repository: RepositoryRef & { readonly level: Level; readonly subjects: TrustRequest['subjects'] },
    tenantId: string,
  ): string[];
  /**
   * Whether both clouds can believe what an instance of somebody's own signs, as far as that shows from here.
   * @returns what speaks against it, in words; nothing: nothing does
   * @throws Failure where no job could get in
   */
  doubt?(env: NodeJS.ProcessEnv, repository: Partial<RepositoryRef>): Promise<string | undefined>;
  /** Who owns the code where nobody approves. */
  ownersKnown(reviewers: readonly string[], hosted: H | undefined): readonly string[];
  /** What will be made on it. */
  things(plan: HostPlan): readonly HostThing[];
}

/** A host and somebody who is signed in to it. */
export interface HostSession<H extends Hosted = Hosted> {
  /** @throws Failure when it does not exist under this name, or nobody may look */
  look(name: string): Promise<H>;
  /** The person or the team that a name stands for. @throws Failure when the host knows none */
  reviewerNamed(name: string): Promise<Reviewer>;
  /** Who approves by now. */
  reviewersThere(name: string, environment: string): Promise<readonly Reviewer[]>;
  /**
   * Makes what is missing and puts back what differs, in the order that is safe, and reads all of it back.
   * @returns what was made or changed, in words; empty: everything was as it has to be
   * @throws Failure where something in the way is somebody else's, or the host keeps less than the level says
   */
  setRules(hosted: H, wanted: WantedRules): Promise<readonly string[]>;
  /** What of the rules is not there as the host tells it now. Changes nothing. */
  weaknesses(hosted: H, wanted: WantedRules): Promise<Weaknesses>;
  /** Names of the environments that bootstrap made for a deployment, as the host says. Left out: it has none. */
  ownEnvironments?(hosted: Pick<H, 'name'>, deployment: string): Promise<readonly string[]>;
  /** What `settle` of an earlier run made, read back, that of a level that was lowered since too. Changes nothing. */
  settled?(hosted: H, of: Settling): Promise<Connections | undefined>;
  /**
   * Makes what the host can make only now that the identities are there, and reads what their tokens will say. They trust nobody
   * yet. Hosts without such a step leave it out.
   * @returns what the clouds have to trust, as the host shows it, and what was made, in words
   */
  settle?(
    hosted: H,
    wanted: WantedRules,
    made: Settling & {
      readonly clients: { readonly mainPlan: string; readonly apply?: string };
      /** At the level `refused`: no cloud trusts what applied any more, so what stands for it may go. */
      readonly untrusted: boolean;
    },
  ): Promise<{ readonly connections: Connections; readonly done: readonly string[] }>;
  /** Sets variables, which are no secrets. @returns the names of those that were set */
  setVariables(hosted: H, values: Readonly<Record<string, string>>): Promise<readonly string[]>;
  /**
   * Takes away what is used no more once both clouds trust as the level says: only what is ours. What keeps others out stays.
   * @returns what went, in words
   */
  dropUnused(hosted: H, of: Unused): Promise<readonly string[]>;
  /** Takes away what `setRules` (and `settle`) made, but for the branch and its files. @returns what went, in words */
  dropRules(
    repository: Pick<RepositoryRef, 'name' | 'url'>,
    of: Dropping & { readonly mark: string; readonly connections?: Connections | undefined },
  ): Promise<readonly string[]>;
}

/** Whose rules go. */
export interface Dropping {
  readonly environment: string;
  readonly deployment: string;
  /** Told what stays, with why. */
  readonly stays: (what: string) => void;
}

/** What a lower level, or another environment, leaves behind. */
export interface Unused {
  readonly deployment: string;
  /** The one that applies now. */
  readonly environment: string;
  /** The one that the deployment names until then: where bootstrap made that, and it is another one, it is used no more. */
  readonly environmentBefore?: string | undefined;
  /** Names of variables that nothing stands for any more. */
  readonly variables: readonly string[];
}

/** By what a host that settles finds its own again. */
export interface Settling {
  readonly deployment: string;
  readonly level: Level;
  /** What everything of this bootstrap carries. */
  readonly mark: string;
  readonly tenantId: string;
  /** As the deployment names them. */
  readonly known: Connections | undefined;
  /** What protects them has to stand by now: whoever trusts them cannot put it right. */
  readonly asserts: boolean;
}
