import { describe, expect, test } from '@jest/globals';
import { explain } from '../../../wizard/terraform/provider-errors.js';

const said = (detail: string, address?: string) =>
  explain({ summary: '', detail, ...(address === undefined ? {} : { address }) });

describe('a policy that stands before a call is told as that, and as no missing right', () => {
  test.each([
    [
      'organization-denies',
      'aws_iam_role.function',
      'operation error IAM: CreateRole, https response error StatusCode: 403, api error AccessDenied: User: arn:aws:sts::111122223333:assumed-role/a/b is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::111122223333:role/c with an explicit deny in a service control policy',
    ],
    [
      'organization-denies',
      'aws_kms_key.k',
      'AccessDeniedException: User: a is not authorized to perform: kms:CreateKey with an explicit deny in a resource\ncontrol policy',
    ],
    [
      'narrowed-role',
      'aws_lambda_function.f',
      'AccessDeniedException: User: a is not authorized to perform: lambda:CreateFunction on resource: b because no permissions boundary allows the lambda:CreateFunction action',
    ],
    [
      'narrowed-role',
      'aws_vpc.v',
      'UnauthorizedOperation: User: a is not authorized to perform: ec2:CreateVpc with an explicit deny in a VPC endpoint policy',
    ],
    [
      'tag-policy',
      'aws_sns_topic.t',
      "operation error SNS: CreateTopic, https response error StatusCode: 400, TagPolicy: TagPolicyException: The tag policy does not allow the specified value for the following tag key: 'CostCenter'.",
    ],
    [
      'tag-policy',
      'aws_security_group.s',
      'api error TagPolicyViolation: You attempted to create a resource with tags that are not compliant.',
    ],
    [
      'intune-approval',
      'msgraph_resource.p',
      'POST https://graph.microsoft.com/beta/deviceManagement/configurationPolicies RESPONSE 400: 400 Bad Request {"error":{"code":"BadRequest","message":"{ \\"_version\\": 3, \\"Message\\": \\"Header \'x-msft-approval-justification\' is required to request approval',
    ],
    [
      'intune-not-there',
      'msgraph_resource.p',
      'RESPONSE 400: 400 Bad Request {"error":{"code":"BadRequest","message":"Request not applicable to target tenant."}}',
    ],
    [
      'restricted-unit',
      'azuread_group_member.m',
      'unexpected status 403 (403 Forbidden) with error: Authorization_RequestDenied: Insufficient privileges to complete the operation. Target object is a member of a restricted management administrative unit and can only be modified by administrators scoped to that administrative unit.',
    ],
    [
      'kept-on-premises',
      'azuread_group_member.m',
      'unexpected status 400 with error: Request_BadRequest: Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
    ],
    [
      'application-locked',
      'azuread_application_password.p',
      'unexpected status 400 with error: CannotUpdateLockedServicePrincipalPropertyWithEnforcementScope: Property passwordCredentials is invalid.',
    ],
    [
      'identifier-before-saml',
      'azuread_application_identifier_uri.i',
      'unexpected status 400 (400 Bad Request) with error: InvalidUniqueTenantIdentifierAsPerAppPolicy: Failed to add identifier URI. All newly added URIs must contain a tenant verified domain, tenant ID, or app ID, as per the default app management policy of your organization.',
    ],
    [
      'credential-policy',
      'azuread_application_password.p',
      'unexpected status 400 with error: CredentialInvalidLifetimeAsPerAppPolicy: Credential lifetime exceeds the max value allowed as per assigned policy',
    ],
    [
      'namespace-not-registered',
      'azurerm_log_analytics_workspace.w',
      "unexpected status 409 with error: MissingSubscriptionRegistration: The subscription is not registered to use namespace 'Microsoft.OperationalInsights'.",
    ],
    [
      'azure-policy',
      'azurerm_resource_group.r',
      "unexpected status 403 (403 Forbidden) with error: RequestDisallowedByPolicy: Resource 'a' was disallowed by policy.",
    ],
  ])('%s', (id, address, detail) => expect(said(detail, address)?.id).toBe(id));

  test('rights that are printed with a boundary, and a call that no policy names, keep their words', () => {
    const role =
      'AccessDenied: User: a is not authorized to perform: iam:CreateRole on resource: b because no identity-based policy allows the iam:CreateRole action';
    expect(said(role, 'aws_iam_role.function')?.id).toBe('boundary-not-named');
    expect(said('api error AccessDenied: Access Denied', 'aws_s3_object.o')?.id).toBe('access-denied');
    expect(said('Authorization_RequestDenied: Insufficient privileges', 'azuread_group.g')?.id).toBe('entra-forbidden');
  });
});

