/**
 * The handshake, one screen at a time: where you are, what to do, the link for this Region and account, what is checked.
 * Each step ends with something true in a cloud, so the walk can be left at any point and continued on any machine.
 */
import { relative } from 'node:path';
import { identityCenterAccountOf } from '../../deployment/identity-center-account.js';
import { present } from '../../domain/present.js';
import { usualPortalUrl } from '../../domain/sign-in-addresses.js';
import type { Handshake } from '../../deployment/schema.js';
import { identityCenterInstances } from '../clouds/lookups/identity-center/identity-center-instances.js';
import { see } from '../clouds/lookup.js';
import { UsageError } from '../terminal/failure.js';
import { dropEntraMetadata, fetchEntraMetadata } from './fetch-metadata.js';
import type { Saved } from './for-upload.js';
import type { Gathered } from './gathered.js';
import {
  consoleLinks,
  instanceIdOf,
  linkTo,
  provisioningOn,
  recordedOf,
  regionOf,
  type HandshakeContext,
} from './context.js';
import { Keeper } from './keeper.js';
import { recordHandshake } from './record.js';
import { refuseUnmeantReplacement } from './replacement.js';
import { cleanAddress, mayBeAddress, wrongScimEndpoint, wrongSignInUrl } from './scim-endpoint.js';
import { askServiceProvider, serviceProviderIn } from './service-provider-file.js';
import { seeStatus, type Status } from './status.js';
import { cleanStoredToken, noteKnownExpiry, takeToken } from './take-token.js';

/** What the walk came to. */
export interface Walked {
  readonly handshake: Handshake;
  /** The deployment file was changed: an apply is due. */
  readonly changed: boolean;
}

const steps = 6;

/** Walks from where the handshake stands to its end. */
export async function walk(context: HandshakeContext): Promise<Walked> {
  const { terminal } = context;
  terminal.step(1, steps, 'Look at both clouds');
  const status = await seeStatus(context);
  terminal.good(`The enterprise app "${status.app.displayName}" and the secret for the token are there.`);
  listMissing(context, status);

  const keeping = new Keeper(context, status);
  const { serviceProvider, signInUrl, saved } = await trust(context, status, keeping);
  const { scimEndpoint, asked } = await provisioning(context, status.gathered, keeping);
  await token(context, { ...status, gathered: { ...status.gathered, scimEndpoint } }, asked);

  terminal.step(6, steps, 'Record the handshake');
  const activeCertificate = recordedOf(context)?.activeCertificate ?? activeNameOf(status);
  const handshake: Handshake = {
    serviceProvider: { entityId: serviceProvider.entityId, acsUrls: [...serviceProvider.acsUrls], signInUrl },
    scimEndpoint,
    activeCertificate,
  };
  const changed = recordHandshake(context.file, handshake);
  terminal.good(
    changed ? `Recorded in ${relative(context.cwd, context.file)}.` : 'The deployment file holds it already.',
  );
  await keeping.drop();
  if (saved) dropEntraMetadata(context, saved);
  return { handshake, changed };
}

/** Before the handshake the first certificate signs. One that was activated by hand is found by its name. */
function activeNameOf({ app }: Status): string {
  return app.certificates.find(({ thumbprint }) => thumbprint === app.activeThumbprint)?.name ?? '1';
}

/** Where nobody can be asked, everything that is missing is said at once. */
function listMissing({ terminal, given }: HandshakeContext, { gathered, token: kept }: Status): void {
  if (terminal.interactive) return;
  const missing: string[] = [];
  if (!gathered.serviceProvider && given.serviceProviderMetadata === undefined)
    missing.push('--service-provider-metadata FILE   the file that the AWS console hands out');
  if (gathered.signInUrl === undefined && given.signInUrl === undefined)
    missing.push('--sign-in-url URL                  the sign-in address of the AWS access portal');
  if (gathered.scimEndpoint === undefined && given.scimEndpoint === undefined)
    missing.push('--scim-endpoint URL                the SCIM endpoint from the AWS console');
  if ((kept.is === 'missing' || kept.is === 'refused') && !given.tokenFromStdin)
    missing.push(
      `--token-stdin                      the token, through standard input${kept.is === 'refused' ? ' (AWS refuses the one in the secret)' : ''}`,
    );
  if (missing.length === 0) return;
  throw new UsageError('Nobody can be asked, and this is missing:', missing);
}

/** Steps 2 and 3: AWS gets Entra's metadata and hands out its own. */
async function trust(
  context: HandshakeContext,
  { app, gathered }: Status,
  keeping: Keeper,
): Promise<{ serviceProvider: NonNullable<Gathered['serviceProvider']>; signInUrl: string; saved?: Saved }> {
  const { terminal, given } = context;
  let saved: Saved | undefined;
  terminal.step(2, steps, "Entra's metadata");
  let { serviceProvider, signInUrl } = gathered;
  const handed = given.serviceProviderMetadata;
  if (serviceProvider && handed === undefined) {
    terminal.good('AWS has it: its answer is there already.');
  } else {
    terminal.say(
      'AWS must know who vouches for your people. Checked: it is of this app, and signed with what it signs with.',
    );
    saved = await fetchEntraMetadata(context, app);
    terminal.step(3, steps, 'Let AWS trust Entra');
    await refuseUnmeantReplacement(context);
    if (handed === undefined) {
      sayWhatToClick(context, saved.shown);
      serviceProvider = await askServiceProvider(context);
    } else {
      serviceProvider = serviceProviderIn(context, handed);
    }
    await keeping.keep({ serviceProvider });
  }
  if (given.signInUrl !== undefined || signInUrl === undefined) {
    signInUrl = given.signInUrl ?? (await askSignInUrl(context));
    await keeping.keep({ signInUrl });
  }
  return { serviceProvider, signInUrl, ...present({ saved }) };
}

