/** What rights are worth beyond what they are for, said beside them. */
import { boundaryName } from '../../domain/names.js';
import type { Deployment } from '../../deployment/schema.js';
import { boundaryArnOf } from './places.js';

/**
 * Application permissions that open the whole tenant
 * (https://learn.microsoft.com/graph/permissions-reference, which warns of both).
 */
const takeovers: Readonly<Record<string, string>> = {
  'AppRoleAssignment.ReadWrite.All':
    'AppRoleAssignment.ReadWrite.All is worth as much as Global Administrator: whoever has it can give any application any permission, itself included. With `assignment: by-admin` and `consent: by-admin` in `entra` nothing asks for it: a person assigns the group and consents.',
  'Application.ReadWrite.All':
    'Application.ReadWrite.All is worth as much as Global Administrator: whoever has it can add a secret to any application and sign in with all that the application may do. With `existing` for enterprise app and registration app nothing asks for it; else let a person apply what makes or changes them, and give it to no pipeline.',
};

/** What permissions on Graph are worth. */
export function graphNotes(graph: readonly string[]): readonly string[] {
  return Object.entries(takeovers).flatMap(([name, words]) => (graph.includes(name) ? [words] : []));
}

/** Beside the rights of daily work. */
export const dailyNote =
  'In Entra these reach only what the identity owns: the stack makes it owner of the registration app and of the groups that the deployment makes. So it can become the registration app (add a secret to it), which manages Autopilot devices and removes devices; it cannot become any other application, and gives no application a right. It makes applications and groups that nobody uses.';

export const planNote =
  'A plan can read the SCIM token and the client secrets of the state: only trusted branches plan with this.';

export const pullRequestPlanNote =
  'Whoever writes a branch can read all that this reads, the SCIM token and the client secrets of the state included: a person looks at the branch and releases each run.';

/** How the boundary of a deployment is made. */
export const boundaryCommand = 'entra-workspaces permissions --command boundary --deployment deployment.json';

/** Of rights that are printed for a deployment that names no boundary: they do only once it names one. */
export function boundaryToName(deployment: Deployment): string | undefined {
  if (deployment.aws.permissionsBoundaryArn !== undefined) return undefined;
  return namedFirst(boundaryArnOf(deployment));
}

const namedFirst = (arn: string): string =>
  `The policy of apply works only once the deployment names a permissions boundary: without one AWS refuses to make and to write the role of the function (iam:CreateRole, iam:PutRolePolicy), as these rights would be those of an administrator of the account. Let somebody else make the managed policy ${arn} of what \`${boundaryCommand}\` prints, and write "permissionsBoundaryArn": "${arn}" under \`aws\` in deployment.json. An administrator who applies by hand needs no printed policy.`;

const bounded = (arn: string): string =>
  `Held by ${arn}: roles are made and given policies only with this boundary, and nothing here can change it or take it off. The code of the function runs as its role, so these rights reach all that the boundary allows, and no more. Somebody else keeps the boundary.`;

/** As it is written where no deployment is given. */
const anyBoundary = `arn:aws:iam::ACCOUNT:policy/${boundaryName('NAME')}`;

/** What stays for a person, whoever applies. */
const personsSteps =
  "Left to a person, because it would open other doors: to change who may take on a role (iam:UpdateAssumeRolePolicy; nothing that is made here ever needs it), to take a boundary off or put another one on, to change the policy of a key that exists (kms:PutKeyPolicy; only another setting of its secret or a later version asks for that), to remove a network interface that somebody else left in a subnet of ours, and to put the deployment's tag on a desktop that was adopted.";

const reach =
  "Keys, networks, secrets and desktops are told by the deployment's tag, which is put on when they are made. In reach although not ours: a KMS key with no alias at all, which nothing tells from one that was just made: it can be tagged as ours and scheduled for deletion, which its owner can call off for 30 days; nobody can change its policy or decrypt with it (give yours aliases); a security group without that tag can lose its rules, never get one.";

const regions =
  'For the Regions of the deployment: print it again before a Region is added, and after one was removed, not before.';

/** Beside apply and destroy. */
export function applyNotes(deployment?: Deployment): readonly string[] {
  const arn = deployment ? boundaryArnOf(deployment) : anyBoundary;
  const toName = deployment ? boundaryToName(deployment) : namedFirst(anyBoundary);
  return [
    ...(toName === undefined ? [] : [toName]),
    bounded(arn),
    personsSteps,
    reach,
    ...(deployment ? [regions] : []),
  ];
}

export const defaultRoleNote =
  'The role workspaces_DefaultRole may not have a boundary (AWS allows none): it takes three policies of AWS and nothing else. With `serviceRole: existing` somebody else makes it and nothing here can touch it.';

/** Beside the boundary. */
export function boundaryNotes(deployment?: Deployment): readonly string[] {
  const arn = deployment ? boundaryArnOf(deployment) : anyBoundary;
  return [
    `Make it before the first apply, with rights that no pipeline has: \`aws iam create-policy --policy-name ${arn.split('/').at(-1)} --policy-document file://boundary.json\`, and put its ARN, ${arn}, into aws.permissionsBoundaryArn.`,
    'For functions in a VPC, another Region or another account of Identity Center print it again and put the new version in place first.',
  ];
}
