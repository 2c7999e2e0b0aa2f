/** Whom the federated credentials of an application of a pipeline let in, held against the one job that it is for. */
import { claimsExpression, type Trusted } from '../../../../domain/pipeline-subjects.js';
import type { SeenCredential, SeenPipelineApp } from '../../../clouds/lookups/pipeline/pipeline-apps.js';
import type { Finding } from '../../rule.js';

/** The job that an application is for. */
export interface OwnJob {
  readonly name: string;
  /** Nothing where nobody can tell whom it says that it is: then the issuers alone are compared. */
  readonly trusted: Trusted | undefined;
  /** Who signs tokens of the host, with `https://`. */
  readonly issuers: readonly string[];
}

/** By subject, or by the expression that `bootstrap --by-hand` prints: to the letter, as Entra compares. */
function letsIn({ issuer, subject, expression }: SeenCredential, trusted: Trusted): boolean {
  if (issuer !== trusted.issuer) return false;
  return subject === null
    ? expression !== null && expression === claimsExpression(trusted)
    : subject === trusted.subject;
}

/** A credential with whom it lets in, in words. */
export const whom = ({ name, issuer, subject, expression }: SeenCredential): string =>
  `the credential ${name} lets ${subject ?? (expression === null ? 'whoever fits to an expression' : `whoever fits to ${expression}`)} in, by the word of ${issuer}`;

const unbound = ({ name }: SeenCredential): Pick<Finding, 'got' | 'fix'> => ({
  got: `the credential ${name} compares the name alone, not the number of the project`,
  fix: 'Run `entra-workspaces bootstrap`: it binds the credential to the number, which no other project can get.',
});

const takeAway =
  'What `bootstrap` made, and a rename or another level left behind, it puts right itself: run `entra-workspaces bootstrap`. Of any other find out who made it and why, and take it away (Entra admin center, App registrations, Federated credentials).';

/**
 * Every credential but the right one is a finding, and so is an application without the right one; one by its subject alone lets
 * the right job in, and whoever gets its name after, where Entra could compare the number, too.
 */
export function credentialFindings(
  { clientId, displayName, credentials }: Pick<SeenPipelineApp, 'clientId' | 'displayName' | 'credentials'>,
  { name, trusted, issuers }: OwnJob,
): Finding[] {
  const thing = `${displayName} (${clientId})`;
  const found = (got: string): Finding => ({ thing, got, severity: 'error', fix: takeAway });
  const isOwn = (each: SeenCredential): boolean =>
    trusted === undefined ? issuers.includes(each.issuer) : letsIn(each, trusted);
  const own = credentials.filter(isOwn);
  const others: Finding[] = credentials.filter((each) => !isOwn(each)).map((each) => found(whom(each)));
  if (trusted !== undefined && own.length === 0)
    return [{ thing, got: `no credential lets the job of ${name} in: ${trusted.subject}` }, ...others];
  if (trusted !== undefined && claimsExpression(trusted) !== undefined)
    others.push(...own.filter(({ subject }) => subject !== null).map((each) => ({ thing, ...unbound(each) })));
  if (trusted === undefined && own.length > 1)
    others.push(found(`one credential alone can be for the job of ${name}: ${own.map(whom).join('; ')}`));
  return others;
}
