/** The README of one deployment: what to do next with this very one, who does it, and how to undo it. */
import type { Deployment } from '../../deployment/schema.js';
import { stageOf } from '../../deployment/stage.js';
import { boundaryCommand } from '../permissions/notes.js';
import { pipelineSteps } from './pipelines/next-steps.js';

/** The text of the README. */
export function readme(deployment: Deployment): string {
  return [
    `# ${deployment.name}`,
    '',
    introduction(deployment),
    '',
    '## Next steps',
    '',
    ...numbered(nextSteps(deployment)),
    '',
    '## Who does what',
    '',
    ...table(['Who', 'What', 'When'], whoDoesWhat(deployment)),
    '',
    '## Every day',
    '',
    ...daily(deployment),
    '',
    '## How to undo it',
    '',
    ...undo(deployment),
    '',
    '## What is in here',
    '',
    ...table(['File', 'What it is'], contents(deployment)),
    '',
    '## Stopping to use entra-workspaces',
    '',
    '`npx entra-workspaces eject` writes plain Terraform JSON that plans and applies without this tool.',
    '',
  ].join('\n');
}

function introduction({ aws, entra, sites }: Deployment): string {
  const where = sites.map(({ region, directoryName }) => `${directoryName} in ${region}`).join(', ');
  return [
    `Amazon WorkSpaces that join Microsoft Entra ID: ${where}.`,
    `AWS account ${aws.accountId}, Entra tenant ${entra.tenantId}.`,
    'Every choice is in `deployment.json`; Terraform brings both clouds to what it says.',
  ].join('\n');
}

function nextSteps(deployment: Deployment): string[] {
  const { state } = deployment;
  const foundation = stageOf(deployment) === 'foundation';
  return [
    'Put this folder under version control: `git init && git add . && git commit -m "Desktops"`.',
    ...stateStep(state),
    'Sign in to both clouds: `aws sso login` (or set `AWS_PROFILE`) and `az login`. For Autopilot, Terraform needs a service principal: set `ARM_TENANT_ID`, `ARM_CLIENT_ID` and `ARM_CLIENT_SECRET` (`npx entra-workspaces permissions` lists what it needs).',
    ...boundaryNote(deployment),
    'Install the exact versions: `npm ci`.',
    'Look at whether everything is in place: `npm run preflight`.',
    'See what would happen: `npm run plan`.',
    `Let it happen: \`npm run apply\`. ${foundation ? 'The first apply makes the foundation.' : 'It says before how long it takes; it can be repeated at any time.'}`,
    ...(foundation
      ? [
          'Let Entra and Identity Center shake hands: `npm run connect` leads through it, ten minutes of clicking.',
          'Apply again: `npm run apply`. This makes directory, bundle and desktops; how long it takes is said before.',
        ]
      : []),
    'See whether it works: `npm run doctor`. Then let the first person sign in.',
    ...pipelineSteps(deployment),
  ];
}

/** Only of who works with printed rights; the steps of a pipeline say it themselves. */
function boundaryNote({ aws, pipeline }: Deployment): string[] {
  return aws.permissionsBoundaryArn !== undefined || pipeline !== null
    ? []
    : [
        `If an administrator of the account applies, AWS needs nothing more. Anybody else gets the policies that \`npx entra-workspaces permissions --deployment deployment.json\` prints; that of apply works once \`aws.permissionsBoundaryArn\` names the boundary of \`npx ${boundaryCommand}\`.`,
      ];
}

