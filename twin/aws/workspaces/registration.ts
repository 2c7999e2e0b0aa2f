import type { RegisterWorkspaceDirectoryRequest } from '@aws-sdk/client-workspaces';
import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import type { Role, Subnet } from '../foundation.js';
import type { IdentityCenter } from '../identity-center/identity-center.js';
import type { Instance } from '../identity-center/instance.js';
import { decide } from '../policy.js';
import { accountSaid } from '../secret-reading.js';
import type { Call, Cloud } from '../service.js';
import { hasWorkSpaces, isGovCloud, regionsWithoutEntra, takesEntra } from './regions.js';
import { checkSubnets } from './registration-subnets.js';
import type { RegionState } from './state.js';

const guide = 'https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html';
const model = 'botocore workspaces RegisterWorkspaceDirectory';
const directoryIdWanted = rule(
  'directory-id-wanted',
  'hashicorp/terraform-provider-aws#46088',
  'Without an Identity Center identity type a directory id is wanted.',
);
const entraConfigurationNeeded = rule(
  'entra-configuration-needed',
  'guess',
  'An Identity Center directory needs a name, an instance, tenant id and secret.',
);
const defaultRoleNeeded = rule(
  'default-role-needed',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/workspaces-access-control.html#create-default-role',
  'workspaces_DefaultRole must exist before the first registration.',
);
const defaultRoleUsable = rule(
  'default-role-usable',
  'guess',
  'A default role that WorkSpaces cannot assume, that lacks its policies or has a boundary, counts as missing.',
);
const nameUnique = rule(
  'directory-name-unique',
  model,
  'A directory name is unique in an account and Region: ResourceAlreadyExistsException.',
);
const directoryLimit = rule(
  'directory-limit',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/workspaces-limits.html',
  'A Region holds 50 directories.',
);
const dedicatedNeedsByol = rule(
  'dedicated-needs-byol',
  model,
  'DEDICATED tenancy needs an account that is enabled for BYOL: InvalidParameterValuesException.',
);
const instanceExists = rule(
  'registration-instance-exists',
  'guess',
  'An Identity Center instance that is not active or not visible is refused with ResourceNotFoundException.',
);
const crossRegion = rule(
  'cross-region-organization-only',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html',
  'Another Region of Identity Center: organization instances only, and not in GovCloud.',
);
const crossRegionByArn = rule(
  'cross-region-by-arn',
  'guess',
  'The ARN of an instance in another Region is all that a cross-Region registration takes.',
);
const secretExists = rule(
  'registration-secret-exists',
  'guess',
  'The secret must exist in the Region of the directory and not be scheduled for deletion.',
);
const callerNeedsSso = rule(
  'registration-needs-sso-rights',
  guide,
  'The caller itself needs the rights to make the application in Identity Center.',
);
const callerPassesRole = rule(
  'registration-passes-role',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/workspaces-access-control.html: iam:PassRole with iam:PassedToService = workspaces.amazonaws.com',
  'The caller hands workspaces_DefaultRole to WorkSpaces.',
);

/**
 * What a caller needs in Identity Center to register a directory
 * (https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html).
 */
const ssoActions = [
  'DescribeInstance',
  'CreateApplication',
  'PutApplicationGrant',
  'PutApplicationAuthenticationMethod',
  'DeleteApplication',
  'DescribeApplication',
  'GetApplicationGrant',
];

/** A registration that passed every check. */
export interface CheckedRegistration {
  readonly name: string;
  readonly tenantId: string;
  readonly secretArn: string;
  readonly instance: Instance;
  readonly subnets: readonly Subnet[];
}

/** Checks a registration in the order in which a caller would meet the refusals. */
export async function checkRegistration(
  cloud: Cloud,
  center: IdentityCenter,
  state: RegionState,
  input: RegisterWorkspaceDirectoryRequest,
  call: Call,
): Promise<CheckedRegistration> {
  if (input.DirectoryId !== undefined)
    throw new Error(`twin: directories of AWS Directory Service are not played, got: ${input.DirectoryId}`);
  if (input.UserIdentityType !== 'AWS_IAM_IDENTITY_CENTER') {
    cloud.leanOn(directoryIdWanted);
    throw new AwsError('ValidationException', 'The following arguments are required - DirectoryId');
  }
  const region = call.region;
  if (!hasWorkSpaces(region))
    throw new Error(`twin: WorkSpaces has no endpoint in ${region}: the real name would not resolve`);
  if (!takesEntra(region)) {
    cloud.leanOn(regionsWithoutEntra);
    throw new AwsError(
      'OperationNotSupportedException',
      `Microsoft Entra ID directories are not supported in ${region}.`,
    );
  }
  const given = configuration(cloud, input);
  await checkDefaultRole(cloud);
  if (input.Tenancy === 'DEDICATED' && !state.byol.enabled) {
    cloud.leanOn(dedicatedNeedsByol);
    throw new AwsError(
      'InvalidParameterValuesException',
      'Your account is not enabled for BYOL. Dedicated tenancy is not supported.',
    );
  }
  checkName(cloud, state, given.name);
  const subnets = await checkSubnets(cloud, state, region, input.SubnetIds ?? []);
  const instance = checkInstance(cloud, center, region, given.instanceArn);
  await checkSecret(cloud, region, given.secretArn);
  await checkRights(cloud, call, given.instanceArn);
  return { ...given, instance, subnets };
}

