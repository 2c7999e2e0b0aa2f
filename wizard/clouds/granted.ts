/** What a token for Microsoft Graph allows. Pure: no call. */
import { present } from '../../domain/present.js';
import { claimsOf } from './token-claims.js';

/** Who is signed in, as their token tells. */
export interface Granted {
  readonly tenantId: string;
  /** Object id of the user or service principal. */
  readonly objectId: string;
  readonly kind: 'user' | 'application';
  /** Application id of what the token was issued to. */
  readonly applicationId?: string;
  readonly upn?: string;
  /** Application roles, or the delegated scopes. */
  readonly permissions: readonly string[];
}

/** Reads the claims of an access token. Its signature is Graph's to check; nothing is decided on it here. */
export function grantedBy(token: string): Granted {
  const claims = claimsOf(token);
  const text = (name: string): string | undefined => {
    const value = claims[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const roles = Array.isArray(claims['roles']) ? claims['roles'].filter((each) => typeof each === 'string') : [];
  const scopes = text('scp')?.split(' ') ?? [];
  const applicationId = text('appid');
  const upn = text('upn') ?? text('preferred_username') ?? text('unique_name');
  return {
    tenantId: text('tid') ?? '',
    objectId: text('oid') ?? '',
    kind: scopes.length > 0 ? 'user' : 'application',
    ...present({ applicationId, upn }),
    permissions: scopes.length > 0 ? scopes : roles,
  };
}

/** Read rights over the whole directory, which stand for the narrower ones (Graph permissions reference). */
const readByDirectory = [
  ...['Application.Read.All', 'Device.Read.All', 'Domain.Read.All', 'Group.Read.All', 'GroupMember.Read.All'],
  ...['Organization.Read.All', 'RoleManagement.Read.Directory', 'User.Read.All', 'LicenseAssignment.Read.All'],
];

/** Which of the wanted permissions is not held, neither itself nor one that includes it. */
export function missingAmong(wanted: readonly string[], held: readonly string[]): readonly string[] {
  return wanted.filter((name) => ![name, ...includedIn(name)].some((each) => held.includes(each)));
}

function includedIn(name: string): readonly string[] {
  const writing = name.replace('.Read.', '.ReadWrite.');
  const whole = readByDirectory.includes(name) ? ['Directory.Read.All', 'Directory.ReadWrite.All'] : [];
  return [writing, ...whole];
}
