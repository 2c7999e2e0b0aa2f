/** One row of what an error of terraform or of a provider means. */
export interface ProviderError {
  /** Short and unique; the anchor on the troubleshooting page. */
  readonly id: string;
  /** Found in summary and detail, line breaks taken as spaces. */
  readonly says: RegExp;
  /** Only at resources of these types. */
  readonly at?: RegExp;
  readonly cause: string;
  /** `ADDRESS (…)` stands for what has to be made anew: `claimOf` finds it in a stack. */
  readonly fix: string;
  /** Where it is a data source of ours that fails: what its address begins with, as does that of the claim behind it. */
  readonly claimOf?: RegExp;
  /** Not broken: it needs time. */
  readonly waiting?: boolean;
  /** Cause and fix say it all; terraform's own text is left out. */
  readonly instead?: boolean;
  /** Where this is known from. */
  readonly source: string;
}
