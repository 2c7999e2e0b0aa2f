/**
 * The traps of a plan over both clouds (docs/facts/terraform.md 2, docs/facts/real-providers.md 7), each over the synthesized
 * JSON. The same ones run against real terraform in test/e2e.
 */
import { describe, expect, test } from '@jest/globals';
import type { Deployment } from '../../deployment/schema.js';
import { blocksOf, changed, everythingBehind, example, jsonOf, type Block } from './synthesized.js';
import { jsonWithReferences } from '../modules/json-with-references.js';

const connected = example('greenfield-connected');
const blocks = blocksOf(jsonOf(connected));
const ada = 'aws_workspaces_workspace.desktop_berlin_ada-contoso-com-f6ca951c';
const grace = 'aws_workspaces_workspace.desktop_berlin_grace-contoso-com-315fdbe7';

/** The input of an invocation. */
const inputOf = (block: Block): Block => jsonWithReferences(block.input as string) as Block;

describe('one block for each desktop', () => {
  test('named by slug and hash of the user name', () => {
    expect([...blocks.keys()].filter((address) => address.startsWith('aws_workspaces_workspace.'))).toEqual([
      ada,
      grace,
    ]);
  });

  test("depending on its own presence check and on nobody else's", () => {
    for (const [address, own, other] of [
      [ada, 'ada', 'grace'],
      [grace, 'grace', 'ada'],
    ] as const) {
      const behind = [...everythingBehind(address, blocks)].filter((each) =>
        each.startsWith('aws_lambda_invocation.identity-center_presence_'),
      );
      expect(behind.filter((each) => each.includes(`presence_${own}`))).toHaveLength(1);
      expect(behind.filter((each) => each.includes(`presence_${other}`))).toEqual([]);
    }
  });

  test('behind one shared wait that never fails', () => {
    const shared = [...everythingBehind(ada, blocks)].filter((each) =>
      each.startsWith('aws_lambda_invocation.identity-center_presence_all'),
    );
    expect(shared.length).toBeGreaterThan(1);
    for (const address of shared) expect(inputOf(blocks.get(address)).wait.last).toBe(false);
  });
});

test('a push to Identity Center that fails holds nobody up', () => {
  const calls = [...blocks.keys()].filter((address) => address.includes('provision_on_demand'));
  expect(calls).toHaveLength(3);
  for (const desktop of [ada, grace]) {
    for (const call of calls) expect(everythingBehind(desktop, blocks).has(call)).toBe(false);
  }
});

describe('what the service still needs outlives desktops and directory', () => {
  const claim = [...blocks.keys()].find((address) => address.includes('site-berlin_directory_claim'))!;

  test.each([
    ['the function', /^aws_lambda_function\./],
    ['its role', /^aws_iam_role\.control-plane/],
    ['its policy', /^aws_iam_role_policy\.control-plane/],
    ['its log', /^aws_cloudwatch_log_group\./],
    ['the key', /^aws_kms_key\.site-berlin_registration-secret/],
    ['the secret', /^aws_secretsmanager_secret\.site-berlin_registration-secret/],
    ['its content', /^aws_secretsmanager_secret_version\./],
    ['its policy', /^aws_secretsmanager_secret_policy\./],
    ['the passwords', /^azuread_application_password\./],
    ['the consent', /^azuread_app_role_assignment\.federation_registration-app/],
    ['the registration app', /^azuread_service_principal\.federation_registration-app/],
    ['the way out of the first subnet', /^aws_route\.site-berlin_network_private-1/],
    ['the way out of the second subnet', /^aws_route\.site-berlin_network_private-2/],
    ['the NAT gateway', /^aws_nat_gateway\./],
    ['the default role', /^aws_iam_role\.service-role/],
    ['its policies', /^aws_iam_role_policy_attachment\.service-role/],
  ])('%s', (_, what) => {
    for (const address of [claim, ada]) {
      expect([...everythingBehind(address, blocks)].filter((each) => what.test(each))).not.toEqual([]);
    }
  });

  test('an Identity Center instance of our own, until the directory with its application is really gone', () => {
    const { federation } = example('greenfield-connected').identityCenter;
    const deployment = changed(
      'account-instance',
      ({ identityCenter }) => void (identityCenter.federation = federation),
    );
    const own = blocksOf(jsonOf(deployment));
    const leaving = [...own.keys()].filter((address) => /_directory_(claim|gone-\d+)_/.test(address));
    expect(leaving.length).toBeGreaterThan(1);
    for (const address of leaving) {
      expect(
        [...everythingBehind(address, own)].filter((each) => /account-instance\S*_claim_/.test(each)),
      ).toHaveLength(1);
    }
  });

  test('the Autopilot profile and its assignment, from before the first desktop to after the last', () => {
    const profile = [...everythingBehind(ada, blocks)].filter((each) =>
      each.startsWith('msgraph_resource.site-berlin_autopilot-profile'),
    );
    expect(profile).toHaveLength(2);
  });

  test('the key of the SCIM token, until its secret is gone, and the secret, until provisioning is', () => {
    const begins = (type: string) => [...blocks.keys()].find((address) => address.startsWith(`${type}.federation_`))!;
    const secret = begins('aws_secretsmanager_secret');
    expect([...everythingBehind(secret, blocks)]).toContain(begins('aws_kms_key'));
    expect([...everythingBehind(begins('azuread_synchronization_secret'), blocks)]).toContain(secret);
  });

  test('the directory outlives its desktops and the access to it', () => {
    expect(everythingBehind(ada, blocks).has(claim)).toBe(true);
    const access = [...blocks.keys()].filter((address) => address.startsWith('aws_ssoadmin_application_assignment'));
    expect(access).toHaveLength(2);
    for (const address of access) expect(everythingBehind(address, blocks).has(claim)).toBe(true);
  });
});

