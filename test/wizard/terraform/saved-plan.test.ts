import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { planArchive } from '../../../wizard/terraform/plan-archive.js';
import { assertSameConfiguration } from '../../../wizard/terraform/saved-plan.js';

const stack = '{"resource":{}}';
const root = '[\n  {\n    "Key": "",\n    "Dir": "."\n  }\n]';
/** The parts of a plan that terraform 1.11.4 makes of one file. */
const ours = {
  tfplan: 'planned',
  tfstate: '{}',
  'tfstate-prev': '{}',
  'tfconfig/m-/cdk.tf.json': stack,
  'tfconfig/modules.json': root,
  '.terraform.lock.hcl': '',
};

function zip(parts: Readonly<Record<string, string>>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])));
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saved-'));
  writeFileSync(join(folder, 'cdk.tf.json'), stack);
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a saved plan', () => {
  test('of the configuration here and nothing else is taken', () => {
    expect(() => assertSameConfiguration(zip(ours), folder)).not.toThrow();
  });

  test('that OpenTofu encrypted is said to be that, and what to leave out of the encryption', () => {
    const encrypted = strToU8(
      '{"meta":{"key_provider.pbkdf2.k":"e30="},"encrypted_data":"qi7H","encryption_version":"v0"}',
    );
    expect(() => planArchive(encrypted)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('OpenTofu encrypted this plan'),
        fix: [expect.stringContaining('Leave `plan` out of the encryption configuration (TF_ENCRYPTION)')],
      }),
    );
  });

  test('of another configuration is refused, with the file that differs', () => {
    const other = { ...ours, 'tfconfig/m-/cdk.tf.json': '{}' };
    expect(() => assertSameConfiguration(zip(other), folder)).toThrow(
      expect.objectContaining({ fix: expect.arrayContaining(['different: cdk.tf.json']) }),
    );
  });

  const program = '{"resource":{"terraform_data":{"x":{"provisioner":[{"local-exec":{"command":"id"}}]}}}}';
  test.each<[string, Record<string, string>]>([
    [
      'a second module that claims the root folder',
      {
        ...ours,
        'tfconfig/m-x/cdk.tf.json': program,
        'tfconfig/modules.json': '[{"Key":"","Dir":"."},{"Key":"x","Source":"./x","Dir":"."}]',
      },
    ],
    ['a module that the list does not name', { ...ours, 'tfconfig/m-x/main.tf': 'x' }],
    ['a list with two roots', { ...ours, 'tfconfig/modules.json': '[{"Key":"","Dir":"."},{"Key":"","Dir":"x"}]' }],
    ['a root in another folder', { ...ours, 'tfconfig/modules.json': '[{"Key":"","Dir":"x"}]' }],
    ['no list of modules', Object.fromEntries(Object.entries(ours).filter(([name]) => !name.endsWith('modules.json')))],
    ['a part that terraform does not make', { ...ours, 'extra.bin': 'x' }],
  ])('with %s is refused', (_what, parts) => {
    expect(() => assertSameConfiguration(zip(parts), folder)).toThrow(
      'The plan holds more than the configuration of this stack: it is not applied.',
    );
  });
});

describe('a zip that two readers could read differently is refused', () => {
  const end = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteLength - 22);
  const joined = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

  test('one name twice', () => {
    const bytes = zip({ ...ours, tfplam: 'another' });
    const twice = new Uint8Array(
      Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('tfplam', 'tfplan'), 'latin1'),
    );
    expect(() => planArchive(twice)).toThrow(/it holds "tfplan" twice/);
  });

  test('fewer files on "this disk" than in all', () => {
    const bytes = zip(ours);
    end(bytes).setUint16(8, 1, true);
    expect(() => planArchive(bytes)).toThrow(/does not add up/);
  });

  test('fewer files than the list holds', () => {
    const bytes = zip(ours);
    end(bytes).setUint16(8, 1, true);
    end(bytes).setUint16(10, 1, true);
    expect(() => planArchive(bytes)).toThrow(/does not add up/);
  });

  test.each([
    ['something before it', () => joined(strToU8('PK'), zip(ours))],
    ['something behind it', () => joined(zip(ours), strToU8('x'))],
    ['another archive before it', () => joined(zip({ tfplan: 'another' }), zip(ours))],
    ['nothing in it', () => new Uint8Array()],
    ['cut short', () => zip(ours).slice(0, 200)],
  ])('%s', (_what, bytes) => {
    expect(() => planArchive(bytes())).toThrow(/This is no plan of terraform/);
  });
});
