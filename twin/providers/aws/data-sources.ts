import { ProviderError, type DataSource } from '../provider.js';
import { blocks, flag, text, texts, type Value, type Values } from '../value.js';
import { part, parts, word, type AwsClient } from './client.js';
import { subnetDataValues } from './network.js';
import { roleValues } from './roles.js';
import { dateOf, secretDataValues, versionList } from './secrets.js';
import { tagsOf } from './tags.js';

type AwsData = DataSource<AwsClient>;

const role: AwsData = {
  async read({ client }, config) {
    const name = text(config, 'name') ?? '';
    const answer = await client.call('iam', 'GetRole', { RoleName: name }, `reading IAM Role (${name})`);
    const found = part(answer, 'Role');
    return { ...roleValues(found, {}), role_last_used: [], tags: tagsOf(found['Tags']) };
  },
};

const secret: AwsData = {
  async read({ client }, config) {
    const id = text(config, 'arn') ?? text(config, 'name') ?? '';
    const doing = `reading Secrets Manager Secret (${id})`;
    const found = await client.call('secretsmanager', 'DescribeSecret', { SecretId: id }, doing);
    const policy = await client.call('secretsmanager', 'GetResourcePolicy', { SecretId: id }, doing);
    return secretDataValues(client, found, word(policy, 'ResourcePolicy'));
  },
};

const secretVersion: AwsData = {
  async read({ client }, config) {
    const id = text(config, 'secret_id') ?? '';
    const VersionId = text(config, 'version_id');
    const VersionStage = VersionId === undefined ? (text(config, 'version_stage') ?? 'AWSCURRENT') : undefined;
    const found = await client.call(
      'secretsmanager',
      'GetSecretValue',
      { SecretId: id, VersionId, VersionStage },
      `reading Secrets Manager Secret Versions Data Source (${id})`,
    );
    const version = word(found, 'VersionId') ?? '';
    return {
      id: `${id}|${version}`,
      arn: word(found, 'ARN'),
      region: client.region,
      secret_id: id,
      version_id: version,
      version_stage: VersionStage ?? 'AWSCURRENT',
      version_stages: found['VersionStages'] as string[],
      secret_string: word(found, 'SecretString') ?? '',
      secret_binary: '',
      created_date: dateOf(found, 'CreatedDate'),
    };
  },
};

const secretVersions: AwsData = {
  async read({ client }, config) {
    const id = text(config, 'secret_id') ?? '';
    const input = { SecretId: id, IncludeDeprecated: flag(config, 'include_deprecated') };
    const found = await client.call(
      'secretsmanager',
      'ListSecretVersionIds',
      input,
      `reading Secrets Manager Secret Versions (${id})`,
    );
    return {
      id,
      arn: word(found, 'ARN'),
      name: word(found, 'Name'),
      region: client.region,
      versions: versionList(found),
    };
  },
};

const instances: AwsData = {
  async read({ client }) {
    const found = parts(await client.call('sso-admin', 'ListInstances', {}, 'reading SSO Instances'), 'Instances');
    return {
      id: client.region,
      region: client.region,
      arns: found.map((each) => word(each, 'InstanceArn')),
      identity_store_ids: found.map((each) => word(each, 'IdentityStoreId')),
    };
  },
};

const subnet: AwsData = {
  async read({ client }, config) {
    const id = text(config, 'id');
    const named: [string, string][] = [
      ['vpc-id', 'vpc_id'],
      ['availability-zone-id', 'availability_zone_id'],
      ['availability-zone', 'availability_zone'],
      ['cidr-block', 'cidr_block'],
      ['state', 'state'],
    ];
    const Filters = [
      ...named.flatMap(([Name, attribute]) => {
        const value = text(config, attribute);
        return value === undefined || value === '' ? [] : [{ Name, Values: [value] }];
      }),
      ...blocks(config, 'filter').map((filter) => ({
        Name: text(filter, 'name') ?? '',
        Values: texts(filter, 'values'),
      })),
    ];
    const input = { SubnetIds: id ? [id] : undefined, Filters: Filters.length > 0 ? Filters : undefined };
    const found = parts(await client.find('ec2', 'DescribeSubnets', input, 'reading EC2 Subnet'), 'Subnets');
    return subnetDataValues(client, only(found, 'EC2 Subnet'));
  },
};

const bundle: AwsData = {
  async read({ client }, config) {
    const id = text(config, 'bundle_id');
    const owner = text(config, 'owner');
    const input = id ? { BundleIds: [id] } : { Owner: owner };
    const all = parts(
      await client.call('workspaces', 'DescribeWorkspaceBundles', input, 'reading WorkSpaces Bundle'),
      'Bundles',
    );
    const name = text(config, 'name');
    const found = only(name ? all.filter((each) => word(each, 'Name') === name) : all, 'WorkSpaces Bundle');
    const nested = (member: string, key: string, attribute: string): Value => [
      { [attribute]: word(part(found, member), key) },
    ];
    return {
      id: word(found, 'BundleId'),
      bundle_id: word(found, 'BundleId'),
      name: word(found, 'Name'),
      owner: word(found, 'Owner'),
      region: client.region,
      description: word(found, 'Description'),
      compute_type: nested('ComputeType', 'Name', 'name'),
      root_storage: nested('RootStorage', 'Capacity', 'capacity'),
      user_storage: nested('UserStorage', 'Capacity', 'capacity'),
    };
  },
};

