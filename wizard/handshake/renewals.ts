/** What ends one day: the token after a year, the certificate after three. Both are renewed without locking anybody out. */
import { identityCenterAccountOf } from '../../deployment/identity-center-account.js';
import { counted } from '../../domain/counted.js';
import { Cancelled, Failure, UsageError } from '../terminal/failure.js';
import { certificateNamesOf, consoleLinks, linkTo, recordedOf, regionOf, type HandshakeContext } from './context.js';
import { dropUploaded, pathForUpload, saveForUpload } from './for-upload.js';
import { activateCertificate, addCertificate } from './record.js';
import type { SeenApp, SeenCertificate } from '../clouds/lookups/entra/handshake-app.js';
import { seeFoundation } from './status.js';
import { takeToken } from './take-token.js';
import { day } from '../../domain/day.js';

/** What a renewal came to, and the command that goes on. */
export interface Renewed {
  readonly done: boolean;
  readonly next: string;
}

const apply = 'entra-workspaces apply';
/** Days before its end from which a certificate is renewed without asking. */
const renewFrom = 90;

function recorded(context: HandshakeContext) {
  const handshake = recordedOf(context);
  if (handshake) return handshake;
  throw new Failure('There is nothing to renew yet: the handshake is not recorded.', [
    'Run `entra-workspaces connect` first.',
  ]);
}

/** Another token beside the old one, which works until it is deleted. */
export async function renewToken(context: HandshakeContext): Promise<Renewed> {
  const { terminal, given } = context;
  const handshake = recorded(context);
  const region = regionOf(context);
  if (!terminal.interactive && !given.tokenFromStdin) {
    throw new UsageError('Nobody can be asked, and this is missing:', [
      '--token-stdin   the token, through standard input',
    ]);
  }
  terminal.step(1, 3, 'Look at both clouds');
  const foundation = await seeFoundation(context);
  const { expires } = foundation.secret;
  terminal.say(
    expires === undefined ? 'Nobody noted when the token ends.' : `The token ends on ${expires.slice(0, 10)}.`,
  );
  terminal.step(2, 3, 'Another token');
  terminal.say(
    `In the AWS console, signed in to account ${identityCenterAccountOf(context.deployment)}, Region ${region}:`,
  );
  terminal.lines([`  ${terminal.style.accent(linkTo(context, consoleLinks.identityCenter(region)))}`]);
  terminal.say(
    'Settings, Identity source, Actions: Manage provisioning, Access tokens: Generate token. There may be two at a time; delete only one that has expired, or that a destroyed deployment left.',
  );
  terminal.say('Checked: AWS takes it, and Entra signs in with it. The old one keeps working until the apply.');
  await takeToken(context, foundation, handshake.scimEndpoint);
  terminal.step(3, 3, 'Hand it to Entra');
  terminal.say(
    'Entra uses the new token after the next apply. Delete the old one in the console after that, not before.',
  );
  return { done: true, next: apply };
}

/**
 * Three steps, each of which may be days apart, and each told from what is true: make a new certificate; have AWS import
 * it; let Entra sign with it. AWS trusts both in between, so nobody is locked out. The old one is left to expire.
 */
export async function renewCertificate(context: HandshakeContext): Promise<Renewed> {
  const { terminal } = context;
  const { activeCertificate } = recorded(context);
  const names = certificateNamesOf(context);
  const newest = names.at(-1) ?? activeCertificate;
  const { app } = await seeFoundation(context);
  const named = (name: string): SeenCertificate | undefined => {
    const found = app.certificates.filter((each) => each.name === name);
    return found.find(({ thumbprint }) => thumbprint === app.activeThumbprint) ?? found.at(-1);
  };
  if (newest === activeCertificate) {
    const present = named(activeCertificate);
    if (present && present.thumbprint !== app.activeThumbprint) return letEntraSign(context, newest);
    return makeAnother(context, names, present);
  }
  const fresh = named(newest);
  if (!fresh) {
    terminal.step(1, 3, `Make the certificate "${newest}"`);
    terminal.say('The deployment asks for it. The apply makes it in Entra, without signing with it yet.');
    return { done: false, next: apply };
  }
  return importFirst(context, app, newest, fresh);
}

