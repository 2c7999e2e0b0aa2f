/** Metadata files as AWS and Entra hand them out: each file of test/inputs/xml. */
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readText } from '../../../deployment/text-file.js';
import { readEntraMetadata } from '../../../wizard/handshake/entra-metadata.js';
import { readServiceProviderMetadata } from '../../../wizard/handshake/service-provider-metadata.js';
import { readXml, XmlError } from '../../../deployment/xml.js';

const text = (name: string): string => readText(join(import.meta.dirname, '..', '..', 'inputs', 'xml', name)).text;

describe('of AWS', () => {
  const id = '65752d63656e7472616c2d31-2f6f1b9e-5a5c-4d0e';
  test.each([
    ['aws-classic.xml', 'eu-central-1', ['classic'], ['eu-central-1'], 1],
    ['aws-multi-region.xml', 'eu-central-1', ['dual-stack', 'ipv4', 'classic'], ['eu-central-1', 'eu-west-1'], 5],
    ['aws-opt-in-region.xml', 'ap-southeast-5', ['dual-stack'], ['ap-southeast-5'], 1],
  ])('%s: issuer and addresses differ in their ids, and that is no warning', (name, region, forms, regions, count) => {
    const read = readServiceProviderMetadata(text(name), region);
    expect(read).toEqual({
      entityId: expect.stringMatching(/\/d-99672f0a1b$/),
      acsUrls: expect.any(Array),
      forms,
      regions,
    });
    expect(read.acsUrls).toHaveLength(count);
    for (const url of read.acsUrls) expect(url.endsWith(id)).toBe(true);
  });
  test('aws-wrong-region.xml is named', () => {
    expect(() => readServiceProviderMetadata(text('aws-wrong-region.xml'), 'eu-central-1')).toThrow(/in us-east-1/);
  });
  test('an address of another instance among them is refused', () => {
    const mixed = text('aws-multi-region.xml').replace(id, 'of-an-attacker');
    expect(() => readServiceProviderMetadata(mixed, 'eu-central-1')).toThrow(/more than one instance/);
  });
});

describe('of Entra', () => {
  test.each([
    ['entra-adfs.xml', 1],
    ['entra-bom.xml', 1],
    ['entra-gov.xml', 1],
    ['entra-inactive-only.xml', 1],
    ['entra-tenant-cert.xml', 1],
    ['entra-two-certs.xml', 2],
  ])('%s has %i certificates', (name, count) => {
    expect(readEntraMetadata(text(name)).thumbprints).toHaveLength(count);
  });
});

describe('XML that is made to be slow or to lie', () => {
  test.each([
    ['instructions that never end', '<?'.repeat(50_000)],
    ['comments that never end', '<!--'.repeat(50_000)],
    ['CDATA that never ends', `<a>${'<![CDATA['.repeat(50_000)}`],
    ['a tag of spaces', `<a${' '.repeat(200_000)}`],
    ['attributes without values', `<a${' b'.repeat(100_000)}`],
    ['attributes that never close', `<a ${'b="'.repeat(100_000)}`],
    ['ends that never close', `<a>${'</a '.repeat(50_000)}`],
    ['an attribute twice', '<a b="1" b="2"/>'],
    ['an attribute twice, once with a prefix', '<a ID="1" b:ID="2"/>'],
    ['an attribute without a space', '<a b="1"c="2"/>'],
  ])('%s is refused', (_what, xml) => expect(() => readXml(xml)).toThrow(XmlError));
  test('an attribute is a name like any other', () => {
    expect(readXml('<a __proto__="1" constructor="2"/>').attributes['constructor']).toBe('2');
  });
});
