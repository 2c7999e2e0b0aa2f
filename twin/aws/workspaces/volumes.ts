import { rule } from '../../rules.js';

export const volumePairs = rule(
  'desktop-volume-pairs',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/modify-workspaces.html',
  'A root volume of 80 GB goes with a user volume of 10, 50 or 100; 175 and more with 100 and more.',
);

/** Why a root and a user volume are no pair of AWS's list. Source: rule `desktop-volume-pairs`. */
export function faultOfVolumes(rootGib = 0, userGib = 0): string | undefined {
  const fits = rootGib === 80 ? [10, 50, 100].includes(userGib) : rootGib >= 175 && userGib >= 100;
  return fits ? undefined : `The volume sizes ${rootGib} and ${userGib} GB cannot be combined.`;
}
