import { catalogValues } from '../../domain/guard/observed.js';
import { describe, expect, test } from '@jest/globals';
import { guard, guardRows, unknownRows, type PolicyObject } from '../../domain/guard/guard.js';
import { catalogSetting, guardExamples } from './guard-examples.js';

const rowsOf = (policy: PolicyObject): string[] => guard(policy).findings.map(({ row }) => row.id);
const catalog = (id: string, ...values: string[]): PolicyObject => ({ settings: [catalogSetting(id, values)] });
const list = (id: string, ...values: string[]): PolicyObject => ({
  settings: [
    {
      settingInstance: {
        '@odata.type': '#microsoft.graph.deviceManagementConfigurationSimpleSettingCollectionInstance',
        settingDefinitionId: id,
        simpleSettingCollectionValue: values.map((value) => ({
          '@odata.type': '#microsoft.graph.deviceManagementConfigurationStringSettingValue',
          value,
        })),
      },
    },
  ],
});
const oma = (omaUri: string, value: unknown, type = 'omaSettingString', more: object = {}): PolicyObject => ({
  '@odata.type': '#microsoft.graph.windows10CustomConfiguration',
  omaSettings: [{ '@odata.type': `#microsoft.graph.${type}`, omaUri, value, ...more }],
});

describe('the guard list', () => {
  test('each row has an id of its own, an effect, and a page on the web', () => {
    expect(new Set(guardRows.map(({ id }) => id)).size).toBe(guardRows.length);
    for (const { id, title, effect, source, matchers } of guardRows) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect([title, effect].every((text) => text.length > 10)).toBe(true);
      expect(source).toMatch(/^https:\/\/(docs\.aws\.amazon\.com|learn\.microsoft\.com)\//);
      expect(matchers.length).toBeGreaterThan(0);
    }
  });

  test('only what AWS documents is refused', () => {
    for (const { level, source, inferred } of guardRows.filter((row) => row.level === 'refuse')) {
      expect([level, inferred]).toEqual(['refuse', undefined]);
      expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/workspaces\//);
    }
  });

  test.each(guardExamples.map(({ row, what, policy }) => [row, what, policy] as const))(
    '%s is found: %s',
    (row, _what, policy) => {
      expect(rowsOf(policy)).toContain(row);
    },
  );
});

