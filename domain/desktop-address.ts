/** Where a Terraform state has somebody's desktop. */
import { userNameKey } from './user-name.js';

/** SHA-256 of a text, in hexadecimal digits. */
type Digest = (text: string) => string;

/**
 * What a user's blocks are called: a readable part and a short hash of the lower-case UPN. It decides the address in
 * the state, so it must never change (pinned by test): another name would destroy the desktop and make a new one.
 */
export function desktopKeyOf(upn: string, sha256: Digest): string {
  const key = userNameKey(upn);
  const slug = key
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  const hash = sha256(key).slice(0, 8);
  return slug === '' ? hash : `${slug}-${hash}`;
}

/** The logical id of somebody's desktop. */
export function desktopIdOf(site: string, upn: string, sha256: Digest): string {
  return `desktop_${site}_${desktopKeyOf(upn, sha256)}`;
}

/** `TYPE.NAME` of somebody's desktop. */
export function desktopAddressOf(site: string, upn: string, sha256: Digest): string {
  return `aws_workspaces_workspace.${desktopIdOf(site, upn, sha256)}`;
}
