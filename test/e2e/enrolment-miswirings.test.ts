import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { recommendedEnrolment } from '../../deployment/recommended-enrolment.js';
import type { DeploymentInput } from '../../deployment/schema.js';
import type { IntunePolicy } from '../../twin/entra/intune-policies.js';
import { onFederation, useFederation } from './federation-in-use.js';
import { Scenario } from './harness.js';
import { lives, type Company, type EnrolmentWire, type Place } from './miswirings/enrolment.js';
import { Wiring } from './miswirings/wiring.js';
import { onOneLine } from './terraform.js';
import { say } from './worlds.js';

// Wrong wires of what desktops get, put into the synthesized JSON. One world: what Intune gives is taken away and made anew
// with the wires of a life, and the desktop has another first morning. Each wire has to show, in its own words.

const region = 'eu-central-1';
const ada = 'ada@contoso.com';
const app = (id: string, displayName: string, intent: 'required' | 'available') =>
  [{ app: { store: { id, displayName, publisher: 'Microsoft Corporation' } }, for: intent }] as const;

describe('wrong wires of a first morning', () => {
  let scenario: Scenario;
  let deployment: DeploymentInput;
  let company: Company;
  let vpn: IntunePolicy;
  let managed: string;
  let usual: readonly string[];

  const write = async (enrolment: object | null, wires: readonly EnrolmentWire[] = []): Promise<void> => {
    await scenario.write({ ...deployment, intune: { enrolment } });
    if (wires.length === 0) return;
    const file = join(scenario.stackFolder, 'cdk.tf.json');
    const wiring = Wiring.of('connected', await readFile(file, 'utf8'));
    for (const { change } of wires) change(wiring, company);
    await writeFile(file, wiring.text);
  };
  const wanted = () => {
    const [portal] = app('9WZDNCRFJ3PZ', 'Company Portal', 'required');
    const [editor] = app('XP89DCGQ3K6VLD', 'PowerToys', 'available');
    return { ...recommendedEnrolment(), joins: [managed], apps: { 'company-portal': portal, editor } };
  };
  const desktop = (): string => [...scenario.twin.aws.workspaces.region(region).desktops.keys()][0] ?? '';

  /** What a desktop that comes up now gets, and what became of things of the company: a line each. */
  const morning = async (): Promise<string[]> => {
    const request = { RebuildWorkspaceRequests: [{ WorkspaceId: desktop() }] };
    await scenario.twin.aws.inside('workspaces', 'RebuildWorkspaces', region, request);
    for (const minutes of [40, 60]) await scenario.twin.advance(minutes);
    scenario.twin.integrations.signIn(ada);
    const got = scenario.twin.integrations.checkIn(desktop());
    const { waitedFor = [], inVain = [], end = 'none' } = got?.statusPage ?? {};
    const failing = (got?.failing ?? []).map(({ setting }) => setting).join(', ');
    return [
      ...(got?.policies ?? []).map(({ name, state, against = [] }) =>
        [`policy ${name}: ${state}`, ...against.map((each) => `with ${each.policy} over ${each.setting}`)].join(' '),
      ),
      ...(got?.apps ?? []).map(({ name, state }) => `app ${name}: ${state}`),
      `page: waited for ${waitedFor.join(', ')}${inVain.length > 0 ? `, in vain for ${inVain.join(', ')}` : ''}, ${end}`,
      `compliance: ${got?.complianceState}${failing === '' ? '' : ` (${failing})`}`,
      ...pageMinutes(),
      `${vpn.assignments.length} assignments of Contoso VPN`,
      `${scenario.twin.entra.state.membersOf(managed).length} members of Contoso managed devices`,
    ];
  };
  const pageMinutes = (): string[] =>
    [...scenario.twin.entra.state.policies.deviceEnrollmentConfigurations.values()].flatMap(({ body }) =>
      body['displayName'] === 'Contoso first sign-in'
        ? [`the page waits for ${String(body['installProgressTimeoutInMinutes'])} minutes`]
        : [],
    );
  const differing = (now: readonly string[]): string =>
    [
      ...usual.filter((line) => !now.includes(line)).map((line) => `missing: ${line}`),
      ...now.filter((line) => !usual.includes(line)).map((line) => `more: ${line}`),
    ].join('; ');

  /** What is changed in a life: it begins with other values. */
  const before = () => ({
    ...wanted(),
    settings: { ...wanted().settings, attackSurface: 'block' },
    statusPage: { create: { waitMinutes: 90, blockUntil: ['company-portal'] } },
  });
  /** Somebody changes a setting of each of these in the portal: the names of those that a plan does not show. */
  const drifting = ['Contoso local administrator password', 'Contoso lock screen'];
  const drift = (): void => {
    for (const policy of scenario.twin.entra.state.policies.configurationPolicies.values()) {
      if (!drifting.includes(String(policy.body['name']))) continue;
      policy.inside['settings'] = policy.inside['settings']!.slice(1);
    }
  };
  const unseen = (output: string): string => {
    const set = (name: string): string => (name.includes('lock') ? 'lockScreen' : 'localAdministratorPassword');
    const hidden = drifting.filter((name) => !new RegExp(`settings-${set(name)}_\\w+ will be updated`).test(output));
    return hidden.length === 0 ? '' : `not shown: ${hidden.join(', ')}`;
  };

  /** Everything that shows while a life is lived, by where. Only a life with a wire that a change shows is changed. */
  const live = async (wires: readonly EnrolmentWire[]): Promise<Readonly<Record<Place, string>>> => {
    const changes = wires.some(({ at }) => ['drift', 'change', 'morning after'].includes(at));
    await write(null);
    await scenario.apply();
    await write(changes ? before() : wanted(), wires);
    const plan = await scenario.terraform('plan', '-no-color', '-out=plan');
    const apply = await scenario.terraform('apply', '-no-color', 'plan');
    const first = differing(await morning());
    if (changes) drift();
    const second = await scenario.terraform('plan', '-no-color');
    const words: Record<Place, string> = {
      ...{ plan: plan.output, apply: apply.output, morning: first, 'second plan': second.output },
      ...{ drift: changes ? unseen(second.output) : '', change: '', 'morning after': '' },
    };
    if (changes) {
      await write(wanted(), wires);
      const { output } = await scenario.terraform('apply', '-no-color', '-auto-approve');
      words.change = output;
      words['morning after'] = differing(await morning());
    }
    return Object.fromEntries(
      Object.entries(words).map(([place, text]) => [place, onOneLine(text)]),
    ) as unknown as Record<Place, string>;
  };

  beforeAll(async () => {
    scenario = await Scenario.start({ seed: { users: [ada] } });
    const federation = await useFederation(scenario.twin);
    const { sites: [site] = [], ...others } = onFederation(scenario.twin, federation);
    deployment = { ...others, sites: [{ ...site!, desktops: { ...site!.desktops, users: { list: [{ upn: ada }] } } }] };
    const { entra } = scenario.twin;
    managed = entra.addGroup('Contoso managed devices').id;
    vpn = entra.addPolicy(
      'mobileApps',
      { '@odata.type': '#microsoft.graph.win32LobApp', displayName: 'Contoso VPN', publishingState: 'published' },
      {
        targets: Array.from({ length: 100 }, (_, at) => ({
          '@odata.type': '#microsoft.graph.groupAssignmentTarget' as const,
          groupId: entra.addGroup(`Contoso department ${at}`).id,
        })),
      },
    );
    company = { office: entra.addGroup('Contoso office').id, vpn: vpn.id };
    await write(wanted());
    await scenario.apply();
    await scenario.twin.advance(60);
    usual = await morning();
  });
  afterAll(async () => scenario.stop());

  test('nothing shows where nothing is wrong', async () => {
    expect(differing(await morning())).toBe('');
    const { output } = await scenario.terraform('plan', '-no-color');
    expect(output).toContain('No changes.');
    expect(output).not.toContain('Warning');
  });

  describe.each(lives.map((wires, at) => [at + 1, wires] as const))('life %i', (_number, wires) => {
    let shown: Readonly<Record<Place, string>>;
    let theirs: readonly unknown[];
    beforeAll(async () => {
      theirs = [...vpn.assignments];
      shown = await live(wires);
    });
    afterAll(() => {
      vpn.assignments = theirs as typeof vpn.assignments;
    });

    test.each(wires.map((wire) => [wire.what, wire] as const))('%s', (what, { at, says }) => {
      const found = says.exec(shown[at]);
      expect([what, found?.[0] ?? 'nobody noticed']).toEqual([what, expect.stringMatching(says)]);
      say(`${what}: ${at}: ${shown[at].slice(found!.index, found!.index + 160)}`);
    });
  });
});
