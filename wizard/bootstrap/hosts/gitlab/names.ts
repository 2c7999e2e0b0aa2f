/** Names of projects, and the instance that an address of one tells. */
import { gitlabAddress } from '../../../../deployment/pipeline-hosts/gitlab.js';
import { UsageError } from '../../../terminal/failure.js';
import type { RepositoryRef } from '../../../repository/pipelines/tokens/token-host.js';

type Named = Pick<RepositoryRef, 'name' | 'url'>;

const path = /^[A-Za-z0-9_][\w.-]*(\/[A-Za-z0-9_][\w.-]*)+$/;

/** An address that an option gives, as the clouds compare it. @throws UsageError */
export function addressOf(option: string, given: string | undefined): string | undefined {
  const address = given === undefined ? undefined : gitlabAddress(given);
  if (given === undefined || address !== undefined) return address;
  throw new UsageError(`${option} must be an address with https, got: ${given}`);
}

/**
 * `contoso/it/desktops`, or the address of the project.
 * @param at Address of the instance. Without it an address ends with its host: below a path everything could be a group
 */
export function named(text: string, at?: string): Named | undefined {
  if (path.test(text)) return { name: text };
  const address = gitlabAddress(text.replace(/\/?$/, '').replace(/\.git$/, ''));
  if (address === undefined) return undefined;
  const url = at !== undefined && address.startsWith(`${at}/`) ? at : new URL(address).origin;
  const name = address.slice(url.length + 1);
  return path.test(name) ? { name, url } : undefined;
}

/** Of https, of ssh with a host, and in the short form of ssh, which knows no path. @param at likewise */
export function ofRemote(remote: string, at?: string): Named | undefined {
  const [, host, below] = /^(?:ssh:\/\/)?git@([^:/]+)(?::\d+)?[:/](.+?)(?:\.git)?$/.exec(remote) ?? [];
  const base = at !== undefined && new URL(at).hostname === host ? at : `https://${host}`;
  const found = named(host === undefined ? remote.replace(/^https:\/\/[^/@]+@/, 'https://') : `${base}/${below}`, at);
  return found?.url === undefined || /^https:\/\/(github\.com|dev\.azure\.com)$/i.test(found.url) ? undefined : found;
}

/**
 * An address of a project and that of an option are of one instance: what is signed in to is what is trusted.
 * @param repository As `--repository` gives it
 * @param at As `--host-url` gives it
 * @throws UsageError
 */
export function assertOneAddress(repository: string | undefined, at: string | undefined): void {
  const url = repository === undefined ? undefined : named(repository, at)?.url;
  if (url === undefined || at === undefined || url === at) return;
  throw new UsageError(`--repository must be a project of ${at}, which --host-url names, got: ${repository}`, [
    'Leave out the one that is not meant. An address below a path: --host-url names the path, too.',
  ]);
}
