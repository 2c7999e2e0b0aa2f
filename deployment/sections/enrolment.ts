import { z } from 'zod';
import { defaults } from '../../domain/defaults.js';
import { choice, guid } from '../fields.js';
import { certificatesField, contentKey, policiesField } from './company-files.js';
import { microsoft365Fields } from './microsoft-365.js';
import { sessionField } from './session.js';
import { storeIdProblem } from '../../domain/enrolment/store-id.js';

/** A set of settings that is on with what suits a WorkSpace, or not there at all. */
const set = (does: string) => z.enum(['off', 'recommended']).default('off').describe(does);

const settings = z
  .strictObject({
    defender: set(
      'Microsoft Defender Antivirus, with what a shared host and a desktop that sleeps for weeks can bear.',
    ),
    attackSurface: z
      .enum(['off', 'audit', 'block'])
      .default('off')
      .describe('Attack surface reduction: `audit` reports what would be blocked, `block` blocks it.'),
    oneDrive: set(
      'Keep Desktop, Documents and Pictures in OneDrive: what lies there survives a rebuild and a new desktop.',
    ),
    hello: z
      .enum(['leave', 'off'])
      .default('leave')
      .describe(
        'Windows Hello: `off` asks nobody for a PIN in the first session, `leave` leaves it to your own policies.',
      ),
    lockScreen: set('No messages, camera or visible passwords on the lock screen.'),
    localAdministratorPassword: set(
      'A password of its own for the local administrator of each desktop, kept in Entra.',
    ),
    deliveryOptimization: set('Updates from desktops of the same subnet. Needs 7680/TCP between desktops.'),
  })
  .describe('Sets of settings, one policy of the settings catalog each. `recommended` is what suits a WorkSpace.');

const groupIds = (what: string) => z.array(guid()).default([]).describe(what);

const compliance = choice({
  create: z.strictObject({
    osMinimum: z
      .string()
      .regex(/^10\.0\.\d{5}(\.\d{1,5})?$/, { error: 'must be a version of Windows such as 10.0.26100.0' })
      .optional()
      .describe('The oldest Windows that is compliant, such as 10.0.26100.0. Never above that of your image.'),
    firewall: z.boolean().default(defaults.firewall).describe('Whether the firewall has to be on.'),
    graceHours: z
      .number()
      .int()
      .min(0)
      .max(720)
      .default(24)
      .describe(
        'Hours until a desktop that is not compliant counts as such: a start after a long AutoStop needs some.',
      ),
  }),
  existing: z.strictObject({
    id: guid().describe('Id of the compliance policy. It is assigned by you, and only looked at here.'),
  }),
});

const statusPage = choice({
  create: z.strictObject({
    waitMinutes: z
      .number()
      .int()
      .min(5)
      .max(240)
      .default(60)
      .describe('Minutes that a person waits at most before they may go on.'),
    blockUntil: z
      .array(z.string())
      .max(3, { error: 'must name at most three apps: a person sits before it in a streaming session' })
      .default([])
      .describe(
        'Names of required apps that have to be there before the desktop is used. None: nobody is kept waiting.',
      ),
    message: z.string().max(1000).optional().describe('What a person reads when something went wrong.'),
  }),
  existing: z.strictObject({
    id: guid().describe('Id of the status page. It is assigned by you, and only looked at here.'),
  }),
});

const days = (what: string, most: number, initial: number) =>
  z.number().int().min(0).max(most).default(initial).describe(what);

