/** Secrets Manager: found by the beginning that terraform gives a name. */
import { registrationSecretPrefix, scimTokenSecretPrefix } from '../../../domain/names.js';
import type { AwsService } from '../record.js';
import { aws, of } from '../rights.js';
import { known } from '../values.js';
import { carrying, plain } from '../wording.js';
import { madeWith } from './find-by-name.js';
import { all, tagged, tagging, untagged, type Allowed } from './condition.js';
import { existingOf, inEachRegion, type Place } from './place.js';

export const secrets: AwsService = {
  api: 'secretsmanager',
  things: 'secrets',
  allowed: secretRights,
  resources: {
    aws_secretsmanager_secret: {
      words: plain('AWS', 'secret', { name: ['name', 'name_prefix'], create: 'cost', remove: 'interrupts' }),
      stage: 'foundation',
      rights: aws(
        'secretsmanager',
        ['DescribeSecret', 'GetResourcePolicy'],
        ['CreateSecret', 'UpdateSecret', 'TagResource', 'UntagResource'],
        ['DeleteSecret'],
        // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html: of whoever writes a value
        // under a key of one's own.
        of('kms', 'Decrypt', 'GenerateDataKey'),
      ),
      adopt: {
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
    },
    aws_secretsmanager_secret_policy: {
      words: carrying('AWS', 'secret policy', { nouns: 'secret policies' }),
      stage: 'foundation',
      rights: aws('secretsmanager', ['GetResourcePolicy'], ['PutResourcePolicy'], ['DeleteResourcePolicy']),
      adopt: {
        needs: { aws: ['secretsmanager:GetResourcePolicy'] },
        async find({ clouds, region, values }) {
          const arn = known(values, 'secret_arn');
          if (arn === undefined) return [];
          const found = await clouds.aws.call('secretsmanager', 'GetResourcePolicy', region, { SecretId: arn });
          return found.ResourcePolicy
            ? [{ name: `policy of ${found.Name ?? arn}`, importId: arn, attributes: {} }]
            : [];
        },
      },
    },
    aws_secretsmanager_secret_version: {
      words: plain('AWS', 'secret value'),
      stage: 'foundation',
      rights: {
        read: { aws: [...of('secretsmanager', 'GetSecretValue'), 'kms:Decrypt'] },
        write: {
          aws: [...of('secretsmanager', 'PutSecretValue', 'UpdateSecretVersionStage'), ...of('kms', 'GenerateDataKey')],
        },
        remove: { aws: of('secretsmanager', 'UpdateSecretVersionStage') },
      },
      adopt: { madeAnew: 'The apply writes a new value, the present one stays as the previous version.' },
    },
  },
  dataSources: {
    aws_secretsmanager_secret: {
      stage: 'foundation',
      rights: aws('secretsmanager', ['DescribeSecret', 'GetResourcePolicy']),
      adopt: 'not looked up: its ARN is written in the deployment',
    },
    aws_secretsmanager_secret_version: {
      stage: 'connected',
      rights: { read: { aws: [...of('secretsmanager', 'GetSecretValue', 'DescribeSecret'), 'kms:Decrypt'] } },
      adopt: 'not looked up: nothing that is imported is found by what a secret says',
    },
    aws_secretsmanager_secret_versions: {
      stage: 'connected',
      rights: aws('secretsmanager', ['ListSecretVersionIds']),
      adopt: 'not looked up: nothing that is imported is found by the versions of a secret',
    },
  },
};

/** A secret whose beginning fits and whose end is not terraform's: an import would plan another one in its place. */
function otherName(prefix: string, name: string, arn: string, ofDesktops: boolean): string {
  const made = `The name ${name} does not end as terraform ends ${prefix}…, so the apply makes another secret and leaves this one alone.`;
  return ofDesktops
    ? `${made} To keep it: "registrationSecret": { "existing": { "arn": "${arn}" } } in the site.`
    : `${made} \`connect\` fills the new one.`;
}

/**
 * Names say which secrets, the tag says which of two deployments where one's name begins with the other's. Looks at the
 * outside of a secret do without the tag: somebody may have lost it.
 */
function secretRights(operation: string, place: Place): readonly Allowed[] | undefined {
  if (operation === 'ListSecrets') return undefined;
  const { name } = place;
  const own = [registrationSecretPrefix(name, '*'), scimTokenSecretPrefix(name)].flatMap((prefix) =>
    inEachRegion(place, 'secretsmanager', `secret:${prefix}-*`),
  );
  const known = existingOf(place, 'secretsmanager');
  if (operation === 'CreateSecret') return [{ resources: own, condition: tagging(place) }];
  const ours = { resources: own, condition: tagged(place) };
  if (operation === 'TagResource') return [ours, { resources: own, condition: all(untagged, tagging(place)) }];
  if (/^(Describe|List|GetResourcePolicy)/.test(operation)) return [{ resources: [...own, ...known] }];
  // A value of somebody else's secret is only ever looked at.
  return operation === 'GetSecretValue' && known.length > 0 ? [ours, { resources: known }] : [ours];
}