describe('a sign-in that nobody made, and one that was called back, are no wrong secret', () => {
  test.each([
    [
      'az-not-signed-in',
      "building client: unable to obtain access token: running Azure CLI: exit status 1: ERROR: Please run 'az login' to setup account.",
    ],
    [
      'az-not-signed-in',
      'unable to build authorizer for Resource Manager API: could not configure AzureCli Authorizer: could not parse Azure CLI version: launching Azure CLI: exec: "az": executable file not found in %PATH%',
    ],
    [
      'conditional-access',
      'unable to obtain access token: running Azure CLI: exit status 1: ERROR: AADSTS50076: Due to a configuration change made by your administrator, you must use multi-factor authentication',
    ],
    [
      'entra-called-back',
      'unexpected status 401 with error: InvalidAuthenticationToken: Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenCreatedWithOutdatedPolicies',
    ],
    [
      'entra-token',
      'unable to obtain access token: clientCredentialsToken: received HTTP status 401 with response: AADSTS7000215: Invalid client secret provided.',
    ],
  ])('%s', (id, detail) => expect(said(detail)?.id).toBe(id));
});

describe('the machine, and what stands between it and the clouds', () => {
  test.each([
    ['certificate-unread', 'tls: failed to parse certificate from server: x509: negative serial number'],
    [
      'certificate-of-another-host',
      'tls: failed to verify certificate: x509: certificate is valid for guest.contoso.com, not graph.microsoft.com',
    ],
    [
      'provider-other-hash',
      "Failed to install provider\n\nError while installing hashicorp/aws v6.69.0: the current package for\nregistry.terraform.io/hashicorp/aws 6.69.0 doesn't match any of the\nchecksums previously recorded in the dependency lock file",
    ],
    [
      'provider-cache-shared',
      'the cached package for registry.terraform.io/hashicorp/aws 5.100.0 (in .terraform/providers) does not match any of the checksums recorded in the dependency lock file',
    ],
    [
      'disk-full',
      'Error while installing hashicorp/aws v5.41.0: write .terraform/providers/registry.terraform.io/hashicorp/aws/5.41.0/linux_amd64/terraform-provider-aws_v5.41.0_x5: no space left on device',
    ],
    [
      'file-in-use',
      'Failed to write state: write C:\\temp\\.terraform\\terraform.tfstate: The process cannot access the file because another process has locked a portion of the file.',
    ],
    [
      'path-too-long',
      'Error while installing hashicorp/aws v6.69.0: open\n.terraform\\providers\\registry.terraform.io\\hashicorp\\aws\\6.69.0\\windows_amd64\\terraform-provider-aws_v6.69.0_x5.exe:\nLe chemin d’accès spécifié est introuvable.',
    ],
    [
      'connection-lost',
      'Get "https://management.azure.com/": dial tcp 4.150.240.10:443: connect: connection timed out',
    ],
    [
      'connection-lost',
      'dial tcp 4.150.240.10:443: connectex: Ein Verbindungsversuch ist fehlgeschlagen, da die Gegenstelle nicht reagiert hat.',
    ],
    [
      'terraform-older',
      'Error refreshing state: state snapshot was created by Terraform v1.15.0, which is newer than current v1.14.2; upgrade to Terraform v1.15.0 or greater to work with this state',
    ],
  ])('%s', (id, detail) => expect(said(detail)?.id).toBe(id));
});
