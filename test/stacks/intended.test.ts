/** What a stack is meant to do, asked of what is synthesized: each of these was once only a line of `wires.txt` that changed. */
import { describe, expect, test } from '@jest/globals';
import { decide, type PolicyDocument } from '../../twin/aws/policy.js';
import {
  blocksOf,
  changed,
  dependenciesOf,
  everythingBehind,
  example,
  jsonOf,
  type Block,
  type Json,
} from './synthesized.js';
import { jsonWithReferences } from '../modules/json-with-references.js';

const of = (json: Json, type: string): [string, Block][] =>
  [...blocksOf(json)].filter(([address]) => address.startsWith(`${type}.`));
const everything = jsonOf(example('everything-on'));

describe('an alarm', () => {
  const twoRegions = jsonOf(
    changed('fleet', (deployment) => {
      const [site] = deployment.sites;
      const network = { existing: { vpcId: 'vpc-0b1', subnetIds: ['subnet-0b1', 'subnet-0b2'] } };
      const virginia = { key: 'virginia', region: 'us-east-1', directoryName: 'contoso-virginia', network };
      deployment.sites.push({ ...structuredClone(site!), ...virginia });
    }),
  );
  const blocks = blocksOf(twoRegions);

  test.each(of(twoRegions, 'aws_cloudwatch_metric_alarm'))('reaches people: %s', (_, alarm) => {
    for (const action of [...alarm.alarm_actions, ...alarm.ok_actions] as string[]) {
      const topic = blocks.get(/^\$\{(aws_sns_topic\.[\w-]+)\.arn\}$/.exec(action)?.[1] ?? '');
      expect(topic.provider).toBe(alarm.provider);
      const [, key = ''] = /^\$\{(aws_kms_key\.[\w-]+)\.arn\}$/.exec(topic.kms_master_key_id as string) ?? [];
      expect(blocks.get(key)?.provider).toBe(alarm.provider);
      const policy = jsonWithReferences(blocks.get(key).policy as string) as PolicyDocument;
      const region = (alarm.provider as string).replace('aws.', '');
      const through = { 'kms:ViaService': `sns.${region}.amazonaws.com` };
      for (const action of ['kms:Decrypt', 'kms:GenerateDataKey']) {
        const question = { action, resource: 'arn:aws:kms:key', context: through };
        const alarms = { ...question, principal: { Service: 'cloudwatch.amazonaws.com' } };
        const context = { ...through, 'kms:CallerAccount': '111122223333' };
        // Of another account by its ARN, or IAM, which the first statement leaves it to, would let it in.
        const functions = { ...question, context, principal: { AWS: 'arn:aws:iam::999988887777:role/function' } };
        const others = { ...functions, context: { ...context, 'kms:CallerAccount': '999988887777' } };
        expect([alarms, functions, others].map((each) => decide([policy], each))).toEqual([
          'allowed',
          'allowed',
          'implicit deny',
        ]);
      }
    }
  });

  test('is there in each Region with a fleet', () => {
    expect(of(twoRegions, 'aws_cloudwatch_metric_alarm')).toHaveLength(2);
  });
});

test('a topic that no alarm tells stays under the key of AWS, which costs nothing', () => {
  const [[, topic] = []] = of(everything, 'aws_sns_topic');
  expect(topic.kms_master_key_id).toBe('alias/aws/sns');
});

test('a schedule calls a function only when it may', () => {
  const targets = of(everything, 'aws_cloudwatch_event_target').filter(([, { arn }]) =>
    /aws_lambda_function/.test(arn),
  );
  expect(targets).toHaveLength(1);
  for (const [, target] of targets) {
    const permissions = of(everything, 'aws_lambda_permission').filter(
      ([, { function_name: name, source_arn: from }]) =>
        (name as string).replace('.function_name}', '') === (target.arn as string).replace('.arn}', '') &&
        (from as string).replace('.arn}', '') === (target.rule as string).replace('.name}', ''),
    );
    expect(permissions).toHaveLength(1);
    expect(target.depends_on).toContain(permissions[0]![0]);
  }
});

test.each(['everything-on', 'fleet'])('every role but that of WorkSpaces has the boundary and the path: %s', (name) => {
  const boundary = 'arn:aws:iam::111122223333:policy/contoso-boundary';
  const json = jsonOf(
    changed(name, (deployment) =>
      Object.assign(deployment.aws, { permissionsBoundaryArn: boundary, rolePath: '/own/' }),
    ),
  );
  const roles = of(json, 'aws_iam_role').filter(([, role]) => role.name !== 'workspaces_DefaultRole');
  expect(roles.length).toBeGreaterThan(0);
  for (const [, { permissions_boundary: bound, path }] of roles) expect([bound, path]).toEqual([boundary, '/own/']);
});