describe('protection', () => {
  const protectedBy = (deployment: Deployment) =>
    [...blocksOf(jsonOf(deployment))]
      .filter(([, block]) => block?.lifecycle?.prevent_destroy)
      .map(([address]) => address);

  test('is on keys and directory claims, and on nothing else', () => {
    const [one, ...rest] = protectedBy(example('everything-on')).map((address) => address.replace(/_[0-9A-F]{8}$/, ''));
    expect([one, ...rest].sort()).toEqual([
      'aws_kms_key.federation_scim-token_key',
      'aws_kms_key.site-berlin_desktops_volume-key',
      'aws_kms_key.site-berlin_registration-secret_key',
      'aws_kms_key.site-virginia_registration-secret_key',
      'aws_lambda_invocation.site-berlin_directory_claim',
      'aws_lambda_invocation.site-virginia_directory_claim',
    ]);
  });

  test('can be switched off', () => {
    expect(protectedBy(changed('everything-on', (deployment) => (deployment.protection = false)))).toEqual([]);
  });
});

describe('Identity Center in another Region, by a role', () => {
  // With a pipeline no role is shared by those who plan and those who apply.
  const byRole = (deployment: Deployment): void => {
    Object.assign(deployment, { pipeline: null });
    deployment.identityCenter.roleArn = 'arn:aws:iam::444455556666:role/contoso-identity-center';
  };
  const json = jsonOf(changed('everything-on', byRole));
  const of = (type: string) => Object.values((json['resource'][type] ?? {}) as Record<string, Block>);

  test('is called there, under that role, whatever the Region of the site', () => {
    const assignments = [
      ...of('aws_ssoadmin_application_assignment'),
      ...of('aws_ssoadmin_application_assignment_configuration'),
    ];
    expect(assignments.map(({ provider }) => provider as string)).toEqual(Array(4).fill('aws.identity-center'));
    const instances = Object.values<Block>(json['data'].aws_ssoadmin_instances as Record<string, Block>);
    expect(instances.map(({ provider }) => provider as string)).toEqual(['aws.identity-center']);
    const alias = (json['provider'].aws as Block[]).find(({ alias }) => alias === 'identity-center');
    expect(alias).toMatchObject({
      region: 'eu-central-1',
      assume_role: [{ role_arn: 'arn:aws:iam::444455556666:role/contoso-identity-center' }],
      allowed_account_ids: ['444455556666'],
    });
  });

  test('is asked for groups and users by the control plane of its Region, under that role', () => {
    const observed = of('aws_lambda_invocation').filter(({ input }) =>
      /"kind":"(synced-group|user-presence)"/.test(input as string),
    );
    expect(observed.length).toBeGreaterThan(0);
    for (const block of observed) {
      expect(block.provider).toBe('aws.eu-central-1');
      expect(inputOf(block).identity.roleArn).toBe('arn:aws:iam::444455556666:role/contoso-identity-center');
    }
  });

  test('keeps its provider when the role is taken out again', () => {
    const without = jsonOf(example('everything-on'));
    expect((without['provider'].aws as Block[]).map(({ alias }) => alias as string)).toContain('identity-center');
  });

  test('needs one control plane for each Region in use', () => {
    const functions = (name: string) =>
      Object.values((jsonOf(example(name))['resource'].aws_lambda_function ?? {}) as Record<string, Block>).map(
        ({ provider }) => provider as string,
      );
    expect(functions('everything-on')).toEqual(['aws.eu-central-1', 'aws.us-east-1']);
    expect(functions('two-sites-one-region')).toHaveLength(1);
  });
});

