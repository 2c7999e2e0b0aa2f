import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guard, guardRows } from '../../../domain/guard/guard.js';
import { readDeployment } from '../../../deployment/load.js';
import { DeploymentError } from '../../../deployment/problem.js';
import { guardExamples } from '../../domain/guard-examples.js';
import { greenfield, type Loose } from '../sample.js';
import { bitlocker, choice, exported, harmless, text, timeZone } from './exports.js';

let folder: string;
const policy = (file: string, more: object = {}): Loose => ({ file, ...more });

/** Loads a deployment with these policies. */
async function loading(policies: Loose, settings: Loose = {}): Promise<ReturnType<typeof readDeployment>> {
  const path = join(folder, 'deployment.json');
  await writeFile(path, JSON.stringify({ ...greenfield(), intune: { enrolment: { policies, settings } } }));
  return readDeployment(path);
}

async function saidOf(policies: Loose, settings: Loose = {}): Promise<string> {
  return loading(policies, settings).then(
    () => 'nothing',
    (error: unknown) => {
      if (!(error instanceof DeploymentError)) throw error;
      return error.message;
    },
  );
}

const put = (name: string, value: unknown): Promise<void> =>
  writeFile(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-company-files-'));
  await mkdir(join(folder, 'policies'));
  await put('policies/good.json', exported([harmless], { name: 'Good' }));
  await put('policies/laptops.json', exported([bitlocker, timeZone]));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('files of a company beside the deployment file', () => {
  test('are read from its folder and below it', async () => {
    const { deployment } = await loading({ good: policy('policies/good.json') });
    expect(deployment.companyFiles.policies['good']).toMatchObject({ name: 'Good', settings: [{}] });
  });

  test('are found where accents of their names are written in the other way, and named where their case differs', async () => {
    const name = 'Bürorechner.json';
    await put(name.normalize('NFD'), exported([harmless], { name: 'Office' }));
    const { deployment } = await loading({ office: policy(name.normalize('NFC')) });
    expect(deployment.companyFiles.policies['office']).toMatchObject({ name: 'Office' });
    expect(await saidOf({ good: policy('policies/Good.JSON') })).toMatch(
      /no such file: it is called good\.json there, and another case is another file/,
    );
    expect(await saidOf({ good: policy('policies\\good.json') })).toMatch(/no such file: write \/ between folders/);
  });

  test('are refused together, each with its place, where they cannot be read', async () => {
    await put('large.json', `"${'x'.repeat(4 * 2 ** 20 + 1)}"`);
    await put('broken.json', '{');
    await put('bytes.json', Buffer.from([0x7b, 0xc3, 0x28]).toString('latin1'));
    await writeFile(join(folder, 'ansi.json'), Buffer.from([0x7b, 0xc3, 0x28]));
    await symlink('/etc/hostname', join(folder, 'link.json'));
    const said = await saidOf({
      missing: policy('none.json'),
      constructor: policy('none-either.json'),
      outside: policy('../other.json'),
      absolute: policy('/etc/hostname'),
      link: policy('link.json'),
      folder: policy('policies'),
      large: policy('large.json'),
      ansi: policy('ansi.json'),
      broken: policy('broken.json'),
    });
    expect(said).toMatch(/policies\.constructor\.file .*no such file/);
    expect(said).toMatch(/policies\.missing\.file \(line 1\): must be a file that can be read.*no such file/);
    expect(said).toMatch(/policies\.outside\.file.*outside of the folder/);
    expect(said).toMatch(/policies\.absolute\.file.*outside of the folder/);
    expect(said).toMatch(/policies\.link\.file.*a link to a place outside/);
    expect(said).toMatch(/policies\.folder\.file.*a folder/);
    expect(said).toMatch(/policies\.large\.file.*larger than 4 MB/);
    expect(said).toMatch(/policies\.ansi\.file.*not UTF-8/);
    expect(said).toMatch(/broken\.json:1/);
    expect(said).toMatch(/^9 problems/);
  });

  test('what breaks a desktop is refused by its row, with the way to let it through; what may not suit it is told', async () => {
    const said = await saidOf({ laptops: policy('policies/laptops.json') });
    expect(said).toContain('intune.enrolment.policies.laptops.file (line 1): must hold nothing that breaks a desktop');
    expect(said).toContain('BitLocker is turned on');
    expect(said).toContain('requiredeviceencryption = 1 in policies/laptops.json');
    expect(said).toContain('"accept": {"bitlocker": "the reason"}');
    const { warnings } = await loading({
      laptops: policy('policies/laptops.json', { accept: { bitlocker: 'tried with AWS support' } }),
    });
    expect(warnings.map(({ rule }) => rule).join()).toContain('The time zone is set');
  });

  test('a reason for what the file does not hold is told, as it would let the next one through', async () => {
    const { warnings } = await loading({ good: policy('policies/good.json', { accept: { bitlocker: 'x' } }) });
    expect(warnings.map(({ rule }) => rule)).toEqual(['accepts what policies/good.json does not hold: take it out']);
  });

  test('a setting that ours sets to something else is refused: Intune applies neither', async () => {
    const id = 'device_vendor_msft_policy_config_onedrivengscv2~policy~onedrivengsc_filesondemandenabled';
    const off = { ...harmless, settingInstance: { ...harmless.settingInstance, settingDefinitionId: id } };
    off.settingInstance.choiceSettingValue = { value: `${id}_0`, children: [] };
    await put('policies/off.json', exported([off], { name: 'Off' }));
    const said = await saidOf({ off: policy('policies/off.json') }, { oneDrive: 'recommended' });
    expect(said).toContain('Intune applies neither of two values');
    expect(said).toContain('switch oneDrive off');
    expect(await saidOf({ off: policy('policies/off.json') })).toBe('nothing');
  });

  test('a setting that ours sets to the same is no conflict, and one whose id is written in capitals is', async () => {
    const id = 'device_vendor_msft_policy_config_onedrivengscv2~policy~onedrivengsc_filesondemandenabled';
    await put('policies/on.json', exported([choice(id, '1')], { name: 'On' }));
    expect(await saidOf({ on: policy('policies/on.json') }, { oneDrive: 'recommended' })).toBe('nothing');
    await put('policies/loud.json', exported([choice(id.toUpperCase(), '0')], { name: 'Loud' }));
    const said = await saidOf({ loud: policy('policies/loud.json') }, { oneDrive: 'recommended' });
    expect(said).toContain('Intune applies neither of two values');
  });

  test.each([
    ['another file, but for case', 'PLAIN', /another name than policies\/plain\.json, upper and lower case/],
    ['another file, but for how its letters are composed', 'Pla\u{ff49}n', /another name than policies\/plain\.json/],
    ['another file, but for spaces', ' Plain ', /another name than policies\/plain\.json/],
    ['a set of settings', 'onedrive', /another name than intune\.enrolment\.settings\.oneDrive/],
    ['what else is made', 'Updates', /another name than the deployment's own "updates"/],
  ])('a policy that is called as %s is refused', async (_what, name, refused) => {
    await put('policies/plain.json', exported([harmless], { name: 'Plain' }));
    await put('policies/other.json', exported([harmless], { name }));
    const both = { plain: policy('policies/plain.json'), other: policy('policies/other.json') };
    expect(await saidOf(both)).toMatch(refused);
    await put('policies/other.json', exported([harmless], { name: 'Plain 2' }));
    expect(await saidOf(both)).toBe('nothing');
  });

  test('two files that want different values are refused, and two rules of a firewall are not', async () => {
    await put(
      'policies/zone.json',
      exported([text(timeZone.settingInstance.settingDefinitionId, 'UTC')], { name: 'Z' }),
    );
    const accept = { bitlocker: 'x' };
    const both = { laptops: policy('policies/laptops.json', { accept }), zone: policy('policies/zone.json') };
    expect(await saidOf(both)).toContain('UTC in policies/zone.json, W. Europe Standard Time in policies/laptops.json');
    const rule = (name: string): Loose => ({
      settingInstance: {
        '@odata.type': '#microsoft.graph.deviceManagementConfigurationGroupSettingCollectionInstance',
        settingDefinitionId: 'vendor_msft_firewall_mdmstore_firewallrules_{firewallrulename}',
        groupSettingCollectionValue: [{ children: [text('vendor_msft_firewall_name', name).settingInstance] }],
      },
    });
    await put('policies/one.json', exported([rule('One')], { name: 'One' }));
    await put('policies/other.json', exported([rule('Other')], { name: 'Other' }));
    expect(await saidOf({ one: policy('policies/one.json'), other: policy('policies/other.json') })).toBe('nothing');
  });
});

describe('every row of the guard list that an export can hold', () => {
  const examples = guardExamples.filter(({ collection }) => collection === 'configurationPolicies');
  test.each(examples.map((example) => [example.row, example.what, example.policy] as const))(
    '%s is found in a file, by its title: %s',
    async (row, _what, { settings }) => {
      await put('policies/row.json', exported(settings as Loose[], { name: 'Row' }));
      const { level, title } = guardRows.find(({ id }) => id === row)!;
      if (level === 'refuse') {
        expect(await saidOf({ row: policy('policies/row.json') })).toContain(title);
        const accept = Object.fromEntries(guard({ settings }).findings.map((each) => [each.row.id, 'a reason']));
        expect(await saidOf({ row: policy('policies/row.json', { accept }) })).toBe('nothing');
      } else {
        const { warnings } = await loading({ row: policy('policies/row.json') });
        expect(warnings.map(({ rule }) => rule).join('\n')).toContain(title);
      }
    },
  );

  test('those that none can hold are fields of other kinds of policy', () => {
    const held = new Set(examples.map(({ row }) => row));
    expect(guardRows.map(({ id }) => id).filter((id) => !held.has(id))).toMatchInlineSnapshot(`
      [
        "compliance-encryption",
        "compliance-hardware",
        "compliance-signatures",
      ]
    `);
  });
});
