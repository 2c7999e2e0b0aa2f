/** The README of one deployment: what to do next with this very one, who does it, and how to undo it. */
import { hasIdentities, pipelineOf } from '../../deployment/pipeline-of.js';
import type { Deployment } from '../../deployment/schema.js';
import { stageOf } from '../../deployment/stage.js';
import { enrolmentInWords, peopleFind } from './enrolment-words.js';
import { outboundInWords } from './outbound-words.js';
import { boundaryCommand } from '../permissions/notes.js';
import { bootstrappedWords, pipelineSteps, protectionInWords } from './pipelines/pipeline-hosts.js';
import type { BootstrappedWords } from './pipelines/pipeline-on.js';

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
    ...enrolment(deployment),
    ...outbound(deployment),
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

function introduction(deployment: Deployment): string {
  const { aws, entra, sites } = deployment;
  const protection = protectionInWords(deployment);
  const where = sites.map(({ region, directoryName }) => `${directoryName} in ${region}`).join(', ');
  return [
    `Amazon WorkSpaces that join Microsoft Entra ID: ${where}.`,
    `AWS account ${aws.accountId}, Entra tenant ${entra.tenantId}.`,
    'Every choice is in `deployment.json`; Terraform brings both clouds to what it says.',
    ...(protection === undefined ? [] : ['', `**Who applies.** ${protection}`]),
  ].join('\n');
}

/** With a pipeline and its state in a cloud one command makes what would be a dozen steps by hand. */
function bootstrapSteps(
  words: BootstrappedWords,
  { state, pipeline }: Pick<Deployment, 'state' | 'pipeline'>,
  foundation: boolean,
): string[] {
  const inAzure = 'azurerm' in state;
  const { signIn, repository, remote, propose, proposal, apply, again, besides } = words;
  const { level, entraRights } = pipelineOf(pipeline) ?? {};
  // A person applies first: what the pipeline may not do in Entra, it may once a person made it owner.
  const byPerson = entraRights === 'daily' && level !== 'refused';
  const first = foundation
    ? '`npm run apply`, then `npm run connect` (ten minutes of clicking), then `npm run apply` again'
    : '`npm run apply`';
  return [
    `Sign in: \`aws sso login\` (or set \`AWS_PROFILE\`)${signIn}; then \`npm ci\`. For Autopilot terraform needs a service principal: \`npx entra-workspaces permissions\` lists what it needs.`,
    `Make the pipeline: \`npx entra-workspaces bootstrap${inAzure ? ' --location LOCATION' : ''}\`: rules of ${repository}, the ${inAzure ? 'storage account' : 'bucket'} of the state, an identity for each job in both clouds. \`--print\` says what and by whose rights; repeated it changes nothing that is right. Who has rights in one part alone: \`--only repository\`, \`--only entra\`, ${inAzure ? '`--only azure`, ' : ''}\`--only aws\`. By hand: \`--by-hand\` prints every command.`,
    ...(byPerson
      ? [
          `Apply once as a person, on a laptop, with the same state: ${first}. The pipeline may do daily work in Entra (people, desktops, secrets on their turn); foundation, handshake and consent are a person's, now and whenever its plan says so.`,
        ]
      : []),
    [
      `Bring it to \`main\` by a ${proposal}. \`npm run plan\` notes the exact providers in \`.terraform.lock.hcl\`, and says what makes it good for every platform; without it no job with an identity runs. In a clone leave out the first two lines:`,
      '',
      '   ```sh',
      '   git init',
      `   git remote add origin ${remote}`,
      // Works in a new folder, in a clone, and beside a history of its own, which stays on its branch.
      '   git fetch origin && git symbolic-ref HEAD refs/heads/desktops && git reset origin/main',
      '   git add . && git commit -m "Desktops" && git push -u origin desktops',
      `   ${propose}`,
      '   ```',
      '',
      `   A ${proposal} is checked without any identity. After the merge ${apply}. Superseded or older than a day: ${again}.${besides === undefined ? '' : ` ${besides}`}`,
    ].join('\n'),
    ...(foundation && !byPerson
      ? [
          'Let Entra and Identity Center shake hands: `npm run connect` leads through it, ten minutes of clicking. Bring the changed `deployment.json` to `main` in the same way: that apply makes directory, bundle and desktops.',
        ]
      : []),
    'See whether it works: `npm run doctor`. Then let the first person sign in.',
  ];
}

