import { needText, text, type Values } from '../value.js';
import { part, parts, word, type AwsClient } from './client.js';
import { nameOf, sameJson } from './naming.js';
import { pairs, tagList, tagged, tagsOf, type AwsResource } from './tags.js';

/** How many versions IAM keeps; the oldest goes before another is made: the provider's resource_policy.go does so. */
const mostVersions = 5;

export const iamPolicy: AwsResource = tagged({
  async create({ client }, planned) {
    const tags = tagList(planned);
    const input = {
      PolicyName: nameOf(planned),
      Path: text(planned, 'path'),
      Description: text(planned, 'description'),
      PolicyDocument: needText(planned, 'policy'),
      Tags: tags.length > 0 ? tags : undefined,
    };
    const made = await client.call('iam', 'CreatePolicy', input, `creating IAM Policy (${input.PolicyName})`);
    return (await readPolicy(client, word(part(made, 'Policy'), 'Arn') ?? '', planned)) ?? {};
  },
  read: ({ client }, state) => readPolicy(client, needText(state, 'id'), state),
  async update({ client }, planned, prior) {
    const PolicyArn = needText(prior, 'id');
    const doing = `updating IAM Policy (${PolicyArn})`;
    const PolicyDocument = needText(planned, 'policy');
    if (PolicyDocument === text(prior, 'policy')) return {};
    const versions = parts(await client.call('iam', 'ListPolicyVersions', { PolicyArn }, doing), 'Versions');
    const oldest = versions.filter((each) => each['IsDefaultVersion'] !== true)[0];
    if (versions.length >= mostVersions && oldest) {
      await client.call('iam', 'DeletePolicyVersion', { PolicyArn, VersionId: word(oldest, 'VersionId') }, doing);
    }
    await client.call('iam', 'CreatePolicyVersion', { PolicyArn, PolicyDocument, SetAsDefault: true }, doing);
    return {};
  },
  async delete({ client }, state) {
    const PolicyArn = needText(state, 'id');
    const doing = `deleting IAM Policy (${PolicyArn})`;
    const versions = parts(await client.find('iam', 'ListPolicyVersions', { PolicyArn }, doing), 'Versions');
    for (const version of versions) {
      if (version['IsDefaultVersion'] === true) continue;
      await client.call('iam', 'DeletePolicyVersion', { PolicyArn, VersionId: word(version, 'VersionId') }, doing);
    }
    await client.find('iam', 'DeletePolicy', { PolicyArn }, doing);
  },
  async retag({ client }, state, put, remove) {
    const PolicyArn = needText(state, 'id');
    const doing = `updating tags for IAM Policy (${PolicyArn})`;
    if (remove.length > 0) await client.call('iam', 'UntagPolicy', { PolicyArn, TagKeys: remove }, doing);
    if (Object.keys(put).length > 0) await client.call('iam', 'TagPolicy', { PolicyArn, Tags: pairs(put) }, doing);
  },
  importState: async (_, id) => ({ id }),
});

async function readPolicy(client: AwsClient, arn: string, known: Values): Promise<Values | undefined> {
  const doing = `reading IAM Policy (${arn})`;
  const answer = await client.find('iam', 'GetPolicy', { PolicyArn: arn }, doing);
  if (!answer) return undefined;
  const policy = part(answer, 'Policy');
  const VersionId = word(policy, 'DefaultVersionId') ?? '';
  const version = await client.call('iam', 'GetPolicyVersion', { PolicyArn: arn, VersionId }, doing);
  const document = decodeURIComponent(word(part(version, 'PolicyVersion'), 'Document') ?? '');
  return {
    id: arn,
    arn,
    name: word(policy, 'PolicyName'),
    name_prefix: text(known, 'name_prefix') ?? '',
    path: word(policy, 'Path'),
    description: word(policy, 'Description') ?? '',
    policy: sameJson(document, text(known, 'policy')),
    policy_id: word(policy, 'PolicyId'),
    attachment_count: (policy['AttachmentCount'] as number | undefined) ?? 0,
    tags_all: tagsOf(policy['Tags']),
  };
}
