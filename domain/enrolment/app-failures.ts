/** Why Intune could not bring an app, by the code that it reports: in words, with whose page says so. */

/** What a code means. */
export interface AppFailure {
  /** Goes on after "could not be installed: ". */
  readonly means: string;
  /** What helps, where that is known. */
  readonly fix?: string;
  readonly source: string;
}

const intune = 'https://learn.microsoft.com/troubleshoot/mem/intune/app-management/app-install-error-codes';
const winget = 'https://github.com/microsoft/winget-cli/blob/master/doc/windows/package-manager/winget/returnCodes.md';
const packages = 'https://learn.microsoft.com/windows/win32/appxpkg/troubleshooting';
const system = 'https://learn.microsoft.com/windows/win32/debug/system-error-codes';
const installer = 'https://learn.microsoft.com/windows/win32/msi/error-codes';
const internet = 'https://learn.microsoft.com/windows/win32/wininet/wininet-errors';
const extension = 'https://www.anoopcnair.com/intune-management-extension-deep-dive-level-300/';

const network =
  'see that the desktop reaches the hosts for apps: entra-workspaces endpoints, and the rules of doctor about the network';
const policyOfStore =
  'look for a policy that switches the Microsoft Store or its packages off, and leave the desktops out of it';

/** Codes as Intune writes them, in capitals. Windows errors are 0x8007 and the number; those of the Store app come from winget. */
const failures: Readonly<Record<string, AppFailure>> = {
  '0x87D1041C': {
    means: 'it was installed and then not found: somebody removed it, or its detection rule looks for something else',
    fix: 'correct the detection rule; a required app comes again at the next check-in',
    source: intune,
  },
  '0x8000FFFF': { means: 'an unexpected error, of which the log of the installer says more', source: intune },
  '0x80CF201C': {
    means: 'packages from elsewhere than the Store are not allowed on it',
    fix: policyOfStore,
    source: intune,
  },
  '0x80073CFF': {
    means: 'packages from elsewhere than the Store are not allowed on it',
    fix: policyOfStore,
    source: intune,
  },
  '0x80073CF0': { means: 'the package cannot be opened: not signed, or by another publisher', source: intune },
  '0x80073CF1': { means: 'the package was not found', source: packages },
  '0x80073CF2': { means: 'the data of the package are not valid', source: packages },
  '0x80073CF3': {
    means: 'it is in conflict with a package that is there, needs one that is not, or is for another architecture',
    source: intune,
  },
  '0x80073CFB': { means: 'the same version of it is there already, and is not quite the same', source: intune },
  '0x87D30065': { means: 'what was downloaded could not be unpacked', source: extension },
  '0x87D30067': { means: 'it could not be downloaded', fix: network, source: extension },
  '0x87D300C9': { means: 'the installer was still running when Intune stopped waiting', source: extension },
  '0x87D300CD': { means: 'the person signed out while it was being installed', source: extension },
  '0x80070002': { means: 'a file that the installer needs was not found', source: system },
  '0x80070005': { means: 'access was denied', source: system },
  '0x80070070': { means: 'the disk is full', fix: 'give the desktops a larger root volume', source: system },
  '0x800705B4': { means: 'it took longer than was waited for', source: system },
  '0x80070642': { means: 'the installation was cancelled', source: installer },
  '0x80070643': { means: 'the installer failed; its own log says why', source: installer },
  '0x80070652': { means: 'another installation was running; it is tried again', source: installer },
  '0x80070BC2': { means: 'a restart is needed before it is there', fix: 'restart the desktop', source: installer },
  '0x80072EE2': { means: 'the download timed out', fix: network, source: internet },
  '0x80072EE7': { means: 'the name of the host was not resolved', fix: network, source: internet },
  '0x80072EFD': { means: 'no connection to the host came about', fix: network, source: internet },
  '0x80072EFE': { means: 'the connection to the host was cut', fix: network, source: internet },
  '0x80072F8F': {
    means: 'the certificate of the host was not believed: TLS is opened on the way, or the clock is wrong',
    fix: 'take the hosts of Intune out of TLS inspection',
    source: internet,
  },
  '0x8A150008': { means: 'the Store app could not be downloaded', fix: network, source: winget },
  '0x8A150010': { means: 'the Store has no installer of it for this Windows', source: winget },
  '0x8A150011': { means: 'the installer is not the one that the Store describes', source: winget },
  '0x8A150014': { means: 'the Store has no such app', fix: 'check the id of the app in the Store', source: winget },
  '0x8A15001B': { means: 'a policy blocks the client of the Store', fix: policyOfStore, source: winget },
  '0x8A15001C': { means: 'a policy blocks the Microsoft Store app', fix: policyOfStore, source: winget },
  '0x8A15003A': { means: 'a policy blocks winget', fix: policyOfStore, source: winget },
  '0x8A150044': { means: 'the Store was not reached', fix: network, source: winget },
  '0x8A150045': { means: 'the Store was not reached', fix: network, source: winget },
  '0x8A15005E': {
    means: 'the certificate of the Store was not believed: TLS is opened on the way',
    fix: 'take the hosts of the Store out of TLS inspection',
    source: winget,
  },
};

/** Every code that has words, for tests and for pages. */
export const knownAppFailures: readonly (readonly [string, AppFailure])[] = Object.entries(failures);

/**
 * A code as people search for it: `0x87D1041C`.
 * @param reported As Intune reports it: the hexadecimal text, or the number with or without a sign.
 * @returns undefined where it is no code, and for 0, which is none.
 */
export function errorCodeOf(reported: unknown): string | undefined {
  const text = typeof reported === 'number' ? String(reported) : typeof reported === 'string' ? reported.trim() : '';
  if (!/^(?:0x[0-9a-f]{1,8}|-?\d{1,10})$/i.test(text)) return undefined;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number === 0 || number < -0x8000_0000 || number > 0xffff_ffff) return undefined;
  return `0x${(number >>> 0).toString(16).toUpperCase().padStart(8, '0')}`;
}

/** What a code means; undefined: nobody has written it down here. */
export function appFailureOf(code: string): AppFailure | undefined {
  return Object.hasOwn(failures, code) ? failures[code] : undefined;
}

/** A failure in words: `it could not be downloaded (0x87D30067)`; an unknown code stands alone. */
export function appFailureInWords(code: string): string {
  const known = appFailureOf(code);
  return known ? `${known.means} (${code})` : `code ${code}, which has no words here`;
}
