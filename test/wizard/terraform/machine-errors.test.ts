import { describe, expect, test } from '@jest/globals';
import { explain } from '../../../wizard/terraform/provider-errors.js';

describe('what keeps providers from running, the quotas of a new account, and what stands before a state or a cloud, get their cause and fix', () => {
  test.each([
    [
      'state-encrypted',
      undefined,
      'Error refreshing state\n\nUnsupported state file format: This state file is encrypted and can not be\nread without an encryption configuration',
    ],
    [
      'state-encrypted',
      undefined,
      'decryption failed for all provided methods\nattempted decryption failed for state: decryption failed: cipher: message\nauthentication failed',
    ],
    ['state-not-encrypted', undefined, 'encountered unencrypted payload without unencrypted method\nconfigured'],
    [
      'provider-not-started',
      undefined,
      'Failed to load plugin schemas\n\nfailed to instantiate provider\n"registry.terraform.io/hashicorp/aws" to obtain schema: Unrecognized remote\nplugin message: \nFailed to read any lines from plugin\'s stdout',
    ],
    [
      'provider-not-executable',
      undefined,
      'failed to instantiate provider\n"registry.terraform.io/hashicorp/aws" to obtain schema: fork/exec\n.terraform/providers/registry.terraform.io/hashicorp/aws/5.100.0/linux_amd64/terraform-provider-aws_v5.100.0_x5:\npermission denied..',
    ],
    [
      'provider-not-executable',
      undefined,
      'fork/exec .terraform\\providers\\registry.terraform.io\\hashicorp\\aws\\5.100.0\\windows_amd64\\terraform-provider-aws_v5.100.0_x5.exe: This program is blocked by group policy. For more information, contact your system administrator.',
    ],
    [
      'provider-ended',
      'aws_lambda_function.f',
      'Plugin did not respond\n\nThe plugin encountered an error, and failed to respond to the plugin.(*GRPCProvider).ApplyResourceChange call.',
    ],
    [
      'provider-cache-shared',
      undefined,
      'Required plugins are not installed\n\nthe cached package for registry.terraform.io/hashicorp/aws 5.100.0 (in\n.terraform/providers) does not match any of the checksums recorded in the dependency lock file',
    ],
    ['provider-cache-shared', undefined, 'open /cache/terraform-provider-aws_v5.100.0_x5: text file busy'],
    [
      'provider-platform',
      undefined,
      'Provider registry.terraform.io/hashicorp/aws v5.100.0 does not have a package available for your current\nplatform, windows_arm64.',
    ],
    [
      'provider-older',
      'aws_vpc.v',
      'Resource instance managed by newer provider version\n\nThe current state of aws_vpc.v was created by a newer provider version than is currently selected.',
    ],
    [
      'providers-not-found',
      undefined,
      'could not query provider registry for registry.terraform.io/hashicorp/aws: failed to retrieve authentication checksums for provider: 403 Forbidden',
    ],
    ['vpc-quota', 'aws_vpc.v', 'api error VpcLimitExceeded: The maximum number of VPCs has been reached.'],
    ['address-quota', 'aws_eip.e', 'api error AddressLimitExceeded: The maximum number of addresses has been reached.'],
    ['nat-gateway-quota', 'aws_nat_gateway.n', 'NatGatewayLimitExceeded: The maximum number of NAT gateways'],
    [
      'function-concurrency',
      'aws_lambda_function.f',
      "InvalidParameterValueException: Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [10].",
    ],
    ['role-quota', 'aws_iam_role.r', 'LimitExceeded: Cannot exceed quota for RolesPerAccount: 1000'],
    [
      'region-pending',
      'aws_nat_gateway.n',
      'PendingVerification: Your request for accessing resources is being validated',
    ],
    [
      'state-account-closed',
      undefined,
      'Failed to get existing workspaces: listing blobs: executing request: unexpected status 403 (403 This request is not authorized to perform this operation.) with AuthorizationFailure: This request is not authorized to perform this operation.',
    ],
    [
      'state-account-rights',
      undefined,
      'Failed to get existing workspaces: unexpected status 403 with AuthorizationPermissionMismatch: This request is not authorized to perform this operation using this permission.',
    ],
    ['state-container-missing', undefined, 'unexpected status 404 with ContainerNotFound: The specified container'],
    [
      'conditional-access',
      undefined,
      'clientCredentialsToken: received HTTP status 400 with response: {"error":"invalid_grant","error_description":"AADSTS53003: Access has been blocked by Conditional Access policies."}',
    ],
    [
      'proxy',
      undefined,
      'Error acquiring the state lock\n\nError message: Put "https://b.s3.amazonaws.com/s.tflock": proxyconnect tcp: dial tcp 10.0.0.1:3128: connect: connection refused',
    ],
    ['name-not-found', undefined, 'dial tcp: lookup sts.eu-central-1.amazonaws.com on 10.0.0.2:53: no such host'],
    [
      'name-not-found',
      undefined,
      'No valid credential sources found\n\nError: failed to refresh cached credentials, operation error STS: AssumeRole, dial tcp: lookup sts.eu-central-1.amazonaws.com: no such host',
    ],
    [
      'no-aws-credentials',
      undefined,
      'No valid credential sources found\n\nError: failed to refresh cached credentials, no EC2 IMDS role found, Get "http://169.254.169.254/latest/meta-data/": dial tcp 169.254.169.254:80: connect: no route to host',
    ],
    [
      'connection-lost',
      'azuread_group.g',
      'clientCredentialsToken: Post "https://login.microsoftonline.com/t/oauth2/v2.0/token": read: connection reset by peer',
    ],
    ['connection-lost', 'aws_kms_key.k', 'read tcp 10.0.0.1:5->52.1.1.1:443: read: connection reset by peer'],
    ['connection-lost', undefined, 'net/http: TLS handshake timeout'],
    [
      'state-lock-unreached',
      undefined,
      'Error acquiring the state lock\n\nError message: operation error S3: PutObject, https response error StatusCode: 0, request send failed, Put "https://b.s3.eu-central-1.amazonaws.com/s.tflock": dial tcp: lookup b.s3.eu-central-1.amazonaws.com: no such host',
    ],
    [
      'state-lock-unreached',
      undefined,
      'Error releasing the state lock\n\nError message: failed to delete the lock file: read tcp 10.0.0.1:5->52.1.1.1:443: read: connection reset by peer',
    ],
    ['providers-not-found', undefined, 'could not connect to registry.terraform.io: dial tcp: no such host'],
    [
      'entra-quota',
      'azuread_group.g',
      'unexpected status 403 with error: Directory_QuotaExceeded: The directory object quota limit for the Principal has been exceeded.',
    ],
    [
      'entra-not-spread',
      'azuread_group_member.m',
      "unexpected status 404 (404 Not Found) with error: Request_ResourceNotFound: Resource '1' does not exist or one of\nits queried reference-property objects are not present.",
    ],
    [
      'done-already',
      'azuread_group.g',
      'deleting Group: unexpected status 404 (404 Not Found) with error: Request_ResourceNotFound',
    ],
    ['entra-ill', 'azuread_group.g', 'unexpected status 504 (504 Gateway Timeout) with error: UnknownError'],
    [
      'function-busy',
      'aws_lambda_function.f',
      'ResourceConflictException: The operation cannot be performed at this time. An update is in progress for resource: arn:aws:lambda',
    ],
  ])('%s', (id, address, detail) =>
    expect(explain({ summary: '', detail, ...(address === undefined ? {} : { address }) })?.id).toBe(id),
  );
});
