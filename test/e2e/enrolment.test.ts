import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DeploymentInput } from '../../deployment/schema.js';
import type { IntunePolicy, PolicyCollection } from '../../twin/entra/intune-policies.js';
import { recommendedEnrolment } from '../../deployment/recommended-enrolment.js';
import { shakeHands } from './handshake.js';
import { greenfield, Scenario } from './harness.js';

// What Intune gives desktops, through a life of it: made, on a desktop, read again, changed in place, taken away. Each test
// goes on from the one before it.

const ada = 'ada@contoso.com';
type Enrolment = NonNullable<NonNullable<DeploymentInput['intune']>['enrolment']>;
type App = NonNullable<Enrolment['apps']>[string];

const companyPortal = {
  app: { store: { id: '9WZDNCRFJ3PZ', displayName: 'Company Portal', publisher: 'Microsoft Corporation' } },
  for: 'required',
} as const;

const editor = {
  app: { store: { id: 'XP89DCGQ3K6VLD', displayName: 'PowerToys', publisher: 'Microsoft Corporation' } },
  for: 'available',
} as const;

/** What was exported of a policy of theirs, in a tenant where it reaches every laptop. */
const edge = (page: string, technologies = 'mdm'): string =>
  readFileSync('examples/company-files/edge.json', 'utf8')
    .replace('https://intranet.contoso.com', page)
    .replace('"technologies": "mdm"', `"technologies": "${technologies}"`);

/** How many settings a policy has that is tried: a thousand by hand, `ENROLMENT_SETTINGS=1000`. */
const sizes = [200, ...(process.env['ENROLMENT_SETTINGS'] ? [Number(process.env['ENROLMENT_SETTINGS'])] : [])];

/** An export of so many settings, as large baselines are. */
const large = (count: number): string => {
  const {
    settings: [first],
    ...policy
  } = JSON.parse(edge('https://intranet.contoso.com')) as {
    settings: { settingInstance: { settingDefinitionId: string } }[];
  };
  const settings = Array.from({ length: count }, (_, at) =>
    JSON.parse(JSON.stringify(first).replaceAll('startup_homepagelocation', `setting_${at}`)),
  );
  return JSON.stringify({ ...policy, technologies: 'mdm,microsoftSense', settings });
};

const certificate = (name: string): Buffer => readFileSync(`test/inputs/certificates/${name}`);
const thumbprint = (name: string): string => new X509Certificate(certificate(name)).fingerprint.replaceAll(':', '');

const admx = (more = ''): string => `${readFileSync('test/inputs/admx/wsp.admx', 'utf8')}${more}`;

const office = { app: { microsoft365: { without: ['access'] } }, for: 'required' } satisfies App;

const groupTarget = '#microsoft.graph.groupAssignmentTarget';
const groupsOfTheirs = ({ twin }: Scenario): string[] =>
  Array.from({ length: 100 }, (_, index) => twin.entra.addGroup(`Contoso department ${index}`).id);

