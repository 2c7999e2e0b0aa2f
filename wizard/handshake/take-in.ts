/** What came back from the others: metadata of AWS, a filled-in sheet. Each file is recognised by what it holds. */
import { counted } from '../../domain/counted.js';
import { Failure } from '../terminal/failure.js';
import type { Given, HandshakeContext } from './context.js';
import { regionOf } from './context.js';
import { pathOf, readHanded } from './handed-file.js';
import { replyFields } from './hand-over.js';
import { cleanAddress, wrongScimEndpoint, wrongSignInUrl } from './scim-endpoint.js';
import { readServiceProviderMetadata } from './service-provider-metadata.js';
import { wrongExpiry } from './token.js';
import { WrongFile } from './wrong-file.js';

/** Longest run of letters that is no token: addresses have slashes and dots in between. */
const longestWord = 100;

/** Reads the files and gives what they hold as if it had been given on the command line, which wins. */
export function takeIn(
  context: Pick<HandshakeContext, 'cwd' | 'deployment' | 'now' | 'terminal'>,
  files: readonly string[],
): Partial<Given> {
  const taken: { -readonly [K in keyof Given]?: Given[K] } = {};
  for (const file of files) {
    const path = pathOf(context, file);
    const text = readHanded(path, file, 'Check the path, relative to the folder the command runs in.');
    if (text.trimStart().startsWith('<') && !text.trimStart().startsWith('<http')) {
      try {
        readServiceProviderMetadata(text, regionOf(context));
      } catch (error) {
        if (error instanceof WrongFile) throw new Failure(`${file}: ${error.message}`, [error.fix]);
        throw error;
      }
      taken.serviceProviderMetadata = path;
      context.terminal.good(`${file}: service provider metadata of AWS`);
      continue;
    }
    const fields = readReply(text, file, regionOf(context), context.now());
    Object.assign(taken, fields);
    context.terminal.good(
      `${file}: ${Object.keys(fields).length} of ${counted(Object.keys(replyFields).length, 'line')} filled in`,
    );
  }
  return taken;
}

/** A token that somebody wrote into a file is burnt. It is not repeated here. */
function refuseToken(text: string, file: string): void {
  const words = text.match(/[A-Za-z0-9_+=-]{40,}/g) ?? [];
  if (!words.some((word) => word.length > longestWord)) return;
  throw new Failure(`${file} seems to hold the access token. It must not be used any more.`, [
    'Delete the file, and the mail it came with.',
    'In the AWS console delete the token (Settings, Automatic provisioning) and generate another one.',
    'It goes into its secret alone: by `entra-workspaces connect`, or in the console of Secrets Manager.',
  ]);
}

/**
 * What a sheet that was filled in holds.
 * @throws Failure when it holds a token, a wrong value, or is no sheet
 */
export function readReply(text: string, file: string, region: string, now: Date): Partial<Given> {
  refuseToken(text, file);
  const checks: { readonly [K in keyof typeof replyFields]: (value: string) => string | undefined } = {
    signInUrl: (value) => wrongSignInUrl(value, region),
    scimEndpoint: (value) => wrongScimEndpoint(value, region),
    tokenExpires: (value) => wrongExpiry(value, now),
  };
  const found: Partial<Record<keyof typeof replyFields, string>> = {};
  let known = false;
  const lines = text.split(/\r\n|\r|\n/);
  for (const key of Object.keys(replyFields) as (keyof typeof replyFields)[]) {
    const line = lineOf(lines, `${replyFields[key]}:`);
    known ||= line !== undefined;
    const value = cleanAddress((line ?? '').replace(/^<(.*)>$/, '$1'));
    if (value === '') continue;
    const wrong = checks[key](value);
    if (wrong !== undefined) throw new Failure(`${file}, ${replyFields[key]}: ${wrong}`);
    found[key] = value;
  }
  if (!known) {
    throw new Failure(`${file} is neither metadata of AWS nor a sheet that was filled in.`, [
      `A sheet has the lines ${Object.values(replyFields).join(', ')}.`,
    ]);
  }
  return found;
}

/** What stands behind a label, at the beginning of a line but for what marks quotes and lists. */
function lineOf(lines: readonly string[], label: string): string | undefined {
  for (const line of lines) {
    const plain = line.slice(/^[\s>*-]*/.exec(line)?.[0].length ?? 0);
    if (plain.slice(0, label.length).toLowerCase() === label.toLowerCase()) return plain.slice(label.length).trim();
  }
  return undefined;
}