async function makeAnother(
  { terminal, given, file, now }: HandshakeContext,
  names: readonly string[],
  present: SeenCertificate | undefined,
): Promise<Renewed> {
  const days = present === undefined ? 0 : Math.floor((Date.parse(present.expires) - now().getTime()) / day);
  if (present && days > renewFrom && !given.early) {
    terminal.good(`The certificate that signs ends on ${present.expires.slice(0, 10)}, in ${counted(days, 'day')}.`);
    const wanted =
      terminal.interactive && (await terminal.prompts.confirm({ message: 'Renew it all the same?', initial: false }));
    if (!wanted) {
      terminal.say('Nothing was changed. --early renews it all the same.');
      return { done: true, next: 'entra-workspaces doctor' };
    }
  }
  const name = nextName(names);
  terminal.step(1, 3, `Make the certificate "${name}"`);
  addCertificate(file, [...names, name]);
  terminal.good(
    `The deployment asks for a certificate "${name}" beside ${names.map((each) => `"${each}"`).join(', ')}.`,
  );
  terminal.say('The apply makes it in Entra, without signing with it yet: nothing changes for anybody.');
  return { done: false, next: apply };
}

/** The next free number. */
function nextName(names: readonly string[]): string {
  let number = names.length + 1;
  while (names.includes(String(number))) number += 1;
  return String(number);
}

async function importFirst(
  context: HandshakeContext,
  app: SeenApp,
  name: string,
  fresh: SeenCertificate,
): Promise<Renewed> {
  const { terminal, given, file } = context;
  const region = regionOf(context);
  terminal.step(2, 3, `Let AWS import the certificate "${name}"`);
  if (fresh.content === undefined) {
    throw new Failure(`Graph does not give the certificate "${name}" of "${app.displayName}".`, [
      'Download it in the Entra admin center (Single sign-on, SAML certificates), as Base64:',
      linkTo(context, consoleLinks.entraApp(app)),
    ]);
  }
  const fileName = `entra-signing-certificate-${name}.cer`;
  const certificate = pem(fresh.content);
  const saved = saveForUpload(context, pathForUpload(context, fileName), certificate);
  terminal.good(`Saved: ${saved.shown} (thumbprint ${fresh.thumbprint}, until ${fresh.expires.slice(0, 10)})`);
  terminal.say(
    `In the AWS console, signed in to account ${identityCenterAccountOf(context.deployment)}, Region ${region}:`,
  );
  terminal.lines([`  ${terminal.style.accent(linkTo(context, consoleLinks.identityCenter(region)))}`]);
  terminal.say(
    ` 1. Settings, Identity source, Actions: Manage authentication, Manage SAML 2.0 certificates, Import certificate.`,
  );
  terminal.say(` 2. Choose ${saved.shown}. Keep the old one: Entra still signs with it.`);
  terminal.say('No API tells whether AWS has it. If it had not, nobody could sign in after the next step.');
  if (!given.imported) {
    if (!terminal.interactive) {
      throw new UsageError('Nobody can be asked whether AWS has imported the certificate.', [
        '--imported   once the console lists it',
      ]);
    }
    const imported = await terminal.prompts.confirm({
      message: `Does the console list a certificate that ends on ${fresh.expires.slice(0, 10)}?`,
      initial: false,
    });
    if (!imported) throw new Cancelled();
  }
  activateCertificate(file, name);
  dropUploaded(context, saved);
  return letEntraSign(context, name);
}

function letEntraSign({ terminal }: HandshakeContext, name: string): Renewed {
  terminal.step(3, 3, `Let Entra sign with "${name}"`);
  terminal.good(`The deployment names "${name}" as the certificate that signs.`);
  terminal.say(
    'The apply lets Entra sign with it. The old one is left to expire; remove it in the AWS console after that.',
  );
  return { done: true, next: apply };
}

function pem(base64: string): string {
  const lines = base64.replace(/\s/g, '').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
