/**
 * The columns of a list of people: our own, and what Entra, Microsoft 365, PowerShell and Excel call the same, in English
 * and German. Sources: Entra admin center, "Download users" and bulk templates
 * (https://learn.microsoft.com/entra/identity/users/users-bulk-download), Microsoft 365 admin center, "Export users".
 */
import { trimUnseen } from './visible-text.js';

/** The columns of a users file; only `upn` is needed. */
export const usersFileColumns = [
  'upn',
  'state',
  'holdUntil',
  'bundle',
  'runningMode',
  'autoStopMinutes',
  'tags',
] as const;
export type UsersFileColumn = (typeof usersFileColumns)[number];

/** What tells that somebody is no person who may sign in. */
export const accountColumns = ['enabled', 'blocked', 'userType', 'isGuest', 'objectType', 'isUser'] as const;
type AccountColumn = (typeof accountColumns)[number];
export type Column = UsersFileColumn | AccountColumn | 'displayName';

/** What a header line says. */
export interface Header {
  /** What each column is; `undefined` for one that is not used. */
  readonly columns: readonly (Column | undefined)[];
  /** Their names, as written. */
  readonly written: readonly string[];
  /** Names of the columns that are not used, as written. */
  readonly ignored: readonly string[];
  /** An address column taken for the user principal name, as written. */
  readonly mailAsUpn?: string;
  /** The list names the user as its own columns do (`upn`), not as an export. */
  readonly own: boolean;
}

const names: Readonly<Record<string, readonly string[]>> = {
  userPrincipalName: [
    'userprincipalname',
    'user principal name',
    'benutzerprinzipalname',
    'user name',
    'username',
    'benutzername',
    'anmeldename',
    'sign-in name',
    'logon name',
  ],
  mail: [
    'mail',
    'email',
    'e-mail',
    'email address',
    'e-mail address',
    'e-mail-adresse',
    'e-mail adresse',
    'emailadresse',
    'primarysmtpaddress',
    'primary smtp address',
    'primary email',
  ],
  enabled: ['accountenabled', 'account enabled', 'enabled', 'konto aktiviert', 'aktiviert'],
  blocked: [
    'block credential',
    'blockcredential',
    'sign-in blocked',
    'anmeldeinformationen blockieren',
    'anmeldung blockiert',
  ],
  userType: ['usertype', 'user type', 'benutzertyp'],
  isGuest: ['isguest'],
  objectType: ['objecttype', 'object type', 'objekttyp'],
  isUser: ['isuser'],
  displayName: ['displayname', 'display name', 'anzeigename', 'name'],
  state: ['desktopstate'],
};

/** Columns of an address: beside one of them, `state` is where somebody lives. */
const address = ['city', 'country', 'country/region', 'streetaddress', 'street address', 'postalcode', 'usagelocation'];

/** A column's name as it is compared: templates put it in brackets, `User name [userPrincipalName] Required`. */
function plain(cell: string): string {
  const from = cell.indexOf('[');
  const to = from < 0 ? -1 : cell.indexOf(']', from);
  return trimUnseen(to > from + 1 ? cell.slice(from + 1, to) : cell).toLowerCase();
}

/** The name under which a column of ours can be added to a list: `state` may be taken by an address. */
export function freeName(column: string, cells: readonly string[]): string {
  return column === 'state' && cells.some((cell) => plain(cell) === 'state') ? 'desktopState' : column;
}

/** What the cells of a header line are. */
export function readColumns(cells: readonly string[]): Header {
  const written = cells.map(plain);
  const find = (name: string): number => written.findIndex((cell) => names[name]?.includes(cell));
  const ownUpn = written.indexOf('upn');
  const other = find('userPrincipalName');
  const mail = find('mail');
  const upn = ownUpn >= 0 ? ownUpn : other >= 0 ? other : mail;
  const hasAddress = written.some((cell) => address.includes(cell));
  const columns = written.map((cell, at): Column | undefined => {
    if (at === upn || cell === 'upn') return 'upn';
    const own = usersFileColumns.find((column) => column.toLowerCase() === cell);
    if (own !== undefined) return own === 'state' && hasAddress ? undefined : own;
    return ([...accountColumns, 'displayName', 'state'] as const).find((column) => names[column]?.includes(cell));
  });
  return {
    columns,
    written: cells,
    ignored: cells.filter((cell, at) => cell !== '' && (columns[at] === undefined || columns[at] === 'displayName')),
    own: ownUpn >= 0,
    ...(upn >= 0 && upn === mail && ownUpn < 0 && other < 0 ? { mailAsUpn: cells[upn] ?? '' } : {}),
  };
}

/** Why a row is left out whose account cannot sign in. */
export const disabledAccount = 'a disabled account';

/** As exports and Excel write them, by the language of the country. */
const yes = [
  'true',
  'wahr',
  'yes',
  'ja',
  '1',
  'vrai',
  'vero',
  'verdadero',
  'verdadeiro',
  'waar',
  'prawda',
  'sant',
  'sand',
];
const no = ['false', 'falsch', 'no', 'nein', '0', 'faux', 'falso', 'onwaar', 'fałsz', 'falskt', 'falsk'];

/** Why a row is of nobody who could use a desktop, in words; `undefined` when it may be of somebody. */
export function whyLeftOut(cell: (column: Column) => string): string | undefined {
  const said = (column: Column): string => cell(column).toLowerCase();
  const type = said('objectType');
  if ((type !== '' && type !== 'user' && type !== 'benutzer') || no.includes(said('isUser'))) return 'no user';
  if (said('userType') === 'guest' || said('userType') === 'gast' || yes.includes(said('isGuest'))) return 'a guest';
  if (/#ext#/i.test(cell('upn'))) return 'a guest';
  if (no.includes(said('enabled')) || yes.includes(said('blocked'))) return disabledAccount;
  return undefined;
}

/** Words of an account's columns that are taken, for a message. */
export const answerWords = `${yes.join(', ')}, or ${no.join(', ')}`;

/**
 * A column of the account that holds neither a yes nor a no, of a row that nothing else leaves out. Excel writes these words
 * in the language of the country: what is not known here may well say that the account is disabled.
 */
export function unclearAnswer(cell: (column: Column) => string): AccountColumn | undefined {
  return (['enabled', 'blocked', 'isGuest', 'isUser'] as const).find((column) => {
    const said = cell(column).toLowerCase();
    return said !== '' && !yes.includes(said) && !no.includes(said);
  });
}
