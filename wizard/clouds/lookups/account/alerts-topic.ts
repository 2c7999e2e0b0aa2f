import { ownTopicOf } from '../../../../deployment/own-topic.js';
import { partsOfArn } from '../../../../domain/arn.js';
import { unlessAbsent } from '../../cloud-error.js';
import { namedLookup } from '../../lookup.js';

/** A topic of the owner's own that the deployment tells; undefined: it does not exist, or none is named. */
export const alertsTopic = namedLookup({
  id: 'alerts-topic',
  what: 'the topic of the alerts',
  needs: { aws: ['sns:GetTopicAttributes'], orElse: 'or the topic is of another account, whose policy for it says no' },
  seconds: 10,
  named: (deployment) => {
    const arn = ownTopicOf(deployment);
    return arn === undefined ? undefined : { arn };
  },
  without: undefined,
  // https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html
  async look({ aws }, { arn }: { readonly arn: string }) {
    const { region } = partsOfArn(arn);
    const found = await unlessAbsent(aws.call('sns', 'GetTopicAttributes', region, { TopicArn: arn }), undefined);
    if (found === undefined) return undefined;
    const { KmsMasterKeyId: keyId = '', Policy = '{}' } = found.Attributes ?? {};
    return {
      arn,
      /** Id, ARN or alias, as its owner wrote it; empty: it is not encrypted. */
      keyId,
      policy: JSON.parse(Policy) as unknown,
    };
  },
});
