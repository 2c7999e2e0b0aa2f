import { expect, test } from '@jest/globals';
import { networkOf } from '../../../wizard/clouds/lookups/identity-center/network-configuration.js';

test('what was never set limits nothing', () => {
  expect(networkOf(undefined, 'sso:DescribeInstance')).toBeUndefined();
  expect(networkOf(null, 'sso:DescribeInstance')).toBeUndefined();
});

test('lists are read by their member, one that is not there is empty', () => {
  const found = networkOf({ VpceAccessRequired: true, AllowSourceIps: ['192.0.2.0/24'] }, 'sso:DescribeInstance');
  expect(found?.endpointRequired).toBe(true);
  expect(found?.listed('AllowSourceIps')).toEqual(['192.0.2.0/24']);
  expect(found?.listed('RestrictSourceVpcs')).toEqual([]);
});

test.each<[string, object, string]>([
  ['no word whether an endpoint is required', {}, 'VpceAccessRequired: nothing'],
  ['a text where a yes or no belongs', { VpceAccessRequired: 'true' }, 'VpceAccessRequired: "true"'],
  [
    'a list of another form',
    { VpceAccessRequired: true, ScimAllowSourceIps: [{ Cidr: '192.0.2.0/24' }] },
    'ScimAllowSourceIps: [{"Cidr":"192.0.2.0/24"}]',
  ],
])('%s is told, and never taken for open', (_, details, what) => {
  const read = () => networkOf(details, 'identitystore:DescribeIdentityStore')?.listed('ScimAllowSourceIps');
  expect(read).toThrow(
    `identitystore:DescribeIdentityStore tells who may reach it in a form that this version does not know (${what})`,
  );
});