describe('what a desktop gets when it enrols', () => {
  let scenario: Scenario;
  let deployment: DeploymentInput;
  let nothing: unknown;
  let wanted: Enrolment;
  let vpn: IntunePolicy;
  let assignedByThem: readonly string[];

  const write = async (enrolment: Enrolment | null): Promise<void> => {
    deployment = { ...deployment, intune: { ...deployment.intune, enrolment } };
    await scenario.write(deployment);
  };
  const desktop = (): string => [...scenario.twin.aws.workspaces.region('eu-central-1').desktops.values()][0]!.id;
  const held = (collection: PolicyCollection) => [...scenario.twin.entra.state.policies[collection].values()];

  const heldPolicy = (name: string): IntunePolicy =>
    held('configurationPolicies').find(({ body }) => body['name'] === name)!;

  beforeAll(async () => {
    scenario = await Scenario.start({ seed: { users: [ada] } });
    deployment = greenfield(scenario.twin, [{ upn: ada }]) as DeploymentInput;
    const theirs = scenario.twin.entra.addGroup('Contoso managed devices');
    vpn = scenario.twin.entra.addPolicy(
      'mobileApps',
      { '@odata.type': '#microsoft.graph.win32LobApp', displayName: 'Contoso VPN', publishingState: 'published' },
      { targets: groupsOfTheirs(scenario).map((groupId) => ({ '@odata.type': groupTarget, groupId })) },
    );
    assignedByThem = vpn.assignments.map(({ id }) => id);
    const ofTheirs = { app: { existing: { id: vpn.id, displayName: 'Contoso VPN' } }, for: 'required' } as const;
    wanted = {
      ...recommendedEnrolment(),
      joins: [theirs.id],
      policies: { edge: { file: 'edge.json' } },
      session: {
        admx: 'wsp.admx',
        clipboard: 'off',
        policies: { session_reconnect: { values: { reconnect_seconds: '600' } } },
      },
      certificates: { proxy: { file: 'proxy.cer', store: 'root' } },
      apps: { 'company-portal': companyPortal, editor, vpn: ofTheirs, office },
    };
    await scenario.put('edge.json', edge('https://intranet.contoso.com'));
    await scenario.put('proxy.cer', certificate('contoso-root.cer'));
    await scenario.put('wsp.admx', admx());
    nothing = scenario.twin.entra.snapshot();
    await write(wanted);
    await scenario.apply();
    deployment = (await shakeHands(scenario.twin, deployment, await scenario.outputs())) as DeploymentInput;
    await scenario.write(deployment);
    await scenario.apply();
    await scenario.twin.advance(60);
  });
  afterAll(async () => scenario.stop());

  test('a desktop has the policy and the app, and a second plan is empty', async () => {
    expect(scenario.twin.integrations.signIn(ada).works).toBe(true);
    const morning = scenario.twin.integrations.checkIn(desktop());
    expect(morning).toMatchObject({
      apps: [
        { name: 'Company Portal', intent: 'required', state: 'installed' },
        { name: 'Contoso VPN', intent: 'required', state: 'installed' },
        { name: 'Microsoft 365 Apps', intent: 'required', state: 'installed' },
        { name: 'PowerToys', intent: 'available', state: 'available' },
      ],
      certificates: [{ store: 'computerCertStoreRoot', thumbprint: thumbprint('contoso-root.cer') }],
      session: [
        { name: 'toggle_clipboard', state: 'disabled' },
        { name: 'session_reconnect', state: 'enabled', data: { reconnect_seconds: '600' } },
      ],
      compliant: true,
      complianceState: 'compliant',
      statusPage: { name: 'Contoso first sign-in', waitedFor: ['Company Portal'], inVain: [], end: 'done' },
    });
    expect(morning?.policies.map(({ name, state }) => `${name}: ${state}`).sort()).toEqual([
      'Contoso Defender: applied',
      'Contoso Edge: applied',
      'Contoso OneDrive: applied',
      'Contoso Windows Hello off: applied',
      'Contoso attack surface: applied',
      'Contoso certificate proxy: applied',
      'Contoso compliance: applied',
      'Contoso delivery optimization: applied',
      'Contoso local administrator password: applied',
      'Contoso lock screen: applied',
      'Contoso sessions: applied',
      'Contoso updates: applied',
    ]);
    expect(await scenario.plan()).toEqual([]);
    expect(scenario.twin.entra.unknownCalls).toEqual([]);
  });

  test('an app of the company keeps the hundred assignments that others made, beside ours', () => {
    expect(vpn.assignments.map(({ id }) => id)).toEqual([...assignedByThem, expect.stringMatching(/_required_0$/)]);
  });

  test('what somebody assigned in the portal is warned of, named and left: a plan and an apply change nothing', async () => {
    const policy = held('configurationPolicies').find(({ body }) => body['name'] === 'Contoso OneDrive')!;
    const ours = policy.assignments;
    const target = { '@odata.type': '#microsoft.graph.allDevicesAssignmentTarget' } as const;
    const everybody = { id: `${policy.id}_all`, target };
    policy.assignments = [...ours, everybody];
    const { output } = await scenario.terraform('plan', '-no-color');
    const said = output.replace(/[\s│]+/g, ' ');
    expect(said).toContain('Contoso OneDrive is assigned to other groups than the deployment says');
    expect(said.match(/is assigned to other groups/g)).toHaveLength(1);
    expect(await scenario.apply()).toEqual([]);
    expect(policy.assignments).toContain(everybody);
    policy.assignments = ours;
    expect((await scenario.terraform('plan', '-no-color')).output).not.toContain('is assigned to other groups');
  });

  test('what somebody changed in a policy is planned, and put right in place', async () => {
    const policy = held('configurationPolicies').find(({ body }) => body['name'] === 'Contoso OneDrive');
    const settings = policy!.inside['settings'] as { settingInstance: { choiceSettingValue?: { value: string } } }[];
    settings[1]!.settingInstance.choiceSettingValue!.value += '0';
    const planned = await scenario.apply();
    expect(planned).toMatchObject([{ type: 'msgraph_resource', actions: ['update'] }]);
    expect(await scenario.plan()).toEqual([]);
  });

  test('a policy out of a file of the company changes in place with its file; given another technology it is another policy', async () => {
    const held = () => heldPolicy('Contoso Edge');
    const first = held();
    expect(JSON.stringify(first.inside['settings'])).toContain('https://intranet.contoso.com');
    await scenario.put('edge.json', edge('https://start.contoso.com'));
    await scenario.write(deployment);
    expect(await scenario.apply()).toMatchObject([{ type: 'msgraph_resource', actions: ['update'] }]);
    expect(held().id).toBe(first.id);
    expect(JSON.stringify(held().inside['settings'])).toContain('https://start.contoso.com');
    expect(scenario.twin.integrations.checkIn(desktop())?.policies).toContainEqual(
      expect.objectContaining({ name: 'Contoso Edge', state: 'applied' }),
    );
    await scenario.put('edge.json', edge('https://start.contoso.com', 'mdm,microsoftSense'));
    await scenario.write(deployment);
    await scenario.apply();
    expect(held().id).not.toBe(first.id);
    expect(await scenario.plan()).toEqual([]);
  });

  test.each(sizes)('a policy of %i settings is taken out of its export, made, read back and changed', async (count) => {
    await scenario.put('edge.json', large(count));
    await scenario.write(deployment);
    await scenario.apply();
    const held = heldPolicy('Contoso Edge');
    expect(held.inside['settings']).toHaveLength(count);
    expect(await scenario.plan()).toEqual([]);
    const settings = held.inside['settings'] as { settingInstance: { choiceSettingValue: { value: string } } }[];
    settings.at(-1)!.settingInstance.choiceSettingValue.value += '0';
    expect(await scenario.apply()).toMatchObject([{ type: 'msgraph_resource', actions: ['update'] }]);
    expect(heldPolicy('Contoso Edge').id).toBe(held.id);
  });

  test('another certificate in its file, and another store, change the profile in place', async () => {
    const profile = () =>
      held('deviceConfigurations').find(({ body }) => body['displayName'] === 'Contoso certificate proxy')!;
    const first = profile().id;
    await scenario.put('proxy.cer', certificate('contoso-issuing.pem'));
    wanted = { ...wanted, certificates: { proxy: { file: 'proxy.cer', store: 'intermediate' } } };
    await write(wanted);
    expect(await scenario.apply()).toMatchObject([{ type: 'msgraph_resource', actions: ['update'] }]);
    expect(profile().id).toBe(first);
    expect(scenario.twin.integrations.checkIn(desktop())?.certificates).toEqual([
      { store: 'computerCertStoreIntermediate', thumbprint: thumbprint('contoso-issuing.pem') },
    ]);
    expect(await scenario.plan()).toEqual([]);
  });

  test('sessions change in place, with another ADMX file under another id; what somebody changes there is not seen', async () => {
    const policy = () => held('deviceConfigurations').find(({ body }) => body['displayName'] === 'Contoso sessions')!;
    const first = policy().id;
    const ids = (): string[] => (policy().body['omaSettings'] as { omaUri: string }[]).map(({ omaUri }) => omaUri);
    const before = ids()[0];
    expect(before).toMatch(/^.\/Device.Vendor.MSFT.Policy.ConfigOperations.ADMXInstall.wsp.Policy.wsp_[0-9a-f]{16}$/);
    await scenario.put('wsp.admx', admx('<!-- of another version -->'));
    wanted = { ...wanted, session: { admx: 'wsp.admx', printing: 'off' } };
    await write(wanted);
    expect(await scenario.apply()).toMatchObject([{ type: 'msgraph_resource', actions: ['update'] }]);
    expect(policy().id).toBe(first);
    expect(ids()[0]).not.toBe(before);
    expect(scenario.twin.integrations.checkIn(desktop())?.session).toEqual([
      { name: 'toggle_printing', state: 'disabled', data: {} },
    ]);
    policy().inside['omaSecrets'] = [];
    expect(await scenario.plan()).toEqual([]);
    expect(scenario.twin.integrations.checkIn(desktop())?.session).toEqual([]);
  });

  test('another name of an app changes it in place, and its assignment stays', async () => {
    const before = held('mobileApps').map(({ id }) => id);
    const app = { store: { ...companyPortal.app.store, displayName: 'Software' } };
    await write({ ...wanted, apps: { ...wanted.apps, 'company-portal': { ...companyPortal, app } } });
    expect(await scenario.apply()).toMatchObject([{ type: 'msgraph_resource', actions: ['update'] }]);
    const after = held('mobileApps');
    expect(after.map(({ id }) => id)).toEqual(before);
    expect(after.map(({ body }) => body['displayName'])).toEqual(expect.arrayContaining(['Software']));
    expect(await scenario.plan()).toEqual([]);
  });

  test('the numbers of each object change in place; what a PATCH cannot take back makes another policy', async () => {
    await write({
      ...wanted,
      apps: {
        ...wanted.apps,
        office: { app: { microsoft365: { without: ['teams'], channel: 'current' } }, for: 'required' },
      },
      compliance: { create: { osMinimum: '10.0.22631.0', graceHours: 48 } },
      statusPage: { create: { waitMinutes: 30, blockUntil: [] } },
      updates: { owner: 'intune', deadlineDays: 7, stayOn: 'Windows 11, version 24H2', pilot: { sixteenths: 2 } },
      settings: { ...wanted.settings, attackSurface: 'block' },
    });
    const planned = await scenario.apply();
    const short = planned.map(
      ({ address, actions }) =>
        `${address.replace(/^.*?enrolment_/, '').replace(/_[0-9A-F]{8}$/, '')} ${actions.join('/')}`,
    );
    expect(short.sort()).toMatchInlineSnapshot(`
      [
        "app-company-portal update",
        "app-office update",
        "compliance delete/create",
        "compliance_assign delete/create",
        "compliance_bounds delete/create",
        "compliance_grace delete/create",
        "pilot-group create",
        "pilot-ring create",
        "pilot-ring_assign create",
        "ring update",
        "ring_assign update",
        "settings-attackSurface update",
        "status-page update",
        "windows-version create",
        "windows-version_assign create",
      ]
    `);
    expect(await scenario.plan()).toEqual([]);
    await write(wanted);
    const back = await scenario.apply();
    expect(
      back.filter(({ type }) => type === 'msgraph_resource').filter(({ address }) => address.includes('compliance')),
    ).toMatchObject([{ actions: ['delete', 'create'] }]);
    expect(await scenario.plan()).toEqual([]);
  });

  test('taken out of the file it is gone, and a destroy leaves nothing', async () => {
    await write(null);
    await scenario.apply();
    expect([...held('configurationPolicies'), ...held('deviceConfigurations'), ...held('mobileApps')]).toEqual([vpn]);
    expect(scenario.twin.integrations.checkIn(desktop())).toMatchObject({ policies: [], apps: [] });
    expect(vpn.assignments.map(({ id }) => id)).toEqual(assignedByThem);
    // A policy of the company is looked at, warned of while nobody has it, and never assigned.
    const theirs = scenario.twin.entra.addPolicy('deviceCompliancePolicies', { displayName: 'Company' });
    await write({ ...wanted, compliance: { existing: { id: theirs.id } } });
    const { output } = await scenario.terraform('plan', '-no-color');
    expect(output.replace(/\s+/g, ' ')).toContain(`The compliance policy ${theirs.id} is assigned to nobody`);
    scenario.twin.entra.state.policies.deviceCompliancePolicies.delete(theirs.id);
    await write(wanted);
    await scenario.apply();
    await scenario.destroy();
    expect(scenario.twin.entra.snapshot()).toEqual(nothing);
    expect(vpn.assignments.map(({ id }) => id)).toEqual(assignedByThem);
  });
});
