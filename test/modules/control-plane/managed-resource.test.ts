import { describe, expect, test } from '@jest/globals';
import { TerraformOutput } from 'cdktf';
import { records } from '../../../domain/control-plane/contract.js';
import { synthesize, type Synthesized } from './synthesis.js';

const identity = { name: 'contoso-standard' };
const properties = { imageId: 'wsi-1', computeType: 'STANDARD', rootVolumeGib: 80, userVolumeGib: 50 };
const directoryProperties = {
  tenantId: '00000000-0000-0000-0000-000000000001',
  secretArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:contoso-registration-AbCdEf',
  identityCenterInstanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef',
  subnetIds: ['subnet-1', 'subnet-2'],
};

function addresses(made: Synthesized, under: string): Record<string, string> {
  const ids = Object.keys(made.resource['aws_lambda_invocation'] ?? {});
  return Object.fromEntries(
    Object.keys(made.invocations(under)).map((step) => [
      step,
      `aws_lambda_invocation.${ids.find((id) => id.startsWith(`${under}_${step}_`))}`,
    ]),
  );
}

describe('a managed resource', () => {
  const made = synthesize({}, (controlPlane, stack) => {
    const request = { kind: 'bundle', identity, properties } as const;
    const bundle = controlPlane.managedResource(stack, 'bundle', request, { minutes: 60 });
    controlPlane.managedResource(stack, 'short', { ...request, identity: { name: 'contoso-short' } });
    new TerraformOutput(stack, 'id', { value: bundle.attributes.bundleId });
  });
  const steps = made.invocations('bundle');
  const at = addresses(made, 'bundle');

  test('is claim, ensure, waits and ids', () => {
    expect(Object.keys(steps).sort()).toEqual(
      ['claim', 'ensure', ...Array.from({ length: 13 }, (_, index) => `wait-${index + 1}`), 'ids'].sort(),
    );
  });

  test('covers 60 minutes with links of less than five, and only the last one fails', () => {
    const waits = Array.from({ length: 13 }, (_, index) => made.input('bundle', `wait-${index + 1}`)['wait']) as {
      number: number;
      seconds: number;
      last: boolean;
    }[];
    expect(waits.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    expect(waits.reduce((sum, { seconds }) => sum + seconds, 0)).toBeGreaterThanOrEqual(3600);
    expect(Math.max(...waits.map(({ seconds }) => seconds))).toBeLessThan(300);
    expect(waits.filter(({ last }) => last)).toEqual([waits.at(-1)]);
  });

  test('waits as long as the record of its kind says, unless it is told otherwise', () => {
    const waits = Object.keys(made.invocations('short')).filter((step) => step.startsWith('wait-'));
    expect(waits).toHaveLength(Math.ceil((records.bundle.readyTimeout * 60) / 280));
  });

  test('claim is CRUD with the identity alone, in input and triggers', () => {
    expect(steps['claim']).toMatchObject({ lifecycle_scope: 'CRUD', triggers: { identity: JSON.stringify(identity) } });
    expect(made.input('bundle', 'claim')).toEqual({ kind: 'bundle', identity, step: 'claim' });
    expect(steps['claim']!.lifecycle).toBeUndefined();
  });

  test('every other step is CREATE_ONLY: an update that fails would be saved as done', () => {
    for (const [step, block] of Object.entries(steps)) {
      if (step !== 'claim') expect(block['lifecycle_scope']).toBe('CREATE_ONLY');
    }
  });

  test('ensure follows the claim and is made anew with it', () => {
    expect(steps['ensure']).toMatchObject({
      depends_on: [at['claim']],
      lifecycle: { replace_triggered_by: [at['claim']] },
    });
    expect(made.input('bundle', 'ensure')).toEqual({
      kind: 'bundle',
      identity,
      step: 'ensure',
      properties,
      repair: at['claim'],
    });
  });

  test('each wait follows the one before and is made anew with ensure', () => {
    expect(steps['wait-1']!.depends_on).toEqual([at['ensure']]);
    expect(steps['wait-7']!.depends_on).toEqual([at['wait-6']]);
    for (let number = 1; number <= 13; number += 1) {
      expect(steps[`wait-${number}`]!.lifecycle).toEqual({ replace_triggered_by: [at['ensure']] });
    }
  });

  test('ids holds the identity alone, follows the last wait and is made anew with the claim only', () => {
    expect(made.input('bundle', 'ids')).toEqual({ kind: 'bundle', identity, step: 'ids' });
    expect(steps['ids']).toMatchObject({
      depends_on: [at['wait-13']],
      lifecycle: { replace_triggered_by: [at['claim']] },
    });
  });

  test('gives its attributes out of the result of ids', () => {
    const { output } = JSON.parse(made.text) as { output: { id: { value: string } } };
    expect(output.id.value).toBe(`\${jsondecode(${at['ids']}.result).bundleId}`);
  });

  test('nothing in it can take the live object away', () => {
    expect(made.text).not.toMatch(/create_before_destroy|"qualifier"|"publish"/);
  });

  test('every step waits for a function whose role is effective', () => {
    expect(steps['claim']!.depends_on).toEqual([
      expect.stringMatching(/^aws_lambda_invocation\.control-plane_role-effective_/),
    ]);
  });

  test('a changed property changes ensure and waits, and neither claim nor ids', () => {
    const changed = synthesize({}, (controlPlane, stack) => {
      const request = { kind: 'bundle', identity, properties: { ...properties, imageId: 'wsi-2' } } as const;
      controlPlane.managedResource(stack, 'bundle', request, { minutes: 60 });
    }).invocations('bundle');
    expect(
      Object.keys(steps)
        .filter((step) => changed[step]!.input === steps[step]!.input)
        .sort(),
    ).toEqual(['claim', 'ids']);
  });
});

test('a resource is protected at its claim', () => {
  const made = synthesize({}, (controlPlane, stack) => {
    controlPlane.managedResource(stack, 'bundle', { kind: 'bundle', identity, properties }, { preventDestroy: true });
  });
  const guarded = Object.entries(made.invocations('bundle')).filter(([, block]) => block.lifecycle?.prevent_destroy);
  expect(guarded.map(([step]) => step)).toEqual(['claim']);
});

describe('what goes slowly', () => {
  const made = synthesize({ kinds: ['entra-directory'] }, (controlPlane, stack) => {
    controlPlane.managedResource(stack, 'directory', {
      kind: 'entra-directory',
      identity: { name: 'Contoso' },
      properties: directoryProperties,
    });
  });
  const steps = made.invocations('directory');
  const at = addresses(made, 'directory');

  test('is waited for on destroy: the steps after the claim in the order of destroy are its dependencies', () => {
    expect(steps['claim']!.depends_on).toEqual([at['gone-1']]);
    expect(steps['gone-1']!.depends_on).toEqual([at['gone-2']]);
    expect(steps['gone-5']!.depends_on).toEqual([expect.stringContaining('role-effective')]);
    expect(steps['gone-5']).toMatchObject({ lifecycle_scope: 'CRUD', triggers: { identity: '{"name":"Contoso"}' } });
  });

  test('only the last link of that wait fails', () => {
    const last = [1, 2, 3, 4, 5].map(
      (number) => (made.input('directory', `gone-${number}`)['wait'] as { last: boolean }).last,
    );
    expect(last).toEqual([false, false, false, false, true]);
  });
});

describe('what something else makes', () => {
  const made = synthesize({ kinds: ['synced-group'] }, (controlPlane, stack) => {
    const group = controlPlane.managedResource(stack, 'group', {
      kind: 'synced-group',
      identity: { identityStoreId: 'd-1234567890', displayName: 'Desktop users' },
      properties: {},
    });
    new TerraformOutput(stack, 'id', { value: group.attributes.groupId });
  });
  const steps = made.invocations('group');
  const at = addresses(made, 'group');

  test('has waits and ids, and no claim that could remove it', () => {
    expect(Object.keys(steps).filter((step) => !step.startsWith('wait-'))).toEqual(['ids']);
    expect(Object.values(steps).filter((block) => block['lifecycle_scope'] === 'CRUD')).toEqual([]);
  });

  test('is looked for anew by replacing the first wait', () => {
    expect(steps['ids']!.lifecycle).toEqual({ replace_triggered_by: [at['wait-1']] });
    expect(steps['wait-2']!.lifecycle).toEqual({ replace_triggered_by: [at['wait-1']] });
    expect(steps['wait-1']!.lifecycle).toBeUndefined();
  });
});

describe('a condition', () => {
  const users = Array.from({ length: 300 }, (_, index) => `user.${index}@contoso.com`);
  const made = synthesize({ kinds: ['user-presence'] }, (controlPlane, stack) => {
    const identityOf = (userNames: string[]) => ({ identityStoreId: 'd-1234567890', userNames });
    const shared = controlPlane.condition(
      stack,
      'shared',
      { kind: 'user-presence', identity: identityOf(users) },
      { minutes: 9, mayEndPending: true },
    );
    controlPlane.condition(
      stack,
      'own',
      { kind: 'user-presence', identity: identityOf(['user.1@contoso.com']) },
      { minutes: 0, dependsOn: [shared] },
    );
  });

  test('that many share never fails', () => {
    expect(Object.keys(made.invocations('shared'))).toEqual(['wait-1', 'wait-2']);
    expect(made.input('shared', 'wait-2')['wait']).toMatchObject({ number: 2, of: 2, last: false });
  });

  test('takes hundreds of users in one invocation, far below what Lambda takes (6 MB)', () => {
    expect(made.input('shared', 'wait-1')['identity']).toEqual({ identityStoreId: 'd-1234567890', userNames: users });
    expect(made.invocations('shared')['wait-1']!.input.length).toBeLessThan(50_000);
  });

  test('of one user looks once, behind the shared one, and fails', () => {
    expect(Object.keys(made.invocations('own'))).toEqual(['wait-1']);
    expect(made.input('own', 'wait-1')['wait']).toEqual({ number: 1, of: 1, seconds: 0, last: true });
    expect(made.invocations('own')['wait-1']!.depends_on).toContain(addresses(made, 'shared')['wait-2']);
  });

  test('has no claim, no ids and no properties', () => {
    for (const block of [...Object.values(made.invocations('own')), ...Object.values(made.invocations('shared'))]) {
      expect(JSON.parse(block.input)).not.toHaveProperty('properties');
      expect(block['lifecycle_scope']).toBe('CREATE_ONLY');
    }
  });
});

test('text that looks like a Terraform template reaches the function as it was', () => {
  const displayName = 'The "best" desks %{ if } ${aws_secret}';
  const made = synthesize({ kinds: ['synced-group'] }, (controlPlane, stack) => {
    const group = { kind: 'synced-group', identity: { identityStoreId: 'd-1', displayName } } as const;
    controlPlane.condition(stack, 'group', group, { minutes: 0 });
  });
  const asTerraformReadsIt = made.invocations('group')['wait-1']!.input.replaceAll('%%{', '%{').replaceAll('$${', '${');
  expect(JSON.parse(asTerraformReadsIt)).toMatchObject({ identity: { displayName } });
  expect(made.invocations('group')['wait-1']!.input).not.toMatch(/(?<!%)%\{|(?<!\$)\$\{/);
});
