/**
 * What the codes in Entra's sign-in log mean for the way to a desktop. Source:
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes; what to do is ours.
 */
import type { Owner } from '../owner.js';

interface Meaning {
  readonly cause: string;
  readonly owner: Owner;
  readonly fix: string;
  /** A step of a sign-in that goes on, not its end. */
  readonly passing?: true;
}

const entra = 'Entra administrator' as const;
const person = 'person' as const;

const password = 'reset the password (self-service, or the Entra administrator)';
const conditionalAccess =
  'open the sign-in in Entra, tab Conditional Access, and see which policy it was; leave the AWS app out of a policy that asks for a compliant device, as people connect from any device';
const methods = 'set up or reset the sign-in methods of the person in Entra';

const meanings: Readonly<Record<number, Meaning>> = {
  50034: { cause: 'the name that was typed is not known in this tenant', owner: person, fix: 'sign in with the UPN' },
  50053: {
    cause: 'the account is locked after too many wrong passwords, or the address is blocked',
    owner: entra,
    fix: `wait, or ${password}`,
  },
  50055: { cause: 'the password has expired', owner: person, fix: password },
  50056: { cause: 'the account has no password in Entra', owner: entra, fix: password },
  50057: { cause: 'the account is disabled', owner: entra, fix: 'enable the account in Entra' },
  50072: {
    cause: 'the person has to register for multi-factor authentication first',
    owner: person,
    fix: 'register at https://aka.ms/mfasetup',
  },
  50074: {
    cause: 'multi-factor authentication was asked for and not done',
    owner: person,
    fix: 'answer the second factor when signing in',
  },
  50076: {
    cause: 'multi-factor authentication was asked for and not done',
    owner: person,
    fix: 'answer the second factor when signing in',
  },
  50079: {
    cause: 'the person has to register for multi-factor authentication first',
    owner: person,
    fix: 'register at https://aka.ms/mfasetup',
  },
  50097: { cause: 'a policy asks for a device that Entra knows', owner: entra, fix: conditionalAccess },
  50105: {
    cause: 'the person is not assigned to the enterprise app',
    owner: entra,
    fix: 'put the person directly into the assigned group',
  },
  50126: { cause: 'the password was wrong', owner: person, fix: `type it again, or ${password}` },
  50131: { cause: 'a Conditional Access policy refused it', owner: entra, fix: conditionalAccess },
  50158: {
    cause: 'a second factor of another provider was not passed',
    owner: person,
    fix: 'answer the second factor when signing in',
  },
  53000: {
    cause: 'a policy asks for a compliant device, and the device that the person connects from is none',
    owner: entra,
    fix: conditionalAccess,
  },
  53001: {
    cause: 'a policy asks for a joined device, and the device that the person connects from is none',
    owner: entra,
    fix: conditionalAccess,
  },
  53003: { cause: 'a Conditional Access policy refused it', owner: entra, fix: conditionalAccess },
  53004: {
    cause: 'the person has to register for multi-factor authentication first, from a place that is allowed',
    owner: entra,
    fix: methods,
  },
  65001: {
    cause: 'consent to the application is missing',
    owner: entra,
    fix: 'grant admin consent to the enterprise app',
  },
  500121: {
    cause: 'the second factor was refused or not answered',
    owner: person,
    fix: `answer it; if it does not come, have the Entra administrator ${methods}`,
  },
  500133: { cause: 'the sign-in was too old', owner: person, fix: 'close the browser and sign in again' },
  530003: { cause: 'a policy asks for a managed device', owner: entra, fix: conditionalAccess },
  700016: {
    cause: 'the identifier that AWS sends is not the one of the enterprise app: nobody can sign in',
    owner: entra,
    fix: 'entra-workspaces apply writes the identifier of the handshake; if AWS has another one, entra-workspaces connect --again',
  },
  50011: {
    cause: 'the reply address that AWS sends is not one of the enterprise app: nobody can sign in',
    owner: entra,
    fix: 'entra-workspaces apply writes the addresses of the handshake; if AWS has others, entra-workspaces connect --again',
  },
  75011: {
    cause: 'AWS asked for a way to sign in other than the one that was used',
    owner: person,
    fix: 'close the browser and sign in again',
  },
  7000112: {
    cause: 'the enterprise app is disabled: nobody can sign in',
    owner: entra,
    fix: 'enable the enterprise app in Entra, Properties',
  },
};

/** Interrupts: the page asked something more, and the sign-in went on. */
const passing = new Set([16000, 50058, 50125, 50127, 50129, 50140, 50199, 51006, 65004, 81010]);

/** What a code means. Code 0 worked. */
export function meaningOf(code: number): Meaning {
  const known = meanings[code] ?? {
    cause: 'Entra refused the sign-in',
    owner: entra,
    fix: `look the code up at https://login.microsoftonline.com/error?code=${code}`,
  };
  return passing.has(code) ? { ...known, passing: true } : known;
}