const directory: AwsData = {
  async read({ client }, config) {
    const id = text(config, 'directory_id') ?? '';
    const doing = `reading WorkSpaces Directory (${id})`;
    const answer = await client.call('workspaces', 'DescribeWorkspaceDirectories', { DirectoryIds: [id] }, doing);
    const [found] = parts(answer, 'Directories');
    if (!found) throw new ProviderError(`${doing}: empty result`);
    const tags = await client.call('workspaces', 'DescribeTags', { ResourceId: id }, doing);
    const access = part(found, 'WorkspaceAccessProperties') as Values;
    const creation = part(found, 'WorkspaceCreationProperties') as Values;
    const selfService = part(found, 'SelfservicePermissions') as Values;
    const enabled = (name: string): boolean => text(selfService, name) === 'ENABLED';
    return {
      id,
      region: client.region,
      alias: word(found, 'Alias') ?? '',
      customer_user_name: '',
      directory_name: word(found, 'DirectoryName') ?? '',
      directory_type: word(found, 'DirectoryType') ?? '',
      dns_ip_addresses: [],
      iam_role_id: word(found, 'IamRoleId') ?? '',
      ip_group_ids: (found['ipGroupIds'] ?? []) as string[],
      registration_code: word(found, 'RegistrationCode') ?? '',
      subnet_ids: (found['SubnetIds'] ?? []) as string[],
      tenancy: word(found, 'Tenancy') ?? '',
      user_identity_type: word(found, 'UserIdentityType') ?? '',
      workspace_directory_description: word(found, 'WorkspaceDirectoryDescription') ?? '',
      workspace_directory_name: word(found, 'WorkspaceDirectoryName') ?? '',
      workspace_security_group_id: word(found, 'WorkspaceSecurityGroupId') ?? '',
      workspace_type: word(found, 'WorkspaceType') ?? '',
      active_directory_config: [],
      certificate_based_auth_properties: [],
      saml_properties: [],
      self_service_permissions: [
        {
          change_compute_type: enabled('ChangeComputeType'),
          increase_volume_size: enabled('IncreaseVolumeSize'),
          rebuild_workspace: enabled('RebuildWorkspace'),
          restart_workspace: enabled('RestartWorkspace'),
          switch_running_mode: enabled('SwitchRunningMode'),
        },
      ],
      workspace_access_properties: [
        Object.fromEntries(deviceTypes.map(([name, member]) => [name, text(access, member) ?? ''])),
      ],
      workspace_creation_properties: [
        {
          custom_security_group_id: text(creation, 'CustomSecurityGroupId') ?? '',
          default_ou: text(creation, 'DefaultOu') ?? '',
          enable_internet_access: flag(creation, 'EnableInternetAccess') ?? false,
          enable_maintenance_mode: flag(creation, 'EnableMaintenanceMode') ?? false,
          user_enabled_as_local_administrator: flag(creation, 'UserEnabledAsLocalAdministrator') ?? false,
        },
      ],
      tags: tagsOf(tags['TagList']),
    };
  },
};

const deviceTypes = [
  ['device_type_android', 'DeviceTypeAndroid'],
  ['device_type_chromeos', 'DeviceTypeChromeOs'],
  ['device_type_ios', 'DeviceTypeIos'],
  ['device_type_linux', 'DeviceTypeLinux'],
  ['device_type_osx', 'DeviceTypeOsx'],
  ['device_type_web', 'DeviceTypeWeb'],
  ['device_type_windows', 'DeviceTypeWindows'],
  ['device_type_zeroclient', 'DeviceTypeZeroClient'],
] as const;

function only<T>(found: readonly T[], what: string): T {
  const [first] = found;
  if (found.length > 1)
    throw new ProviderError(
      `multiple ${what}s matched; use additional constraints to reduce matches to a single ${what}`,
    );
  if (first === undefined) throw new ProviderError(`no matching ${what} found`);
  return first;
}

const groups: AwsData = {
  async read({ client }, config) {
    const IdentityStoreId = text(config, 'identity_store_id') ?? '';
    const found: Value[] = [];
    let NextToken: string | undefined;
    do {
      const answer: Record<string, unknown> = await client.call(
        'identitystore',
        'ListGroups',
        { IdentityStoreId, NextToken },
        `listing IdentityStore Groups (${IdentityStoreId})`,
      );
      found.push(
        ...parts(answer, 'Groups').map((group) => ({
          group_id: word(group, 'GroupId') ?? '',
          identity_store_id: IdentityStoreId,
          display_name: word(group, 'DisplayName') ?? '',
          description: word(group, 'Description') ?? '',
          external_ids: parts(group, 'ExternalIds').map((each) => ({
            id: word(each, 'Id') ?? '',
            issuer: word(each, 'Issuer') ?? '',
          })),
        })),
      );
      NextToken = word(answer, 'NextToken') ?? undefined;
    } while (NextToken !== undefined);
    return { identity_store_id: IdentityStoreId, region: client.region, groups: found };
  },
};

export const awsDataSources: Readonly<Record<string, AwsData>> = {
  aws_iam_role: role,
  aws_identitystore_groups: groups,
  aws_secretsmanager_secret: secret,
  aws_secretsmanager_secret_version: secretVersion,
  aws_secretsmanager_secret_versions: secretVersions,
  aws_ssoadmin_instances: instances,
  aws_subnet: subnet,
  aws_workspaces_bundle: bundle,
  aws_workspaces_directory: directory,
};
