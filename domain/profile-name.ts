/** Names in Windows Autopilot: of the profile, and of the devices that it makes. */

/** Characters that Graph refuses in the display name of a profile, with an empty error 400. */
const refusedInProfileName = /[!#%^*()\-+;'><]/;

/** Says what is wrong with the display name of an Autopilot profile, or `undefined`. */
export function profileNameProblem(name: string): string | undefined {
  if (name.trim() === '' || name !== name.trim()) return 'must not be empty and must have no space around it';
  if ([...name].length > 200) return 'must have at most 200 characters';
  const found = refusedInProfileName.exec(name)?.[0];
  return found === undefined
    ? undefined
    : `must hold none of ! # % ^ * ( ) - + ; ' < > (Graph refuses them), has ${found}`;
}

/** The nearest valid profile name: refused characters become spaces. */
export function nearestProfileName(name: string): string | undefined {
  const candidate = name.replace(new RegExp(refusedInProfileName, 'g'), ' ').replace(/\s+/g, ' ').trim();
  return profileNameProblem(candidate) === undefined ? candidate : undefined;
}

/** Windows computer names have at most 15 characters; Intune holds the template to the same length. */
const deviceNameMaximumLength = 15;

/**
 * How many clashes of computer names are taken as none: on average one deployment in a hundred has a single one.
 * `%RAND:5%` gives about 45 clashes in 3,000 devices, and Intune does not check.
 */
const acceptedClashes = 0.01;

const randomPart = /%RAND:(\d+)%/gi;

/** The number of random digits in a device name template, 0 without a `%RAND:n%`. */
export function randomDigits(template: string): number {
  return [...template.matchAll(randomPart)].reduce((sum, match) => sum + Number(match[1]), 0);
}

/** The smallest number of random digits with which this many desktops get different names. */
export function digitsNeeded(desktops: number): number {
  const pairs = (desktops * (desktops - 1)) / 2;
  let digits = 1;
  while (pairs / 10 ** digits > acceptedClashes) digits += 1;
  return digits;
}

/** Says what is wrong with the form of a device name template, or `undefined`. */
export function deviceNameTemplateProblem(template: string): string | undefined {
  if (/%SERIAL%/i.test(template)) {
    return 'must use %RAND:n%, not %SERIAL%: the serial number of a virtual machine does not fit into a computer name';
  }
  const fixed = template.replace(randomPart, '');
  if (!/^[A-Za-z0-9-]*$/.test(fixed)) return 'must hold only letters, digits, hyphens and %RAND:n%';
  if (randomDigits(template) === 0) return 'must hold %RAND:n%, or every desktop gets the same name';
  const longest = Math.max(template.length, fixed.length + randomDigits(template));
  if (longest > deviceNameMaximumLength)
    return `must have at most ${deviceNameMaximumLength} characters, has ${longest}`;
  if (/^[0-9]*$/.test(fixed)) return 'must hold a letter: Windows refuses names of digits alone';
  if (fixed.startsWith('-') && template.startsWith('-')) return 'must not begin with a hyphen';
  return undefined;
}

/** The template with enough random digits for this many desktops, the fixed part cut as far as needed. */
export function nearestDeviceNameTemplate(template: string, desktops: number): string | undefined {
  const digits = Math.max(digitsNeeded(desktops), Math.min(randomDigits(template), 9));
  const suffix = `%RAND:${digits}%`;
  const room = deviceNameMaximumLength - Math.max(suffix.length, digits);
  const fixed = template
    .replace(randomPart, '')
    .replace(/[^A-Za-z0-9-]/g, '')
    .replace(/^-+/, '');
  const candidate = `${(/[A-Za-z]/.test(fixed) ? fixed : 'WS-').slice(0, room)}${suffix}`;
  return deviceNameTemplateProblem(candidate) === undefined ? candidate : undefined;
}