// As policies in public exports are written.
describe('a policy that', () => {
  const p = 'device_vendor_msft_policy_config_';
  test.each<readonly [string, PolicyObject, readonly string[]]>([
    ['requires encryption', catalog('device_vendor_msft_bitlocker_requiredeviceencryption', '1'), ['bitlocker']],
    ['forbids encryption', catalog('device_vendor_msft_bitlocker_requiredeviceencryption', '0'), []],
    [
      'requires it as a custom setting',
      oma('./Device/Vendor/MSFT/BitLocker/RequireDeviceEncryption', 1, 'omaSettingInteger'),
      ['bitlocker'],
    ],
    [
      'requires it by an old path and a boolean field of endpoint protection',
      { '@odata.type': '#microsoft.graph.windows10EndpointProtectionConfiguration', bitLockerEncryptDevice: true },
      ['bitlocker'],
    ],
    [
      'leaves the field at its default',
      { '@odata.type': '#microsoft.graph.windows10EndpointProtectionConfiguration', bitLockerEncryptDevice: false },
      [],
    ],
    [
      'lets users and administrators log on',
      list(`${p}userrights_allowlocallogon`, '*S-1-5-32-544', '*S-1-5-32-545'),
      [],
    ],
    ['lets administrators alone log on', list(`${p}userrights_allowlocallogon`, '*S-1-5-32-544'), ['log-on-rights']],
    [
      'lets administrators alone log on, in one text',
      oma('./Device/Vendor/MSFT/Policy/Config/UserRights/AllowLocalLogOn', '*S-1-5-32-544\uF000*S-1-5-32-551'),
      ['log-on-rights'],
    ],
    ['keeps guests out', list(`${p}userrights_denylocallogon`, '*S-1-5-32-546'), []],
    ['keeps everybody out', list(`${p}userrights_denylocallogon`, 'Everyone'), ['log-on-rights']],
    [
      'ends idle sessions, as a custom setting with a value',
      oma(
        './Device/Vendor/MSFT/Policy/Config/ADMX_TerminalServer/TS_SESSIONS_Idle_Limit_2',
        '<enabled/><data id="TS_SESSIONS_IdleLimitText" value="900000"/>',
      ),
      ['session-limit'],
    ],
    [
      'has that limit disabled',
      oma('./Device/Vendor/MSFT/Policy/Config/ADMX_TerminalServer/TS_SESSIONS_Idle_Limit_2', '<disabled/>'),
      [],
    ],
    [
      'sleeps after half an hour',
      {
        settings: [
          {
            settingInstance: {
              settingDefinitionId: `${p}power_standbytimeoutpluggedin`,
              choiceSettingValue: {
                value: `${p}power_standbytimeoutpluggedin_1`,
                children: [
                  {
                    settingDefinitionId: `${p}power_standbytimeoutpluggedin_enteracstandbytimeout`,
                    simpleSettingValue: { value: 1800 },
                  },
                ],
              },
            },
          },
        ],
      },
      ['sleep'],
    ],
    [
      'never sleeps: the setting is on, its seconds are 0',
      {
        settings: [
          {
            settingInstance: {
              settingDefinitionId: `${p}power_standbytimeoutpluggedin`,
              choiceSettingValue: {
                value: `${p}power_standbytimeoutpluggedin_1`,
                children: [
                  {
                    settingDefinitionId: `${p}power_standbytimeoutpluggedin_enteracstandbytimeout`,
                    simpleSettingValue: { value: 0 },
                  },
                ],
              },
            },
          },
        ],
      },
      [],
    ],
    [
      'ignores local firewall rules',
      catalog('vendor_msft_firewall_mdmstore_publicprofile_allowlocalpolicymerge', 'false'),
      ['firewall'],
    ],
    ['turns the firewall on', catalog('vendor_msft_firewall_mdmstore_publicprofile_enablefirewall', 'true'), []],
    [
      'denies all removable storage, for users',
      catalog('user_vendor_msft_policy_config_admx_removablestorage_removablestorageclasses_denyall_access_1', '1'),
      ['removable-storage'],
    ],
    [
      'adds somebody to the administrators',
      {
        settings: [
          {
            settingInstance: {
              settingDefinitionId: `${p}localusersandgroups_configure`,
              groupSettingCollectionValue: [
                {
                  children: [
                    {
                      settingDefinitionId: `${p}localusersandgroups_configure_groupconfiguration_accessgroup_action`,
                      choiceSettingValue: {
                        value: `${p}localusersandgroups_configure_groupconfiguration_accessgroup_action_add_update`,
                        children: [],
                      },
                    },
                  ],
                },
              ],
            },
          },
        ],
      },
      [],
    ],
    [
      'asks for nothing that a WorkSpace lacks',
      {
        '@odata.type': '#microsoft.graph.windows10CompliancePolicy',
        bitLockerEnabled: false,
        antivirusRequired: true,
        scheduledActionsForRule: [{ scheduledActionConfigurations: [{ actionType: 'block', gracePeriodHours: 24 }] }],
      },
      [],
    ],
    [
      'wipes what is not compliant',
      {
        '@odata.type': '#microsoft.graph.windows10CompliancePolicy',
        scheduledActionsForRule: [
          { scheduledActionConfigurations: [{ actionType: 'block' }, { actionType: 'wipe', gracePeriodHours: 720 }] },
        ],
      },
      ['reset'],
    ],
    [
      'tunnels everything, always on',
      {
        '@odata.type': '#microsoft.graph.windows10VpnConfiguration',
        enableSplitTunneling: false,
        enableAlwaysOn: true,
      },
      ['tunnel-or-proxy'],
    ],
    [
      'tunnels everything when a person wants it',
      {
        '@odata.type': '#microsoft.graph.windows10VpnConfiguration',
        enableSplitTunneling: false,
        enableAlwaysOn: false,
      },
      [],
    ],
  ])('%s', (_what, policy, rows) => {
    const { findings, verdict, unread } = guard(policy);
    expect(findings.map(({ row }) => row.id)).toEqual(rows);
    expect(unread).toEqual([]);
    expect(verdict).toBe(findings[0]?.row.level ?? 'pass');
  });
});