function configuration(
  cloud: Cloud,
  input: RegisterWorkspaceDirectoryRequest,
): { name: string; instanceArn: string; tenantId: string; secretArn: string } {
  const { WorkspaceDirectoryName: name, IdcInstanceArn: instanceArn, MicrosoftEntraConfig: entra } = input;
  const missing = Object.entries({
    WorkspaceDirectoryName: name,
    IdcInstanceArn: instanceArn,
    'MicrosoftEntraConfig.TenantId': entra?.TenantId,
    'MicrosoftEntraConfig.ApplicationConfigSecretArn': entra?.ApplicationConfigSecretArn,
  }).filter(([, value]) => !value);
  if (missing.length > 0) {
    cloud.leanOn(entraConfigurationNeeded);
    throw new AwsError(
      'InvalidParameterValuesException',
      `The following arguments are required - ${missing.map(([key]) => key).join(', ')}`,
    );
  }
  return {
    name: name ?? '',
    instanceArn: instanceArn ?? '',
    tenantId: entra?.TenantId ?? '',
    secretArn: entra?.ApplicationConfigSecretArn ?? '',
  };
}

async function checkDefaultRole(cloud: Cloud): Promise<void> {
  const role = await cloud.foundation.role('workspaces_DefaultRole');
  const refuse = (why: string): never => {
    throw new AwsError(
      'WorkspacesDefaultRoleNotFoundException',
      `The workspaces_DefaultRole role could not be found.${why} If this is the first time you are registering a directory, you will need to create the workspaces_DefaultRole role before you can register a directory.`,
    );
  };
  if (!role) {
    cloud.leanOn(defaultRoleNeeded);
    return refuse('');
  }
  const fault = faultOfDefaultRole(role, accountSaid(cloud));
  if (fault === undefined) return;
  cloud.leanOn(defaultRoleUsable);
  refuse(` (twin: ${fault})`);
}

function faultOfDefaultRole(role: Role, context: Record<string, string>): string | undefined {
  const trusted = decide([role.trust], {
    action: 'sts:AssumeRole',
    resource: '*',
    context,
    principal: { Service: 'workspaces.amazonaws.com' },
  });
  if (trusted !== 'allowed') return 'its trust policy does not let workspaces.amazonaws.com assume it';
  if (role.path !== '/') return `its path is ${role.path}, not /`;
  if (role.boundary) return 'it has a permissions boundary';
  const names = role.policies.map(({ name }) => name);
  const lacking = ['AmazonWorkSpacesServiceAccess', 'AmazonWorkSpacesSelfServiceAccess'].find(
    (name) => !names.some((each) => each.endsWith(`/${name}`)),
  );
  return lacking === undefined ? undefined : `it lacks the policy ${lacking}`;
}

function checkName(cloud: Cloud, state: RegionState, name: string): void {
  const directories = [...state.directories.values()];
  if (directories.some((each) => each.name === name)) {
    cloud.leanOn(nameUnique);
    throw new AwsError('ResourceAlreadyExistsException', `A directory with the name ${name} already exists.`);
  }
  if (directories.length >= 50) {
    cloud.leanOn(directoryLimit);
    throw new AwsError(
      'ResourceLimitExceededException',
      'You have reached the maximum number of directories that can be registered.',
    );
  }
}

function checkInstance(cloud: Cloud, center: IdentityCenter, region: string, arn: string): Instance {
  const instance = center.instance(arn);
  if (instance?.status !== 'ACTIVE') {
    cloud.leanOn(instanceExists);
    throw new AwsError('ResourceNotFoundException', `The IAM Identity Center instance ${arn} could not be found.`, {
      ResourceId: arn,
    });
  }
  // Replication to further Regions does not give WorkSpaces a second one: it integrates with the primary Region.
  if (instance.region === region) return instance;
  if (instance.kind === 'account' || isGovCloud(region)) {
    cloud.leanOn(crossRegion);
    throw new AwsError(
      'OperationNotSupportedException',
      'Cross-Region integration needs an organization instance of IAM Identity Center.',
    );
  }
  cloud.leanOn(crossRegionByArn);
  return instance;
}

async function checkSecret(cloud: Cloud, region: string, arn: string): Promise<void> {
  const secret = await cloud.foundation.secret(region, arn);
  if (secret && !secret.scheduledForDeletion && arn.split(':')[3] === region) return;
  cloud.leanOn(secretExists);
  throw new AwsError('InvalidParameterValuesException', `The secret ${arn} could not be found.`);
}

async function checkRights(cloud: Cloud, call: Call, instanceArn: string): Promise<void> {
  // Which resource AWS asks about is not written down: a policy that names any of the plausible ones is enough.
  const [, instanceId = ''] = instanceArn.split('/');
  const application = `arn:aws:sso::${cloud.accountId}:application/${instanceId}/apl-0000000000000000`;
  const resources = [instanceArn, application, 'arn:aws:sso::aws:applicationProvider/workspaces'];
  for (const action of ssoActions) {
    const refusals = await Promise.all(
      resources.map((resource) =>
        call.alsoNeeds(`sso:${action}`, resource).then(
          () => undefined,
          (error: unknown) => error,
        ),
      ),
    );
    if (refusals.includes(undefined)) continue;
    cloud.leanOn(callerNeedsSso);
    throw refusals[0];
  }
  const role = await cloud.foundation.role('workspaces_DefaultRole');
  await call
    .alsoNeeds('iam:PassRole', role?.arn ?? '*', { 'iam:PassedToService': 'workspaces.amazonaws.com' })
    .catch((error: unknown) => {
      cloud.leanOn(callerPassesRole);
      throw error;
    });
}
