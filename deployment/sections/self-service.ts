import { z } from 'zod';
import { guid } from '../fields.js';

const approver = z.union(
  [
    z.literal('manager'),
    z.strictObject({ user: guid().describe('Object id of a user.') }),
    z.strictObject({ group: guid().describe('Object id of a group; one of its members decides.') }),
  ],
  { error: 'must be `manager`, an object with a `user` or an object with a `group`' },
);

const accessPackage = z.strictObject({
  approvers: z
    .array(approver)
    .min(1, { error: 'must name at least one approver: each request is a desktop that costs money' })
    .describe(
      'Who lets a request pass; one of them is enough. With `manager` it is that of whoever asks, and the others are asked where there is none.',
    ),
  days: z.int().min(1).max(3650).default(180).describe('Days for which access is given.'),
  graceDays: z
    .int()
    .min(0)
    .max(90)
    .default(14)
    .describe(
      'Days after these in which people still have access and can ask for more. Entra mails 14 days before access ends.',
    ),
  question: z
    .string()
    .min(1)
    .max(500)
    .nullable()
    .default(null)
    .describe('A question that whoever asks has to answer, for those who decide.'),
});

/** How people ask for a desktop themselves. */
export const selfServiceSection = z.strictObject({
  accessPackage: accessPackage.describe(
    'An Entra access package that gives membership of the desktop users group: request, approval, end. Needs Entra ID P2 or Governance.',
  ),
});
