/** What came back from the others: metadata of AWS, a filled-in sheet. Each file is recognised by what it holds. */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '../terminal/failure.js';
import type { Given, Ground } from './ground.js';
import { regionOf } from './ground.js';
import { replyFields } from './hand-over.js';
import { cleanAddress, wrongScimEndpoint, wrongSignInUrl } from './scim-endpoint.js';
import { readServiceProviderMetadata } from './service-provider-metadata.js';
import { wrongExpiry } from './token.js';
import { untilde } from './walk.js';
import { largestFile, shownPath, textOf, WrongFile } from './wrong-file.js';

/** Longest run of letters that is no token: addresses have slashes and dots in between. */
const longestWord = 100;

/** Reads the files and gives what they hold as if it had been given on the command line, which wins. */
export function takeIn(
  ground: Pick<Ground, 'cwd' | 'deployment' | 'now' | 'terminal'>,
  files: readonly string[],
): Partial<Given> {
  const taken: { -readonly [K in keyof Given]?: Given[K] } = {};
  for (const file of files) {
    const path = resolve(ground.cwd, untilde(file));
    const text = read(path, file);
    refuseToken(text, file);
    if (text.trimStart().startsWith('<')) {
      try {
        readServiceProviderMetadata(text, regionOf(ground));
      } catch (error) {
        if (error instanceof WrongFile) throw new Failure(`${file}: ${error.message}`, [error.fix]);
        throw error;
      }
      taken.serviceProviderMetadata = path;
      ground.terminal.good(`${file}: service provider metadata of AWS`);
      continue;
    }
    const fields = fieldsOf(ground, text, file);
    Object.assign(taken, fields);
    ground.terminal.good(
      `${file}: ${Object.keys(fields).length} of ${Object.keys(replyFields).length} lines filled in`,
    );
  }
  return taken;
}

function read(path: string, file: string): string {
  let size: number;
  try {
    size = statSync(path).size;
  } catch {
    throw new Failure(`${shownPath(file)} cannot be read.`, [
      'Check the path, relative to the folder the command runs in.',
    ]);
  }
  if (size > largestFile) throw new Failure(`${file} is far too large for what should come back.`);
  return textOf(readFileSync(path)).replace(/^\uFEFF/, '');
}

/** A token that somebody wrote into a file is burnt. It is not repeated here. */
function refuseToken(text: string, file: string): void {
  if (text.trimStart().startsWith('<')) return;
  const words = text.match(/[A-Za-z0-9_+=-]{40,}/g) ?? [];
  if (!words.some((word) => word.length > longestWord)) return;
  throw new Failure(`${file} seems to hold the access token. It must not be used any more.`, [
    'Delete the file, and the mail it came with.',
    'In the AWS console delete the token (Settings, Automatic provisioning) and generate another one.',
    'It goes into its secret alone: by `entra-workspaces connect`, or in the console of Secrets Manager.',
  ]);
}

function fieldsOf(ground: Pick<Ground, 'deployment' | 'now'>, text: string, file: string): Partial<Given> {
  const region = regionOf(ground);
  const checks: { readonly [K in keyof typeof replyFields]: (value: string) => string | undefined } = {
    signInUrl: (value) => wrongSignInUrl(value, region),
    scimEndpoint: (value) => wrongScimEndpoint(value, region),
    tokenExpires: (value) => wrongExpiry(value, ground.now()),
  };
  const found: Partial<Record<keyof typeof replyFields, string>> = {};
  let known = false;
  for (const key of Object.keys(replyFields) as (keyof typeof replyFields)[]) {
    const line = new RegExp(`^[\\s>*-]*${replyFields[key]}:[ \\t]*(.*)$`, 'im').exec(text);
    known ||= line !== null;
    const value = cleanAddress((line?.[1] ?? '').replace(/^<(.*)>$/, '$1'));
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
