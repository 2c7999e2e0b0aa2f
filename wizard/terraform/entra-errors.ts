/** Errors of applications, groups and provisioning in Entra. Texts were recorded with azuread 3.7.0. */
import type { ProviderError } from './provider-error.js';

const recorded = 'recorded with azuread 3.7.0';

export const entraErrors: readonly ProviderError[] = [
  {
    id: 'identifier-before-saml',
    says: /HostNameNotOnVerifiedDomain|InvalidUniqueTenantIdentifierAsPerAppPolicy|NonDefaultUri\w*AsPerAppPolicy/,
    cause:
      'Entra takes the AWS identifier only when the enterprise app is in SAML mode, and that has not reached all of Entra yet.',
    fix: 'Wait a minute and apply again. If it stays: the app management policy of the tenant does not leave SAML applications out (`excludeSaml`), so have this application exempted from it.',
    waiting: true,
    source:
      'hashicorp/terraform-provider-azuread#797, #806, https://learn.microsoft.com/en-us/entra/identity-platform/identifier-uri-restrictions',
  },
  {
    id: 'membership-rule',
    says: /DynamicGroupQueryParseError|membership rule (is not valid|validation error)/i,
    at: /azuread_group/,
    cause: 'Entra cannot read the membership rule of this group; the group stays as it was.',
    fix: 'Correct `entra.desktopUsers.create.members.rule`: in Entra, Groups, New group, Dynamic user, the rule editor says what is wrong and "Validate Rules" whom it takes in. Properties begin with `user.`, texts stand in double quotes.',
    source: 'MicrosoftDocs/entra-docs#921; learn.microsoft.com/entra/identity/users/groups-dynamic-membership',
  },
  {
    id: 'access-package-in-use',
    says: /InvalidDeleteEntitlementHasGrants/,
    cause: 'Somebody has access by this access package, and Entra deletes none while that is so.',
    fix: 'While `selfService` is still in the deployment: entra-workspaces fleet revoke --everyone. Otherwise in Entra, Identity Governance, Access packages, this one, Assignments: remove all of them, wait a minute and apply again; who stays on a list is in its group again then.',
    source: 'EntraOps 1.1.0 (docs/facts/self-service.md)',
  },
  {
    id: 'entra-inconsistent',
    says: /Provider produced inconsistent result after apply.*Root object was present, but now absent/,
    at: /^azuread_|\.azuread_/,
    cause:
      'Entra had not spread the new object everywhere when the provider read it back. It exists, but Terraform lost sight of it.',
    fix: 'Apply again. If it then says that the object already exists: `adopt` takes it over, or delete it in Entra first.',
    source: recorded,
  },
  {
    id: 'sync-forbidden',
    says: /403 \(403 Forbidden\)|Authorization_RequestDenied|context deadline exceeded|timeout while waiting/,
    at: /azuread_synchronization_/,
    cause:
      'The identity that runs Terraform may not manage provisioning. The provider tries again for minutes before it says so.',
    fix: 'Give it the application permissions Application.ReadWrite.All and Synchronization.ReadWrite.All, with admin consent.',
    source: recorded,
  },
  {
    id: 'sync-unauthorized',
    says: /401 \(401 Unauthorized\)/,
    at: /azuread_synchronization_/,
    cause: 'Application.ReadWrite.OwnedBy is not enough for provisioning, even for an owner.',
    fix: 'Give the identity Application.ReadWrite.All and Synchronization.ReadWrite.All, with admin consent.',
    source: 'microsoftgraph/microsoft-graph-docs-contrib#8800',
  },
  {
    id: 'consent-forbidden',
    says: /Authorization_RequestDenied|Insufficient privileges/,
    at: /azuread_app_role_assignment/,
    cause: 'The identity that runs Terraform may not grant Graph permissions or assign groups to apps.',
    fix: 'Give it AppRoleAssignment.ReadWrite.All, or let an administrator do this step: "consent": "by-admin" or "assignment": "by-admin" in the deployment.',
    source: recorded,
  },
];
