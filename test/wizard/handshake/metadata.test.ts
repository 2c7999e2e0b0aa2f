/** Metadata of both sides by hand-made documents: what is taken, and each wrong one named for what it is. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { checkEntraMetadata, readEntraMetadata } from '../../../wizard/handshake/entra-metadata.js';
import { gatheredFrom } from '../../../wizard/handshake/gathered.js';
import { readServiceProviderMetadata } from '../../../wizard/handshake/service-provider-metadata.js';
import { cleanToken, wrongExpiry, wrongToken } from '../../../wizard/handshake/token.js';
import { decodeText } from '../../../deployment/text-file.js';
import { readXml } from '../../../deployment/xml.js';

const tenantId = '11111111-2222-3333-4444-555555555555';
const certificate = Buffer.from('the certificate of the app').toString('base64');
const other = Buffer.from('the certificate of the tenant').toString('base64');
const sha1 = (base64: string): string => createHash('sha1').update(Buffer.from(base64, 'base64')).digest('hex');

const entra = (signing: string, given: { entityId?: string; location?: string } = {}): string =>
  `<?xml version="1.0"?><EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${given.entityId ?? `https://sts.windows.net/${tenantId}/`}">
  <Signature><KeyInfo><X509Data><X509Certificate>${other}</X509Certificate></X509Data></KeyInfo></Signature>
  <RoleDescriptor><KeyDescriptor use="signing"><X509Certificate>${other}</X509Certificate></KeyDescriptor></RoleDescriptor>
  <IDPSSODescriptor><KeyDescriptor use="signing"><X509Certificate>\n${signing}\n</X509Certificate></KeyDescriptor>
  <SingleSignOnService Location="${given.location ?? `https://login.microsoftonline.com/${tenantId}/saml2`}"/></IDPSSODescriptor></EntityDescriptor>`;
const app = { tenantId, displayName: 'AWS', activeThumbprint: sha1(certificate), thumbprints: [sha1(certificate)] };

const post = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
const aws = (
  urls: readonly string[],
  entityId = 'https://eu-central-1.signin.aws.amazon.com/platform/saml/d-99',
): string =>
  `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}"><md:SPSSODescriptor>${urls
    .map((url, at) => `<md:AssertionConsumerService Binding="${post}" Location="${url}" index="${at}"/>`)
    .join('')}</md:SPSSODescriptor></md:EntityDescriptor>`;
const acs = {
  ipv4: 'https://eu-central-1.signin.aws/platform/saml/acs/0b1c2d3e-4f50-4612-8834-56789abcdef0',
  dual: 'https://eu-central-1.sso.signin.aws/platform/saml/acs/0b1c2d3e-4f50-4612-8834-56789abcdef0',
  classic: 'https://eu-central-1.signin.aws.amazon.com/platform/saml/acs/0b1c2d3e-4f50-4612-8834-56789abcdef0',
  ireland: 'https://eu-west-1.signin.aws/platform/saml/acs/0b1c2d3e-4f50-4612-8834-56789abcdef0',
};
const read = (text: string) => readServiceProviderMetadata(text, 'eu-central-1');

test('two ids in issuer and addresses are as they are for real; addresses of two instances are refused', () => {
  expect(read(aws([acs.ipv4, acs.dual])).acsUrls).toEqual([acs.ipv4, acs.dual]);
  const foreign = 'https://eu-west-1.signin.aws/platform/saml/acs/another';
  expect(() => read(aws([acs.ipv4, foreign]))).toThrow(/more than one instance/);
});

describe("Entra's federation metadata", () => {
  test('is taken with the certificate that signs for the app, whatever else it carries', () => {
    expect(() => checkEntraMetadata(readEntraMetadata(entra(certificate)), app)).not.toThrow();
  });

  test.each([
    ['the certificate of the tenant', entra(other), /without the certificate of "AWS": it carries the tenant's own/],
    ['another tenant', entra(certificate, { entityId: 'https://sts.windows.net/other/' }), /another identity provider/],
    [
      'another sign-in address',
      entra(certificate, { location: 'https://evil.example/saml2' }),
      /sends people to https:\/\/evil/,
    ],
    ['what AWS hands out', aws([acs.ipv4]), /service provider metadata of IAM Identity Center/],
    ['a web page', '<html><body/></html>', /a web page/],
  ])('%s is refused', (_what, text, sentence) => {
    expect(() => checkEntraMetadata(readEntraMetadata(text), app)).toThrow(sentence);
  });

  test('a certificate of the app that does not sign is told from a foreign one', () => {
    const rolled = { ...app, thumbprints: [sha1(certificate), sha1(other)] };
    expect(() => checkEntraMetadata(readEntraMetadata(entra(other)), rolled)).toThrow(/does not sign now/);
  });
});

describe('service provider metadata of AWS', () => {
  test.each([
    ['IPv4', [acs.ipv4], ['ipv4'], ['eu-central-1']],
    ['dual-stack', [acs.dual, acs.ipv4], ['dual-stack', 'ipv4'], ['eu-central-1']],
    ['older than February 2026', [acs.classic], ['classic'], ['eu-central-1']],
    ['several Regions', [acs.ipv4, acs.ireland], ['ipv4'], ['eu-central-1', 'eu-west-1']],
  ])('%s', (_form, urls, forms, regions) => {
    expect(read(aws(urls))).toMatchObject({ acsUrls: urls, forms, regions });
  });

  test('in UTF-16, as PowerShell saves it', () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(aws([acs.ipv4]), 'utf16le')]);
    expect(read(decodeText(bytes).text).acsUrls).toEqual([acs.ipv4]);
  });

  test.each([
    ["Entra's own, given back", entra(certificate), /Entra's own federation metadata \(tenant 1111/],
    ['a web page', '<!DOCTYPE html>\n<html>', /a web page/],
    [
      'another Region',
      aws([acs.ireland], 'https://eu-west-1.signin.aws.amazon.com/platform/saml/d-99'),
      /in eu-west-1/,
    ],
    ['addresses of other Regions alone', aws([acs.ireland]), /all of other Regions \(eu-west-1\)/],
    ['AWS IAM', aws(['https://signin.aws.amazon.com/saml'], 'urn:amazon:webservices'), /AWS IAM, for single-account/],
    [
      'another service',
      aws([acs.ipv4], 'https://example.com'),
      /metadata of another service \(https:\/\/example.com\)/,
    ],
    ['an address that is not of AWS', aws(['https://example.com/acs']), /not of AWS/],
    ['no address', aws([]), /without any address/],
    ['a file that was cut', aws([acs.ipv4]).slice(0, -20), /cannot be read: .*cut/],
    ['an entity trick', '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', /document type/],
    ['JSON', '{"a":1}', /a JSON file/],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nMIIC', /a certificate/],
    ['a PDF', '%PDF-1.7', /a PDF/],
    ['nothing', ' \n', /an empty file/],
    ['an address', 'https://example.com/metadata.xml', /an address, not the file/],
  ])('%s is named', (_what, text, sentence) => {
    expect(() => read(text)).toThrow(sentence);
  });

  // V8 gives up on a repetition that is longer than its stack.
  test.each([
    ['one word', 'a'.repeat(8e6), /one long word/],
    ['a certificate', `MII${'a'.repeat(8e6)}=`, /a certificate/],
    ['certificates', 'MII='.repeat(2e6), /one long word/],
    ['an address', `https://${'a'.repeat(8e6)}`, /an address, not the file/],
    ['words', `https://contoso.com ${'a'.repeat(8e6)}`, /a text file/],
  ])('eight megabytes of %s are named as well', (_what, text, sentence) => {
    expect(() => read(text)).toThrow(sentence);
  });

  test('the token in a file is recognised and not repeated', () => {
    const token = 'abcdef0123456789'.repeat(12);
    expect(() => read(token)).toThrow(/as the SCIM token is/);
    expect(() => read(token)).not.toThrow(new RegExp(token.slice(0, 20)));
  });
});

describe('XML', () => {
  test('entities, CDATA, comments, prefixes', () => {
    expect(readXml('<a:x b="1 &lt; 2"><!-- <no> --><![CDATA[<raw>]]>&amp;&#65;</a:x>')).toMatchObject({
      name: 'x',
      attributes: { b: '1 < 2' },
      text: '<raw>&A',
    });
  });

  test('a reference is read once, and what is none stays as it stands', () => {
    const { text } = readXml('<a>&amp;lt; &#x41;&quot;&apos;&gt; fish & chips & &; &#x; &amp</a>');
    expect(text).toBe('&lt; A"\'> fish & chips & &; &#x; &amp');
    expect(() => readXml('<a>&#x110000;</a>')).toThrow('a character that does not exist');
  });

  test.each(['<a><b></a>', '<a/><b/>', 'text', '<a', '<a b=c/>', '<a>&unknown;</a>', `${'<a>'.repeat(70)}`])(
    '%s is refused',
    (text) => {
      expect(() => readXml(text)).toThrow();
    },
  );
});

describe('the token as it is pasted', () => {
  const token = 'abcdef01-2345-6789-abcd-ef0123456789ABCDEFGHIJKLMNOP';
  test.each([
    ` ${token} `,
    `${token}\r\n`,
    `"${token}"`,
    `Bearer ${token}`,
    `${token.slice(0, 20)}\n  ${token.slice(20)}`,
  ])('what pasting adds is taken away (%#)', (pasted) => {
    expect(cleanToken(pasted)).toBe(token);
    expect(wrongToken(cleanToken(pasted))).toBeUndefined();
  });

  test.each(['', 'short', 'https://scim.eu-central-1.amazonaws.com/x', '••••••••', 'AKIAABCDEFGHIJKLMNOP', '<xml>'])(
    '%s is no token',
    (text) => {
      expect(wrongToken(cleanToken(text))).toBeDefined();
    },
  );

  test('its end is a date within the next year', () => {
    const now = new Date('2026-11-22T12:00:00Z');
    expect(wrongExpiry('2027-11-21', now)).toBeUndefined();
    for (const date of ['2026-11-21', '2028-01-01', '2027-02-30', 'soon']) expect(wrongExpiry(date, now)).toBeDefined();
  });
});

test('addresses that are only half kept in tags count as not given', () => {
  expect(gatheredFrom({ 'entra-workspaces:handshake-entity-id': 'x' })).toEqual({});
});
