/**
 * Credentials of a sandbox (both clouds emulated on this machine) can be told from real ones, and are never sent to
 * anybody but the sandbox. The tests prove on the emulated clouds that every credential they give out is known here.
 */
import { CloudError } from './cloud-error.js';

/** `http://127.0.0.1:PORT/_host`: every address goes there, with its host as the first part of the path. */
export const cloudsVariable = 'ENTRA_WORKSPACES_CLOUDS_AT';

/** Which sandbox a shell was pointed at: another id for each. */
export const sandboxVariable = 'ENTRA_WORKSPACES_SANDBOX';

const loopback = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;

/** Whether an address is one of this machine. */
export function leadsHome(address: string | undefined): boolean {
  return address !== undefined && URL.canParse(address) && loopback.test(new URL(address).hostname);
}

/**
 * Access keys, client secrets, SCIM tokens and access tokens of the sandbox, wherever they stand in a text. A token by its
 * last two parts: people of a real company are called ada@eu.sandbox.contoso.com.
 */
const marks = /A(?:KIA|SIA)SANDBOX|8Q(?:~|%7E)sandbox|[0-9a-f]{12}sandbox|\.eyJ[\w-]{1,8192}\.sandbox\b|^SANDBOX/;

/** Whether a text is or holds a credential that a sandbox gave out. */
export function isOfSandbox(text: string | undefined): boolean {
  return text !== undefined && marks.test(text);
}

/**
 * Asked before anything is sent: credentials of a sandbox go to this machine and nowhere else.
 * @param secrets header values, bodies, keys: whatever is about to leave
 * @throws CloudError for one that would leave this machine
 */
export function keepAtHome(url: string | URL, ...secrets: readonly (string | undefined)[]): void {
  const { hostname } = new URL(url);
  if (loopback.test(hostname) || !secrets.some(isOfSandbox)) return;
  throw new CloudError(
    'error',
    `nothing was sent to ${hostname}: these are credentials of a sandbox on this machine. Leave its shell, or read its file into this one again`,
  );
}

/** Variables that hold a credential. */
export const credentials = [
  ...['AWS_ACCESS_KEY_ID', 'AWS_SESSION_TOKEN', 'ARM_CLIENT_SECRET', 'AZURE_CLIENT_SECRET'],
] as const;

/** Whether an environment has to do with a sandbox at all. Cheap: it is asked at the start of every command. */
export function concernsSandbox(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env[cloudsVariable] || env[sandboxVariable]) || credentials.some((name) => isOfSandbox(env[name]));
}
