/** KMS. A key has no name, so ours is known by its description until an alias names it. */
import { isAlertsKey } from '../../../domain/alerts-key.js';
import { CloudError } from '../../clouds/cloud-error.js';
import type { AwsService } from '../record.js';
import { aws } from '../rights.js';
import { known } from '../values.js';
import { plain } from '../wording.js';
import { madeWith } from './find-by-name.js';
import { keyRights } from './key-places.js';

/** Keys, whose removal locks what they encrypt. */
export const keyType = 'aws_kms_key';

export const keys: AwsService = {
  api: 'kms',
  things: 'keys',
  allowed: keyRights,
  resources: {
    [keyType]: {
      words: plain('AWS', 'encryption key', {
        name: ['description'],
        // What our keys are for: `Encrypts the volumes of the desktops of berlin`.
        read: (description) => description.replace(/^Encrypts (.*?)(, (from )?which .*)?$/s, 'of $1'),
        create: 'cost',
        update: 'interrupts',
        remove: 'destroys-data',
        // A topic keeps no message: what it is told is on its way.
        spare: isAlertsKey,
      }),
      stage: 'foundation',
      rights: aws(
        'kms',
        ['DescribeKey', 'GetKeyPolicy', 'GetKeyRotationStatus', 'ListResourceTags'],
        [
          // Not PutKeyPolicy: who has it on a key that nothing tells from a new one can open what others encrypt.
          ...['CreateKey', 'EnableKeyRotation', 'UpdateKeyDescription'],
          ...['EnableKey', 'TagResource', 'UntagResource'],
        ],
        ['ScheduleKeyDeletion'],
      ),
      adopt: {
        needs: { aws: ['kms:ListKeys', 'kms:DescribeKey'] },
        async find({ clouds, region, values }) {
          const description = known(values, 'description');
          const all = (await clouds.aws.pages('kms', 'ListKeys', region, {})).flatMap(({ Keys = [] }) => Keys);
          const described = await Promise.all(
            all.map(async ({ KeyId = '' }) =>
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
    },
    aws_kms_alias: {
      words: plain('AWS', 'key alias', { nouns: 'key aliases', name: ['name'] }),
      stage: 'foundation',
      rights: aws('kms', ['ListAliases'], ['CreateAlias', 'UpdateAlias'], ['DeleteAlias']),
      adopt: {
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
    },
  },
};
