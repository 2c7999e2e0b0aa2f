/**
 * The token's way: from the person, hidden, or from standard input; to the SCIM endpoint and to Entra, which say whether
 * it works; into its secret. It is in no file, argument, log or message, and no error carries the call that held it.
 */
import { synchronizationSecretKeys, synchronizationTemplateId } from '../../domain/gallery-app.js';
import { expiryTag } from '../../domain/control-plane/contract.js';
import { CloudError } from '../clouds/cloud-error.js';
import { tryScim } from '../clouds/scim.js';
import { Failure, UsageError } from '../terminal/failure.js';
import { consoleLinks, linkTo, regionOf, type HandshakeContext } from './context.js';
import type { Foundation } from './status.js';
import { cleanToken, expectedExpiry, wrongExpiry, wrongToken } from './token.js';

/** Bytes of standard input that are read: a token is a few hundred. */
const longestInput = 65_536;

const nothingKept = 'The token was not kept anywhere.';

/**
 * Takes a token, checks it and puts it into its secret.
 * @returns when it ends, ISO date
 */
export async function takeToken(context: HandshakeContext, foundation: Foundation, endpoint: string): Promise<string> {
  const { terminal, given } = context;
  const asked = terminal.interactive && !given.tokenFromStdin;
  for (;;) {
    const token = asked ? await askToken(context) : await pipedToken(context);
    const refusal = await refusalOf(context, foundation, endpoint, token);
    if (refusal !== undefined) {
      if (!asked) throw new Failure(refusal, [nothingKept]);
      terminal.bad(refusal);
      continue;
    }
    const expires = await expiryOf(context);
    await store(context, foundation, token);
    await noteExpiry(context, foundation, expires);
    return expires;
  }
}

async function askToken({ terminal }: HandshakeContext): Promise<string> {
  const pasted = await terminal.prompts.secret({
    message: 'Paste the access token',
    validate: (text) => wrongToken(cleanToken(text)),
  });
  return cleanToken(pasted);
}

async function pipedToken({ stdin, given }: HandshakeContext): Promise<string> {
  if (!given.tokenFromStdin)
    throw new UsageError('The token is missing.', ['--token-stdin reads it from standard input']);
  if (stdin.isTTY) {
    throw new UsageError('--token-stdin reads a pipe, and standard input is a terminal.', [
      'Leave it out to be asked, or pipe the token in.',
    ]);
  }
  let text = '';
  for await (const piece of stdin) {
    text += String(piece);
    if (text.length > longestInput) throw new Failure('Standard input holds more than a token.', [nothingKept]);
  }
  const token = cleanToken(text);
  const wrong = wrongToken(token);
  if (wrong !== undefined) throw new UsageError(wrong, ['It was read from standard input (--token-stdin).']);
  return token;
}

/** Why the token is of no use; undefined: both sides take it, as far as they can be asked. */
async function refusalOf(
  context: HandshakeContext,
  foundation: Foundation,
  endpoint: string,
  token: string,
): Promise<string | undefined> {
  const { addresses, terminal } = context;
  let answer;
  try {
    answer = await tryScim(addresses, endpoint, token);
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    throw new Failure(`The token could not be checked: ${error.message}.`, [
      nothingKept,
      'The network must let this machine through to that host by HTTPS. Then run it again.',
    ]);
  }
  if (!answer.accepted && answer.wrong === 'place') {
    // It is Entra that will use the token, from addresses of its own: a refusal of this machine is none of it.
    terminal.warn(`The token was not tried from here: ${answer.message}.`);
    return refusalByEntra(context, foundation, endpoint, token);
  }
  if (!answer.accepted) {
    return answer.wrong === 'token'
      ? 'AWS does not take this token: it is expired, cut while copying, or of another instance. Generate another one in the console (Settings, Automatic provisioning) and copy it with the button.'
      : `Nobody speaks SCIM at ${endpoint} (${answer.message}). Compare the endpoint with the console; --scim-endpoint URL, or --again to be asked for everything anew.`;
  }
  terminal.good('AWS takes the token.');
  return refusalByEntra(context, foundation, endpoint, token);
}

