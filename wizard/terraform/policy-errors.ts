/**
 * Policies of a tenant, a subscription or an organization that stand before a call, whatever the role or the permission of
 * whoever makes it says: another right would not help.
 */
import type { ProviderError } from './provider-error.js';

const refusalsOfAws =
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html (policy types in messages)';

export const policyErrors: readonly ProviderError[] = [
  {
    id: 'tag-policy',
    says: /tag policy does not allow|TagPolicy(Violation|Exception)\b/i,
    cause: 'A tag policy of the organization takes other values for a tag than the deployment sets, or other capitals.',
    fix: 'Correct `tags` in the deployment: aws organizations describe-effective-policy --policy-type TAG_POLICY prints what is allowed in this account.',
    source:
      'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_tag-policies-enforcement.html',
  },
  {
    id: 'organization-denies',
    says: /explicit deny in an? (service|resource) control policy|no (service|resource) control policy allows/i,
    cause:
      'A policy of the organization denies this call, whatever the role may do. Mostly such a policy keeps to some Regions, asks for a tag, or lets chosen roles alone make roles and keys.',
    fix: 'Ask whoever manages the organization which policy it is. For a Region: take one that is allowed, and calls of IAM count as us-east-1. For a tag: `tags` of the deployment puts it on everything. For roles: have the role that applies exempted.',
    source: `aws-samples/landing-zone-accelerator-on-aws-for-tse-se#16, ${refusalsOfAws}`,
  },
  {
    id: 'narrowed-role',
    says: /explicit deny in an? (permissions boundary|session policy|VPC endpoint policy)|no (permissions boundary|session policy|VPC endpoint policy) allows/i,
    cause:
      'A permissions boundary, the policy of the session or that of a VPC endpoint leaves this action out. What the policies of the role allow does not count then.',
    fix: 'Have the action that the text above names allowed there as well: entra-workspaces permissions prints all that is needed.',
    source: refusalsOfAws,
  },
  {
    id: 'intune-approval',
    says: /x-msft-approval-(justification|code)/i,
    at: /msgraph_|graph\.microsoft\.com\/beta\/device/,
    cause:
      'Multi Admin Approval of the tenant wants a second administrator for changes of this kind in Intune. Terraform cannot ask for that, so nothing was changed.',
    fix: 'Have the access policy for this kind taken out while you apply (Intune admin center, Tenant administration, Multi Admin Approval). Or leave the part out of the deployment and name one that was made by hand as `existing`, where there is that.',
    source:
      'Microsoft365DSC/Microsoft365DSC#7236, https://learn.microsoft.com/intune/intune-service/fundamentals/multi-admin-approval',
  },
  {
    id: 'intune-not-there',
    says: /Request not applicable to target tenant/i,
    cause: 'The tenant has no Intune: no licence that holds it, or nobody has opened Intune yet.',
    fix: 'Get a licence with Intune, open https://intune.microsoft.com once as its administrator, then apply again.',
    source: 'microsoftgraph/msgraph-beta-sdk-go#198',
  },
  {
    id: 'restricted-unit',
    says: /restricted management administrative unit/i,
    cause:
      'This group or user lies in a restricted administrative unit of Entra: nobody changes it without a role for that very unit, whatever permission an application has.',
    fix: 'Take it out of the unit (Entra admin center, Roles & admins, Admin units), or give the identity that applies a role there: Groups Administrator with the unit as scope.',
    source:
      'https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/admin-units-restricted-management, hashicorp/terraform-provider-azuread#1490',
  },
  {
    id: 'kept-on-premises',
    says: /on-premises mastered Directory Sync objects/i,
    cause: 'This group or user is synced from an Active Directory on premises, so Entra lets nobody change it there.',
    fix: 'Name a group that Entra itself keeps (`intune.enrolment.joins`), or have the change made on premises.',
    source: 'microsoftgraph/microsoft-graph-docs#7301',
  },
  {
    id: 'application-locked',
    says: /CannotUpdateLockedServicePrincipalProperty/,
    cause: 'The app instance property lock of this application keeps secrets and certificates from being changed.',
    fix: 'Entra admin center, App registrations, the application, Authentication, App instance property lock: let credentials be changed, then apply again.',
    source: 'https://learn.microsoft.com/en-us/entra/identity-platform/howto-configure-app-instance-property-locks',
  },
  {
    id: 'namespace-not-registered',
    says: /MissingSubscriptionRegistration|subscription .*is not registered to use/i,
    cause:
      'This subscription has never used the service of Azure that the text above names, so it does not know it yet.',
    fix: 'az provider register --namespace NAMESPACE --subscription SUBSCRIPTION --wait (a right of its Contributor), then apply again.',
    source:
      'microsoft/azure_arc#1805, https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-register-resource-provider',
  },
  {
    id: 'azure-policy',
    says: /RequestDisallowedByPolicy/,
    cause: 'An Azure Policy of the company refuses this: mostly the place, a missing tag, or the kind of thing.',
    fix: 'The text above names the policy. Correct what it asks for in the deployment (`monitoring.location`), or have whoever manages the subscription exempt the resource group.',
    source:
      'https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-policy-requestdisallowedbypolicy',
  },
];
