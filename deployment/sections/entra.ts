import { z } from 'zod';
import { defaults } from '../../domain/defaults.js';
import { signingCertificateNames } from '../../domain/gallery-app.js';
import { choice, displayName, guid, immutable } from '../fields.js';

const certificateName = z.string().regex(signingCertificateNames, {
  error: 'must be a short name of lower-case letters, digits and hyphens, such as 1 or 2027',
});

const createEnterpriseApp = z.strictObject({
  displayName: displayName()
    .optional()
    .describe('Name of the enterprise app. Made from the name of the deployment by default.'),
  notificationEmails: z
    .array(z.email({ error: 'must be an e-mail address' }))
    .min(1, { error: 'must be at least one e-mail address' })
    .describe('Who gets mail from Entra before the signing certificate expires.'),
  certificates: z
    .array(certificateName)
    .min(1)
    .default([...defaults.certificates])
    .describe('Names of the SAML signing certificates. To renew, add a name and run `connect --renew-certificate`.'),
});

const createDesktopUsers = z.strictObject({
  displayName: displayName().optional().describe('Name of the group. Made from the name of the deployment by default.'),
  members: z
    .union(
      [
        z.enum(['deployment', 'elsewhere']),
        z.strictObject({
          rule: z
            .string()
            .min(1)
            .max(3072)
            .describe('Dynamic membership rule of Entra, such as (user.department -eq "Finance").'),
        }),
      ],
      {
        error: 'must be `deployment`, `elsewhere` or an object with a `rule`',
      },
    )
    .default('deployment')
    .describe(
      'Who is in the group: `deployment` takes the active users of all sites, `{ "rule": … }` is a dynamic membership rule of Entra. `elsewhere`: an access package or your own process keeps them.',
    ),
});

const createRegistrationApp = z.strictObject({
  displayName: displayName()
    .optional()
    .describe('Name of the registration app. Made from the name of the deployment by default.'),
  secretLifetimeDays: z
    .int()
    .min(30)
    .max(730)
    .default(180)
    .describe(
      'Lifetime of a client secret in days. Two overlap; half-way through, the next apply renews the older one.',
    ),
  cleanUpDevices: z
    .boolean()
    .default(defaults.cleanUpDevices)
    .describe(
      'Also let WorkSpaces delete the device in Entra and Intune when a desktop goes; otherwise it stays behind there.',
    ),
});

/** Microsoft Entra ID: tenant, enterprise app, desktop users and registration app. */
export const entraSection = z
  .strictObject({
    tenantId: immutable(
      guid(),
      'The Entra tenant. Terraform refuses to run with credentials of another one.',
      'A WorkSpaces directory cannot change its tenant: write a second deployment for the other tenant.',
    ),
    enterpriseApp: choice({
      create: createEnterpriseApp,
      existing: z.strictObject({
        servicePrincipalObjectId: guid().describe(
          'Object id of the enterprise app (its service principal), not of the app registration.',
        ),
      }),
    }).describe(
      'The app "AWS IAM Identity Center" through which users sign in: `create` it (federation `setUp`) or use the `existing` one.',
    ),
    desktopUsers: choice({
      create: createDesktopUsers,
      existing: z.strictObject({
        objectId: guid().describe('Object id of the group. Its direct members are synced; nested groups are not.'),
      }),
    })
      .default({ create: { members: 'deployment' } })
      .describe('The group of the people who may have a desktop.'),
    assignment: z
      .enum(['terraform', 'by-admin'])
      .default('terraform')
      .describe(
        'Who assigns that group to the enterprise app. `by-admin`: a person with more rights does, the plan only checks.',
      ),
    registrationApp: choice({
      create: createRegistrationApp,
      existing: z.strictObject({
        applicationId: guid().describe('Application (client) id of the app; its secret stays yours.'),
      }),
    })
      .prefault({ create: {} })
      .describe('The app through which WorkSpaces registers devices with Autopilot.'),
    consent: z
      .enum(['terraform', 'by-admin'])
      .default('terraform')
      .describe(
        'Who grants the registration app its Graph permissions. `by-admin`: a person with more rights does, the plan only checks.',
      ),
  })
  .describe('Microsoft Entra ID.');
