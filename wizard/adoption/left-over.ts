/** What no import takes over: said with what happens instead, and the signing certificate, which is read. */
import type { Clouds } from '../clouds/lookup.js';

/** Secrets of an app that the state does not know. */
export interface SeenSecrets {
  /** As a person knows them: name, first characters, id. */
  readonly found: readonly string[];
  /** How each is removed. */
  readonly removals: readonly string[];
}

/**
 * The client secrets by that name of an app. Their text shows nowhere again: nobody uses them once there is another one.
 * Source of the command: https://learn.microsoft.com/cli/azure/ad/app/credential#az-ad-app-credential-delete
 * @param applicationId `/applications/OBJECT-ID`
 * @param held key ids that the state knows
 */
export async function clientSecrets(
  { graph }: Clouds,
  applicationId: string,
  displayName: string | undefined,
  held: ReadonlySet<string>,
): Promise<SeenSecrets> {
  const id = applicationId.split('/').at(-1) ?? '';
  const { passwordCredentials = [] } = await graph.get<{
    passwordCredentials?: readonly { readonly keyId: string; readonly displayName?: string | null }[];
  }>(`applications/${id}`, { query: { $select: 'passwordCredentials' } });
  const unknown = passwordCredentials.filter(
    (each) => !held.has(each.keyId) && (displayName === undefined || each.displayName === displayName),
  );
  return {
    found: unknown.map((each) => `${each.displayName ?? 'without a name'} (${each.keyId})`),
    removals: unknown.map(({ keyId }) => `az ad app credential delete --id ${id} --key-id ${keyId}`),
  };
}

/** By type; the pages of the providers say for each that it has no import. */
const leftOvers: Readonly<Record<string, string>> = {
  azuread_application_password:
    'A client secret shows its text once and never again: the apply makes another one. Remove the old one in Entra once desktops register with the new one.',
  azuread_synchronization_secret:
    'The apply writes endpoint and token again, the token from its own secret. Nothing stops meanwhile.',
  azuread_synchronization_job_provision_on_demand: 'The apply provisions once more: nothing changes for who is there.',
  aws_secretsmanager_secret_version: 'The apply writes a new value, the present one stays as the previous version.',
};

/** What happens to a thing that no import takes over. */
export function leftOverOf(type: string): string | undefined {
  return leftOvers[type];
}

/** A signing certificate of the enterprise app. */
export interface SeenCertificate {
  /** SHA-1, upper-case hexadecimal. */
  readonly thumbprint: string;
  readonly expires: string;
  readonly keyId: string;
}

interface KeyCredential {
  readonly usage: string;
  readonly keyId: string;
  readonly displayName?: string | null;
  readonly customKeyIdentifier?: string | null;
  readonly endDateTime: string;
}

/**
 * The certificate of that name; of several the one that signs, else the youngest.
 * @param foreign Whether the one that signs is meant where none has the name: made by hand it is called otherwise, and
 * another one in its place would lock everybody out. Those with one of these names are other certificates of the deployment.
 */
export async function signingCertificate(
  { graph }: Clouds,
  principalUrl: string,
  displayName: string,
  foreign: { readonly butNot: readonly string[] } | undefined,
): Promise<SeenCertificate | undefined> {
  const { keyCredentials = [], preferredTokenSigningKeyThumbprint: active } = await graph.get<{
    keyCredentials?: readonly KeyCredential[];
    preferredTokenSigningKeyThumbprint?: string | null;
  }>(principalUrl, { query: { $select: 'keyCredentials,preferredTokenSigningKeyThumbprint' } });
  const all = keyCredentials
    .filter(({ usage }) => usage === 'Verify')
    .map((each) => ({
      name: each.displayName ?? '',
      seen: {
        thumbprint: Buffer.from(each.customKeyIdentifier ?? '', 'base64')
          .toString('hex')
          .toUpperCase(),
        expires: each.endDateTime,
        keyId: each.keyId,
      },
    }))
    .sort((one, other) => one.seen.expires.localeCompare(other.seen.expires));
  const signs = all.find(({ seen }) => seen.thumbprint === active?.toUpperCase());
  const named = all.filter(({ name }) => name === displayName);
  if (named.length > 0) return (named.find((each) => each === signs) ?? named.at(-1))?.seen;
  return foreign && signs && !foreign.butNot.includes(signs.name) ? signs.seen : undefined;
}
