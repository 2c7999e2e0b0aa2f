import { partsOfArn } from '../../../../domain/arn.js';
import { fleetRegionsOf } from '../../../../deployment/fleet-regions.js';
import { ownTopicOf } from '../../../../deployment/own-topic.js';
import { alarmRequest, alarmService, alarmTells } from '../../alert-senders.js';
import { missingFor } from '../../policy.js';
import { deploymentRule, type Finding } from '../../rule.js';

/**
 * A topic of the owner's own. Alarms tell topics of their Region alone, where the policy of the topic lets CloudWatch publish
 * (docs/facts/fleet.md 9).
 */
export const alertsTopic = deploymentRule({
  id: 'alerts-topic',
  failureModes: [],
  title: 'The topic of the alerts is told nothing',
  good: 'The topic of the alerts is there, and lets the alarm of a fleet in',
  why: 'A token, a secret or a fleet that ends is noticed, and nobody hears of it.',
  fix: 'Make the topic, or name another one in `alerts.snsTopicArn`.',
  who: 'desktop engineer',
  severity: 'warning',
  area: 'account',
  at: ['preflight', 'doctor'],
  holdsFor: ({ deployment }) => ownTopicOf(deployment) !== undefined,
  needs: ['alertsTopic'],
  evaluate: ({ alertsTopic: topic }, { deployment }): Finding[] => {
    const thing = ownTopicOf(deployment) ?? '';
    if (!topic) return [{ thing, got: 'a topic that does not exist' }];
    const { region } = partsOfArn(thing);
    const found = fleetRegionsOf(deployment)
      .filter((each) => each !== region)
      .map((each): Finding => ({
        thing,
        got: `a topic of ${region}, and the alarm of the fleet in ${each} could tell topics of ${each} alone: it has none`,
        fix: 'Name a topic of the Region of the fleet, or an address in `alerts.email`: each Region with a fleet gets a topic of its own then.',
      }));
    const { accountId } = deployment.aws;
    const request = alarmRequest(deployment, thing);
    if (!alarmTells(deployment, thing) || missingFor(alarmService, ['sns:Publish'], topic.policy, request).length === 0)
      return found;
    const statement = {
      Effect: 'Allow',
      Principal: { Service: alarmService },
      Action: 'sns:Publish',
      Resource: thing,
      Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
    };
    return [
      ...found,
      {
        thing,
        got: `its policy does not let ${alarmService} publish (sns:Publish) for the account ${accountId}`,
        fix: `Add a statement to the policy of the topic: ${JSON.stringify(statement)}`,
      },
    ];
  },
});
