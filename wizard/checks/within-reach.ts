/**
 * What terraform would find out after minutes, say in other words, or wait for without an end: looked at before it starts,
 * in the words of `preflight`. What is not known to fail is left to terraform.
 */
import type { Deployment } from '../../deployment/schema.js';
import { stageOf } from '../../deployment/stage.js';
import { Addresses, cloudsVariable } from '../clouds/addresses.js';
import { clockSentence, isDaysOff, setClock } from '../clouds/clock.js';
import { CloudError } from '../clouds/cloud-error.js';
import { cloudsOf } from '../clouds/clouds.js';
import { setEndpoints } from '../clouds/endpoints.js';
import { signsInOtherwise } from '../clouds/entra-credential.js';
import { inTime, lookup, see, type Clouds } from '../clouds/lookup.js';
import { readProfiles } from '../clouds/profiles.js';
import { leadsHome } from '../clouds/sandbox-credentials.js';
import { Failure } from '../terminal/failure.js';
import { Facts } from './facts.js';
import { Observer } from './observer.js';
import { otherAccount, otherTenant } from './right-clouds.js';
import { handshakeMissing } from './rules/federation/handshake-missing.js';
import { runRules } from './run.js';
import type { Terminal } from '../terminal/terminal.js';

const seconds = 15;

/** Why terraform would fail: a sentence without its full stop, and what to do. */
export interface Stop {
  readonly what: string;
  readonly fix: readonly string[];
}

/**
 * Stops before terraform starts where it is known to fail: nobody answers, the sign-in is refused, the account is another,
 * the state lies elsewhere, the clock is days off (terraform would turn the secrets by it).
 * @param how What the failure begins with, whether the place of the state matters too, and whether what is there stays:
 *   then a handshake that is missing from the file is named.
 * @throws Failure with everything that was found
 */
export async function refuseWhatIsOutOfReach(
  deployment: Deployment,
  { env, terminal }: { readonly env: NodeJS.ProcessEnv; readonly terminal: Terminal },
  how: { readonly title: string; readonly state: boolean; readonly keeps?: boolean } = {
    title: 'terraform was not started: it would fail.',
    state: true,
  },
): Promise<void> {
  if (isPartlyStoodIn(env)) return;
  const clouds = inTime(cloudsOf(deployment, env), seconds);
  const stops = (
    await Promise.all([
      account(clouds, deployment, env),
      entra(clouds, deployment, env),
      how.state ? state(clouds, deployment, env) : [],
      how.keeps === true ? handshake(clouds, deployment, env) : [],
    ])
  ).flat();
  const clock = clockSentence(clouds.network.clockAhead);
  if (clock !== undefined) {
    const what = `${clock.charAt(0).toUpperCase()}${clock.slice(1)}`;
    // Beside another trouble it is the likely cause, so it comes first.
    if (stops.length > 0 || isDaysOff(clouds.network.clockAhead)) stops.unshift({ what, fix: [setClock] });
    else terminal.warn(`${what}.`);
  }
  if (stops.length === 0) return;
  throw new Failure(
    how.title,
    stops.flatMap(({ what, fix }) => [`${what}.`, ...fix]),
  );
}

/** What stands between terraform and the state, as far as it is known before terraform starts; nothing where all is well. */
export async function statesOutOfReach(deployment: Deployment, env: NodeJS.ProcessEnv): Promise<readonly Stop[]> {
  return isPartlyStoodIn(env) ? [] : state(inTime(cloudsOf(deployment, env), seconds), deployment, env);
}

/**
 * AWS on this machine and Entra not: somebody's stand-in for a part of it, of which nothing is known here.
 * `localhost:8443` is an address of Entra's metadata, without a scheme.
 */
const isPartlyStoodIn = (env: NodeJS.ProcessEnv): boolean =>
  !env[cloudsVariable] &&
  setEndpoints(env).some(({ address }) => leadsHome(address.includes('://') ? address : `https://${address}`));