function stateStep(state: Deployment['state']): string[] {
  if ('s3' in state) {
    const { bucket, region } = state.s3;
    const place = region === 'us-east-1' ? '' : ` --create-bucket-configuration LocationConstraint=${region}`;
    return [
      [
        `Make the bucket for the state, unless \`${bucket}\` exists:`,
        '',
        '   ```sh',
        `   aws s3api create-bucket --bucket ${bucket} --region ${region}${place}`,
        `   aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
        `   aws s3api put-public-access-block --bucket ${bucket} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`,
        '   ```',
        '',
        '   The state holds client secrets and the SCIM token: let few people read it.',
      ].join('\n'),
    ];
  }
  if ('azurerm' in state) {
    const { storageAccountName, containerName } = state.azurerm;
    return [
      `Make sure that the container \`${containerName}\` of the storage account \`${storageAccountName}\` exists. The state holds client secrets and the SCIM token: let few people read it.`,
    ];
  }
  return [
    'The state is a file beside this one. It holds secrets, and nobody else can plan with it: before you go on in earnest, set `state` in `deployment.json` to a bucket.',
  ];
}

function whoDoesWhat(deployment: Deployment): string[][] {
  const { entra, identityCenter } = deployment;
  const setUp = 'setUp' in identityCenter.federation;
  return [
    ['Desktop engineer', 'plan and apply', 'always'],
    ...(entra.consent === 'by-admin'
      ? [['Entra administrator', 'grants the registration app its Graph permissions', 'after the first apply']]
      : []),
    ...(entra.assignment === 'by-admin'
      ? [['Entra administrator', 'assigns the group of desktop users to the enterprise app', 'after the first apply']]
      : []),
    ...(setUp
      ? [
          [
            'Identity Center administrator',
            'the handshake: metadata, SCIM address and token',
            'once, between the two applies',
          ],
        ]
      : []),
    [
      'Intune administrator',
      'MDM user scope: All, or a group that holds the desktop users',
      'once, before the first sign-in',
    ],
    [
      'AWS administrator',
      'BYOL enabled in the Region; at least 50 desktops a month are charged',
      'before the first apply',
    ],
    ...(setUp ? [['Identity Center administrator', 'a new SCIM token: `npm run connect`', 'once a year']] : []),
  ];
}

function daily({ sites }: Deployment): string[] {
  const file = sites.length > 0;
  return [
    '- Somebody joins: `npx entra-workspaces users add UPN`, then plan and apply.',
    '- Somebody leaves: `npx entra-workspaces users remove UPN` keeps the desktop for 30 days without access; `users purge UPN` removes it with everything on it.',
    ...(file
      ? ['- Many at once: `npx entra-workspaces users import FILE.csv` shows joiners, leavers and changes first.']
      : []),
    '- A new Windows image: change `imageId`. New desktops take it at once, existing ones by an explicit rebuild.',
    '- Is anything about to expire, or different from what it should be? `npm run doctor`.',
  ];
}

function undo({ protection }: Deployment): string[] {
  return [
    '- Before the first apply: delete this folder. Nothing was made in any cloud.',
    '- A change that was not applied: `git checkout deployment.json`.',
    '- Everything:',
    '',
    `  \`npm run destroy${protection ? ' -- --unprotect' : ''}\` says what will be lost and asks for the name, then says what stays.`,
    '',
    'What existed before stays: tenant, account, users, the Identity Center instance, `workspaces_DefaultRole`.',
  ];
}

function contents({ sites }: Deployment): string[][] {
  const files = sites.flatMap(({ key }) => key).length;
  return [
    [
      '`deployment.json`',
      `every choice, no secret${files > 1 ? `, ${files} sites` : ''}; edit it, or run \`npx entra-workspaces\` here`,
    ],
    ['`main.ts`', 'the stack; add resources of your own, then its own program runs instead of the built-in one'],
    ['`package.json`, `package-lock.json`', 'the exact versions; a newer one: `npm install entra-workspaces@latest`'],
    [
      '`.terraform.lock.hcl`',
      'the exact providers, after the first plan: commit it. A pipeline refuses one that is good for one platform alone',
    ],
    ['`cdktf.out/`', 'what is synthesized; never commit it'],
  ];
}

function numbered(steps: readonly string[]): string[] {
  return steps.map((step, at) => `${at + 1}. ${step}`);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
