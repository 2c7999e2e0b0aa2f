import { z } from 'zod';
import { runningModes } from '../../domain/bundle-options.js';
import { userNameProblem } from '../../domain/user-name.js';
import { autoStopMinutes, guid } from '../fields.js';
import { userSchema } from './user.js';
import { selfServiceSection } from './self-service.js';

const limits = z.strictObject({
  create: z.int().min(1).default(200).describe('Desktops made within 24 hours.'),
  hold: z.int().min(1).default(20).describe('Desktops held within 24 hours.'),
  remove: z.int().min(1).default(20).describe('Desktops removed within 24 hours.'),
  sharePercent: z
    .int()
    .min(1)
    .max(100)
    .default(5)
    .describe('Percent of the highest membership of 7 days that may leave in 7 days; up to 3 people always may.'),
});

const ownGroup = z
  .union(
    [
      z.literal('ours'),
      z.strictObject({
        existing: z.strictObject({
          objectId: guid().describe('Object id of the group; its direct members are synced.'),
        }),
      }),
    ],
    {
      error: 'must be `ours` or an object with `existing`',
    },
  )
  .optional()
  .describe(
    'The group of this site alone. `ours`: one that is made here and whose members others keep; or an `existing` one. Left out, it is the desktop users group of the deployment.',
  );

const fleetPackage = z.strictObject({
  group: guid().describe(
    'Object id of a group in Entra. Its direct members who are in the group of the fleet, too, have this.',
  ),
  bundle: z.string().min(1).optional().describe('Another bundle of the site. New desktops alone are made from it.'),
  runningMode: z.enum(runningModes).optional().describe('Another running mode. A change reaches desktops that exist.'),
  autoStopMinutes: autoStopMinutes().optional().describe('Another time until AUTO_STOP.'),
});

const formerUser = z.union(
  [
    z.string().superRefine((upn, context) => {
      const problem = userNameProblem(upn);
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
    }),
    userSchema,
  ],
  { error: 'must be a user principal name, or a user of a list' },
);

/** The fleet of a site: the members of the desktop users group have a desktop each, kept by an engine in the account. */
export const fleetSection = z.strictObject({
  mode: z
    .enum(['report', 'apply'])
    .default('report')
    .describe('`report`: the engine only says what it would do (`fleet plan`). `apply`: it does it.'),
  everyMinutes: z
    .int()
    .min(15)
    .max(1440)
    .multipleOf(5, { error: 'must be a multiple of 5' })
    .default(15)
    .describe('Minutes between two comparisons of the whole group with all desktops. 60 or more above 3,000 people.'),
  holdDays: z
    .int()
    .min(1)
    .max(365)
    .default(7)
    .describe('Days that the desktop of somebody who left is kept, without access, before it is removed.'),
  lock: z
    .boolean()
    .default(false)
    .describe('Put held desktops into ADMIN_MAINTENANCE once they are seen stopped, so that nobody can start them.'),
  limits: limits
    .prefault({})
    .describe('What goes ahead by itself; more waits for `fleet approve`. Counted over the last 24 hours.'),
  entra: ownGroup,
  packages: z
    .array(fleetPackage)
    .max(20, { error: 'must be at most 20 packages' })
    .default([])
    .describe('Other desktops for the members of other groups; the first that matches counts.'),
  alsoAt: z
    .boolean()
    .default(false)
    .describe(
      'Whether people who are in the group of a site further up have a desktop here as well. Otherwise the first site of the file has them.',
    ),
  from: z
    .array(formerUser)
    .max(1000, { error: 'must be at most 1,000 users' })
    .default([])
    .describe(
      'The former list of this site, while its desktops are taken over: written by `fleet migrate`, taken out by `entra-workspaces fleet migrate --done`.',
    ),
  selfService: selfServiceSection
    .nullable()
    .default(null)
    .describe('How people ask for a desktop themselves. `null`: somebody else keeps the members of the group.'),
});
