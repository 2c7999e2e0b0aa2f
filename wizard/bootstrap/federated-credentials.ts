/**
 * Whom an application takes the word of, as Graph keeps it: by a subject, or by an expression over claims. Expressions are shown
 * by beta alone: https://learn.microsoft.com/en-us/graph/api/resources/federatedidentitycredential?view=graph-rest-beta.
 */
import type { EntraHalf } from '../terraform/synth.js';
import { unlessAbsent } from '../clouds/cloud-error.js';
import type { Graph } from '../clouds/graph.js';
import type { Found } from './found.js';

/** A federated credential as a half makes it. */
export type WantedCredential = NonNullable<EntraHalf['apps'][string]['credential']>;

export interface Credential {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  /** Null where an expression stands in its place. */
  readonly subject: string | null;
  readonly audiences: readonly string[];
  readonly claimsMatchingExpression?: { readonly value?: string } | null;
}

const beta = { version: 'beta' } as const;
const pathOf = (applicationId: string): string => `applications/${applicationId}/federatedIdentityCredentials`;

/** @param applicationId Object id */
export const credentialsOf = (graph: Graph, applicationId: string): Promise<Credential[]> =>
  graph.list<Credential>(pathOf(applicationId), beta);

/** Takes one away. */
export const deleteCredential = (graph: Graph, applicationId: string, id: string): Promise<void> =>
  graph.delete(`${pathOf(applicationId)}/${id}`, beta);

const expressionOf = ({ claimsMatchingExpression: expression }: Credential): string | undefined => expression?.value;

/** Whom it lets in, for a person. */
export const whomOf = (credential: Credential): string =>
  credential.subject ?? expressionOf(credential) ?? 'whoever fits to an expression that Graph does not show';

/** The subject that it compares, alone or in an expression of ours; nothing: none that can be told. */
export const subjectIn = (credential: Credential): string | undefined =>
  credential.subject ?? /^claims\['sub'\] eq '([^']*)'/.exec(expressionOf(credential) ?? '')?.[1];

/** Whether it lets in whom it has to, and nobody else. */
export function isSame(there: Credential, wanted: WantedCredential): boolean {
  const { issuer, subject, audiences } = there;
  const compared =
    wanted.expression === undefined ? subject === wanted.subject : expressionOf(there) === wanted.expression;
  return compared && issuer === wanted.issuer && audiences.join() === wanted.audience;
}

/** By type of terraform: the id by which azuread takes one in. */
const importIds: Readonly<Record<string, (applicationId: string, id: string) => string>> = {
  azuread_application_federated_identity_credential: (applicationId, id) =>
    `${applicationId}/federatedIdentityCredential/${id}`,
  // As its code reads it (application_flexible_federated_identity_credential_resource.go); its page shows the other form.
  azuread_application_flexible_federated_identity_credential: (applicationId, id) => `/${pathOf(applicationId)}/${id}`,
};

/** Whether something is what lets a job in as an application. */
export const isCredential = ({ type }: Pick<Found, 'type'>): boolean => type in importIds;

const typeOf = (expression: string | undefined): string =>
  `azuread_application_${expression === undefined ? '' : 'flexible_'}federated_identity_credential`;

/** What terraform calls it. */
export function inTerraform(applicationId: string, credential: Credential): Pick<Found, 'type' | 'id'> {
  const type = typeOf(expressionOf(credential));
  return { type, id: importIds[type]?.(applicationId, credential.id) ?? '' };
}

/**
 * Takes away what compares a subject where an expression is wanted, or the other way round: a credential has one kind for its
 * life, and no two have one name. @param found Ours, by their names
 */
export async function dropOtherKinds(
  graph: Graph,
  found: readonly Found[],
  wanted: (identity: string) => WantedCredential | undefined,
): Promise<void> {
  for (const { type, by, id } of found.filter(isCredential)) {
    if (type === typeOf(wanted(by['key'] ?? '')?.expression)) continue;
    const [credential = '', , applicationId = ''] = id.split('/').reverse();
    await unlessAbsent(deleteCredential(graph, applicationId, credential), undefined);
  }
}
