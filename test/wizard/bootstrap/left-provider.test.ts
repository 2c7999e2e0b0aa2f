/** Who signed before, and whom AWS still has an identity provider for. */
import { expect, test } from '@jest/globals';
import type { Aws } from '../../../wizard/clouds/aws.js';
import { CloudError } from '../../../wizard/clouds/cloud-error.js';
import { leftProvider } from '../../../wizard/bootstrap/identity-provider.js';

const arn = 'arn:aws:iam::111122223333:oidc-provider/old.contoso.com';
const mark = '22222222-2222-4222-8222-222222222222';
const accountWith = (tag: string | undefined): Aws =>
  ({
    call: async () => {
      if (tag === undefined) throw new CloudError('error', 'no', { code: 'NoSuchEntity' });
      return Promise.resolve({ Tags: [{ Key: 'entra-workspaces:bootstrap', Value: tag }] });
    },
  }) as never;

test('one that bootstrap made is named, with the exact call that takes it away', async () => {
  expect(await leftProvider(accountWith(mark), arn, mark)).toMatch(
    `aws iam delete-open-id-connect-provider --open-id-connect-provider-arn ${arn}`,
  );
});

test.each([
  ['is of somebody else', 'another mark'],
  ['is not there', undefined],
])('nothing is said of one that %s', async (_what, tag) => {
  expect(await leftProvider(accountWith(tag), arn, mark)).toBeUndefined();
});
