/** What needs a minute or a smaller number: Entra that has not spread what was made, or is ill, and a function that is being changed. */
import type { ProviderError } from './provider-error.js';

export const busyErrors: readonly ProviderError[] = [
  {
    id: 'entra-quota',
    says: /Directory_QuotaExceeded|directory object quota limit/i,
    at: /azuread_/,
    cause:
      'Whoever signs in to Entra has made as many objects as it may: 250, where it has no role of an administrator, and those that were deleted less than 30 days ago count. Or the tenant is full.',
    fix: 'Delete for good what is not needed (Entra admin center, App registrations and Groups, Deleted), let an identity with a role such as Groups Administrator apply, or have the quota of the tenant raised.',
    source:
      'https://learn.microsoft.com/en-us/entra/identity/users/directory-service-limits-restrictions, MicrosoftDocs/azure-docs#63468',
  },
  {
    id: 'entra-not-spread',
    says: /Request_ResourceNotFound|one of its queried reference-property objects are not present/,
    at: /azuread_/,
    cause:
      'Entra does not know everywhere yet what was made a moment ago. Or what is referred to is gone: a person, a group or an app that somebody deleted.',
    fix: 'Apply again after a minute: it goes on where it stopped. If the same id stays, look it up in Entra and take it out of the deployment.',
    source: 'hashicorp/terraform-provider-azuread#791, hashicorp/terraform-provider-azuread#1918',
  },
  {
    id: 'entra-ill',
    says: /unexpected status 50[0234]\b/,
    at: /azuread_/,
    cause: 'Entra had an error of its own, and the provider gave up after several attempts.',
    fix: 'Apply again; what was finished is not made again. If it stays, Service health below Health at https://admin.microsoft.com says what is broken.',
    source: 'https://learn.microsoft.com/en-us/graph/errors',
  },
  {
    id: 'function-busy',
    says: /An update is in progress for resource|function is currently in the following state: (Pending|Updating)/i,
    at: /aws_lambda_/,
    cause: 'AWS still changes the function: one in a network takes minutes.',
    fix: 'Apply again after a minute: it goes on where it stopped.',
    source: 'hashicorp/terraform-provider-aws#5154, https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html',
  },
];
