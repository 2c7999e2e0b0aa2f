import { desktopAddress } from '../modules/workspaces/desktop-address.js';
import type { Deployment } from '../deployment/schema.js';

/**
 * Blocks by which Terraform lets go of the desktops of a former list, which the fleet keeps from then on. The state's desktops
 * stay; one that it never held is no error (docs/facts/fleet.md 6).
 */
export function formerDesktops({ sites }: Deployment): { from: string; lifecycle: { destroy: false } }[] {
  return sites.flatMap(({ key, desktops }) =>
    (desktops.former ?? []).map(({ upn }) => ({ from: desktopAddress(key, upn), lifecycle: { destroy: false } })),
  );
}
