/**
 * What an error of terraform or of a provider means here, and what to do. The page on troubleshooting is made from this
 * table. Sources: the provider's own texts as recorded against azuread 3.7.0, provider issues, terraform 1.11.
 */
import { busyErrors } from './busy-errors.js';
import { deletedMeanwhile } from './deleted-meanwhile.js';
import { desktopErrors } from './desktop-errors.js';
import { entraErrors } from './entra-errors.js';
import type { Diagnostic } from './events.js';
import { machineErrors } from './machine-errors.js';
import { policyErrors } from './policy-errors.js';
import type { ProviderError } from './provider-error.js';
import { quotaErrors } from './quota-errors.js';
import { brokenOff, reachErrors } from './reach-errors.js';
import { rightsErrors } from './rights-errors.js';

const recorded = 'recorded with azuread 3.7.0';
/** Begins what is told of a sign-in: one that never arrived says nothing of who signs in. */
const arrived = '^(?!.*(no such host|connection reset by peer|TLS handshake timeout)).*';

/** The first that fits is used: special ones before general ones. */
export const providerErrors: readonly ProviderError[] = [
  ...reachErrors,
  ...machineErrors,
  ...policyErrors,
  {
    id: 'connected-without-foundation',
    says: /Invalid count argument/,
    at: /secretsmanager_secret_version/,
    cause:
      'The deployment records a handshake, but its foundation is not in the state: a new deployment, another backend, or everything was destroyed. Or somebody deleted the secret of the SCIM token alone.',
    fix: 'If the secret (NAME-scim-token-…) was deleted: aws secretsmanager restore-secret --secret-id ARN --region REGION brings it back within its 30 days, and everything goes on. Later: in the stack folder terraform apply with -target and the address of aws_secretsmanager_secret.federation_scim-token, which makes another, then entra-workspaces connect --renew-token. After a destroy the handshake is void: entra-workspaces connect --forget (or set `identityCenter.federation.setUp.handshake` to null), apply, then entra-workspaces connect. If the state lies elsewhere, correct `state` in the deployment. If the state was lost: entra-workspaces adopt. To go on with a destroy that was interrupted: entra-workspaces destroy, or terraform destroy with -var read_scim_token=false.',
    instead: true,
    source: 'measured with terraform 1.11.4',
  },
  {
    id: 'no-such-subnet',
    says: /no matching EC2 Subnet found/,
    at: /aws_subnet/,
    cause: 'A subnet of `sites[].network.existing.subnetIds` does not exist in this account and Region.',
    fix: 'aws ec2 describe-subnets --region REGION --filters Name=vpc-id,Values=VPC lists those there are. Name two of them, in two availability zones. If the network lies elsewhere, correct `aws.accountId` or the Region of the site.',
    source: 'measured with aws provider 5.100.0',
  },
  {
    id: 'stale-plan',
    says: /Saved plan is stale/i,
    cause: 'The state changed after this plan was made, so it describes a world that is gone.',
    fix: 'Plan again, look at the new plan and apply that one. A partly applied plan is stale too.',
    instead: true,
    source: 'terraform',
  },
  {
    id: 'foreign-plan',
    says: /saved plan does not match the given state|different state lineage|created from a different state/i,
    cause: 'This plan was made for another state: another deployment, or another backend.',
    fix: 'Apply it with the deployment it was made for, or plan again here.',
    source: 'terraform',
  },
  {
    id: 'state-locked',
    says: /Error acquiring the state lock|state lock/i,
    cause: 'Another plan or apply is using the state, or one was killed and left its lock.',
    fix: 'Wait for it to end. If surely none is running: terraform force-unlock LOCK_ID in the stack folder, with the ID above. What was being made when it was killed may exist without the state knowing of it: entra-workspaces adopt before the next apply.',
    source: 'terraform',
  },
  {
    id: 'backend-changed',
    says: /Backend (configuration changed|initialization required)|Backend type changed/i,
    cause: 'The deployment now keeps its state somewhere else than the last time here.',
    fix: 'To take the state along, set `TF_CLI_ARGS_init` to `-force-copy` for the same command; to use what is already there, set it to `-reconfigure`.',
    source: 'terraform',
  },
  {
    id: 'state-bucket-missing',
    says: /S3 bucket .* does not exist|NoSuchBucket/i,
    cause: 'The bucket for the state does not exist, or is in another Region than `state.s3.region`.',
    fix: 'Create it (versioning on, encryption on, no public access) or correct `state.s3` in the deployment.',
    source: 'terraform, S3 backend',
  },
  {
    id: 'providers-not-found',
    says: /Failed to (query available|resolve) provider packages|could not (connect to|retrieve|query).*registry/i,
    cause: 'Terraform could not get a provider from the registry.',
    fix: 'Check the network and proxy (HTTPS_PROXY), or name a mirror in the Terraform CLI configuration (TF_CLI_CONFIG_FILE).',
    source: 'terraform; OpenTofu 1.12, command/init.go',
  },
  {
    id: 'lock-file',
    says: /Inconsistent dependency lock file|Provider dependency changes detected|locked provider .* does not match configured version/i,
    cause: 'The lock file names other provider versions than this version of entra-workspaces uses, or lacks one.',
    fix: 'After an upgrade this is expected: set `TF_CLI_ARGS_init` to `-upgrade` for the same command, and commit .terraform.lock.hcl.',
    source: 'terraform',
  },
  {
    id: 'prevent-destroy',
    says: /Instance cannot be destroyed|prevent_destroy/i,
    cause: 'The deployment protects directories and keys: without them desktops and their data are lost.',
    fix: 'If that is meant: entra-workspaces destroy --unprotect. To remove a part alone: set "protection": false in the deployment, then apply.',
    source: 'design of this project',
  },
  {
    id: 'pending',
    says: /PENDING: /,
    cause:
      'something that only needs time is not there yet (its text is above). Nothing is broken and nothing is lost.',
    fix: 'Run apply again: it goes on where it stopped. `doctor` says what it waits for.',
    waiting: true,
    source: 'control plane',
  },
  {
    id: 'control-plane-refused',
    says: /REFUSED: /,
    cause: 'the control plane would have done harm, so it changed nothing (its text is above).',
    fix: 'Do what that text says, then apply again.',
    source: 'control plane',
  },
  {
    id: 'control-plane-timeout',
    says: /Sandbox\.Timedout|Task timed out after/,
    cause:
      'AWS ended the function of the control plane at its timeout: it was answered too slowly. What it had begun is not lost.',
    fix: 'Apply again: each of its actions may be repeated and goes on where it stopped. If this stays, its log group (/aws/lambda/, then the name above) says what it waited for.',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html',
  },
  {
    id: 'empty-token',
    says: /SCIM token|InvalidRequestException.*(secret|AWSCURRENT)|couldn't find any .*secret.*AWSCURRENT|empty result.*secretsmanager_secret_version/i,
    at: /secretsmanager_secret_version/,
    cause: 'The secret for the SCIM token is empty.',
    fix: 'Put the token in: entra-workspaces connect. To destroy without it: entra-workspaces destroy.',
    source: 'measured with terraform 1.11.4 and aws 5.100.0',
  },
  ...entraErrors,
  ...deletedMeanwhile,
  {
    id: 'intune-forbidden',
    says: /403|Forbidden|Authorization_RequestDenied/,
    at: /msgraph_|graph\.microsoft\.com\/beta\/deviceManagement/,
    cause:
      "The identity may not manage Autopilot. A token of the Azure CLI never may: it holds only the CLI's own permissions.",
    fix: 'Run Terraform as a service principal with DeviceManagementServiceConfig.ReadWrite.All (application permission, consented).',
    source: 'microsoft/terraform-provider-msgraph#67',
  },
  {
    id: 'intune-bad-request',
    says: /400 .*no body|400 Bad Request|RESPONSE 400/,
    at: /msgraph_|graph\.microsoft\.com\/beta\/deviceManagement/,
    cause:
      'Graph refuses what was sent; where it says why, that stands above. Without a reason, known ones of an Autopilot profile are a character in the display name, the device name template, or a tenant in which Intune was never opened.',
    fix: 'Without a reason check `intune.profile` in the deployment, and open https://intune.microsoft.com once as an administrator with an Intune licence.',
    source: 'microsoftgraph/microsoft-graph-docs-contrib#1298, microsoft/Microsoft365DSC#3892',
  },
  {
    id: 'entra-forbidden',
    says: /Authorization_RequestDenied|Insufficient privileges to complete the operation/,
    cause: 'The identity that runs Terraform lacks a Graph permission.',
    fix: 'entra-workspaces permissions lists what it needs; grant it and give admin consent.',
    source: recorded,
  },
  {
    id: 'credential-policy',
    says: /Credential(TypeNotAllowed|LifetimeExceeds|InvalidLifetime)|app management policy/i,
    cause: 'A policy of the tenant forbids client secrets, or ones that live this long.',
    fix: 'Lower `secretLifetimeDays`, ask for an exemption for this app, or use an `existing` registration app and secret.',
    source: 'Entra app management policies',
  },
  {
    id: 'expression-refused',
    says: /adding flexible federated identity credential for/i,
    cause:
      'Entra did not take the expression by which a federated credential compares the number of a GitLab project (a preview); the provider leaves out why.',
    fix: 'Graph says why: `az rest` with the body of entra-workspaces bootstrap --by-hand. Where this tenant knows no expressions, make the credentials by hand, with the subject alone: then nothing in Entra keeps out who takes over the name of a deleted project.',
    source: 'hashicorp/terraform-provider-azuread#1901',
  },
  {
    id: 'duplicate-uris',
    says: /already exists.*needs to be imported|Request_MultipleObjectsWithSameKeyValue/,
    at: /azuread_/,
    cause: 'The object is there already: left by an earlier attempt, or made by somebody else.',
    fix: 'entra-workspaces adopt takes it into the state; or delete it in Entra and apply again.',
    source: recorded,
  },
  ...desktopErrors,
  {
    id: 'assignment-left-behind',
    says: /Permission being assigned already exists/,
    at: /azuread_app_role_assignment/,
    cause:
      'The assignment or consent is there already and the state does not know it: an apply was ended while it was made.',
    fix: 'Remove it in Entra (enterprise app, Users and groups; for consent: Permissions), then apply again.',
    source: 'twin: terraform killed at appRoleAssignedTo; text recorded with azuread 3.7.0',
  },
  {
    id: 'aws-left-behind',
    says: /EntityAlreadyExists|Resource(Already)?ExistsException|ResourceConflictException.*exist|AlreadyExistsException|RouteAlreadyExists|AssociateRouteTable.*AlreadyAssociated|InvalidSubnet\.Conflict/,
    at: /aws_(?!lambda_invocation)/,
    cause:
      'It is there already and the state does not know it: left by an apply that was ended while it was made, or somebody else made it.',
    fix: 'entra-workspaces adopt takes it into the state, once you have seen what it is; then apply again. If somebody else made it: it keeps its name, so give the deployment another one, or have that one removed.',
    source: 'twin: terraform killed at CreateRole, CreateLogGroup, CreateFunction',
  },
  {
    id: 'entra-token',
    says: new RegExp(
      `${arrived}(unable to obtain access token|clientCredentialsToken|context used must have a deadline attached)`,
    ),
    cause:
      'Entra gave no usable token for the identity that runs Terraform: wrong client id, expired or wrong secret, or an unknown federated credential.',
    fix: 'Check ARM_TENANT_ID, ARM_CLIENT_ID and ARM_CLIENT_SECRET (or ARM_USE_OIDC in a pipeline).',
    source: recorded,
  },
  {
    id: 'throttled',
    says: /(?<![\w-])429(?![\w-])|TooManyRequests|ThrottlingException|Rate exceeded/,
    cause: 'Too many requests at once; the provider gave up after many attempts.',
    fix: 'Apply again later, or with less at once: `entra-workspaces apply -- -parallelism=2`.',
    source: recorded,
  },
  {
    id: 'wrong-account',
    says: /AWS account ID not allowed/i,
    cause: 'The AWS credentials at hand belong to another account than the deployment names.',
    fix: 'Sign in to the account in `aws.accountId` (AWS_PROFILE, aws sso login) and try again.',
    source: 'aws provider, allowed_account_ids',
  },
  {
    id: 'no-aws-credentials',
    says: new RegExp(`${arrived}(No valid credential sources found|failed to refresh cached credentials)`, 'i'),
    cause: 'There are no AWS credentials, or they could not be renewed.',
    fix: 'Sign in (aws sso login, aws login) or set AWS_PROFILE, then try again. A profile of aws login (login_session), or one that stands on it, is not known to every terraform: eval "$(aws configure export-credentials --profile NAME --format env)" gives its keys to this shell.',
    source: 'aws provider; hashicorp/aws-sdk-go-base#1433, hashicorp/terraform-provider-aws#45817',
  },
  {
    id: 'done-already',
    says: /No password credential found with keyId|added object references already exist|Could not remove the caller as owner.*404|deleting .*(404 \(404 Not Found\)|NotFound|marked for deletion|pending deletion)|AttachInternetGateway.*AlreadyAssociated|Gateway\.NotAttached|InvalidPermission\.NotFound/i,
    cause:
      'An answer was lost on the way, so the provider called a second time and was refused: it had been done already.',
    fix: 'Run the same command again: it sees what is there and goes on.',
    source: 'twin: answers lost everywhere; texts recorded with azuread 3.7.0',
  },
  {
    id: 'network-in-use',
    says: /DependencyViolation/,
    cause:
      'Something that the state does not know still lies in this part of the network: left by an apply that was ended, or put there by somebody else.',
    fix: 'If an apply was killed: entra-workspaces destroy --adopt takes over what it left and removes it, too. Else look in the VPC console at what it holds (NAT gateways, network interfaces, subnets, route tables), remove that, then run the same command again.',
    source: 'twin: answers of EC2 lost; https://docs.aws.amazon.com/vpc/latest/userguide/delete-vpc.html',
  },
  {
    id: 'secret-name-taken',
    says: /already scheduled for deletion|You can't create this secret because a secret with this name/i,
    cause: 'A secret of the same name waits for its deletion.',
    fix: 'Restore it in Secrets Manager, or wait for the recovery window (7 to 30 days).',
    source: 'Secrets Manager',
  },
  {
    id: 'application-assignment-left-behind',
    says: /already assigned to the application/,
    at: /ssoadmin_application_assignment/,
    cause: 'The group is assigned already and the state does not know it: an apply was ended while it was made.',
    fix: 'Remove the assignment in the Identity Center console (Applications, the directory of the site), then apply again.',
    source: 'twin: terraform killed at CreateApplicationAssignment',
  },
  {
    id: 'assignment-rejected',
    says: /ConflictException|PutApplicationAssignmentConfiguration/,
    at: /ssoadmin_application_assignment/,
    cause: 'Some applications of AWS do not let their assignment rule be changed through the API.',
    fix: 'Set `access.requireAssignment` to false for this site and restrict access in the Identity Center console.',
    source: 'terraform-aws-iam-identity-center PR 72',
  },
  ...rightsErrors,
  ...quotaErrors,
  ...busyErrors,
  {
    id: 'provider-missing',
    says: /Provider configuration not present/,
    cause: 'Something in the state needs a provider that the configuration no longer has.',
    fix: 'Plan with the version of entra-workspaces that made it, remove the thing there, then upgrade.',
    source: 'terraform',
  },
  ...brokenOff,
];

/** What the facts know about an error, or nothing. */
export function explain(diagnostic: Pick<Diagnostic, 'summary' | 'detail' | 'address'>): ProviderError | undefined {
  const text = `${diagnostic.summary} ${diagnostic.detail}`.replace(/\s+/g, ' ');
  return providerErrors.find(
    ({ says, at }) => says.test(text) && (at === undefined || at.test(diagnostic.address ?? text)),
  );
}
