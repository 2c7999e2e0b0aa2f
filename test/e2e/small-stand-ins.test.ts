import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTwin, type Twin } from '../../twin/twin.js';
import { Workspace } from './terraform.js';

// msgraph, time, azurerm and what no scenario of aws holds, as stand-ins under real terraform: what changes in place, what replaces, what is refused.

let twin: Twin;
let workspace: Workspace;

beforeAll(async () => {
  twin = await startTwin();
});
afterAll(async () => twin.stop());
beforeEach(async () => {
  workspace = await Workspace.create(twin.terraform.env);
});
afterEach(async () => {
  await workspace.terraform('destroy', '-auto-approve');
  await workspace.remove();
});

const sources = {
  aws: { source: 'hashicorp/aws', version: '6.25.0' },
  msgraph: { source: 'microsoft/msgraph', version: '0.5.0' },
  azuread: { source: 'hashicorp/azuread', version: '3.7.0' },
  azurerm: { source: 'hashicorp/azurerm', version: '4.55.0' },
  time: { source: 'hashicorp/time', version: '0.13.1' },
};

async function write(resource: object, more: object = {}): Promise<void> {
  await workspace.write('main.tf.json', { terraform: { required_providers: sources }, resource, ...more });
  await workspace.must('init', '-no-color');
}
const apply = async (): Promise<string> => workspace.must('apply', '-no-color', '-auto-approve');
const plan = async (): Promise<string> => workspace.must('plan', '-no-color');

describe('msgraph', () => {
  const profiles = 'deviceManagement/windowsAutopilotDeploymentProfiles';
  const profile = (displayName: string, more: object = {}) => ({
    msgraph_resource: {
      profile: {
        url: profiles,
        api_version: 'beta',
        body: {
          '@odata.type': '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile',
          displayName,
          description: 'of a test',
          locale: 'os-default',
          deviceNameTemplate: 'WS-%RAND:5%',
          deviceType: 'windowsPc',
          hardwareHashExtractionEnabled: false,
          preprovisioningAllowed: false,
          roleScopeTagIds: ['0'],
          outOfBoxExperienceSetting: {
            deviceUsageType: 'singleUser',
            userType: 'standard',
            privacySettingsHidden: true,
            eulaHidden: true,
            keyboardSelectionPageSkipped: true,
            escapeLinkHidden: true,
          },
        },
        response_export_values: { name: 'displayName', user_type: 'outOfBoxExperienceSetting.userType' },
        ...more,
      },
    },
  });
  const held = () => [...twin.entra.state.autopilotProfiles.values()].map(({ displayName }) => displayName);

  test('an object of a collection: made, read again without change, changed in place, removed', async () => {
    await write(profile('Contoso one'), { output: { got: { value: '${msgraph_resource.profile.output}' } } });
    await apply();
    expect(held()).toEqual(['Contoso one']);
    expect(JSON.parse(await workspace.must('output', '-json', 'got'))).toEqual({
      name: 'Contoso one',
      user_type: 'standard',
    });
    expect(await plan()).toContain('No changes');
    await write(profile('Contoso two'));
    expect(await apply()).toContain('0 added, 1 changed, 0 destroyed');
    expect(held()).toEqual(['Contoso two']);
    await workspace.must('destroy', '-auto-approve');
    expect(held()).toEqual([]);
  });

  test('what somebody changed by hand shows, and what they deleted is made again', async () => {
    await write(profile('Contoso one'));
    await apply();
    const [first] = twin.entra.state.autopilotProfiles.values();
    Object.assign(first ?? {}, { displayName: 'by hand' });
    expect(await plan()).toMatch(/"by hand" -> "Contoso one"/);
    twin.entra.state.autopilotProfiles.clear();
    expect(await plan()).toContain('1 to add, 0 to change, 0 to destroy');
  });

  test("a refusal of Graph is shown in the Azure SDK's words", async () => {
    await write(profile('Contoso-one'));
    const { code, output } = await workspace.terraform('apply', '-no-color', '-auto-approve');
    expect([code, output]).toEqual([1, expect.stringMatching(/Failed to create resource[\s\S]*RESPONSE 400/)]);
  });

  test('properties of an object that something else makes stay when they are no longer managed', async () => {
    const group = twin.entra.addGroup('of others');
    const properties = {
      msgraph_update_resource: { group: { url: `groups/${group.id}`, body: { description: 'set' } } },
    };
    await write(properties);
    await apply();
    expect(twin.entra.state.groups.get(group.id)?.description).toBe('set');
    expect(await plan()).toContain('No changes');
    await workspace.must('destroy', '-auto-approve');
    expect(twin.entra.state.groups.get(group.id)?.description).toBe('set');
    twin.entra.state.groups.delete(group.id);
  });

  test('an action is sent when it is made or its body changes, and never by a plan', async () => {
    const application = twin.entra.addServicePrincipal('of others');
    const { passwordCredentials } = twin.entra.state.applications.get(application.applicationObjectId) ?? {
      passwordCredentials: [],
    };
    const action = (displayName: string) => ({
      msgraph_resource_action: {
        add: {
          resource_url: `applications/${application.applicationObjectId}`,
          action: 'addPassword',
          method: 'POST',
          body: { passwordCredential: { displayName } },
          response_export_values: { key: 'keyId' },
        },
      },
    });
    await write(action('one'));
    await apply();
    expect(await plan()).toContain('No changes');
    await write(action('two'));
    await apply();
    await workspace.must('destroy', '-auto-approve');
    const { passwordCredentials: after } = twin.entra.state.applications.get(application.applicationObjectId) ?? {
      passwordCredentials,
    };
    expect(after.map(({ displayName }) => displayName)).toEqual(['by hand', 'one', 'two']);
  });
});

