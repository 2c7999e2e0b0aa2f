/** Who signed before, and whom AWS still has an identity provider for. */
import { expect, test } from '@jest/globals';
import type { Aws } from '../../../wizard/clouds/aws.js';
import { CloudError } from '../../../wizard/clouds/cloud-error.js';
import { providerBefore } from '../../../wizard/bootstrap/clouds-part.js';
import { github } from '../../../wizard/bootstrap/hosts/github.js';
import { gitlab } from '../../../wizard/bootstrap/hosts/gitlab/gitlab.js';
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

test.each([
  ['another issuer than before', gitlab, { url: 'https://git.contoso.com', issuer: 'https://old.contoso.com' }, arn],
  ['the same one', gitlab, { url: 'https://old.contoso.com', issuer: 'https://git.contoso.com' }, undefined],
  ['no option that says one', gitlab, undefined, undefined],
  ['a host with one issuer', github, { url: 'https://x.contoso.com' }, undefined],
])('whose it was: %s', (_what, host, signedBefore, wanted) => {
  const deployment = { aws: { accountId: '111122223333' }, identityCenter: { region: 'eu-central-1' } };
  const repository = { name: 'it/desktops', prefix: 'x', id: '1', url: 'https://git.contoso.com' };
  expect(providerBefore({ host, repository, signedBefore, deployment } as never)).toBe(wanted);
});
