import { rule } from '../../rules.js';
import type { TenantContext } from '../context.js';
import type { IntunePolicy } from '../intune-policies.js';
import type { FailingSetting } from '../intune-objects.js';
import { graceHours } from './compliance-policies.js';
import type { Reached } from './reached.js';

const whatADesktopHas = rule(
  'workspace-compliance',
  'docs/facts/workspaces.md: BitLocker is not supported on WorkSpaces; TPM, Secure Boot and code integrity are documented nowhere: a guess to the stricter side',
  'A desktop has no encryption that Windows reports, and neither TPM, Secure Boot nor code integrity can be relied on; Defender and firewall are on.',
);
const graceFirst = rule(
  'compliance-grace',
  'https://learn.microsoft.com/intune/intune-service/protect/actions-for-noncompliance',
  'A device that does not keep a policy is in its grace period until the hours of the action that blocks are over.',
);
const secureByDefault = rule(
  'compliance-secure-by-default',
  'https://learn.microsoft.com/intune/intune-service/protect/device-compliance-get-started: devices without a policy',
  'Where the tenant says so, a device that no compliance policy reaches is not compliant.',
);

/** What a WorkSpace cannot keep. */
const cannot = [
  'bitLockerEnabled',
  'storageRequireEncryption',
  'tpmRequired',
  'secureBootEnabled',
  'codeIntegrityEnabled',
];
/** Of a desktop that was made of the newest image. */
const windows = '10.0.26100.1';

/** Whether a desktop is compliant with the policies that reach it, and what it does not keep. */
export function complianceOf(
  context: TenantContext,
  policies: readonly IntunePolicy[],
  { managed }: Reached,
): { readonly state: 'compliant' | 'noncompliant' | 'inGracePeriod'; readonly failing: readonly FailingSetting[] } {
  const { state, world } = context;
  const byHand = state.failingSettings.get(managed.id) ?? [];
  if (policies.length === 0 && state.deviceManagementSettings.secureByDefault) {
    world.rules.leanOn(secureByDefault);
    return { state: 'noncompliant', failing: byHand };
  }
  const failed = policies
    .map((policy) => ({ policy, failing: failingIn(context, policy) }))
    .filter(({ failing }) => failing.length > 0);
  const failing = [...byHand, ...failed.flatMap((each) => each.failing)];
  if (failing.length === 0) return { state: 'compliant', failing };
  if (byHand.length > 0) return { state: 'noncompliant', failing };
  const hours = Math.min(...failed.map(({ policy }) => graceHours(policy)));
  const since = new Date(managed.enrolledDateTime).getTime();
  if (world.clock.now().getTime() - since < hours * 3_600_000) {
    world.rules.leanOn(graceFirst);
    return { state: 'inGracePeriod', failing };
  }
  return { state: 'noncompliant', failing };
}

function failingIn({ world }: TenantContext, { body }: IntunePolicy): FailingSetting[] {
  const policy = typeof body['displayName'] === 'string' ? body['displayName'] : '';
  const found = cannot.filter((name) => body[name] === true).map((setting) => ({ policy, setting, value: 'false' }));
  const minimum = body['osMinimumVersion'];
  if (typeof minimum === 'string' && isNewer(minimum, windows)) {
    found.push({ policy, setting: 'osMinimumVersion', value: windows });
  }
  if (found.length > 0) world.rules.leanOn(whatADesktopHas);
  return found;
}

function isNewer(one: string, other: string): boolean {
  const [a, b] = [one, other].map((version) => version.split('.').map(Number));
  for (let at = 0; at < Math.max(a!.length, b!.length); at += 1) {
    const difference = (a![at] ?? 0) - (b![at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
