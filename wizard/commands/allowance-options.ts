/** Options that say what may be taken away from people; apart from what reads them, for the start of the command line. */
import type { OptionDescription, ValuesOf } from '../command.js';

const maxRemovalsOption = {
  flags: '--max-removals <count>',
  description: 'how many people may lose desktop or access at once, instead of 3 or 2 %; wins over allow.json',
} as const satisfies OptionDescription;

export const allowanceOptions = [
  {
    flags: '--allow-remove <upn>',
    repeatable: true,
    description: 'a user whose desktop may be deleted, beside those in allow.json; may be repeated',
  },
  {
    flags: '--allow-replace <upn>',
    repeatable: true,
    description: 'a user whose desktop may be replaced by an empty one, beside those in allow.json; may be repeated',
  },
  maxRemovalsOption,
  {
    flags: '--allow-forget <count>',
    description:
      'how many things may leave the state and stay, as when a fleet takes desktops over; wins over allow.json',
  },
] as const satisfies readonly OptionDescription[];

export type AllowanceValues = ValuesOf<typeof allowanceOptions>;

export const sinceOption = {
  flags: '--since <dir>',
  description:
    'repository at the commit applied last, synthesized, or "applied" for the one that the last apply noted beside the state: lines are marked "from this merge" or not, and of allow.json counts what changed since',
} as const satisfies OptionDescription;
