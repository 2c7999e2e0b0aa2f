import { counted } from '../../domain/counted.js';
import type { Deployment } from '../../deployment/schema.js';
import type { StackContents } from '../terraform/contents.js';

/** The README of an ejected stack: what it is, how it goes on, and what nobody does for its owner any more. */
export function ejectedReadme(deployment: Deployment, contents: StackContents): string {
  const state = Object.keys(deployment.state)[0] ?? '';
  const fleets = deployment.sites.filter(({ desktops }) => desktops.fleet !== undefined).map(({ key }) => key);
  const listed = fleets.length < deployment.sites.length;
  return [
    `# ${deployment.name}, as plain Terraform`,
    '',
    `\`cdk.tf.json\` holds the whole stack: ${counted(contents.resources, 'resource')}${listed ? `, ${counted(contents.desktops, 'desktop')}` : ''}. It uses the same state (${state}) as before and needs Terraform 1.10 or newer, and nothing else.`,
    '',
    '```sh',
    'terraform init',
    'terraform plan   # no changes, where the deployment was applied before',
    'terraform apply',
    '```',
    '',
    '`handler.zip` is the code of the control plane: the function that manages directories and bundles, which no Terraform provider does. It runs in your account and needs no update from us to go on working.',
    '',
    '## What you do yourself from now on',
    '',
    ...(fleets.length > 0
      ? [
          `- Desktops of ${fleets.join(', ')}: the engine of the fleet, which is a part of this stack, goes on making them for the members of its group.`,
        ]
      : []),
    ...(listed
      ? [
          '- A desktop: copy an `aws_workspaces_workspace` block with the blocks of its presence check under another name. Removing a block deletes the desktop and everything on it: nothing asks first.',
          '- Members of the group of desktop users: the list in the `azuread_users` data source.',
        ]
      : []),
    '- Nobody guards you against deleting many desktops at once: read each plan.',
    '- Never put `create_before_destroy`, `qualifier` or `publish` on an `aws_lambda_invocation` or on what depends on one: the delete of the old one would remove the live object.',
    '- To repair something that the control plane made: `terraform apply -replace=ADDRESS` of its `claim`.',
    '- When the SCIM token is renewed (each year): put it into the secret named in the output `scim_token_secret_arn`.',
    '',
    'JSON syntax of Terraform: https://developer.hashicorp.com/terraform/language/syntax/json',
    '',
  ].join('\n');
}
