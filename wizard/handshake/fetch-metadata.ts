/** Entra's federation metadata, fetched, held against the app, and saved for the upload in the AWS console. */
import { resolve } from 'node:path';
import { federationMetadataUrl } from '../../domain/gallery-app.js';
import { CloudError } from '../clouds/cloud-error.js';
import { Cancelled, Failure } from '../terminal/failure.js';
import { checkEntraMetadata, readEntraMetadata } from './entra-metadata.js';
import type { HandshakeContext } from './context.js';
import type { SeenApp } from '../clouds/lookups/entra/handshake-app.js';
import { dropUploaded, pathForUpload, saveForUpload, type Saved } from './for-upload.js';
import { seeFoundation } from './status.js';
import { WrongFile } from './wrong-file.js';

export const metadataFileName = 'entra-federation-metadata.xml';
const seconds = 20;

/** Fetches the document until it is the right one or the person gives up, and saves it. */
export async function fetchEntraMetadata(context: HandshakeContext, app: SeenApp): Promise<Saved> {
  const { terminal, given, cwd } = context;
  const { text, thumbprint } = await rightDocument(context, app);
  const path =
    given.metadataOut === undefined ? pathForUpload(context, metadataFileName) : resolve(cwd, given.metadataOut);
  const saved = saveForUpload(context, path, text);
  terminal.good(`It carries the certificate that signs for this app (${thumbprint}). Saved: ${saved.shown}`);
  return saved;
}

/**
 * Once the handshake is recorded: what this run saved goes where a person uploaded it in between. Where AWS's answer was given with the
 * command nobody knows whether it was, and where somebody named its place it is theirs.
 */
export function dropEntraMetadata(context: HandshakeContext, saved: Saved): void {
  const { given, terminal } = context;
  if (given.metadataOut === undefined && given.serviceProviderMetadata === undefined) dropUploaded(context, saved);
  else terminal.say(`${saved.shown} is public, and no longer needed once AWS has it.`);
}

async function rightDocument(context: HandshakeContext, seen: SeenApp): Promise<{ text: string; thumbprint: string }> {
  const { terminal } = context;
  // The app is looked at anew each time: somebody's apply may have changed what signs.
  for (let app = seen; ; app = (await seeFoundation(context)).app) {
    const thumbprint = signingThumbprint(app);
    try {
      return { text: await checkedText(context, app, thumbprint), thumbprint };
    } catch (error) {
      if (!(error instanceof WrongFile)) throw error;
      const sentence = `What Entra gives is not to be uploaded: it is ${error.what}.`;
      if (!terminal.interactive) throw new Failure(sentence, [error.fix]);
      terminal.bad(sentence);
      terminal.say(error.fix);
      if (!(await terminal.prompts.confirm({ message: 'Fetch it again?', initial: true }))) throw new Cancelled();
    }
  }
}

function signingThumbprint(app: SeenApp): string {
  if (app.saml && app.activeThumbprint !== undefined) return app.activeThumbprint;
  throw new Failure(
    `The enterprise app "${app.displayName}" has no ${app.saml ? 'active signing certificate' : 'SAML sign-in'} yet.`,
    ['Run `entra-workspaces apply`, then this again.'],
  );
}

async function checkedText(context: HandshakeContext, app: SeenApp, activeThumbprint: string): Promise<string> {
  const text = await fetchText(context, app.appId);
  checkEntraMetadata(readEntraMetadata(text), {
    tenantId: context.deployment.entra.tenantId,
    displayName: app.displayName,
    activeThumbprint,
    thumbprints: app.certificates.map(({ thumbprint }) => thumbprint),
  });
  return text;
}

async function fetchText({ addresses, deployment }: HandshakeContext, appId: string): Promise<string> {
  const url = federationMetadataUrl(deployment.entra.tenantId, appId);
  let answer: Response;
  try {
    answer = await addresses.network.fetch(addresses.of(url), { seconds });
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    throw new Failure(
      `Entra's metadata could not be fetched: ${error.message}.`,
      [url, 'Run it again once this machine reaches login.microsoftonline.com.'],
      { cause: error },
    );
  }
  const text = await answer.text();
  if (answer.ok) return text;
  const code = /AADSTS\d+[^.\r\n]*/.exec(text)?.[0];
  throw new Failure(`Entra does not give the metadata: ${code ?? `answered ${answer.status}`}.`, [
    url,
    'An app that was just made is known everywhere after some minutes: run it again.',
  ]);
}
