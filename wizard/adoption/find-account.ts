/** Roles, keys, secrets, the control plane's own parts: by name, or by the beginning that terraform gives a name. */
import { scimTokenSecretPrefix } from '../../domain/names.js';
import { CloudError, unlessAbsent } from '../clouds/cloud-error.js';
import type { Candidate, Finder, Finders } from './finder.js';
import { known } from './stack.js';

/** What terraform adds to a name that it begins: a time and a counter, 26 characters. */
const addedByTerraform = /^\d{18}[0-9a-f]{8}$/;

/** Whether a name begins as asked and ends as terraform would end it. Otherwise an import would plan a replacement. */
function madeWith(prefix: string, name: string): boolean {
  return name.startsWith(prefix) && addedByTerraform.test(name.slice(prefix.length));
}

/** A secret whose beginning fits and whose end is not terraform's: an import would plan another one in its place. */
function otherName(prefix: string, name: string, arn: string, ofDesktops: boolean): string {
  const made = `The name ${name} does not end as terraform ends ${prefix}…, so the apply makes another secret and leaves this one alone.`;
  return ofDesktops
    ? `${made} To keep it: "registrationSecret": { "existing": { "arn": "${arn}" } } in the site.`
    : `${made} \`connect\` fills the new one.`;
}

/** One thing that is found by its name alone. */
function byName(
  argument: string,
  action: string,
  look: (search: Parameters<Finder['find']>[0], name: string) => Promise<Candidate | undefined>,
): Finder {
  return {
    needs: { aws: [action] },
    async find(search) {
      const name = known(search.values, argument);
      const found = name === undefined ? undefined : await unlessAbsent(look(search, name), undefined);
      return found ? [found] : [];
    },
  };
}

