/** Which key is looked at for the topic of the alerts, and what is said of one that cannot be seen. */
import { expect, test } from '@jest/globals';
import { alertsKey } from '../../../wizard/checks/rules/account/alerts-key.js';
import { deploymentFacts } from '../../../wizard/checks/deployment-facts.js';
import type { Context } from '../../../wizard/checks/fact.js';
import type { Facts } from '../../../wizard/checks/facts.js';
import { runRules } from '../../../wizard/checks/run.js';
import { aboutOf } from './rules/about.js';

const topicOf = (account: string) => `arn:aws:sns:eu-central-1:${account}:contoso-alerts`;
const key = 'key/1234abcd-12ab-34cd-56ef-1234567890ab';
const { deployment, now } = aboutOf({ alerts: { snsTopicArn: topicOf('111122223333') }, site: { fleet: {} } }, {});

/** What is asked of the cloud for a topic, or what is seen without asking. */
async function looked(arn: string, keyId: string): Promise<unknown> {
  const asked: unknown[] = [];
  const context = {
    deployment,
    observer: { look: async (_: unknown, at: unknown) => ({ seen: asked.push(at) }) },
    of: async () => ({ seen: { arn, keyId, policy: {} } }),
  };
  const found = await deploymentFacts.alertsKey.gather(context as unknown as Context);
  return asked[0] ?? found;
}

test.each([
  ['no key', '111122223333', '', { seen: undefined }],
  ['the key of AWS', '111122223333', 'alias/aws/sns', { seen: undefined }],
  ['an alias', '111122223333', 'alias/contoso', { region: 'eu-central-1', keyId: 'alias/contoso' }],
  [
    'a key of this account for a topic of another one',
    '444455556666',
    `arn:aws:kms:eu-central-1:111122223333:${key}`,
    { region: 'eu-central-1', keyId: `arn:aws:kms:eu-central-1:111122223333:${key}` },
  ],
  [
    'a key of another account',
    '111122223333',
    `arn:aws:kms:eu-central-1:444455556666:${key}`,
    { unknown: 'error', message: expect.stringMatching(/account 444455556666, which alone shows its policy/) },
  ],
  [
    'an alias in the account of a topic of others',
    '444455556666',
    'alias/contoso',
    { unknown: 'error', message: expect.stringMatching(/account 444455556666, which alone shows its policy/) },
  ],
])('%s', async (_, account, keyId, finds) => {
  expect(await looked(topicOf(account), keyId)).toEqual(finds);
});

test('without the right to look at the key nothing is found, and it is said which right', async () => {
  const message = 'the key: needs the permission kms:GetKeyPolicy';
  const facts = {
    of: async (name: string) =>
      name === 'alertsKey'
        ? { unknown: 'denied', permission: 'kms:GetKeyPolicy', message }
        : { seen: { arn: topicOf('111122223333'), keyId: key, policy: {} } },
  };
  const report = await runRules([alertsKey], deployment, facts as unknown as Facts, { occasion: 'doctor', now });
  expect(report.findings).toEqual([]);
  expect(report.unknown).toMatchObject([{ permission: 'kms:GetKeyPolicy', rules: [{ rule: 'alerts-key' }] }]);
});