function nextSteps(deployment: Deployment): string[] {
  const { state, pipeline } = deployment;
  const words = bootstrappedWords(deployment);
  if (words !== undefined && !('local' in state) && hasIdentities(pipeline))
    return bootstrapSteps(words, { state, pipeline }, stageOf(deployment) === 'foundation');
  const foundation = stageOf(deployment) === 'foundation';
  return [
    'Put this folder under version control: `git init && git add . && git commit -m "Desktops"`.',
    // Before it npx would ask the registry, which may have another version, or none.
    'Install the exact versions: `npm ci`.',
    'Sign in to both clouds: `aws sso login` (or set `AWS_PROFILE`) and `az login`. For Autopilot, Terraform needs a service principal: set `ARM_TENANT_ID`, `ARM_CLIENT_ID` and `ARM_CLIENT_SECRET` (`npx entra-workspaces permissions` lists what it needs), or have one for Intune alone made, with a certificate of yours: `npx entra-workspaces bootstrap --laptop --intune`.',
    ...boundaryNote(deployment),
    ...stateStep(state),
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

/** What is typed first, of the steps above: as far as one person gets without leaving the terminal. */
export function firstCommands({ state, pipeline }: Deployment): readonly string[] {
  const location = 'azurerm' in state ? ' --location LOCATION' : '';
  if (pipeline?.github !== undefined && !('local' in state) && hasIdentities(pipeline))
    return ['npm ci', `npx entra-workspaces bootstrap${location}`];
  return [
    'npm ci',
    ...('local' in state ? [] : [`npx entra-workspaces bootstrap --laptop${location}`]),
    'npm run preflight',
    'npm run plan',
    'npm run apply',
  ];
}

/** Only of who works with printed rights; the steps of a pipeline say it themselves. */
function boundaryNote({ aws, pipeline }: Deployment): string[] {
  return aws.permissionsBoundaryArn !== undefined || hasIdentities(pipeline)
    ? []
    : [
        `If an administrator of the account applies, AWS needs nothing more. Anybody else gets the policies that \`npx entra-workspaces permissions --deployment deployment.json\` prints; that of apply works once \`aws.permissionsBoundaryArn\` names the boundary of \`npx ${boundaryCommand}\`.`,
      ];
}

function stateStep(state: Deployment['state']): string[] {
  if ('s3' in state) {
    const { bucket } = state.s3;
    return [
      `Make the place of the state: \`npx entra-workspaces bootstrap --laptop\`: the bucket \`${bucket}\` with versions, and the key that encrypts it, unless they are as they have to be. A bucket that somebody else made is left alone: then go on with it as it is. The state holds client secrets and the SCIM token: let few people read it.`,
    ];
  }
  if ('azurerm' in state) {
    const { storageAccountName, containerName } = state.azurerm;
    return [
      `Make the place of the state: \`npx entra-workspaces bootstrap --laptop --location LOCATION\`: the storage account \`${storageAccountName}\` without keys, with versions, and its container \`${containerName}\`, unless they are as they have to be. Whoever plans or applies needs *Storage Blob Data Contributor* on the container, and everybody with it can replace the state: a lock is a lease, and a lease is a write. The state holds client secrets and the SCIM token: let few people have it.`,
    ];
  }
  return [
    'The state is a file beside this one. It holds secrets, and nobody else can plan with it. Before you go on in earnest: `npx entra-workspaces bootstrap --laptop`.',
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
    ...(setUp
      ? [
          [
            'Identity Center administrator',
            'a new SCIM token: `npx entra-workspaces connect --renew-token`',
            'once a year',
          ],
        ]
      : []),
  ];
}

function daily({ sites }: Deployment): string[] {
  const file = sites.length > 0;
  return [
    '- Somebody joins: `npx entra-workspaces users add UPN`, then plan and apply.',
    '- Somebody leaves: `npx entra-workspaces users remove UPN` keeps the desktop for 30 days without access; `npx entra-workspaces users purge UPN` removes it with everything on it.',
    ...(file
      ? ['- Many at once: `npx entra-workspaces users import FILE.csv` shows joiners, leavers and changes first.']
      : []),
    '- A new Windows image: change `imageId`. New desktops take it at once, existing ones by an explicit rebuild.',
    '- Is anything about to expire, or different from what it should be? `npm run doctor`.',
  ];
}

function enrolment(deployment: Deployment): string[] {
  const { intune } = deployment;
  if (intune.enrolment === null) return [];
  const later = peopleFind(intune.enrolment);
  return [
    '## What a desktop gets',
    '',
    'When it enrols in Intune at the first sign-in, before anybody touches it:',
    '',
    ...enrolmentInWords(deployment).map((line) => `- ${line}`),
    '',
    ...(later === undefined ? [] : [later, '']),
    'It is made in Intune by the same plan, and assigned to the groups of devices of this deployment alone. Change it in `deployment.json`: what is changed in Intune by hand is put right by the next apply. Whom it is assigned to is only watched: a plan warns, and nothing is put back; to leave a group out name it in `exclude`.',
    '',
  ];
}

function outbound(deployment: Deployment): string[] {
  const lines = outboundInWords(deployment);
  if (lines.length === 0) return [];
  return [
    '## What desktops may reach',
    '',
    ...lines.map((line) => `- ${line}`),
    '',
    'Something does not open? Add its name to `network.create.outbound.allowList.also` of the site, with a dot in front for all below it, then plan and apply: new connections have it within seconds. `npm run doctor` says what a desktop needs and does not reach.',
    '',
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
  return [
    [
      '`deployment.json`',
      `every choice, no secret${sites.length > 1 ? `, ${sites.length} sites` : ''}; edit it, or run \`npx entra-workspaces\` here`,
    ],
    ['`main.ts`', 'the stack; add resources of your own, then its own program runs instead of the built-in one'],
    [
      '`package.json`, `package-lock.json`',
      'the exact versions; a newer one: `npx entra-workspaces@latest upgrade`, which renews these files too',
    ],
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
