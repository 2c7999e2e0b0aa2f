/** Microsoft 365 Apps, as Intune installs them. */
import { z } from 'zod';

/** Apps of the suite that may be left out. */
export const officeApps = [
  'access',
  'excel',
  'oneDrive',
  'oneNote',
  'outlook',
  'powerPoint',
  'publisher',
  'teams',
  'word',
] as const;

export const microsoft365Fields = z
  .strictObject({
    displayName: z
      .string()
      .min(1)
      .max(200)
      .default('Microsoft 365 Apps')
      .describe('Name that people see in Company Portal and administrators in Intune.'),
    edition: z
      .enum(['enterprise', 'business'])
      .default('enterprise')
      .describe('Which edition the licences of the people are for.'),
    channel: z
      .enum(['current', 'monthlyEnterprise', 'semiAnnual'])
      .default('monthlyEnterprise')
      .describe('How often new features come.'),
    without: z.array(z.enum(officeApps)).default([]).describe('Apps of the suite that are left out.'),
    languages: z
      .array(z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})+$/, { error: 'must be a language such as de-de' }))
      .default([])
      .describe('Languages, such as de-de. None: that of Windows.'),
  })
  .describe('Microsoft 365 Apps, installed by Intune. Nothing for an image that has Office.');
