/**
 * Whether a policy of Intune reaches the desktops of a deployment, by its assignments. Pure. Source for what an exclusion
 * does: https://learn.microsoft.com/intune/intune-service/configuration/device-profile-assign.
 */
import { passesFilter } from './assignment-filter.js';

/** Whom one assignment names. */
export interface PolicyTarget {
  readonly to: 'allDevices' | 'allUsers' | 'group' | 'exclusion';
  /** Of `group` and `exclusion`. */
  readonly groupId?: string;
  readonly filter?: { readonly id: string; readonly mode: 'include' | 'exclude' };
}

/** A group that a target names. */
export interface ReachedGroup {
  readonly id: string;
  readonly displayName: string;
  /** Holds devices of ours, or is theirs. */
  readonly devices: 'all' | 'some' | 'none';
  /** Holds people of ours. */
  readonly users: 'all' | 'some' | 'none';
}

export interface ReachContext {
  readonly groups: readonly ReachedGroup[];
  readonly filters: readonly { readonly id: string; readonly displayName: string; readonly rule: string }[];
  /** Autopilot profiles that the desktops get: a device's `enrollmentProfileName`. Empty: not known. */
  readonly profileNames: readonly string[];
}

export interface Reach {
  /** `All devices`, `All users`, `the group X`. */
  readonly through: string;
  /** By devices or by people: what an exclusion must name, too. */
  readonly by: 'devices' | 'users';
  /** A filter that cannot be worked out here may still keep the desktops out. */
  readonly unless?: string;
}

/** How a policy reaches the desktops; undefined: it does not, as far as its assignments tell. */
export function reachOf(targets: readonly PolicyTarget[], context: ReachContext): Reach | undefined {
  const groupOf = (id: string | undefined): ReachedGroup | undefined => context.groups.find((each) => each.id === id);
  const excluded = targets.filter(({ to }) => to === 'exclusion').map(({ groupId }) => groupOf(groupId));
  const out = {
    devices: excluded.some((group) => group?.devices === 'all'),
    // An exclusion of devices does not hold for an assignment to people, nor the other way round.
    users: excluded.some((group) => group?.users === 'all'),
  };
  const found = targets.flatMap((target): Reach[] => {
    const raw = rawReach(target, groupOf(target.groupId));
    if (raw === undefined || out[raw.by]) return [];
    if (target.filter === undefined) return [raw];
    const filter = context.filters.find(({ id }) => id === target.filter?.id);
    const passes = filter && passesEvery(filter.rule, context.profileNames);
    if (passes === (target.filter.mode === 'exclude')) return [];
    return passes === undefined
      ? [
          {
            ...raw,
            unless: `the filter "${filter?.displayName ?? target.filter.id}" (${target.filter.mode}) keeps them out`,
          },
        ]
      : [raw];
  });
  return found.find(({ unless }) => unless === undefined) ?? found[0];
}

function rawReach(target: PolicyTarget, group: ReachedGroup | undefined): Reach | undefined {
  if (target.to === 'allDevices') return { through: 'All devices', by: 'devices' };
  if (target.to === 'allUsers') return { through: 'All users', by: 'users' };
  if (target.to === 'exclusion' || !group) return undefined;
  const through = `the group ${group.displayName}`;
  if (group.devices !== 'none') return { through, by: 'devices' };
  return group.users === 'none' ? undefined : { through, by: 'users' };
}

/** The same for the desktops of every site, or not known. */
function passesEvery(rule: string, profileNames: readonly string[]): boolean | undefined {
  const each = profileNames.map((enrollmentProfileName) =>
    // What Autopilot enrols is owned by the company.
    passesFilter(rule, { enrollmentProfileName, deviceOwnership: 'Corporate' }),
  );
  const [first] = each;
  return first !== undefined && each.every((passes) => passes === first) ? first : undefined;
}
