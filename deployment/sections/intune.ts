import { z } from 'zod';
import { defaults } from '../../domain/defaults.js';
import { choice, displayName, guid } from '../fields.js';
import { enrolmentSection } from './enrolment.js';

const { autopilotProfile: profile } = defaults;

const createProfile = z.strictObject({
  displayName: displayName()
    .optional()
    .describe(
      'Name of the Autopilot profile; the key of the site is added. Made from the name of the deployment by default.',
    ),
  description: z.string().max(1000).optional().describe('Description of the profile.'),
  deviceNameTemplate: z
    .string()
    .default('WS-%RAND:9%')
    .describe(
      'Computer names: a fixed part and %RAND:n%, at most 15 characters, with enough digits for every desktop.',
    ),
  userType: z
    .enum(['standard', 'administrator'])
    .default(profile.userType)
    .describe('Whether the user is administrator of the desktop.'),
  locale: z
    .string()
    .regex(/^(os-default|user|[a-z]{2,3}(-[A-Za-z0-9]{2,8})*)$/, {
      error: 'must be os-default, user, or a language such as de-DE',
    })
    .default(profile.locale)
    .describe('Language of the desktop: `os-default`, `user` (asked), or one such as de-DE.'),
  hidePrivacySettings: z
    .boolean()
    .default(profile.hidePrivacySettings)
    .describe('Skip the page on privacy settings at first sign-in.'),
  hideEula: z.boolean().default(profile.hideEula).describe('Skip the licence page at first sign-in.'),
  skipKeyboardSelection: z
    .boolean()
    .default(profile.skipKeyboardSelection)
    .describe('Skip the keyboard page at first sign-in.'),
  hideChangeAccount: z.boolean().default(profile.hideChangeAccount).describe('Hide "change account" at first sign-in.'),
  roleScopeTagIds: z
    .array(z.string().regex(/^\d+$/, { error: 'must be the number of a scope tag' }))
    .min(1)
    .default([...defaults.roleScopeTagIds])
    .describe('Scope tags of the profile.'),
});

/** Intune: the Windows Autopilot profile of the desktops. */
export const intuneSection = z
  .strictObject({
    profile: choice({
      create: createProfile,
      existing: z.strictObject({ id: guid().describe('Id of the Autopilot profile.') }),
    })
      .prefault({ create: {} })
      .describe('The Autopilot profile: `create` one per site, or assign an `existing` one.'),
    application: z
      .strictObject({ clientId: guid().describe('Application (client) id.') })
      .optional()
      .describe(
        'Application that signs in for Intune alone, with the certificate of ARM_CLIENT_CERTIFICATE_PATH, where people apply on a laptop as themselves. `bootstrap --laptop --intune` makes it. Without: whoever signs in for Entra.',
      ),
    enrolment: enrolmentSection,
  })
  .describe('Microsoft Intune.');
