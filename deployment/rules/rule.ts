import type { CompanyFiles } from '../company-files/contents.js';
import type { Path } from '../json-text.js';
import type { DesktopUser, DeploymentFile, SiteFile } from '../schema.js';

/** What a rule has found. */
export interface Finding {
  readonly at: Path;
  /** The rest of a sentence: `must be …`. */
  readonly rule: string;
  readonly got: string;
  readonly nearest?: string;
  readonly fix?: string;
  /** Where the value stands, when it stands in a users file. */
  readonly row?: { readonly file: string; readonly line: number; readonly column: string };
}

/** A user with the place where it was written. */
export interface LocatedUser {
  readonly user: DesktopUser;
  /** The path of a field of this user, or its cell in a users file. */
  readonly at: (field: keyof DesktopUser) => Pick<Finding, 'at' | 'row'>;
}

/** A site with its place and its users. */
export interface LocatedSite {
  readonly index: number;
  readonly site: SiteFile;
  readonly users: readonly LocatedUser[];
}

/** What rules look at: the file with defaults, the users of each site, and other files that it names. */
export interface RuleContext {
  readonly file: DeploymentFile;
  readonly sites: readonly LocatedSite[];
  /** Those that could be read. */
  readonly companyFiles: CompanyFiles;
}

/** A rule over the whole deployment. */
export type Rule = (context: RuleContext) => Iterable<Finding>;
/** A rule over one site; runs for each. */
export type SiteRule = (site: LocatedSite, context: RuleContext) => Iterable<Finding>;

/** The path of a field of a site. */
export const inSite = ({ index }: LocatedSite, ...rest: Path): Path => ['sites', index, ...rest];