const updates = z.strictObject({
  owner: z
    .enum(['intune', 'workspaces', 'nobody'])
    .default('nobody')
    .describe(
      'Who says when Windows updates: `intune` by the rings below, `workspaces` by its monthly maintenance, or `nobody` here.',
    ),
  pilot: choice({
    sixteenths: z
      .number()
      .int()
      .min(1)
      .max(8)
      .describe('That many sixteenths of the desktops, picked by their device id.'),
    deviceGroup: guid().describe('Object id of a group of devices.'),
  })
    .optional()
    .describe('Desktops that get updates first. Without: all at once.'),
  qualityDeferralDays: days('Days that a monthly update waits, after the pilot had it.', 30, 5),
  featureDeferralDays: days('Days that a new version of Windows waits.', 365, 60),
  deadlineDays: days(
    'Days until an update is installed whatever a person says. A desktop that is off does it at its next start.',
    30,
    5,
  ),
  graceDays: days('Days until a restart is forced after that.', 7, 2),
  stayOn: z
    .string()
    .regex(/^Windows 1[01], version \d\dH[12]$/, { error: 'must be a version such as Windows 11, version 24H2' })
    .nullable()
    .default(null)
    .describe(
      'Stay on this version of Windows, such as Windows 11, version 24H2: an image cannot be made of a desktop that was upgraded.',
    ),
});

const app = z.strictObject({
  app: choice({
    existing: z.strictObject({
      id: guid().describe(
        'Id of the app in Intune. It is assigned to the desktops of this deployment, and nothing else of it changes.',
      ),
      displayName: z.string().min(1).max(200).optional().describe('What it is called, for people who read this file.'),
    }),
    microsoft365: microsoft365Fields,
    store: z.strictObject({
      id: z
        .string()
        .refine((id) => storeIdProblem(id) === undefined, {
          error:
            'must be the id of an app in the Microsoft Store: 12 capitals and digits that begin with 9, or 14 that begin with XP, such as 9WZDNCRFJ3PZ',
        })
        .describe('Id of the app in the Microsoft Store, in capitals; the last part of its address there.'),
      displayName: z
        .string()
        .min(1)
        .max(200)
        .describe('Name that people see in Company Portal and administrators in Intune.'),
      publisher: z.string().min(1).max(200).describe('Publisher, as people see it.'),
      description: z.string().min(1).max(1000).optional().describe('What it is, as people read it in Company Portal.'),
      installFor: z
        .enum(['system', 'user'])
        .default(defaults.installFor)
        .describe('Install it for the computer, or for the person who signs in.'),
    }),
  }).describe(
    'Where the app comes from: one of the Microsoft `store` or `microsoft365` that is made in Intune, or an `existing` one of yours that is only assigned.',
  ),
  for: z
    .enum(['required', 'available'])
    .describe('`required`: every desktop gets it. `available`: people install it from Company Portal.'),
});

/** What a desktop gets when it enrols. */
export const enrolmentSection = z
  .strictObject({
    roleScopeTagIds: z
      .array(z.string().regex(/^\d+$/, { error: 'must be the number of a scope tag' }))
      .min(1)
      .default([...defaults.roleScopeTagIds])
      .describe('Scope tags of everything that is made in Intune here.'),
    joins: groupIds(
      'Object ids of your own assigned groups: the device groups of the sites become members, and get what you assign to them.',
    ),
    exclude: groupIds(
      'Object ids of groups of devices that get nothing of what is made here, though they are desktops.',
    ),
    settings: settings.prefault({}),
    policies: policiesField,
    certificates: certificatesField,
    compliance: compliance
      .nullable()
      .default(null)
      .describe(
        'When a desktop is compliant: `create` a policy that a WorkSpace can keep, or name an `existing` one. `null`: neither.',
      ),
    statusPage: statusPage
      .nullable()
      .default(null)
      .describe(
        'What a person sees while the first things are installed: `create` one, or name an `existing` one. `null`: neither.',
      ),
    updates: updates.prefault({}).describe('When Windows updates.'),
    session: sessionField,
    apps: z.record(contentKey(), app).default({}).describe('Apps by a name of your own, which never changes.'),
  })
  .nullable()
  .default(null)
  .describe(
    'What Intune gives the desktops when they enrol. Without it nothing comes from here, and your own policies in Intune see to it.',
  );

/** The section as the stack reads it. */
export type Enrolment = NonNullable<z.output<typeof enrolmentSection>>;
