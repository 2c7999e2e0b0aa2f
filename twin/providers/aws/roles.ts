import { count, flag, needText, text, texts, type Values } from '../value.js';
import { part, parts, word, type Answer, type AwsClient } from './client.js';
import { nameOf, sameJson } from './naming.js';
import { dateOf } from './secrets.js';
import { pairs, tagList, tagged, tagsOf, type AwsResource } from './tags.js';

export const iamRole: AwsResource = tagged({
  async create({ client }, planned) {
    const tags = tagList(planned);
    const input = {
      RoleName: nameOf(planned),
      Path: text(planned, 'path'),
      AssumeRolePolicyDocument: text(planned, 'assume_role_policy'),
      Description: text(planned, 'description'),
      MaxSessionDuration: count(planned, 'max_session_duration'),
      PermissionsBoundary: text(planned, 'permissions_boundary'),
      Tags: tags.length > 0 ? tags : undefined,
    };
    await client.call('iam', 'CreateRole', input, `creating IAM Role (${input.RoleName})`);
    for (const PolicyArn of texts(planned, 'managed_policy_arns')) {
      await client.call(
        'iam',
        'AttachRolePolicy',
        { RoleName: input.RoleName, PolicyArn },
        `attaching IAM Policy (${PolicyArn}) to IAM Role (${input.RoleName})`,
      );
    }
    return (await readRole(client, input.RoleName, planned)) ?? {};
  },
  read: ({ client }, state) => readRole(client, needText(state, 'id'), state),
  async update({ client }, planned, prior) {
    const RoleName = needText(prior, 'id');
    const doing = `updating IAM Role (${RoleName})`;
    const differs = (name: string): boolean => text(planned, name) !== text(prior, name);
    if (differs('assume_role_policy'))
      await client.call(
        'iam',
        'UpdateAssumeRolePolicy',
        { RoleName, PolicyDocument: text(planned, 'assume_role_policy') },
        doing,
      );
    if (differs('description') || count(planned, 'max_session_duration') !== count(prior, 'max_session_duration')) {
      await client.call(
        'iam',
        'UpdateRole',
        {
          RoleName,
          Description: text(planned, 'description') ?? '',
          MaxSessionDuration: count(planned, 'max_session_duration'),
        },
        doing,
      );
    }
    if (differs('permissions_boundary')) {
      const boundary = text(planned, 'permissions_boundary');
      if (boundary)
        await client.call('iam', 'PutRolePermissionsBoundary', { RoleName, PermissionsBoundary: boundary }, doing);
      else await client.call('iam', 'DeleteRolePermissionsBoundary', { RoleName }, doing);
    }
    return {};
  },
  async delete({ client }, state) {
    const RoleName = needText(state, 'id');
    const doing = `deleting IAM Role (${RoleName})`;
    if (flag(state, 'force_detach_policies')) {
      for (const policy of parts(
        await client.find('iam', 'ListAttachedRolePolicies', { RoleName }, doing),
        'AttachedPolicies',
      )) {
        await client.call('iam', 'DetachRolePolicy', { RoleName, PolicyArn: word(policy, 'PolicyArn') }, doing);
      }
    }
    await client.find('iam', 'DeleteRole', { RoleName }, doing);
  },
  async retag({ client }, state, put, remove) {
    const RoleName = needText(state, 'id');
    const doing = `updating tags for IAM Role (${RoleName})`;
    if (remove.length > 0) await client.call('iam', 'UntagRole', { RoleName, TagKeys: remove }, doing);
    if (Object.keys(put).length > 0) await client.call('iam', 'TagRole', { RoleName, Tags: pairs(put) }, doing);
  },
  importState: async (_, id) => ({ id }),
});

async function readRole(client: AwsClient, name: string, known: Values): Promise<Values | undefined> {
  const doing = `reading IAM Role (${name})`;
  const answer = await client.find('iam', 'GetRole', { RoleName: name }, doing);
  if (!answer) return undefined;
  const role = part(answer, 'Role');
  const attached = parts(
    await client.call('iam', 'ListAttachedRolePolicies', { RoleName: name }, doing),
    'AttachedPolicies',
  );
  return {
    ...roleValues(role, known),
    name_prefix: text(known, 'name_prefix') ?? '',
    managed_policy_arns: attached.map((policy) => word(policy, 'PolicyArn')),
    tags_all: tagsOf(role['Tags']),
  };
}