describe('time', () => {
  test('a rotation is due when the twin’s time says so, and what it triggers is made anew', async () => {
    await write({
      time_rotating: { half: { rotation_days: 90 } },
      time_static: { since: { triggers: { turn: '${time_rotating.half.id}' } } },
    });
    await apply();
    expect(await plan()).toContain('No changes');
    await twin.advance(89 * 24 * 60);
    expect(await plan()).toContain('No changes');
    await twin.advance(2 * 24 * 60);
    expect(await plan()).toMatch(/time_static\.since must be replaced[\s\S]*2 to add, 0 to change, 1 to destroy/);
  });

  test('an offset moves with its base alone', async () => {
    const base = { base_rfc3339: '2026-01-31T00:00:00Z' };
    await write(
      { time_offset: { later: { ...base, offset_days: 1 } } },
      { output: { at: { value: '${time_offset.later.rfc3339}' } } },
    );
    await apply();
    expect(JSON.parse(await workspace.must('output', '-json', 'at'))).toBe('2026-02-01T00:00:00Z');
    await write(
      { time_offset: { later: { ...base, offset_days: 2 } } },
      { output: { at: { value: '${time_offset.later.rfc3339}' } } },
    );
    expect(await apply()).toContain('0 added, 1 changed, 0 destroyed');
    expect(JSON.parse(await workspace.must('output', '-json', 'at'))).toBe('2026-02-02T00:00:00Z');
  });

  test('a sleep lets the twin’s time go by', async () => {
    const before = twin.world.clock.now().getTime();
    await write({ time_sleep: { wait: { create_duration: '3m', triggers: { a: '1' } } } });
    await apply();
    expect(twin.world.clock.now().getTime() - before).toBeGreaterThanOrEqual(180_000);
    await write({ time_sleep: { wait: { create_duration: '3 minutes' } } });
    expect((await workspace.terraform('validate', '-no-color')).output).toContain(
      'immediately followed by a unit of time',
    );
  });
});

describe('azurerm', () => {
  const provider = { provider: { azurerm: [{ features: [{}], resource_provider_registrations: 'none' }] } };
  const workspaceOf = (name: string) => ({
    azurerm_resource_group: { g: { name: 'contoso-monitoring', location: 'westeurope' } },
    azurerm_log_analytics_workspace: {
      w: {
        name,
        location: 'westeurope',
        resource_group_name: '${azurerm_resource_group.g.name}',
        retention_in_days: 30,
      },
    },
  });

  test('a workspace in its group: no change when planned again, replaced by a new name, all gone after destroy', async () => {
    await write(workspaceOf('contoso-logs'), provider);
    await apply();
    expect(await plan()).toContain('No changes');
    await write(workspaceOf('contoso-other'), provider);
    expect(await plan()).toMatch(/"contoso-logs" -> "contoso-other" # forces replacement/);
    await workspace.must('destroy', '-auto-approve');
    expect(twin.subscription.ids()).toEqual([]);
  });

  test('Entra diagnostic settings are refused to a service principal without the special role', async () => {
    const setting = {
      ...workspaceOf('contoso-logs'),
      azurerm_monitor_aad_diagnostic_setting: {
        s: {
          name: 'contoso',
          log_analytics_workspace_id: '${azurerm_log_analytics_workspace.w.id}',
          enabled_log: [{ category: 'ProvisioningLogs' }],
        },
      },
    };
    twin.subscription.mayWriteDiagnosticSettings = false;
    await write(setting, provider);
    const { code, output } = await workspace.terraform('apply', '-no-color', '-auto-approve');
    twin.subscription.mayWriteDiagnosticSettings = true;
    expect([code, output]).toEqual([1, expect.stringMatching(/403 \(403 Forbidden\)[\s\S]*microsoft\.aadiam/)]);
    await apply();
    expect(await plan()).toContain('No changes');
  });
});

describe('aws', () => {
  const network = (tags: object) => ({
    aws_vpc: { network: { cidr_block: '10.60.0.0/16' } },
    aws_flow_log: {
      traffic: {
        vpc_id: '${aws_vpc.network.id}',
        traffic_type: 'ALL',
        log_destination_type: 's3',
        log_destination: 'arn:aws:s3:::contoso-flow-logs',
        tags,
      },
    },
  });
  const flowLogs = async () =>
    (await twin.aws.inside('ec2', 'DescribeFlowLogs', 'eu-central-1', {}))['FlowLogs'] as Record<string, unknown>[];

  test('a flow log of a network: made, read again without change, tagged in place, removed', async () => {
    await write(network({ Name: 'traffic' }));
    await apply();
    const [made] = await flowLogs();
    expect(made).toMatchObject({ TrafficType: 'ALL', LogDestination: 'arn:aws:s3:::contoso-flow-logs' });
    expect(await plan()).toContain('No changes');
    await write(network({ Name: 'all traffic' }));
    expect(await apply()).toContain('0 added, 1 changed, 0 destroyed');
    expect(await flowLogs()).toMatchObject([
      { FlowLogId: made?.['FlowLogId'], Tags: [{ Key: 'Name', Value: 'all traffic' }] },
    ]);
    await workspace.must('destroy', '-auto-approve');
    expect(await flowLogs()).toEqual([]);
  });
});
