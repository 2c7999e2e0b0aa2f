/**
 * The name of a WorkSpaces directory, which is at once the Autopilot group tag of its devices: Intune's device group
 * compares it exactly, so a space nobody sees means a desktop that never enrols.
 */

/**
 * The service's own pattern: 2 to 65 characters.
 * Source: WorkSpaces API, RegisterWorkspaceDirectory, WorkspaceDirectoryName.
 */
const servicePattern = /^[a-zA-Z0-9][a-zA-Z0-9_.\s-]{1,64}$/;

/** Says what is wrong with a directory name, or `undefined` when it is valid as directory name and as group tag. */
export function directoryNameProblem(name: string): string | undefined {
  if (!servicePattern.test(name)) {
    return 'must be 2 to 65 characters, begin with a letter or digit, and hold only letters, digits, space, `_`, `.` and `-`';
  }
  if (/[^\S ]/.test(name)) return 'must hold no tab or line break: it is compared exactly as Autopilot group tag';
  if (name !== name.trim() || name.includes('  ')) {
    return 'must hold no space at the end and no two in a row: it is compared exactly as Autopilot group tag';
  }
  return undefined;
}

/** The nearest valid directory name, where one can be made from what was given. */
export function nearestDirectoryName(name: string): string | undefined {
  const candidate = name
    .replace(/\s+/g, ' ')
    .replace(/[^a-zA-Z0-9_. -]/g, '-')
    .replace(/^[^a-zA-Z0-9]+/, '')
    .slice(0, 65)
    .trim();
  return directoryNameProblem(candidate) === undefined ? candidate : undefined;
}

/** What two directory names are compared by: dynamic group rules do not tell upper from lower case. */
export function directoryNameKey(name: string): string {
  return name.toLowerCase();
}

/**
 * The membership rule of the device group of one directory.
 * Source: https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html.
 */
export function autopilotMembershipRule(directoryName: string): string {
  const problem = directoryNameProblem(directoryName);
  if (problem !== undefined) throw new Error(`directoryName ${problem}, got: ${directoryName}`);
  return `(device.devicePhysicalIds -any (_ -eq "[OrderID]:${directoryName}"))`;
}
