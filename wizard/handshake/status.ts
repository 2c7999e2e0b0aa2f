/** Where the handshake stands, derived from what is true in both clouds. */
import { scimTokenSecretPrefix } from '../../domain/names.js';
import { present } from '../../domain/present.js';
import { account } from '../clouds/lookups/account/account.js';
import { see, type Seen } from '../clouds/lookup.js';
import { tryScim } from '../clouds/scim.js';
import { CloudError } from '../clouds/cloud-error.js';
import { Failure } from '../terminal/failure.js';
import { gatheredFrom, gatheredOf, type Gathered } from './gathered.js';
import { appNameOf, recordedOf, regionOf, type HandshakeContext } from './context.js';
import { cleanAddress } from './scim-endpoint.js';
import { handshakeSecret, type SeenScimSecret } from '../clouds/lookups/account/handshake-secret.js';
import { handshakeApp, type SeenApp } from '../clouds/lookups/entra/handshake-app.js';
import { cleanToken } from './token.js';

/** What the secret holds. `unknown`: it holds something that may not be read here. */
export type TokenStatus =
  | { readonly is: 'missing' }
  | { readonly is: 'accepted' }
  | { readonly is: 'refused'; readonly message: string }
  /** It works once spaces or line breaks are taken away that somebody pasted along. */
  | { readonly is: 'unclean' }
  | { readonly is: 'unknown'; readonly message: string };

/** The foundation, as the apply made it. */
export interface Foundation {
  readonly app: SeenApp;
  readonly secret: SeenScimSecret;
}

export interface Status extends Foundation {
  readonly gathered: Gathered;
  readonly token: TokenStatus;
}

const applyFirst = 'The foundation is not there yet, or not complete: run `entra-workspaces apply`, then this again.';

/** A handshake is recorded, and what it was made with is gone: an apply would not get past it. */
const forgetFirst =
  'The handshake in the deployment is void: everything was destroyed since. `entra-workspaces connect --forget` takes it out, then `entra-workspaces apply` builds again, and `entra-workspaces connect` connects it.';

/** The foundation is not there. */
export class NoFoundation extends Failure {
  override readonly name = 'NoFoundation';
}

/** Sees the foundation in both clouds. Throws what is missing, with what to do. */
export async function seeFoundation(context: HandshakeContext): Promise<Foundation> {
  await refuseWrongClouds(context);
  const { clouds, given, deployment } = context;
  const region = regionOf(context);
  const [apps, secrets] = await Promise.all([
    see(handshakeApp, clouds, {
      displayName: appNameOf(context),
      ...present({ objectId: given.appObjectId }),
    }),
    see(handshakeSecret, clouds, {
      region,
      name: deployment.name,
      ...present({ arn: given.secretArn }),
    }),
  ]);
  const fix = recordedOf(context) ? forgetFirst : applyFirst;
  const app = only(seenOrFail(apps), fix, `the enterprise app "${appNameOf(context)}" in Entra`, {
    list: ({ objectId, appId }) => `${objectId} (application ${appId})`,
    flag: '--app OBJECT_ID',
  });
  const secret = only(seenOrFail(secrets), fix, `the secret ${scimTokenSecretPrefix(deployment.name)}-… in ${region}`, {
    list: ({ arn }) => arn,
    flag: '--secret ARN',
  });
  return { app, secret };
}

function only<T>(
  found: readonly T[],
  fix: string,
  what: string,
  several: { readonly list: (each: T) => string; readonly flag: string },
): T {
  const [first, second] = found;
  if (first === undefined) throw new NoFoundation(`There is no ${what.replace(/^the /, '')}.`, [fix]);
  if (second !== undefined) {
    throw new Failure(`There are ${found.length} of what should be one: ${what}.`, [
      ...found.map(several.list),
      `Name the one of this deployment: ${several.flag}`,
    ]);
  }
  return first;
}

/** What was seen, or a failure that names the permission and the way around it. */
function seenOrFail<T>(seen: Seen<T>): T {
  if ('seen' in seen) return seen.seen;
  throw new Failure(
    `Could not see ${seen.message}.`,
    seen.unknown === 'denied'
      ? [
          `Sign in as somebody with ${seen.permission ?? 'that permission'}, or let those who have it do their part:`,
          'entra-workspaces connect --hand-over writes a sheet for each of them.',
        ]
      : ['Put it right and run it again: it goes on from here.'],
  );
}

/** The credentials of another account or tenant would find nothing there, or worse, something of the same name. */
async function refuseWrongClouds({ clouds, deployment }: HandshakeContext): Promise<void> {
  const [seenAccount, granted] = await Promise.all([
    see(account, clouds, undefined),
    clouds.graph.granted().catch((error: unknown) => {
      if (error instanceof CloudError) throw new Failure(`Could not sign in to Entra: ${error.message}.`);
      throw error;
    }),
  ]);
  const { id } = seenOrFail(seenAccount);
  if (id !== deployment.aws.accountId) {
    throw new Failure(`These AWS credentials are of account ${id}, the deployment is of ${deployment.aws.accountId}.`, [
      'Set AWS_PROFILE to a profile of that account, or sign in to it.',
    ]);
  }
  if (granted.tenantId !== '' && granted.tenantId.toLowerCase() !== deployment.entra.tenantId.toLowerCase()) {
    throw new Failure(
      `You are signed in to the Entra tenant ${granted.tenantId}, the deployment is of ${deployment.entra.tenantId}.`,
      [`az login --tenant ${deployment.entra.tenantId} --allow-no-subscriptions`],
    );
  }
}

/** Everything. With `again` nothing counts that was gathered before. */
export async function seeStatus(context: HandshakeContext): Promise<Status> {
  const { app, secret } = await seeFoundation(context);
  const recorded = recordedOf(context);
  const kept = gatheredFrom(secret.tags);
  const gathered = context.given.again ? {} : { ...(recorded ? gatheredOf(recorded) : {}), ...kept };
  const endpoint =
    context.given.scimEndpoint === undefined ? gathered.scimEndpoint : cleanAddress(context.given.scimEndpoint);
  return { app, secret, gathered, token: await tokenStatus(context, secret, endpoint) };
}

/** Whether AWS takes the token that the secret holds. Its text goes from the secret to the endpoint and nowhere else. */
export async function tokenStatus(
  { clouds, addresses, ...context }: Pick<HandshakeContext, 'clouds' | 'addresses' | 'deployment'>,
  secret: SeenScimSecret,
  endpoint: string | undefined,
): Promise<TokenStatus> {
  if (!secret.filled) return { is: 'missing' };
  if (endpoint === undefined) return { is: 'unknown', message: 'the SCIM endpoint is not known yet' };
  try {
    const kept =
      (await clouds.aws.call('secretsmanager', 'GetSecretValue', regionOf(context), { SecretId: secret.arn }))
        .SecretString ?? '';
    const token = cleanToken(kept);
    const answer = await tryScim(addresses, endpoint, token);
    if (answer.accepted) return token === kept ? { is: 'accepted' } : { is: 'unclean' };
    return { is: answer.wrong === 'place' ? 'unknown' : 'refused', message: answer.message };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const { reason, details, message } = error;
    return {
      is: 'unknown',
      message: reason === 'denied' ? `reading it needs ${details.permission ?? 'a permission'}` : message,
    };
  }
}
