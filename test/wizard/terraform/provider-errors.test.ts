import { describe, expect, test } from '@jest/globals';
import { explain, providerErrors } from '../../../wizard/terraform/provider-errors.js';
import { TerraformFailure } from '../../../wizard/terraform/terraform-failure.js';

const at = (address: string | undefined, detail: string, summary = '') => ({
  severity: 'error' as const,
  summary,
  detail,
  ...(address === undefined ? {} : { address }),
});

describe('errors that the facts know get their cause and fix', () => {
  test.each([
    ['stale-plan', undefined, 'Saved plan is stale'],
    ['access-package-in-use', undefined, 'InvalidDeleteEntitlementHasGrants: The package has active assignments'],
    ['no-such-subnet', 'data.aws_subnet.s', 'no matching EC2 Subnet found'],
    ['state-locked', undefined, 'Error acquiring the state lock'],
    [
      'pipeline-application-gone',
      'data.azuread_service_principal.federation_pipeline_8BF960B5',
      'no service principal found',
    ],
    [
      'state-lock-denied',
      undefined,
      "Error acquiring the state lock\n\nError message: operation error S3: PutObject, https response error\nStatusCode: 403, RequestID: 1, HostID: , api error AccessDenied: User: x is not authorized to perform: s3:PutObject\nunable to retrieve file from S3 bucket 'state' with key 'contoso.tfstate.tflock'",
    ],
    [
      'state-lock-kept',
      undefined,
      'Error releasing the state lock\n\nDeleteObject, https response error StatusCode: 403, RequestID: 1, HostID: ,\napi error AccessDenied: User: x is not authorized to perform: s3:DeleteObject\nLock Info:\n  ID: 92ab8546',
    ],
    [
      'state-region',
      undefined,
      'Failed to get existing workspaces: Unable to list objects in S3 bucket "state" with prefix "env:/": operation error S3: ListObjectsV2, https response error StatusCode: 301, RequestID: 1, HostID: , requested bucket from "eu-central-1", actual location ""',
    ],
    [
      'unknown-authority',
      undefined,
      'tls: failed to verify certificate: x509: certificate signed by unknown authority',
    ],
    [
      'certificate-not-valid-now',
      undefined,
      'x509: certificate has expired or is not yet valid: current time 2027-11-28T22:09:12Z is after 2026-12-01T00:00:00Z',
    ],
    ['proxy', undefined, 'proxyconnect tcp: dial tcp 127.0.0.1:3128: connect: connection refused'],
    ['aws-profile-missing', undefined, 'failed to get shared config profile, desktop'],
    ['aws-profile-mfa', undefined, 'assume role with MFA enabled, but AssumeRoleTokenProvider session option not set.'],
    ['aws-credential-process', undefined, 'process provider error: error in credential_process: exit status 3'],
    [
      'aws-oidc-refused',
      undefined,
      'failed to refresh cached credentials, failed to retrieve jwt from provider: operation error STS: AssumeRoleWithWebIdentity, https response error StatusCode: 403',
    ],
    ['prevent-destroy', 'aws_kms_key.k', 'Instance cannot be destroyed'],
    [
      'prevent-destroy',
      'aws_kms_key.k',
      'Resource instance cannot be destroyed\n\nResource instance aws_kms_key.k has prevent_destroy set, but the plan calls for it to be destroyed.',
    ],
    ['providers-not-found', undefined, 'Failed to resolve provider packages'],
    [
      'pending',
      'aws_lambda_invocation.w',
      'returned error: {"errorMessage":"PENDING: the directory is being registered"}',
    ],
    ['control-plane-refused', 'aws_lambda_invocation.c', 'REFUSED: 2 WorkSpaces are still in it'],
    [
      'identifier-before-saml',
      'azuread_application_identifier_uri.i',
      '400 ... HostNameNotOnVerifiedDomain: Values of identifierUris',
    ],
    [
      'entra-inconsistent',
      'azuread_application.a',
      'Provider produced inconsistent result after apply: Root object was present,\n  but now absent.',
    ],
    [
      'sync-forbidden',
      'azuread_synchronization_secret.s',
      'unexpected status 403 (403 Forbidden) with error: Authorization_RequestDenied: Insufficient privileges to complete the operation.',
    ],
    [
      'membership-rule',
      'azuread_group.g',
      "unexpected status 400 (400 Bad Request) with error: DynamicGroupQueryParseError: Unsupported property 'officeLocation'",
    ],
    ['sync-unauthorized', 'azuread_synchronization_job.j', 'unexpected status 401 (401 Unauthorized)'],
    ['consent-forbidden', 'azuread_app_role_assignment.c', 'Authorization_RequestDenied: Insufficient privileges'],
    [
      'entra-forbidden',
      'azuread_group.g',
      'Authorization_RequestDenied: Insufficient privileges to complete the operation.',
    ],
    ['intune-bad-request', 'msgraph_resource.p', 'unexpected status 400 (400 Bad Request) received with no body'],
    // As msgraph 0.5.0 says it.
    [
      'intune-bad-request',
      'msgraph_resource.p',
      'POST https://graph.microsoft.com/beta/x RESPONSE 400: 400 Bad Request',
    ],
    ['intune-forbidden', 'msgraph_resource.p', 'GET https://graph.microsoft.com/beta/x RESPONSE 403: 403 Forbidden'],
    ['graph-gone', 'msgraph_resource.a', 'DELETE https://graph.microsoft.com/beta/x RESPONSE 404: 404 Not Found'],
    // A destroy fails without an address.
    ['graph-gone', undefined, 'DELETE\nhttps://graph.microsoft.com/beta/x\n---\nRESPONSE 404: 404 Not Found'],
    ['graph-busy', undefined, 'DELETE https://graph.microsoft.com/beta/x RESPONSE 503: 503 Service Unavailable'],
    [
      'intune-forbidden',
      undefined,
      'DELETE https://graph.microsoft.com/beta/deviceManagement/x RESPONSE 403: 403 Forbidden',
    ],
    [
      'intune-bad-request',
      undefined,
      'DELETE https://graph.microsoft.com/beta/deviceManagement/x RESPONSE 400: 400 Bad Request',
    ],
    [
      'graph-busy',
      'msgraph_resource_action.a',
      'API call failed: POST https://graph.microsoft.com/v1.0/x RESPONSE 503',
    ],
    [
      'principal-not-replicated',
      'azuread_service_principal.s',
      'Timed out whilst waiting for new service principal to be replicated in Azure AD',
    ],
    ['answer-lost', 'azuread_group.g', 'HTTP response was nil; connection may have been reset'],
    [
      'bundle-gone',
      'data.aws_workspaces_bundle.site-berlin_bundle-standard_drift_seen_5F5B9EB2[0]',
      'no matching WorkSpaces Bundle found',
    ],
    [
      'directory-gone',
      'data.aws_workspaces_directory.site-berlin_directory_drift_seen_AF1B2010[0]',
      'reading WorkSpaces Directory (wsd-1): empty result',
    ],
    ['secret-deleted', 'aws_secretsmanager_secret_policy.p', 'the secret because it was marked for deletion.'],
    ['connected-without-foundation', 'data.aws_secretsmanager_secret_version.v', 'Invalid count argument'],
    [
      'expression-refused',
      'azuread_application_flexible_federated_identity_credential.apply_credential',
      'adding flexible federated identity credential for Application (Application: "33333333")',
    ],
    [
      'duplicate-uris',
      'azuread_application_redirect_uris.r',
      'A resource with the ID "/x" already exists - needs to be imported',
    ],
    [
      'duplicate-uris',
      'azuread_service_principal.s',
      '409 (409 Conflict) with error: Request_MultipleObjectsWithSameKeyValue: the service principal name x is already in use.',
    ],
    [
      'control-plane-timeout',
      'aws_lambda_invocation.w',
      '{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: x Error: Task timed out after 330.00 seconds"}',
    ],
    [
      'aws-left-behind',
      'aws_secretsmanager_secret.s',
      'CreateSecret, api error ResourceExistsException: already exists.',
    ],
    [
      'done-already',
      'azuread_group.g',
      'One\n or more added object references already exist for the following modified properties',
    ],
    ['done-already', undefined, 'Deleting Group (Group: "x"): unexpected status\n404 (404 Not Found)'],
    [
      'done-already',
      'aws_internet_gateway.i',
      'AttachInternetGateway, api error Resource.AlreadyAssociated: already attached',
    ],
    [
      'aws-left-behind',
      'aws_subnet.s',
      "InvalidSubnet.Conflict: The CIDR '10.20.0.0/24' conflicts with another subnet",
    ],
    ['network-in-use', undefined, "DeleteSubnet, api error DependencyViolation: The subnet 'x' has dependencies"],
    ['done-already', undefined, 'deleting KMS Key (x): KMSInvalidStateException: x is pending\ndeletion.'],
    [
      'secret-name-taken',
      'aws_secretsmanager_secret.s',
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    ],
    ['entra-token', undefined, 'unable to obtain access token: clientCredentialsToken: received HTTP status 401'],
    ['wrong-account', undefined, 'AWS account ID not allowed: 222222222222'],
    ['desktop-quota', 'aws_workspaces_workspace.d', 'ResourceLimitExceeded.Workspaces'],
    [
      'desktop-failed',
      'aws_workspaces_workspace.d',
      "waiting for WorkSpaces Workspace (ws-1) create: unexpected state 'ERROR', wanted target 'AVAILABLE'. last error: no capacity in this zone",
    ],
    ['backend-changed', undefined, 'Backend configuration changed'],
    [
      'clock',
      undefined,
      'StatusCode: 403, InvalidSignatureException: Signature expired: 20251129T000000Z is now earlier than 20261129T000000Z',
    ],
    [
      'clock',
      undefined,
      'api error RequestTimeTooSkewed: The difference between the request time and the current time is too large',
    ],
    ['clock', undefined, 'AADSTS700024: Client assertion is not within its valid time range'],
    [
      'aws-credentials-expired',
      'aws_workspaces_workspace.d',
      'waiting for WorkSpaces Workspace (ws-aux4vrhpz) create: operation error WorkSpaces: DescribeWorkspaces, https response error StatusCode: 400, RequestID: 1, api error ExpiredTokenException: The security token included in the request is expired',
    ],
    [
      'aws-credentials-expired',
      undefined,
      'Failed to save state: PutObject, api error ExpiredToken: The provided token has expired.',
    ],
    [
      'entra-token-expired',
      'azuread_group.g',
      'unexpected status 401 (401 Unauthorized) with error: InvalidAuthenticationToken: Lifetime validation failed, the token is expired.',
    ],
    [
      'certificate-gone',
      'msgraph_update_resource.u',
      "Invalid value specified for property 'preferredTokenSigningKeyThumbprint' of resource 'ServicePrincipal'.",
    ],
    [
      'instance-gone',
      'data.aws_identitystore_groups.identity-center_desktop-users_drift_seen_047DC5BE[0]',
      'listing IdentityStore Groups (d-481b0173ae): operation error ListGroups, api error ResourceNotFoundException: IDENTITY_STORE not found.',
    ],
  ])('%s', (id, address, text) => expect(explain(at(address, text))?.id).toBe(id));

  test('the same text means something else at another resource', () => {
    const text =
      'unexpected status 403 (403 Forbidden) with error: Authorization_RequestDenied: Insufficient privileges';
    const ids = ['azuread_synchronization_job.j', 'azuread_group.g', 'msgraph_resource.p'].map(
      (address) => explain(at(address, text))?.id,
    );
    expect(ids).toEqual(['sync-forbidden', 'entra-forbidden', 'intune-forbidden']);
  });

  test('an unknown error gets no invented cause', () => expect(explain(at('aws_vpc.v', 'boom'))).toBeUndefined());

  test('each sentence is whole, each id unique, each source named', () => {
    expect(new Set(providerErrors.map(({ id }) => id)).size).toBe(providerErrors.length);
    for (const { cause, fix, source, id } of providerErrors) {
      expect([id, cause.trim().endsWith('.'), fix.trim().endsWith('.'), source !== '']).toEqual([id, true, true, true]);
    }
  });
});