describe('what cannot be read is unknown, and never passes', () => {
  test.each<readonly [string, PolicyObject, string]>([
    ['a script', { '@odata.type': '#microsoft.graph.deviceManagementScript' }, 'deviceManagementScript'],
    ['a Win32 app', { '@odata.type': '#microsoft.graph.win32LobApp' }, 'win32LobApp'],
    ['a remediation', { '@odata.type': '#microsoft.graph.deviceHealthScript' }, 'deviceHealthScript'],
    ['nothing that is known', { displayName: 'Agent of somebody' }, 'a kind of policy that is not read'],
    [
      'a template without its definition',
      { definitionValues: [{ enabled: true }] },
      'an administrative template whose definition is not shown',
    ],
    [
      'a value that is encrypted',
      oma('./Device/Vendor/MSFT/Policy/Config/TimeLanguageSettings/ConfigureTimeZone', '****', 'omaSettingString', {
        isEncrypted: true,
      }),
      'which is encrypted',
    ],
    [
      'an old baseline whose value is no JSON',
      {
        settings: [
          {
            definitionId: 'deviceConfiguration--windows10EndpointProtectionConfiguration_bitLockerEncryptDevice',
            valueJson: 'true,',
          },
        ],
      },
      'the value of deviceConfiguration--windows10EndpointProtectionConfiguration_bitLockerEncryptDevice',
    ],
  ])('%s', (_what, policy, unread) => {
    const found = guard(policy);
    expect([found.verdict, found.findings]).toEqual(['unknown', []]);
    expect(found.unread.join()).toContain(unread);
  });

  test('a setting that is read is found beside one that is not', () => {
    const mixed = {
      settings: [
        catalogSetting('device_vendor_msft_bitlocker_requiredeviceencryption', ['1']),
        { settingInstance: { value: 'x' } },
      ],
    };
    expect(guard(mixed)).toMatchObject({ verdict: 'refuse', unread: ['a setting without settingDefinitionId'] });
  });
});

describe('accept', () => {
  const policy = {
    settings: [
      catalogSetting('device_vendor_msft_bitlocker_requiredeviceencryption', ['1']),
      catalogSetting('device_vendor_msft_policy_config_timelanguagesettings_configuretimezone', ['W. Europe']),
    ],
  };
  test('lets a row through with its reason, and the others stay', () => {
    const found = guard(policy, { bitlocker: 'tried with AWS support' });
    expect(found.verdict).toBe('warn');
    expect(found.findings.map(({ row, accepted }) => [row.id, accepted])).toEqual([
      ['bitlocker', 'tried with AWS support'],
      ['time-zone', undefined],
    ]);
  });
  test('says the setting and its value', () => {
    expect(guard(policy).findings[0]).toMatchObject({
      where: 'device_vendor_msft_bitlocker_requiredeviceencryption',
      value: '1',
    });
  });
  test('a row that the list does not have is named', () => {
    expect(unknownRows({ bitlocker: 'x', 'bit-locker': 'y' })).toEqual(['bit-locker']);
  });
});

test('a setting that stands in a policy twice has no value of its own, whatever its case', () => {
  const settings = [catalogSetting('device_a', ['1']), catalogSetting('Device_A', ['0']), catalogSetting('b', ['1'])];
  expect([...catalogValues(settings)]).toEqual([['b', '1']]);
});
