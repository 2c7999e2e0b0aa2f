import { ownTopicOf } from '../../../../deployment/own-topic.js';
import { alarmRequest, alarmService, alarmTells, isKeyOfAws, roleRequest, tellingRoles } from '../../alert-senders.js';
import { missingFor } from '../../policy.js';
import { deploymentRule, type Finding } from '../../rule.js';

const allow = { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: '*' };
const forAlarms = JSON.stringify({ ...allow, Principal: { Service: alarmService } });
/** Each sender asks SNS for both. */
const actions = ['kms:Decrypt', 'kms:GenerateDataKey'];

/**
 * What encrypts a topic of the owner's own has to let everybody in who tells it: CloudWatch by name, and the functions, whose
 * roles have no right of their own to a key that only the topic names (docs/facts/fleet.md 9).
 */
export const alertsKey = deploymentRule({
  id: 'alerts-key',
  failureModes: [],
  title: 'The key of the topic of the alerts shuts out who tells it',
  good: 'The key of the topic of the alerts lets in who tells it, or there is none',
  why: 'What an alarm or a function says cannot be encrypted, and nobody hears of it: only the history of the alarm and a log say so.',
  fix: 'Give the topic a key that is there, or none.',
  who: 'desktop engineer',
  severity: 'warning',
  area: 'account',
  at: ['preflight', 'doctor'],
  because: ['alerts-topic'],
  holdsFor: ({ deployment }) => ownTopicOf(deployment) !== undefined,
  needs: ['alertsTopic', 'alertsKey'],
  evaluate: ({ alertsTopic: topic, alertsKey: key }, { deployment }): Finding[] => {
    if (!topic || topic.keyId === '') return [];
    const { arn: thing, keyId } = topic;
    const alarm = alarmTells(deployment, thing);
    if (isKeyOfAws(keyId) || key?.manager === 'AWS') {
      const got = `encrypted with ${keyId}, the key of AWS: its policy does not let ${alarmService} in, and nobody can change it`;
      const fix = `Give the topic no key, or one of your own with this statement in its policy: ${forAlarms}`;
      return alarm ? [{ thing, got, fix }] : [];
    }
    if (!key) return [{ thing, got: `encrypted with ${keyId}, which does not exist` }];
    if (key.state !== 'Enabled')
      return [{ thing, got: `encrypted with ${key.arn}, a key in the state ${key.state}`, fix: 'Enable the key.' }];
    const shutOut = (who: string, missing: readonly string[], statement: string): Finding[] =>
      missing.length === 0
        ? []
        : [
            {
              thing,
              got: `encrypted with ${key.arn}, whose policy does not let ${who} use ${missing.join(' and ')}`,
              fix: `Add to the policy of the key, or give the topic no key: ${statement}`,
            },
          ];
    const StringEquals = roleRequest(deployment, thing);
    // A role cannot be named before it is there: the statement lets in as many as alias/aws/sns does.
    const forFunctions = JSON.stringify({ ...allow, Principal: { AWS: '*' }, Condition: { StringEquals } });
    return [
      ...(alarm
        ? shutOut(
            alarmService,
            missingFor(alarmService, actions, key.policy, alarmRequest(deployment, thing)),
            forAlarms,
          )
        : []),
      ...tellingRoles(deployment, thing).flatMap((role) =>
        shutOut(role, missingFor(role, actions, key.policy, StringEquals), forFunctions),
      ),
    ];
  },
});
