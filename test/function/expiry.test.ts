import { CreateSecretCommand, DeleteSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { expiryTag, type WatchedExpiry } from '../../domain/control-plane/contract.js';
import type { FoundationStore } from '../../twin/aws/foundation-store.js';
import { accountId, messageOf, region, startFunction, type StartedFunction } from './steps.js';
import { day } from '../../domain/day.js';

const topicArn = `arn:aws:sns:${region}:${accountId}:contoso-alerts`;

describe('the daily watch', () => {
  let started: StartedFunction;
  let scim: string;

  beforeEach(async () => {
    started = await startFunction(
      {},
      { watch: { topicArn, expiries: [{ label: 'any', fix: 'any', secretArn: '*' }] } },
    );
    await new SNSClient(started.configuration()).send(new CreateTopicCommand({ Name: 'contoso-alerts' }));
    scim = await secret('scim', 400);
  });
  afterEach(() => started.stop());

  const inDays = (days: number) => new Date(started.world.clock.now().getTime() + days * day + 60_000).toISOString();
  async function secret(name: string, days?: number): Promise<string> {
    const made = await new SecretsManagerClient(started.configuration()).send(
      new CreateSecretCommand({
        Name: name,
        SecretString: 'the token itself',
        Tags: days === undefined ? [] : [{ Key: expiryTag, Value: inDays(days) }],
      }),
    );
    return made.ARN ?? '';
  }
  const watch = (...expiries: WatchedExpiry[]) =>
    started.invoke({ step: 'expiry', deployment: 'contoso', topicArn, watch: expiries });
  const messages = () => (started.account.foundation as FoundationStore).topics.topics.get(topicArn)?.messages ?? [];
  const token = (secretArn: string): WatchedExpiry => ({
    label: 'SCIM token',
    fix: 'Run `entra-workspaces connect`.',
    secretArn,
  });

  test('says nothing while all is well', async () => {
    expect(await watch(token(scim), { label: 'Certificate', fix: 'Add one.', date: inDays(200) })).toEqual({ told: 0 });
    expect(messages()).toEqual([]);
  });

  test('tells of everything that is due in one message: what, when, and what to do', async () => {
    const soon = await secret('scim-soon', 5);
    expect(
      await watch(token(soon), token(scim), { label: 'Signing certificate', fix: 'Add one.', date: inDays(-3) }),
    ).toEqual({ told: 2 });
    expect(messages()).toEqual([
      {
        subject: 'contoso: 2 credentials need attention',
        message:
          'SCIM token: expires in 5 days. Run `entra-workspaces connect`.\n\n' +
          'Signing certificate: expired 3 days ago. Add one.\n',
      },
    ]);
  });

  test('never reads the content of a secret', async () => {
    await watch(token(await secret('scim-now', 0)));
    expect(started.account.calls.filter(({ operation }) => operation === 'GetSecretValue')).toEqual([]);
    expect(JSON.stringify(messages())).not.toContain('the token itself');
  });

  test('takes an unknown end for what it is: told on the next Monday at the latest', async () => {
    const untagged = await secret('scim-untagged');
    const gone = await secret('scim-gone', 300);
    await new SecretsManagerClient(started.configuration()).send(new DeleteSecretCommand({ SecretId: gone }));
    for (let days = 0; days < 7; days += 1) {
      await watch(token(untagged), token(gone), { label: 'Certificate', fix: 'Add one.', date: 'soon' });
      await started.world.clock.advance(24 * 60);
    }
    expect(messages()).toHaveLength(1);
    expect(messages()[0]!.message).toMatch(/its secret has no tag entra-workspaces:expires-at/);
    expect(messages()[0]!.message).toMatch(/scheduled for deletion/);
    expect(messages()[0]!.message).toMatch(/"soon" is no date/);
  });

  test('fails loudly when the topic is gone, so that the failure itself can be sent elsewhere', async () => {
    const missing = `${topicArn}-missing`;
    const event = {
      step: 'expiry',
      deployment: 'contoso',
      topicArn: missing,
      watch: [{ label: 'x', fix: 'y', date: inDays(0) }],
    };
    expect(await messageOf(started.invoke(event))).toMatch(/^FAILED: the step expiry: AWS answered/);
  });
});
