import { describe, expect, test } from '@jest/globals';
import {
  acsUrlsFor,
  identityCenterConsoleUrl,
  parseAcsUrl,
  parseEntityId,
  parsePortalUrl,
  parseScimEndpoint,
  scimEndpointFor,
  usualPortalUrl,
} from '../../domain/sign-in-addresses.js';

describe('the entity id', () => {
  test.each([
    [
      'https://eu-central-1.signin.aws.amazon.com/platform/saml/d-99672f0a1b',
      'classic',
      'eu-central-1',
      'd-99672f0a1b',
    ],
    ['https://us-gov-west-1.signin.amazonaws-us-gov.com/platform/saml/d-1', 'classic', 'us-gov-west-1', 'd-1'],
  ])('is %s', (address, form, region, id) => expect(parseEntityId(address)).toEqual({ form, region, id }));

  test.each([
    ['https://sts.windows.net/3f2504e0-4f89-41d3-9a0c-0305e82c3301/'],
    ['https://eu-central-1.signin.aws.amazon.com/platform/saml/acs/d-1'],
    ['http://eu-central-1.signin.aws.amazon.com/platform/saml/d-1'],
    ['https://eu-central-1.signin.aws.amazon.com.contoso.com/platform/saml/d-1'],
    ['https://eu-central-1xsignin.aws.amazon.com/platform/saml/d-1'],
    [''],
  ])('is not %s', (address) => expect(parseEntityId(address)).toBeUndefined());
});

describe('the ACS URL', () => {
  test.each([
    ['https://eu-central-1.signin.aws/platform/saml/acs/2f6f1b9e-5a5c', 'ipv4', 'eu-central-1'],
    ['https://eu-central-1.sso.signin.aws/platform/saml/acs/2f6f1b9e-5a5c', 'dual-stack', 'eu-central-1'],
    ['https://ap-southeast-2.signin.aws.amazon.com/platform/saml/acs/2f6f1b9e-5a5c', 'classic', 'ap-southeast-2'],
    [
      'https://us-gov-east-1.sso.signin.amazonaws-us-gov.com/platform/saml/acs/2f6f1b9e-5a5c',
      'dual-stack',
      'us-gov-east-1',
    ],
  ])('%s is of the form %s', (address, form, region) =>
    expect(parseAcsUrl(address)).toEqual({ form, region, id: '2f6f1b9e-5a5c' }),
  );

  test.each([
    ['https://eu-central-1.signin.aws.amazon.com/platform/saml/d-1'],
    ['https://signin.aws.amazon.com/saml'],
    ['https://eu-central-1.signin.aws/platform/saml/acs/'],
    ['https://eu-central-1.signin.aws/platform/saml/acs/1?x=1'],
  ])('is not %s', (address) => expect(parseAcsUrl(address)).toBeUndefined());
});

test('the ACS URLs of a Region read back as what they are', () => {
  expect(acsUrlsFor('eu-central-1', 't-1')).toEqual({
    ipv4: 'https://eu-central-1.signin.aws/platform/saml/acs/t-1',
    'dual-stack': 'https://eu-central-1.sso.signin.aws/platform/saml/acs/t-1',
    classic: 'https://eu-central-1.signin.aws.amazon.com/platform/saml/acs/t-1',
  });
  expect(parseAcsUrl(acsUrlsFor('us-gov-west-1', 't-1')['dual-stack'])).toEqual({
    form: 'dual-stack',
    region: 'us-gov-west-1',
    id: 't-1',
  });
});

