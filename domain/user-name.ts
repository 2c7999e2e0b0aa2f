/**
 * The user name of a desktop: the user principal name (UPN), because the gallery app sends it to Identity Center as
 * userName and WorkSpaces finds users by it.
 */

/** WorkSpaces' limit for UserName, which the Entra guide repeats for the UPN. */
const userNameMaximumLength = 63;

/** `local@domain.tld`. Letters of any script: Entra decides about them; what SCIM refuses (`< > ; : %`) is out. */
const form =
  /^[\p{L}\p{M}\p{N}'._!#^~-]+@(?:[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?\.)+[\p{L}\p{M}\p{N}-]{2,}$/u;

/** Says what is wrong with a user principal name, or `undefined` when it is valid. */
export function userNameProblem(upn: string): string | undefined {
  if (upn !== upn.trim()) return 'must have no space around it';
  const length = [...upn].length;
  if (length > userNameMaximumLength) {
    return `must have at most ${userNameMaximumLength} characters (limit of WorkSpaces), has ${length}`;
  }
  if (/#ext#/i.test(upn)) return 'must be a member of the tenant: guests (`#EXT#`) cannot sign in to a joined desktop';
  if (!form.test(upn)) return 'must be a user principal name such as ada@contoso.com';
  const local = upn.slice(0, upn.lastIndexOf('@'));
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) {
    return 'must have no dot at an end of the part before `@`, and no two in a row';
  }
  return undefined;
}

/** What two user names are compared by: no service here tells upper from lower case. */
export function userNameKey(upn: string): string {
  return upn.normalize('NFC').toLowerCase();
}
