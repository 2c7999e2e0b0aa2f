import { z } from 'zod';
import { runningModes } from '../../domain/bundle-options.js';
import { userNameProblem } from '../../domain/user-name.js';
import { autoStopMinutes, day, tags } from '../fields.js';

/** One user of a site, in the deployment or as a row of a users file. */
export const userSchema = z.strictObject({
  upn: z
    .string()
    .superRefine((upn, context) => {
      const problem = userNameProblem(upn);
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
    })
    .describe('User principal name in Entra, at most 63 characters. It must not change later.'),
  state: z
    .enum(['active', 'held'])
    .default('active')
    .describe('`held`: no access; the desktop is kept, and none is made.'),
  holdUntil: day()
    .optional()
    .describe('Day until which a held desktop is kept; after it `users purge` offers to remove it.'),
  bundle: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Another bundle of the site than its default. Image and encryption are settled when the desktop is made; with properties `enforced` its size follows a change.',
    ),
  runningMode: z.enum(runningModes).optional().describe('Another running mode than the default of the site.'),
  autoStopMinutes: autoStopMinutes().optional().describe('Another time until AUTO_STOP than the default of the site.'),
  tags: tags().optional().describe('Tags on this desktop.'),
});