/** Where to click. Said at each step: a person who comes back begins with any of them. */
function sayConsole(context: HandshakeContext): void {
  const { terminal } = context;
  const region = regionOf(context);
  terminal.say(
    `In the AWS console, signed in to account ${identityCenterAccountOf(context.deployment)}, Region ${region}:`,
  );
  terminal.lines([`  ${terminal.style.accent(linkTo(context, consoleLinks.identityCenter(region)))}`]);
}

function sayWhatToClick(context: HandshakeContext, saved: string): void {
  const { terminal } = context;
  sayConsole(context);
  const id = instanceIdOf(context);
  terminal.say(
    ` 1. Settings${id === undefined ? '' : ` (the instance is ${id})`}, Identity source, Actions: Change identity source, External identity provider.`,
  );
  terminal.say(' 2. Download the service provider metadata file, and note the AWS access portal sign-in URL.');
  terminal.say(` 3. Upload ${saved} as IdP SAML metadata, go on, type ACCEPT, change the identity source.`);
  terminal.say('Checked: the file is of this Identity Center, with the addresses that people are sent to.');
}

async function askSignInUrl(context: HandshakeContext): Promise<string> {
  const region = regionOf(context);
  const usual = await usualSignInUrl(context);
  // No default: a company may have given it another name, no call tells, and with a wrong one nobody signs in.
  if (usual !== undefined)
    context.terminal.say(
      `AWS calls it ${usual} by itself. A company can give it another name: take what the console shows.`,
    );
  const typed = await context.terminal.prompts.text({
    message: 'AWS access portal sign-in URL, as the console shows it',
    shows: mayBeAddress,
    validate: (text) => wrongSignInUrl(cleanAddress(text), region),
  });
  return cleanAddress(typed);
}

/** The address that an instance has by its identity store, until it is given a name. */
async function usualSignInUrl(context: HandshakeContext): Promise<string | undefined> {
  const { clouds, deployment } = context;
  const { roleArn, instance } = deployment.identityCenter;
  const region = regionOf(context);
  const seen = await see(identityCenterInstances, clouds, { region, ...present({ roleArn }) });
  if (!('seen' in seen)) return undefined;
  const found = seen.seen.filter(({ arn }) => !('existing' in instance) || arn === instance.existing.arn);
  return found.length === 1 ? usualPortalUrl(region, found[0]?.identityStoreId ?? '') : undefined;
}

/** Step 4: automatic provisioning is turned on, which AWS allows only once it trusts an identity provider. `asked`: just now. */
async function provisioning(
  context: HandshakeContext,
  { scimEndpoint }: Gathered,
  keeping: Keeper,
): Promise<{ scimEndpoint: string; asked: boolean }> {
  const { terminal, given } = context;
  const region = regionOf(context);
  terminal.step(4, steps, 'Let Entra bring users and groups');
  if (given.scimEndpoint === undefined && scimEndpoint !== undefined) {
    terminal.good(`The SCIM endpoint is known: ${scimEndpoint}`);
    return { scimEndpoint, asked: false };
  }
  let endpoint = given.scimEndpoint;
  if (endpoint === undefined) {
    sayConsole(context);
    terminal.say(` 1. ${provisioningOn}`);
    terminal.say(' 2. Leave the window open: it shows the SCIM endpoint, and the access token once and never again.');
    terminal.say('Checked: the endpoint is of this Region, and answers with the token of the next step.');
    endpoint = await terminal.prompts.text({
      message: 'SCIM endpoint',
      shows: mayBeAddress,
      validate: (text) => wrongScimEndpoint(cleanAddress(text), region),
    });
  }
  const clean = cleanAddress(endpoint).replace(/\/+$/, '');
  await keeping.keep({ scimEndpoint: clean });
  terminal.good(`The SCIM endpoint is of ${region}.`);
  return { scimEndpoint: clean, asked: given.scimEndpoint === undefined };
}

/** Step 5: the token, unless the secret holds one that works. The window of step 4 shows the first one. */
async function token(context: HandshakeContext, status: Status, windowIsOpen: boolean): Promise<void> {
  const { terminal, given } = context;
  terminal.step(5, steps, 'The access token');
  const kept = status.token;
  if (!given.again && !given.tokenFromStdin) {
    if (kept.is === 'accepted') {
      terminal.good('The secret holds a token that AWS takes.');
      return noteKnownExpiry(context, status);
    }
    if (kept.is === 'unclean') {
      await cleanStoredToken(context, status);
      terminal.good('AWS takes the token of the secret. Spaces that were pasted along are gone.');
      return noteKnownExpiry(context, status);
    }
    if (kept.is === 'unknown' && status.secret.filled) {
      terminal.warn(`The secret holds a token that could not be tried: ${kept.message}.`);
      const asIs =
        !terminal.interactive ||
        (await terminal.prompts.confirm({
          message: 'Was it put there for this handshake? Then it stays.',
          initial: true,
        }));
      if (asIs) return noteKnownExpiry(context, status);
    }
    if (kept.is === 'refused')
      terminal.bad(`AWS refuses the token in the secret: ${kept.message}. Another one is needed.`);
  }
  if (windowIsOpen) {
    terminal.say(
      'In the window of step 4: Access token, Show token, copy. If it is closed: Access tokens, Generate token.',
    );
  } else {
    sayConsole(context);
    terminal.say(
      'Settings, Identity source, Actions: Manage provisioning, Access tokens: Generate token. A token is shown once and never again.',
    );
  }
  terminal.say('Checked: AWS takes it, and Entra signs in with it. It goes into its secret and is kept nowhere else.');
  await takeToken(context, status, status.gathered.scimEndpoint ?? '');
}