export function roleValues(role: Answer, known: Values): Values {
  const trust = decodeURIComponent(word(role, 'AssumeRolePolicyDocument') ?? '');
  return {
    id: word(role, 'RoleName'),
    name: word(role, 'RoleName'),
    arn: word(role, 'Arn'),
    path: word(role, 'Path'),
    assume_role_policy: sameJson(trust, text(known, 'assume_role_policy')),
    description: word(role, 'Description') ?? '',
    max_session_duration: (role['MaxSessionDuration'] as number | undefined) ?? 3600,
    permissions_boundary: word(part(role, 'PermissionsBoundary'), 'PermissionsBoundaryArn') ?? '',
    create_date: dateOf(role, 'CreateDate'),
    unique_id: word(role, 'RoleId'),
  };
}

export const iamRolePolicy: AwsResource = {
  async create({ client }, planned) {
    const PolicyName = nameOf(planned);
    const RoleName = needText(planned, 'role');
    await client.call(
      'iam',
      'PutRolePolicy',
      { RoleName, PolicyName, PolicyDocument: needText(planned, 'policy') },
      `putting IAM Role (${RoleName}) Policy (${PolicyName})`,
    );
    return { id: `${RoleName}:${PolicyName}`, name: PolicyName, name_prefix: text(planned, 'name_prefix') ?? '' };
  },
  async read({ client }, state) {
    const [RoleName = '', PolicyName = ''] = needText(state, 'id').split(':');
    const found = await client.find(
      'iam',
      'GetRolePolicy',
      { RoleName, PolicyName },
      `reading IAM Role Policy (${needText(state, 'id')})`,
    );
    if (!found) return undefined;
    const policy = decodeURIComponent(word(found, 'PolicyDocument') ?? '');
    return { role: RoleName, name: PolicyName, policy: sameJson(policy, text(state, 'policy')) };
  },
  async update({ client }, planned, prior) {
    const [RoleName = '', PolicyName = ''] = needText(prior, 'id').split(':');
    await client.call(
      'iam',
      'PutRolePolicy',
      { RoleName, PolicyName, PolicyDocument: needText(planned, 'policy') },
      `putting IAM Role (${RoleName}) Policy (${PolicyName})`,
    );
    return {};
  },
  async delete({ client }, state) {
    const [RoleName = '', PolicyName = ''] = needText(state, 'id').split(':');
    await client.find(
      'iam',
      'DeleteRolePolicy',
      { RoleName, PolicyName },
      `deleting IAM Role Policy (${needText(state, 'id')})`,
    );
  },
  importState: async (_, id) => ({ id }),
};

export const iamRolePolicyAttachment: AwsResource = {
  async create({ client }, planned) {
    const RoleName = needText(planned, 'role');
    const PolicyArn = needText(planned, 'policy_arn');
    await client.call(
      'iam',
      'AttachRolePolicy',
      { RoleName, PolicyArn },
      `attaching IAM Policy (${PolicyArn}) to IAM Role (${RoleName})`,
    );
    return { id: `${RoleName}/${PolicyArn}` };
  },
  async read({ client }, state) {
    const RoleName = needText(state, 'role');
    const answer = await client.find(
      'iam',
      'ListAttachedRolePolicies',
      { RoleName },
      `reading IAM Role Policy Attachment (${needText(state, 'id')})`,
    );
    const found = parts(answer, 'AttachedPolicies').some(
      (policy) => word(policy, 'PolicyArn') === needText(state, 'policy_arn'),
    );
    return found ? {} : undefined;
  },
  async delete({ client }, state) {
    const input = { RoleName: needText(state, 'role'), PolicyArn: needText(state, 'policy_arn') };
    await client.find(
      'iam',
      'DetachRolePolicy',
      input,
      `detaching IAM Policy (${input.PolicyArn}) from IAM Role (${input.RoleName})`,
    );
  },
  async importState(_, id) {
    const at = id.indexOf('/');
    return { id, role: id.slice(0, at), policy_arn: id.slice(at + 1) };
  },
};
