import { sameDocument } from '../../../../domain/same-document.js';
/** What the trust policy of a role allows, statement by statement, held against the one statement that its job needs. */

/** A statement of a trust policy, as far as it says whom it lets in. */
export interface TrustStatement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What allows something; a text that is no policy allows nothing that anybody could name. */
export function allowedIn(trust: string): readonly TrustStatement[] {
  try {
    const { Statement = [] } = JSON.parse(trust) as { Statement?: TrustStatement | readonly TrustStatement[] };
    return [Statement].flat().filter(({ Effect }) => Effect === 'Allow');
  } catch {
    return [];
  }
}

/** Whether it speaks of tokens of this provider alone, whatever it asks of them. */
export function isOfProvider({ Principal }: TrustStatement, provider: string): boolean {
  return (
    typeof Principal === 'object' &&
    Principal !== null &&
    Object.keys(Principal).join() === 'Federated' &&
    [(Principal as { Federated?: unknown }).Federated].flat().every((each) => each === provider)
  );
}

/** The statement that a trust policy of bootstrap has. */
export interface WantedStatement extends TrustStatement {
  readonly Principal: { readonly Federated: string };
  readonly Condition: { readonly StringEquals: Readonly<Record<string, string>> };
}

/** The one statement of a policy that bootstrap writes. */
export const statementOf = (policy: object): WantedStatement =>
  (policy as { readonly Statement: readonly [WantedStatement] }).Statement[0];

export const isSame = (one: TrustStatement, wanted: WantedStatement): boolean =>
  sameDocument(JSON.stringify(one), wanted);

/**
 * Whether it is the same but for what the repository was called: by its number it is the same repository.
 * @param context How the subject ends whatever the repository is called: `:ref:refs/heads/main`
 */
export function isOfFormerName(one: TrustStatement, wanted: WantedStatement, context: string): boolean {
  const [key] = Object.keys(wanted.Condition.StringEquals).filter((each) => each.endsWith(':sub'));
  const was = key === undefined ? undefined : one.Condition?.['StringEquals']?.[key];
  if (key === undefined || typeof was !== 'string' || !was.endsWith(context)) return false;
  const StringEquals = { ...wanted.Condition.StringEquals, [key]: was };
  return sameDocument(JSON.stringify(one), { ...wanted, Condition: { StringEquals } });
}

const words = (value: unknown): string => [value].flat().map(String).join(' or ');

/** Whom it lets in, by principal and condition: `arn:aws:iam::444455556666:root (StringEquals sts:ExternalId: x)`. */
export function whomInWords({ Principal, NotPrincipal, Condition = {} }: TrustStatement): string {
  const named = (principal: unknown): string =>
    typeof principal === 'object' && principal !== null
      ? Object.values(principal).map(words).join(' or ')
      : String(principal);
  const who = NotPrincipal === undefined ? named(Principal) : `everybody but ${named(NotPrincipal)}`;
  const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => `${operator} ${key}: ${words(value)}`),
  );
  return `${who} (${conditions.join(', ') || 'without a condition'})`;
}
