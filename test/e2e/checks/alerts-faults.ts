import type { Fault, FaultyWorld } from './faults.js';
import { aFleet } from './self-service-faults.js';

const Name = 'contoso-alerts';
const arnIn = ({ twin, region: { region } }: FaultyWorld): string =>
  `arn:aws:sns:${region}:${twin.aws.accountId}:${Name}`;

/** The deployment with a fleet, whose alarm tells a topic of the owner's own. */
const telling: NonNullable<Fault['deployment']> = (world) => ({
  ...aFleet()(world),
  alerts: { snsTopicArn: arnIn(world) },
});

/** Makes the topic. */
async function topic(world: FaultyWorld, attributes: Readonly<Record<string, string>>): Promise<() => unknown> {
  await world.call('sns', 'CreateTopic', { Name, Attributes: attributes });
  return () => world.call('sns', 'DeleteTopic', { TopicArn: arnIn(world) });
}

/** A topic of the owner's own that is not told. */
export const alertsFaults: readonly Fault[] = [
  {
    rule: 'alerts-topic',
    what: 'a topic that nobody made',
    got: /^a topic that does not exist$/,
    occasion: 'preflight',
    severity: 'warning',
    deployment: telling,
    put: () => () => undefined,
  },
  {
    rule: 'alerts-topic',
    what: 'a policy that lets EventBridge alone publish',
    got: /does not let cloudwatch\.amazonaws\.com publish/,
    occasion: 'preflight',
    severity: 'warning',
    deployment: telling,
    put: (world) => {
      const statement = {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: arnIn(world),
      };
      return topic(world, { Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) });
    },
  },
  {
    rule: 'alerts-key',
    what: 'the key of AWS',
    got: /^encrypted with alias\/aws\/sns, the key of AWS/,
    occasion: 'preflight',
    severity: 'warning',
    deployment: telling,
    put: (world) => topic(world, { KmsMasterKeyId: 'alias/aws/sns' }),
  },
  {
    rule: 'alerts-key',
    what: 'a key of the company that is left to IAM',
    got: /cloudwatch\.amazonaws\.com use kms:Decrypt.*\n.*-control-plane-eu-central-1 use .*\n.*-fleet-observe-/,
    occasion: 'preflight',
    severity: 'warning',
    deployment: telling,
    put: async (world) => {
      const { KeyMetadata } = await world.call('kms', 'CreateKey', {});
      const KeyId = (KeyMetadata as { KeyId: string }).KeyId;
      const undo = await topic(world, { KmsMasterKeyId: KeyId });
      return async () => {
        await undo();
        await world.call('kms', 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
      };
    },
  },
];
