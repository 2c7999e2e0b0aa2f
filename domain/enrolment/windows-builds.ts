/** Builds of Windows by version. Source: https://learn.microsoft.com/windows/release-health/windows11-release-information. */
const builds: Readonly<Record<string, number>> = {
  'Windows 10, version 22H2': 19045,
  'Windows 11, version 22H2': 22621,
  'Windows 11, version 23H2': 22631,
  'Windows 11, version 24H2': 26100,
  'Windows 11, version 25H2': 26200,
};

/** The build of a version as Intune writes it; undefined where it is not known. */
export function buildOf(version: string): number | undefined {
  return builds[version];
}
