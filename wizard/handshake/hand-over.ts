/**
 * One sheet a role: why, what to click, what to send back. Four people may share the work, and each gets what is theirs.
 * A sheet holds no secret, and asks for none.
 */
import { writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { makeFolder } from '../../deployment/make-folder.js';
import { identityCenterAccountOf } from '../../deployment/identity-center-account.js';
import { present } from '../../domain/present.js';
import { federationMetadataUrl } from '../../domain/gallery-app.js';
import {
  autopilotGroupName,
  desktopUsersGroupName,
  registrationAppName,
  scimTokenSecretPrefix,
} from '../../domain/names.js';
import { see } from '../clouds/lookup.js';
import { metadataFileName } from './fetch-metadata.js';
import {
  appNameOf,
  consoleLinks,
  instanceIdOf,
  linkTo,
  provisioningOn,
  regionOf,
  type HandshakeContext,
} from './context.js';
import { handshakeSecret, type SeenScimSecret } from '../clouds/lookups/account/handshake-secret.js';
import { handshakeApp, type SeenApp } from '../clouds/lookups/entra/handshake-app.js';

interface Sheet {
  readonly file: string;
  readonly text: string;
}

/** Fields of the form at the end of a sheet, which `--take-in` reads. */
export const replyFields = {
  signInUrl: 'AWS access portal sign-in URL',
  scimEndpoint: 'SCIM endpoint',
  tokenExpires: 'Access token expires on',
} as const;

/** Writes the sheets and gives their paths. What cannot be seen is described instead of linked. */
export async function handOver(context: HandshakeContext, folder: string): Promise<readonly string[]> {
  const { clouds, deployment, given, cwd } = context;
  const [apps, secrets] = await Promise.all([
    see(handshakeApp, clouds, {
      displayName: appNameOf(context),
      ...present({ objectId: given.appObjectId }),
    }),
    see(handshakeSecret, clouds, { region: regionOf(context), name: deployment.name }),
  ]);
  const app = 'seen' in apps ? apps.seen[0] : undefined;
  const secret = 'seen' in secrets ? secrets.seen[0] : undefined;
  const target = resolve(cwd, folder);
  makeFolder(target);
  return [entraSheet(context, app), awsSheet(context, secret), intuneSheet(context), engineerSheet(context)].map(
    ({ file, text }) => {
      const path = join(target, file);
      writeFileSync(path, text);
      return relative(cwd, path);
    },
  );
}

const numbered = (lines: readonly string[]): string[] => lines.map((line, at) => `${at + 1}. ${line}`);

function sheet(title: string, why: string, clicks: readonly string[], back: readonly string[]): string {
  return [
    `# ${title}`,
    '',
    '## Why',
    '',
    why,
    '',
    '## What to do',
    '',
    ...numbered(clicks),
    '',
    '## What to send back',
    '',
    ...back,
    '',
    'Never send a password, a client secret or an access token: nobody who works on this needs to see one.',
    '',
  ].join('\n');
}

function entraSheet(context: HandshakeContext, app: SeenApp | undefined): Sheet {
  const { entra, name } = context.deployment;
  const appLink = linkTo(context, app ? consoleLinks.entraApp(app) : consoleLinks.entraApps);
  const group = desktopUsersGroupName(name);
  return {
    file: 'entra-administrator.md',
    text: sheet(
      'For the Entra administrator',
      `People are to sign in to Windows desktops in AWS with their Entra account (tenant ${entra.tenantId}). The enterprise app "${appNameOf(context)}" signs them in and brings users and groups to AWS. Nothing else in the tenant changes.`,
      [
        `Open the app: ${appLink}`,
        app
          ? `Download its metadata, and look that the address ends in its application id: ${linkTo(context, federationMetadataUrl(entra.tenantId, app.appId))}`
          : 'Single sign-on, SAML certificates: download Federation Metadata XML. Take it from the app: the document of the tenant carries another certificate.',
        ...(entra.assignment === 'by-admin'
          ? [
              `Users and groups: assign the group "${'create' in entra.desktopUsers ? group : entra.desktopUsers.existing.objectId}" with the role User. Only direct members reach AWS.`,
            ]
          : []),
        ...(entra.consent === 'by-admin'
          ? [
              `App registrations, "${registrationAppName(name)}", API permissions: grant admin consent. Without it no desktop is registered with Autopilot.`,
            ]
          : []),
      ],
      [
        `- The metadata file (it is public; name it ${metadataFileName}), to the Identity Center administrator.`,
        '- One line to the desktop engineer: done, or what stands in the way.',
      ],
    ),
  };
}

function awsSheet(context: HandshakeContext, secret: SeenScimSecret | undefined): Sheet {
  const { name } = context.deployment;
  const region = regionOf(context);
  const id = instanceIdOf(context);
  const place = secret
    ? linkTo(context, consoleLinks.secret(region, secret.name))
    : `the secret ${scimTokenSecretPrefix(name)}-… in Secrets Manager, Region ${region}`;
  return {
    file: 'identity-center-administrator.md',
    text: sheet(
      'For the Identity Center administrator',
      `IAM Identity Center${id === undefined ? '' : ` (instance ${id})`} in ${region} is to trust Entra for sign-in and take users and groups from it. No API does this. It replaces the present identity source: whoever signs in through that one today is cut off. If anybody does, stop and ask.`,
      [
        `Sign in to account ${identityCenterAccountOf(context.deployment)} and open ${linkTo(context, consoleLinks.identityCenter(region))}`,
        'Settings, Identity source, Actions: Change identity source, External identity provider.',
        'Download the service provider metadata file. Note the AWS access portal sign-in URL.',
        `Upload the metadata file of the Entra administrator (${metadataFileName}) as IdP SAML metadata, go on, type ACCEPT.`,
        `${provisioningOn} Note the SCIM endpoint. The access token is shown once.`,
        `Put the token, and nothing else, as plain text into ${place} (Retrieve secret value, Edit, Plaintext). If you may not, the desktop engineer runs \`entra-workspaces connect\` and you paste it there yourself, hidden.`,
      ],
      [
        'This sheet with these three lines filled in, and the service provider metadata file beside it:',
        '',
        `- ${replyFields.signInUrl}: `,
        `- ${replyFields.scimEndpoint}: `,
        `- ${replyFields.tokenExpires}: `,
      ],
    ),
  };
}

function intuneSheet({ deployment }: HandshakeContext): Sheet {
  const { name, sites, intune } = deployment;
  const groups = sites.map(
    ({ key, directoryName }) => `"${autopilotGroupName(name, key)}" (devices with the group tag ${directoryName})`,
  );
  const profile =
    'existing' in intune.profile ? `the profile ${intune.profile.existing.id}` : 'the profiles that the apply makes';
  return {
    file: 'intune-administrator.md',
    text: sheet(
      'For the Intune administrator',
      'A new desktop registers with Autopilot, takes its profile by group tag, and enrols by itself. Three settings outside of the plan decide whether it does.',
      [
        'Entra admin center, Mobility (MDM and WIP), Microsoft Intune: the MDM user scope must hold everyone who gets a desktop.',
        'Intune, Devices, Enrollment, Device platform restriction: Windows (MDM) must be allowed for them.',
        `Autopilot profiles: ${profile} must be the oldest that reaches ${groups.join(', ')}: ${consoleLinks.intuneProfiles}`,
      ],
      ['- One line to the desktop engineer: done, or what stands in the way.'],
    ),
  };
}

function engineerSheet(context: HandshakeContext): Sheet {
  const { name, aws } = context.deployment;
  return {
    file: 'desktop-engineer.md',
    text: sheet(
      'For the desktop engineer',
      `The deployment ${name} (AWS account ${aws.accountId}) waits for its handshake. What the others send back is taken in on your machine, in the repository.`,
      [
        'Send each of the other sheets to whom it is for. The Entra administrator comes first: the Identity Center administrator needs the metadata file.',
        'Take in what comes back: `entra-workspaces connect --take-in service-provider-metadata.xml --take-in identity-center-administrator.md`',
        'It says what is still missing, checks the token that was put into its secret, and records the handshake.',
        'Then `entra-workspaces apply`.',
      ],
      ['Nothing: you are the one to whom it is sent.'],
    ),
  };
}
