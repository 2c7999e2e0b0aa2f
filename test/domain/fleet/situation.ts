/** What a pass sees where nobody says otherwise: an empty group, at a time of its own. */
import type { Situation } from '../../../domain/fleet/types.js';
import { policy, sha256 } from '../../function/fleet/world.js';

export const now = Date.UTC(2026, 10, 20, 9);

export const situation = (rest: Partial<Situation>): Situation => ({
  now,
  policy,
  group: { members: [] },
  desktops: [],
  rows: [],
  control: {},
  requests: [],
  digest: sha256,
  ...rest,
});