describe('tags', () => {
  const json = jsonOf(example('everything-on'));

  test('are given by every aws provider when something is made', () => {
    for (const provider of json['provider'].aws as Block[]) {
      expect(provider.default_tags).toEqual([
        { tags: { owner: 'desktop-team', 'cost-center': '4711', 'entra-workspaces:deployment': 'contoso-everything' } },
      ]);
    }
  });

  test("a tag may be called //, the name of cdktf's own comments", () => {
    const own = jsonOf(changed('everything-on', (deployment) => Object.assign(deployment.tags, { '//': 'kept' })));
    expect((own['provider'].aws as Block[])[0].default_tags[0].tags['//']).toBe('kept');
    expect(Object.values(own['resource'].aws_lambda_invocation as Record<string, Block>)[0]['//']).toBeUndefined();
  });

  test('are handed to what the control plane makes, where the provider gives none', () => {
    const made = Object.values(json['resource'].aws_lambda_invocation as Record<string, Block>)
      .map(inputOf)
      .filter(({ step }) => step === 'ensure');
    expect(made.length).toBeGreaterThan(2);
    for (const { properties } of made) {
      expect(properties.tags).toMatchObject({
        owner: 'desktop-team',
        'entra-workspaces:deployment': 'contoso-everything',
      });
    }
  });
});

// Wires that no life of the twin shows when they are wrong: found by putting them in on purpose.
describe('wires that nothing else would miss', () => {
  test('a role is passed to one service alone', () => {
    const policies = [...blocks]
      .filter(([address]) => address.startsWith('aws_iam_role_policy.'))
      .map(([, block]) => jsonWithReferences(block.policy as string) as { Statement: Block[] });
    const passing = policies.flatMap(({ Statement }) =>
      Statement.filter(({ Action }) =>
        [Action].flat().some((action: string) => /^iam:(PassRole|\*)$|^\*$/.test(action)),
      ),
    );
    expect(passing.length).toBeGreaterThan(0);
    for (const { Condition } of passing) {
      expect(Condition?.StringEquals?.['iam:PassedToService']).toEqual(expect.stringMatching(/\.amazonaws\.com$/));
    }
  });

  test('ids come after the last wait, so that a desktop is made when the settings of its directory are', () => {
    const steps = [...blocks].filter(([address]) => /^aws_lambda_invocation\..*_ids_\w+$/.test(address));
    expect(steps.length).toBeGreaterThan(2);
    for (const [address, block] of steps) {
      const [stem = ''] = address.split('_ids_');
      const waits = [...blocks.keys()].filter((each) => each.startsWith(`${stem}_wait-`));
      const last = waits.find((each) => inputOf(blocks.get(each)).wait.last === true);
      expect(block.depends_on).toContain(last);
    }
  });

  test('the job of provisioning comes after its secret, or it begins in quarantine', () => {
    const [job] = [...blocks].filter(([address]) => address.startsWith('azuread_synchronization_job.'));
    expect(job![1].depends_on).toContainEqual(expect.stringMatching(/^azuread_synchronization_secret\./));
  });
});