export const accountFinders: Finders = {
  aws_iam_role: byName('name', 'iam:GetRole', async ({ clouds }, RoleName) => {
    const { Role } = await clouds.aws.call('iam', 'GetRole', undefined, { RoleName });
    const attributes = { id: RoleName, name: RoleName, arn: Role?.Arn };
    return { name: RoleName, importId: RoleName, attributes, seen: { path: Role?.Path } };
  }),
  aws_iam_role_policy: {
    needs: { aws: ['iam:GetRolePolicy'] },
    async find({ clouds, values }) {
      const [RoleName, PolicyName] = [known(values, 'role'), known(values, 'name')];
      if (RoleName === undefined || PolicyName === undefined) return [];
      const found = await unlessAbsent(
        clouds.aws.call('iam', 'GetRolePolicy', undefined, { RoleName, PolicyName }),
        undefined,
      );
      const importId = `${RoleName}:${PolicyName}`;
      return found ? [{ name: importId, importId, attributes: {} }] : [];
    },
  },
  aws_iam_role_policy_attachment: {
    needs: { aws: ['iam:ListAttachedRolePolicies'] },
    async find({ clouds, values }) {
      const [RoleName, arn] = [known(values, 'role'), known(values, 'policy_arn')];
      if (RoleName === undefined || arn === undefined) return [];
      const found = await unlessAbsent(
        clouds.aws.pages('iam', 'ListAttachedRolePolicies', undefined, { RoleName }),
        [],
      );
      const attached = found.flatMap(({ AttachedPolicies = [] }) => AttachedPolicies);
      const importId = `${RoleName}/${arn}`;
      return attached.some(({ PolicyArn }) => PolicyArn === arn) ? [{ name: importId, importId, attributes: {} }] : [];
    },
  },
  aws_kms_key: {
    needs: { aws: ['kms:ListKeys', 'kms:DescribeKey'] },
    async find({ clouds, region, values }) {
      const description = known(values, 'description');
      const keys = (await clouds.aws.pages('kms', 'ListKeys', region, {})).flatMap(({ Keys = [] }) => Keys);
      const described = await Promise.all(
        keys.map(async ({ KeyId = '' }) =>
          // A key of somebody else's, whose policy shows it to nobody.
          clouds.aws.call('kms', 'DescribeKey', region, { KeyId }).catch((error: unknown) => {
            if (error instanceof CloudError && error.reason === 'denied') return undefined;
            throw error;
          }),
        ),
      );
      return described
        .map((each) => each?.KeyMetadata)
        .filter((key) => key?.Description === description && key?.KeyState === 'Enabled')
        .map((key) => {
          const id = key?.KeyId ?? '';
          return { name: id, importId: id, attributes: { id, key_id: id, arn: key?.Arn } };
        });
    },
  },
  aws_kms_alias: {
    needs: { aws: ['kms:ListAliases'] },
    async find({ clouds, region, values }) {
      const [prefix, key] = [known(values, 'name_prefix'), known(values, 'target_key_id')];
      if (prefix === undefined || key === undefined) return [];
      const { Aliases = [] } = await clouds.aws.call('kms', 'ListAliases', region, { KeyId: key });
      return Aliases.filter(({ AliasName = '' }) => madeWith(prefix, AliasName)).map(({ AliasName = '' }) => ({
        name: AliasName,
        importId: AliasName,
        attributes: { id: AliasName, name: AliasName },
      }));
    },
  },
  aws_secretsmanager_secret: {
    needs: { aws: ['secretsmanager:ListSecrets'] },
    async find({ clouds, region, values, deployment }) {
      const prefix = known(values, 'name_prefix');
      if (prefix === undefined) return [];
      const pages = await clouds.aws.pages('secretsmanager', 'ListSecrets', region, {
        Filters: [{ Key: 'name', Values: [prefix] }],
      });
      return pages
        .flatMap(({ SecretList = [] }) => SecretList)
        .filter(({ Name = '', DeletedDate }) => DeletedDate === undefined && Name.startsWith(prefix))
        .map(({ Name = '', ARN = '', KmsKeyId }) => ({
          name: Name,
          importId: ARN,
          // Nothing of ours hangs on one that is left alone.
          attributes: madeWith(prefix, Name) ? { id: ARN, arn: ARN, name: Name } : {},
          seen: { kms_key_id: KmsKeyId },
          ...(madeWith(prefix, Name)
            ? {}
            : { instead: otherName(prefix, Name, ARN, prefix !== `${scimTokenSecretPrefix(deployment.name)}-`) }),
        }));
    },
  },
  aws_secretsmanager_secret_policy: {
    needs: { aws: ['secretsmanager:GetResourcePolicy'] },
    async find({ clouds, region, values }) {
      const arn = known(values, 'secret_arn');
      if (arn === undefined) return [];
      const found = await clouds.aws.call('secretsmanager', 'GetResourcePolicy', region, { SecretId: arn });
      return found.ResourcePolicy ? [{ name: `policy of ${found.Name ?? arn}`, importId: arn, attributes: {} }] : [];
    },
  },
  aws_cloudwatch_log_group: byName('name', 'logs:DescribeLogGroups', async ({ clouds, region }, name) => {
    const { logGroups = [] } = await clouds.aws.call('logs', 'DescribeLogGroups', region, { logGroupNamePrefix: name });
    if (!logGroups.some(({ logGroupName }) => logGroupName === name)) return undefined;
    return { name, importId: name, attributes: { id: name, name } };
  }),
  aws_lambda_function: byName('function_name', 'lambda:GetFunction', async ({ clouds, region }, name) => {
    const { Configuration } = await clouds.aws.call('lambda', 'GetFunction', region, { FunctionName: name });
    return { name, importId: name, attributes: { id: name, function_name: name, arn: Configuration?.FunctionArn } };
  }),
  aws_lambda_permission: {
    needs: { aws: ['lambda:GetPolicy'] },
    async find({ clouds, region, values }) {
      const [FunctionName, statement] = [known(values, 'function_name'), known(values, 'statement_id')];
      if (FunctionName === undefined || statement === undefined) return [];
      const found = await unlessAbsent(clouds.aws.call('lambda', 'GetPolicy', region, { FunctionName }), undefined);
      const importId = `${FunctionName}/${statement}`;
      return found?.Policy?.includes(`"Sid":"${statement}"`) ? [{ name: importId, importId, attributes: {} }] : [];
    },
  },
  aws_lambda_function_event_invoke_config: byName(
    'function_name',
    'lambda:GetFunctionEventInvokeConfig',
    async ({ clouds, region }, FunctionName) => {
      await clouds.aws.call('lambda', 'GetFunctionEventInvokeConfig', region, { FunctionName });
      return { name: FunctionName, importId: FunctionName, attributes: {} };
    },
  ),
  aws_sns_topic: byName('name', 'sns:GetTopicAttributes', async ({ clouds, region, deployment }, name) => {
    const TopicArn = `arn:${region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'}:sns:${region}:${deployment.aws.accountId}:${name}`;
    await clouds.aws.call('sns', 'GetTopicAttributes', region, { TopicArn });
    return { name, importId: TopicArn, attributes: { id: TopicArn, arn: TopicArn } };
  }),
};
