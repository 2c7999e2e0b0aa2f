import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  GetRequestedServiceQuotaChangeCommand,
  GetServiceQuotaCommand,
  RequestServiceQuotaIncreaseCommand,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { region, startAccount, type StartedAccount } from './account-in-test.js';

const about = { ServiceCode: 'workspaces', QuotaCode: 'L-34278094' };
let started: StartedAccount;
let quotas: ServiceQuotasClient;

beforeAll(async () => {
  started = await startAccount();
  started.account.workspaces.region(region).desktopQuota = 100;
  quotas = new ServiceQuotasClient(started.configuration());
});
afterAll(async () => started.stop());

const value = async (): Promise<number | undefined> =>
  (await quotas.send(new GetServiceQuotaCommand(about))).Quota?.Value;
const ask = (DesiredValue: number, QuotaCode = about.QuotaCode) =>
  quotas.send(new RequestServiceQuotaIncreaseCommand({ ...about, QuotaCode, DesiredValue }));

test('a request for more is pending, and counts once it is granted', async () => {
  const { RequestedQuota: asked } = await ask(300);
  expect(asked).toMatchObject({ Status: 'PENDING', DesiredValue: 300, QuotaName: 'WorkSpaces' });
  expect(await value()).toBe(100);
  await expect(ask(400)).rejects.toThrow('Only one open');
  await started.world.clock.advance(31);
  expect(await value()).toBe(300);
  const { RequestedQuota: granted } = await quotas.send(
    new GetRequestedServiceQuotaChangeCommand({ RequestId: asked?.Id ?? '' }),
  );
  expect(granted?.Status).toBe('APPROVED');
});

test('what is not more, or cannot be raised, is refused', async () => {
  await expect(ask(10)).rejects.toMatchObject({ name: 'IllegalArgumentException' });
  await expect(ask(100, 'L-DIRECTORIES')).rejects.toMatchObject({ name: 'IllegalArgumentException' });
  await expect(ask(100, 'L-NOTHING')).rejects.toMatchObject({ name: 'NoSuchResourceException' });
});
