/** What the aws provider says of desktops. */
import type { ProviderError } from './provider-error.js';

export const desktopErrors: readonly ProviderError[] = [
  {
    id: 'desktop-unknown-to-state',
    says: /ResourceExists\.WorkSpace|already has a WorkSpace/,
    at: /aws_workspaces_workspace/,
    cause:
      'The user has a desktop in this directory that the state does not know: an apply was ended while it was made.',
    fix: 'entra-workspaces adopt finds it, and the next apply takes it over with its data. By hand, in the stack folder: terraform import ADDRESS WORKSPACE_ID, with the address above.',
    source: 'twin: terraform killed at CreateWorkspaces',
  },
  {
    id: 'desktop-quota',
    says: /ResourceLimitExceeded/,
    at: /aws_workspaces_workspace/,
    cause: 'The quota for WorkSpaces in this Region is used up. A new account has 1.',
    fix: 'Ask for more under Service Quotas, Amazon WorkSpaces, in the Region of the site, then apply again.',
    source: 'https://docs.aws.amazon.com/workspaces/latest/adminguide/workspaces-limits.html',
  },
  {
    id: 'desktop-failed',
    says: /unexpected state '\w+', wanted target 'AVAILABLE/,
    at: /aws_workspaces_workspace/,
    cause:
      'AWS could not make the desktop; its own reason stands behind "last error". Nobody has ever used it, so nothing is lost with it.',
    fix: 'Put right what AWS names (capacity, quota, free addresses in the subnets, the image), then entra-workspaces apply --allow-replace UPN: the failed one goes and another is made. The others are not touched.',
    source: 'aws provider 5.100.0; twin: a desktop that ends in ERROR',
  },
  {
    id: 'desktop-slow',
    says: /timeout while waiting for state to become 'AVAILABLE'/,
    at: /aws_workspaces_workspace/,
    cause: 'The desktop was not ready in 120 minutes.',
    fix: 'Apply again later: one that AWS has made by then is taken as it is. One that stays PENDING for hours is a case for AWS Support.',
    source: 'aws provider, timeouts',
  },
  {
    id: 'desktop-user-unknown',
    says: /ResourceNotFound\.User|user .*(could not be found|not found)/i,
    at: /aws_workspaces_workspace/,
    cause: 'WorkSpaces does not find the user in Identity Center by this name.',
    fix: 'Check that SCIM has brought the user and that the user name there is the UPN: entra-workspaces doctor.',
    source: 'WorkSpaces API, CreateWorkspaces',
  },
];
