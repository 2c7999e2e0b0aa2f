/**
 * A rule: something that goes wrong, told from facts. Pure: no call, no clock of its own. It names the facts that it
 * needs and is given those alone, all of them seen; with one that could not be seen it is not asked, and `unknown`.
 */
import type { Deployment, Site } from '../../deployment/schema.js';
import type { Stage } from '../../deployment/stage.js';
import type { Owner } from './owner.js';
import type { DeploymentFact, DeploymentFacts, SiteFact, SiteFacts } from './fact-types.js';

export type Severity = 'error' | 'warning';
/** Before an apply, or after one. */
export type Occasion = 'preflight' | 'doctor';
/** Which part of the picture it is about. */
export type Area =
  'account' | 'network' | 'registration' | 'identity-center' | 'federation' | 'intune' | 'desktops' | 'users';

/** What a rule found about one thing. */
export interface Finding {
  /** A user, a desktop, a bundle, … of the site or the deployment. Left out where that is the subject itself. */
  readonly thing?: string;
  /** UPN, where it is about one person. */
  readonly user?: string;
  /** What was seen, in words. Never a secret. */
  readonly got: string;
  /** Where it differs from that of the rule. */
  readonly fix?: string;
  /** What is typed to mend it: stands on a line of its own. */
  readonly command?: string;
  readonly severity?: Severity;
  /** It is young, and no fault yet: how long this takes and since when, as `takes up to an hour, made 3 minutes ago`. */
  readonly waits?: string;
}

/** What a rule is asked about, besides the facts. */
export interface About {
  readonly deployment: Deployment;
  readonly stage: Stage;
  readonly occasion: Occasion;
  readonly now: Date;
}

export interface AboutSite extends About {
  readonly site: Site;
}

interface Description {
  /** In kebab-case, unique. */
  readonly id: string;
  /** Numbers in the catalogue of what goes wrong (failure-modes.ts). */
  readonly failureModes: readonly number[];
  /** What is wrong. */
  readonly title: string;
  /** The same where nothing is: no tick stands beside a sentence that says the opposite. */
  readonly good: string;
  /** What comes of it, so that a person knows how bad it is. */
  readonly why: string;
  /** What to do, as a sentence. */
  readonly fix: string;
  readonly who: Owner;
  readonly severity: Severity;
  readonly area: Area;
  readonly at: readonly Occasion[];
  /** The foundation needs it already. Without, a preflight before the handshake only warns: desktops come later. */
  readonly foundation?: true;
  /** Not asked in a job of a pipeline. */
  readonly byPeople?: true;
  /** Rules whose findings explain this one: it is listed under theirs. */
  readonly because?: readonly string[];
  /** What shows after an apply that nothing is wrong, where a fact that it needs could not be seen. */
  readonly shownBy?: Evidence<DeploymentFact>;
}

/** Facts in which an effect shows, and whether it does. Without it the rule stays `unknown`: nothing bad follows from it. */
interface Evidence<N extends DeploymentFact> {
  readonly facts: readonly N[];
  readonly shows: (facts: Partial<DeploymentFacts>, about: About) => boolean;
}

/** Declares evidence, with its facts typed. */
export function evidence<const N extends DeploymentFact>(
  facts: readonly N[],
  shows: (facts: Pick<DeploymentFacts, N>, about: About) => boolean,
): Evidence<DeploymentFact> {
  return { facts, shows: shows as Evidence<DeploymentFact>['shows'] };
}

/** A rule as it is run. `needs` are facts of the deployment, and for a rule of sites also of a site. */
export interface Rule extends Description {
  readonly on: 'deployment' | 'site';
  readonly needs: readonly (DeploymentFact | SiteFact)[];
  /** Without it a rule holds for every deployment. Where it does not hold nothing is looked at. */
  readonly holdsFor?: (about: About & { readonly site?: Site }) => boolean;
  readonly evaluate: (
    facts: Partial<DeploymentFacts & SiteFacts>,
    about: About & { readonly site?: Site },
  ) => Finding[];
}

interface Typed<Facts, N extends keyof Facts, A extends About> extends Description {
  readonly needs: readonly N[];
  readonly holdsFor?: (about: A) => boolean;
  readonly evaluate: (facts: Pick<Facts, N>, about: A) => Finding[];
}

/** Declares a rule over the deployment as a whole. */
export function deploymentRule<const N extends DeploymentFact>(rule: Typed<DeploymentFacts, N, About>): Rule {
  return { ...rule, on: 'deployment' } as Rule;
}

/** Declares a rule that is asked for each site. */
export function siteRule<const N extends DeploymentFact | SiteFact>(
  rule: Typed<DeploymentFacts & SiteFacts, N, AboutSite>,
): Rule {
  return { ...rule, on: 'site' } as unknown as Rule;
}