describe('the SCIM endpoint', () => {
  test.each([
    ['https://scim.eu-central-1.amazonaws.com/b1a2c3d4e5f-1234/scim/v2', 'ipv4'],
    ['https://scim.eu-central-1.amazonaws.com/b1a2c3d4e5f-1234/scim/v2/', 'ipv4'],
    ['https://scim.eu-central-1.api.aws/b1a2c3d4e5f-1234/scim/v2', 'dual-stack'],
  ])('%s is of the form %s', (address, form) =>
    expect(parseScimEndpoint(address)).toEqual({ form, region: 'eu-central-1', id: 'b1a2c3d4e5f-1234' }),
  );

  test.each([['https://scim.eu-central-1.amazonaws.com/x'], ['https://scim.contoso.com/x/scim/v2']])(
    'is not %s',
    (address) => expect(parseScimEndpoint(address)).toBeUndefined(),
  );

  test('is made for a Region in both forms, and read back', () => {
    expect(scimEndpointFor('eu-central-1', 'abc-1')).toBe('https://scim.eu-central-1.amazonaws.com/abc-1/scim/v2');
    expect(scimEndpointFor('eu-central-1', 'abc-1', 'dual-stack')).toBe(
      'https://scim.eu-central-1.api.aws/abc-1/scim/v2',
    );
  });
});

describe('the portal', () => {
  test.each([
    [
      'https://portal.sso.us-east-1.amazonaws.com/saml/assertion/MTExMTIyMjIzMzMzX2lucy0x',
      { form: 'assertion', region: 'us-east-1', id: 'MTExMTIyMjIzMzMzX2lucy0x' },
    ],
    ['https://d-99672f0a1b.awsapps.com/start', { form: 'classic', id: 'd-99672f0a1b' }],
    ['https://d-99672f0a1b.awsapps.com/start/#/?tab=accounts', { form: 'classic', id: 'd-99672f0a1b' }],
    ['https://contoso.awsapps.com/start#/', { form: 'classic', id: 'contoso' }],
    ['https://contoso.awsapps.com/start/', { form: 'classic', id: 'contoso' }],
    [
      'https://ssoins-69870a1b2c3d4e5f.portal.eu-central-1.app.aws',
      { form: 'dual-stack', region: 'eu-central-1', id: 'ssoins-69870a1b2c3d4e5f' },
    ],
    [
      'https://ssoins-69870a1b2c3d4e5f.eu-central-1.portal.amazonaws.com',
      { form: 'ipv4', region: 'eu-central-1', id: 'ssoins-69870a1b2c3d4e5f' },
    ],
    ['https://start.us-gov-home.awsapps.com/directory/d-1', { form: 'classic', id: 'd-1' }],
    [
      'https://start.us-gov-west-1.us-gov-home.awsapps.com/directory/d-1',
      { form: 'classic', region: 'us-gov-west-1', id: 'd-1' },
    ],
  ])('%s is known', (address, parsed) => expect(parsePortalUrl(address)).toEqual(parsed));

  test.each([
    ['https://portal.contoso.com/start'],
    ['https://awsapps.com/start'],
    ['https://d-1.awsapps.com.contoso.com/start'],
  ])('is not %s', (address) => expect(parsePortalUrl(address)).toBeUndefined());
});

test('the console of a Region is in its partition', () => {
  expect(identityCenterConsoleUrl('eu-central-1')).toBe(
    'https://eu-central-1.console.aws.amazon.com/singlesignon/home?region=eu-central-1',
  );
  expect(identityCenterConsoleUrl('us-gov-west-1')).toBe(
    'https://us-gov-west-1.console.amazonaws-us-gov.com/singlesignon/home?region=us-gov-west-1',
  );
});

test.each([
  ['eu-central-1', 'https://d-99672f0a1b.awsapps.com/start'],
  ['us-gov-west-1', 'https://start.us-gov-home.awsapps.com/directory/d-99672f0a1b'],
  ['us-gov-east-1', 'https://start.us-gov-home.awsapps.com/directory/d-99672f0a1b'],
])('the portal of an instance in %s is at %s, and reads back', (region, address) => {
  expect(usualPortalUrl(region, 'd-99672f0a1b')).toBe(address);
  expect(parsePortalUrl(address)).toEqual({ form: 'classic', id: 'd-99672f0a1b' });
});
