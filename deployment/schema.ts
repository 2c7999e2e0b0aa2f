/** The deployment file: every choice of a deployment, and no secret. */
import { z } from 'zod';
import type { CompanyFiles } from './company-files/contents.js';
import { deploymentNamePattern } from '../domain/names.js';
import { immutable, tags } from './fields.js';
import { awsSection } from './sections/aws.js';
import { entraSection } from './sections/entra.js';
import { identityCenterSection } from './sections/identity-center.js';
import { intuneSection } from './sections/intune.js';
import { alertsSection, monitoringSection, stateSection } from './sections/operations.js';
import { pipelineSection } from './sections/pipeline.js';
import { siteSchema } from './sections/site.js';
import type { fleetSection } from './sections/fleet.js';
import type { userSchema } from './sections/user.js';

/** The version that this program writes. `migrations.ts` brings older files up to it. */
export const schemaVersion = 1;

/** The file as it is written: users may still be in a users file. Rules that cross fields are in `rules/`. */
export const deploymentFileSchema = z
  .strictObject({
    $schema: z.string().optional().describe('Address of this schema, for editors.'),
    schemaVersion: z.literal(schemaVersion).describe('Version of the form of this file.'),
    name: immutable(
      z.string().regex(deploymentNamePattern, {
        error: 'must be 3 to 32 lower-case letters, digits and hyphens, beginning with a letter',
      }),
      'Name of the deployment: the first part of every name that is made.',
      'Nearly everything carries this name and would be made anew: write a second deployment under the other name and move the users there.',
    ),
    tags: tags().default({}).describe('Tags on every AWS resource.'),
    protection: z
      .boolean()
      .default(true)
      .describe('Refuse to destroy directories and keys. Set to false, apply, then destroy.'),
    aws: awsSection,
    entra: entraSection,
    identityCenter: identityCenterSection,
    intune: intuneSection.prefault({}),
    sites: z
      .array(siteSchema)
      .min(1, { error: 'must have at least one site' })
      .describe('One WorkSpaces directory each.'),
    alerts: alertsSection,
    monitoring: monitoringSection,
    state: stateSection,
    pipeline: pipelineSection,
  })
  .describe('A deployment of Amazon WorkSpaces with Microsoft Entra ID.');

/** What may be written in the file: defaults may be left out. */
export type DeploymentInput = z.input<typeof deploymentFileSchema>;
/** The file with its defaults filled in; users files are not read yet. This is what the wizard edits. */
export type DeploymentFile = z.output<typeof deploymentFileSchema>;
/** A site of the file. */
export type SiteFile = z.output<typeof siteSchema>;
/** A user with the defaults filled in. */
export type DesktopUser = z.output<typeof userSchema>;
/** A site whose users are known, wherever they were written. */
export type Site = Omit<SiteFile, 'desktops'> & {
  desktops: Omit<SiteFile['desktops'], 'users'> & {
    users: DesktopUser[];
    /** Instead of users: the members of the group have a desktop each. */
    fleet?: Fleet;
    /** Users of the list that the fleet comes from: their desktops leave the Terraform state, and stay. */
    former?: DesktopUser[];
  };
};
/** The fleet of a site. */
export type Fleet = z.output<typeof fleetSection>;
/** How people ask for a desktop themselves. */
export type SelfService = NonNullable<Fleet['selfService']>;
/** A deployment that was checked and whose other files were read. Everything but the wizard's editor works with this. */
export type Deployment = Omit<DeploymentFile, 'sites'> & {
  sites: Site[];
  /** What the files hold that `intune.enrolment` names. */
  companyFiles: CompanyFiles;
};

/** Fields of a section that others name. */
export type Handshake = NonNullable<
  Extract<DeploymentFile['identityCenter']['federation'], { setUp: unknown }>['setUp']['handshake']
>;
