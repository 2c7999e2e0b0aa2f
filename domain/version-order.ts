/** Whether a version is older than another; a pre-release is older than its release. All of `semver` for one question would be more than it. */
export function isOlder(version: string, than: string): boolean {
  const [core = '', preRelease] = version.split('-', 2);
  const parts = core.split('.').map(Number);
  const wanted = than.split('.').map(Number);
  for (let at = 0; at < wanted.length; at += 1) {
    const difference = (parts[at] ?? 0) - (wanted[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return preRelease !== undefined;
}