describe('people', () => {
  const held = changed('greenfield-connected', ({ sites }) => void (sites[0]!.desktops.users[0]!.state = 'held'));
  const [gone, stays] = held.sites[0]!.desktops.users;

  test('on hold are waited for by nothing', () => {
    const waits = of(jsonOf(held), 'aws_lambda_invocation').filter(([, { input }]) =>
      /"kind":"user-presence"/.test(input as string),
    );
    expect(waits.length).toBeGreaterThan(1);
    expect(JSON.stringify(waits)).not.toContain(gone!.upn);
    expect(JSON.stringify(waits)).toContain(stays!.upn);
  });

  test('get their desktop when they may open the directory, and when Intune has what it gives them', () => {
    for (const name of ['everything-on', 'company-files']) {
      const blocks = blocksOf(jsonOf(example(name)));
      const desktops = [...blocks.keys()].filter((address) => address.startsWith('aws_workspaces_workspace.'));
      expect(desktops.length).toBeGreaterThan(0);
      const given = [...blocks.keys()].filter((address) => /^msgraph_resource\S*\.enrolment_/.test(address));
      for (const desktop of desktops) {
        const behind = everythingBehind(desktop, blocks);
        const [site = ''] = /desktop_([a-z-]+)_/.exec(desktop)?.slice(1) ?? [];
        expect([...behind].filter((each) => each.startsWith(`aws_ssoadmin_application_assignment`))).toEqual(
          expect.arrayContaining([expect.stringContaining(`site-${site}_access_group`)]),
        );
        // The filter narrows apps that people pick: nothing waits for it but those.
        expect(given.filter((each) => !behind.has(each) && !/_(filter|grace)_/.test(each))).toEqual([]);
      }
    }
  });
});

describe('what Intune gives', () => {
  const assignments = of(everything, 'msgraph_resource').filter(([, { body }]) => body.intent !== undefined);
  const groupOf = (target: Block): string => String(target.groupId);

  // https://learn.microsoft.com/intune/intune-service/apps/apps-deploy: `available` takes groups of users.
  test('required apps go to devices, available ones to people, on desktops alone', () => {
    expect(new Set(assignments.map(([, { body }]) => body.intent as string))).toEqual(
      new Set(['required', 'available']),
    );
    for (const [, { body }] of assignments) {
      expect(groupOf(body.target)).toMatch(
        body.intent === 'required' ? /_autopilot-group_/ : /\.federation_desktop-users_/,
      );
      expect(body.target.deviceAndAppManagementAssignmentFilterType).toBe(
        body.intent === 'required' ? 'none' : 'include',
      );
    }
  });

  test('two rings reach no desktop both', () => {
    const rings = of(everything, 'msgraph_resource_action').filter(([address]) =>
      /_(pilot-)?ring_assign_/.test(address),
    );
    expect(rings).toHaveLength(2);
    const groups = (kind: string): Set<string>[] =>
      rings.map(
        ([, { body }]) =>
          new Set(
            (body.assignments as Block[]).flatMap(({ target }) =>
              String(target['@odata.type']).endsWith(kind) ? groupOf(target) : [],
            ),
          ),
      );
    const [into, out] = [groups('.groupAssignmentTarget'), groups('.exclusionGroupAssignmentTarget')];
    const pilot = into.findIndex((each) => [...each].some((group) => group.includes('enrolment_pilot-group')));
    expect([...into[pilot]!].filter((each) => !out[1 - pilot]!.has(each))).toEqual([]);
  });

  test('a status page waits for apps that devices have by then', () => {
    const [[, page] = []] = of(everything, 'msgraph_resource').filter(([, { body }]) => body.selectedMobileAppIds);
    const apps = dependenciesOf(page.body.selectedMobileAppIds);
    expect(apps.length).toBeGreaterThan(0);
    for (const app of apps) {
      const own = assignments.filter(([, block]) => dependenciesOf(block).includes(app)).map(([address]) => address);
      expect(page.depends_on).toEqual(expect.arrayContaining(own));
    }
  });

  test('compliance asks for Defender where it is set up', () => {
    for (const [choice, asked] of [
      ['recommended', true],
      ['off', false],
    ] as const) {
      const json = jsonOf(
        changed('everything-on', ({ intune }) => void (intune.enrolment!.settings.defender = choice)),
      );
      const [[, policy] = []] = of(json, 'msgraph_resource').filter(([, { body }]) => 'rtpEnabled' in body);
      expect([policy.body.defenderEnabled, policy.body.rtpEnabled]).toEqual([asked, asked]);
    }
  });
});

test('a group whose assignment is made anew is looked up anew', () => {
  for (const stack of [everything, jsonOf(example('fleet'))]) {
    const origins = of(stack, 'terraform_data').filter(([address]) => /_group_origin_/.test(address));
    expect(origins.length).toBeGreaterThan(0);
    for (const [, { triggers_replace: triggers }] of origins)
      expect((triggers as string[]).some((each) => each.includes('azuread_app_role_assignment.'))).toBe(true);
  }
});

test('a fleet makes desktops of the size of the bundle', () => {
  const [[, block] = []] = of(jsonOf(example('fleet')), 'aws_lambda_invocation').filter(([address]) =>
    /_fleet_policy_/.test(address),
  );
  const { settings } = jsonWithReferences(block.input as string) as Json;
  expect(settings).toMatchObject({ computeType: 'POWER', rootVolumeGib: 175, userVolumeGib: 100 });
});
