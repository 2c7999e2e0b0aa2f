import { ProviderError, type DataSource } from '../provider.js';
import { blocks, flag, text, texts, type Value } from '../value.js';
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

function only<T>(found: readonly T[], what: string): T {
  const [first] = found;
  if (found.length > 1)
    throw new ProviderError(
      `multiple ${what}s matched; use additional constraints to reduce matches to a single ${what}`,
    );
  if (first === undefined) throw new ProviderError(`no matching ${what} found`);
  return first;
}

export const awsDataSources: Readonly<Record<string, AwsData>> = {
  aws_iam_role: role,
  aws_secretsmanager_secret: secret,
  aws_secretsmanager_secret_version: secretVersion,
  aws_secretsmanager_secret_versions: secretVersions,
  aws_ssoadmin_instances: instances,
  aws_subnet: subnet,
  aws_workspaces_bundle: bundle,
};