/** Entra tries the token from its side of the network: it is Entra that will use it. */
async function refusalByEntra(
  { clouds, deployment, terminal }: HandshakeContext,
  { app }: Foundation,
  endpoint: string,
  token: string,
): Promise<string | undefined> {
  const job = `${synchronizationTemplateId}.${deployment.entra.tenantId.replaceAll('-', '')}.${app.appId}`;
  try {
    await clouds.graph.post(`servicePrincipals/${app.objectId}/synchronization/jobs/${job}/validateCredentials`, {
      applicationIdentifier: app.appId,
      templateId: synchronizationTemplateId,
      useSavedCredentials: false,
      credentials: [
        { key: synchronizationSecretKeys.endpoint, value: endpoint },
        { key: synchronizationSecretKeys.token, value: token },
      ],
    });
    terminal.good('Entra signs in to the SCIM endpoint with it.');
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const { reason, details, code } = error;
    if (error.isAbsent) {
      terminal.say("Entra's own check comes with the provisioning job, which the next apply makes.");
    } else if (reason === 'denied') {
      terminal.warn('Entra was not asked: that needs the permission Synchronization.ReadWrite.All on Microsoft Graph.');
    } else if (details.status === 400) {
      return `Entra cannot use the token (${code ?? 'no reason given'}), although AWS did not refuse it here: look whether Entra reaches ${endpoint}.`;
    } else {
      terminal.warn(
        `Entra could not be asked (${code ?? reason}). AWS did not refuse the token, and the apply will tell.`,
      );
    }
  }
  return undefined;
}

async function expiryOf({ given, terminal, now }: HandshakeContext): Promise<string> {
  const expected = expectedExpiry(now());
  if (given.tokenExpires !== undefined) return given.tokenExpires;
  if (!terminal.interactive || given.tokenFromStdin) {
    terminal.say(`The token is taken to be new: it ends on ${expected} (--token-expires to say otherwise).`);
    return expected;
  }
  return terminal.prompts.text({
    message: 'When does it expire? The console shows it',
    initial: expected,
    // What is no date, as people write one anywhere, may be the rest of a token that was pasted in two pieces.
    shows: (text) => /^[\d./ -]{0,12}$/.test(text),
    validate: (text) => wrongExpiry(text.trim(), now()),
  });
}

async function store(context: HandshakeContext, { secret }: Foundation, token: string): Promise<void> {
  const { clouds, terminal } = context;
  try {
    await clouds.aws.call('secretsmanager', 'PutSecretValue', regionOf(context), {
      SecretId: secret.arn,
      SecretString: token,
    });
  } catch (error) {
    if (!(error instanceof CloudError)) throw new Failure('The token could not be put into its secret.', [nothingKept]);
    // Made anew on purpose: the error holds the call, and the call holds the token.
    throw new Failure(
      error.reason === 'denied'
        ? `The token could not be put into its secret: that needs the permission ${error.details.permission ?? 'secretsmanager:PutSecretValue'} on ${secret.arn}.`
        : `The token could not be put into its secret: ${error.message}.`,
      [
        nothingKept,
        'Run it again with credentials that may write the secret: it goes on here.',
        'Or have the token put there in the console, as plain text:',
        linkTo(context, consoleLinks.secret(regionOf(context), secret.name)),
      ],
    );
  }
  terminal.good(`The token is in its secret (${secret.name}).`);
}

/** The function that watches expiry reads this tag. */
async function noteExpiry(context: HandshakeContext, { secret }: Foundation, expires: string): Promise<void> {
  const { clouds, terminal } = context;
  try {
    await clouds.aws.call('secretsmanager', 'TagResource', regionOf(context), {
      SecretId: secret.arn,
      Tags: [{ Key: expiryTag, Value: expires }],
    });
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    terminal.warn(
      `Nobody will be reminded before the token ends on ${expires}: the secret could not be tagged (${error.details.permission ?? error.message}).`,
    );
  }
}

/** Puts the token of the secret back without the spaces that were pasted along. */
export async function cleanStoredToken(context: HandshakeContext, foundation: Foundation): Promise<void> {
  const { SecretString = '' } = await context.clouds.aws.call('secretsmanager', 'GetSecretValue', regionOf(context), {
    SecretId: foundation.secret.arn,
  });
  await store(context, foundation, cleanToken(SecretString));
}

/** Notes when a token ends that somebody else put into the secret, if that is known or can be asked. */
export async function noteKnownExpiry(context: HandshakeContext, foundation: Foundation): Promise<void> {
  const { given, terminal } = context;
  if (given.tokenExpires === undefined && foundation.secret.expires !== undefined) return;
  if (given.tokenExpires === undefined && !terminal.interactive) {
    terminal.warn('Nobody noted when the token ends: --token-expires DATE, as the console shows it.');
    return;
  }
  await noteExpiry(context, foundation, await expiryOf(context));
}