test.each([
  [
    'data.aws_workspaces_bundle.site-berlin_bundle-standard_drift_seen_5F5B9EB2[0]',
    'no matching WorkSpaces Bundle found',
    '-replace=aws_lambda_invocation.site-berlin_bundle-standard_bundle_claim_526490F0.',
  ],
  [
    'data.aws_workspaces_directory.site-berlin_directory_drift_seen_AF1B2010[0]',
    'reading WorkSpaces Directory (wsd-1): empty result',
    '-replace=aws_lambda_invocation.site-berlin_directory_claim_DCAF8F93. People get',
  ],
  [
    'data.aws_workspaces_bundle.site-munich_bundle-standard_drift_seen_5F5B9EB2[0]',
    'no matching WorkSpaces Bundle found',
    '-replace=ADDRESS (its claim, as terraform state list shows it)',
  ],
])('of %s the fix names the claim of the stack, where there is one', (address, text, said) => {
  const addresses = [
    'aws_lambda_invocation.site-berlin_bundle-standard_bundle_claim_526490F0',
    'aws_lambda_invocation.site-berlin_bundle-standard_bundle_ensure_526490F1',
    'aws_lambda_invocation.site-berlin_bundle-graphics_bundle_claim_9675FE5E',
    'aws_lambda_invocation.site-berlin_directory_claim_DCAF8F93',
  ];
  const { fix } = new TerraformFailure({ product: 'terraform' }, 'plan', 1, [at(address, text)], { addresses });
  expect(fix.join('\n')).toContain(said);
});
