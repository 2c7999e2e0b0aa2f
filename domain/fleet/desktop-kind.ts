import type { RunningMode } from '../bundle-options.js';
import { present } from '../present.js';
import type { DesktopKind, FleetPolicy, FleetRow, Person } from './types.js';

/** What this person's desktop is, where it is another than that of the site: the former list said so, or a package. */
export function kindOf(
  { packages = [] }: FleetPolicy,
  person: Pick<Person, 'package'>,
  row: Pick<FleetRow, 'own'> | undefined,
): DesktopKind {
  const { bundle, runningMode, autoStopMinutes } = packages[person.package ?? -1] ?? {};
  return { ...present({ bundle, runningMode, autoStopMinutes }), ...row?.own };
}

/** The running mode that a desktop is to have. */
export function runningModeOf(policy: FleetPolicy, kind: DesktopKind): RunningMode {
  return kind.runningMode ?? policy.runningMode;
}

/** The bundle that a desktop would be made from today; undefined: the policy knows no bundle of that name any more. */
export function bundleOf(
  { bundleId, computeType, bundles = {} }: FleetPolicy,
  { bundle }: DesktopKind,
): { readonly bundleId: string; readonly computeType?: string } | undefined {
  return bundle === undefined ? { bundleId, ...present({ computeType }) } : bundles[bundle];
}