async function account(clouds: Clouds, { aws }: Deployment, env: NodeJS.ProcessEnv): Promise<Stop[]> {
  if (!namesCredentials(env)) return [];
  const caller = lookup({
    id: 'caller',
    what: 'AWS',
    needs: {},
    seconds,
    look: async (bounded: Clouds, _at: void) =>
      unlessPassing(bounded.aws.call('sts', 'GetCallerIdentity', await bounded.aws.homeRegion(), {})),
  });
  const seen = await see(caller, clouds, undefined);
  if ('unknown' in seen) return [{ what: seen.message, fix: [] }];
  const other = otherAccount(seen.seen?.Account, aws.accountId);
  if (other === undefined) return [];
  const source = await clouds.aws.credentialSource();
  return [
    {
      what: `The AWS credentials (from ${source ?? 'the environment'}) are ${other}`,
      fix: [`Sign in to ${aws.accountId}: set AWS_PROFILE to a profile of it, or its keys.`],
    },
  ];
}

async function entra(clouds: Clouds, deployment: Deployment, env: NodeJS.ProcessEnv): Promise<Stop[]> {
  if (signsInOtherwise(env)) return [];
  const signIn = lookup({
    id: 'sign-in',
    what: 'Entra',
    needs: {},
    seconds,
    look: async (bounded: Clouds, _at: void) => unlessPassing(bounded.graph.granted()),
  });
  const seen = await see(signIn, clouds, undefined);
  if ('unknown' in seen) return [{ what: seen.message, fix: [] }];
  const { tenantId } = deployment.entra;
  const other = otherTenant(seen.seen?.tenantId, tenantId);
  if (other === undefined) return [];
  return [
    {
      what: `${other.charAt(0).toUpperCase()}${other.slice(1)}`,
      fix: [`az login --tenant ${tenantId}`],
    },
  ];
}

/** The rule of doctor, before a plan that would take away what the handshake made. */
async function handshake(clouds: Clouds, deployment: Deployment, env: NodeJS.ProcessEnv): Promise<Stop[]> {
  if (stageOf(deployment) === 'connected' || !namesCredentials(env)) return [];
  const expected = { accountId: deployment.aws.accountId, tenantId: deployment.entra.tenantId };
  const facts = new Facts(deployment, new Observer(clouds, { expected, seconds }), new Addresses(env));
  const { findings } = await runRules([handshakeMissing], deployment, facts, {
    occasion: 'preflight',
    now: new Date(),
  });
  return findings.map(({ title, subject: { thing }, got, why, fix }) => ({
    what: `${title} (${thing ?? ''}: ${got})`,
    fix: [why, fix],
  }));
}

/** Any answer will do, and S3 says in each where a bucket is. No credentials are sent. */
async function state({ network }: Clouds, { state: place }: Deployment, env: NodeJS.ProcessEnv): Promise<Stop[]> {
  const addresses = new Addresses(env);
  try {
    if ('s3' in place && namesCredentials(env)) {
      const { bucket, region } = place.s3;
      const { headers } = await network.send(`${addresses.s3(region)}/${bucket}`, { method: 'HEAD', seconds });
      const found = headers['x-amz-bucket-region'];
      if (found === undefined || found === region) return [];
      return [
        {
          what: `The bucket of the state, ${bucket}, is in ${found}, and \`state.s3.region\` says ${region}`,
          fix: [`Set it to ${found}, in the deployment.`],
        },
      ];
    }
    if ('azurerm' in place && env['ARM_CLIENT_ID']) {
      const host = `${place.azurerm.storageAccountName}.blob.core.windows.net`;
      await network.send(addresses.of(`https://${host}/`), { method: 'HEAD', seconds });
    }
    return [];
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return [{ what: `The place of the state: ${error.message}`, fix: [] }];
  }
}

/** A cloud that is busy, or that does not say who calls, is none that makes terraform fail; nor is a sign-in unknown here. */
async function unlessPassing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const { code, status = 0 } = error.details;
    if (error.reason === 'denied' || status === 429 || status >= 500 || code === 'NotSignedIn') return undefined;
    throw error;
  }
}

/** Without any named, terraform asks the machine's own role: to look for that here too would cost seconds and tell nothing. */
function namesCredentials(env: NodeJS.ProcessEnv): boolean {
  const variables = ['AWS_ACCESS_KEY_ID', 'AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_WEB_IDENTITY_TOKEN_FILE'];
  return variables.some((name) => env[name]) || readProfiles(env).profiles.has('default');
}
