import type { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { describe, expect, test } from '@jest/globals';
import type { ITerraformDependable, TerraformStack } from 'cdktf';
import { Bundle } from '../../../modules/workspaces/bundle.js';
import { Desktops, type Desktop, type DesktopsProps } from '../../../modules/workspaces/desktops.js';
import { all, only, synthesized, type Block } from '../aws-stack.js';

type User = Omit<Desktop, 'bundle'>;
const user = (upn: string, more: Partial<User> = {}): User => ({
  upn,
  runningMode: 'AUTO_STOP',
  autoStopMinutes: 60,
  ...more,
});

function build(stack: TerraformStack, provider: AwsProvider, users: User[], more: Partial<DesktopsProps> = {}) {
  const bundle = new Bundle(stack, 'bundle', { provider, bundle: { existing: { id: 'wsb-1234567ab' } } });
  return new Desktops(stack, 'desktops', {
    provider,
    site: 'berlin',
    directoryId: 'wsd-0123456789',
    properties: 'enforced',
    dependsOn: [],
    desktops: users.map((each) => ({ bundle, ...each })),
    ...more,
  });
}

const desktops = (users: User[], more: Partial<DesktopsProps> = {}) =>
  synthesized((stack, provider) => {
    build(stack, provider, users, more);
  });
const workspace = (more: Partial<DesktopsProps> = {}, each: Partial<User> = {}) =>
  only(desktops([user('ada@contoso.com', each)], more), 'aws_workspaces_workspace');

describe('what a desktop is called', () => {
  // Literals on purpose: another name would destroy the desktop of everybody who has one.
  test.each([
    ['ada@contoso.com', 'desktop_berlin_ada-contoso-com-f6ca951c'],
    ['Ada@Contoso.COM', 'desktop_berlin_ada-contoso-com-f6ca951c'],
    ["zoë.o'neil@contoso.com", 'desktop_berlin_zoe-o-neil-contoso-com-c3f3f59d'],
    ['山田@contoso.com', 'desktop_berlin_contoso-com-b1be394b'],
    [
      'very-long-user-name-goes-on@subsidiary.contoso.com',
      'desktop_berlin_very-long-user-name-goes-on-subsidiary-c-ceac0026',
    ],
  ])('%s is %s', (upn, id) => {
    expect(all(desktops([user(upn)]), 'aws_workspaces_workspace').map(([logicalId]) => logicalId)).toEqual([id]);
  });

  test('two users whose readable parts are the same do not collide', () => {
    const ids = all(desktops([user('a.b@contoso.com'), user('a-b@contoso.com')]), 'aws_workspaces_workspace');
    expect(new Set(ids.map(([id]) => id)).size).toBe(2);
  });
});

describe('a desktop', () => {
  test('never leaves compute type and volume sizes to the provider', () => {
    expect(workspace().workspace_properties).toEqual({
      compute_type_name: '${data.aws_workspaces_bundle.bundle_existing_B1D09076.compute_type[0].name}',
      root_volume_size_gib: '${tonumber(data.aws_workspaces_bundle.bundle_existing_B1D09076.root_storage[0].capacity)}',
      user_volume_size_gib: '${tonumber(data.aws_workspaces_bundle.bundle_existing_B1D09076.user_storage[0].capacity)}',
      running_mode: 'AUTO_STOP',
      running_mode_auto_stop_timeout_in_minutes: 60,
    });
  });

  test('that is always on has no time until it stops', () => {
    expect(workspace({}, { runningMode: 'ALWAYS_ON' }).workspace_properties).not.toHaveProperty(
      'running_mode_auto_stop_timeout_in_minutes',
    );
  });

  test('has two hours to be made or removed, and one to be changed', () => {
    expect(workspace().timeouts).toEqual({ create: '120m', delete: '120m', update: '60m' });
  });

  test('is not replaced for a re-cased name, another bundle or another encryption', () => {
    expect(workspace().lifecycle).toEqual({
      ignore_changes: [
        'user_name',
        'bundle_id',
        'root_volume_encryption_enabled',
        'user_volume_encryption_enabled',
        'volume_encryption_key',
      ],
    });
  });

  test('keeps what people changed when properties are initial', () => {
    expect(workspace({ properties: 'initial' }).lifecycle.ignore_changes).toContain('workspace_properties');
    expect(workspace({ properties: 'enforced' }).lifecycle.ignore_changes).not.toContain('workspace_properties');
  });

  test('carries its own tags over those of all', () => {
    const tags = { team: 'design', cost: '1' };
    expect(workspace({ tags }, { tags: { cost: '2' } }).tags).toEqual({ team: 'design', cost: '2' });
  });

  test('waits for its own user and for what all need, and for nobody else', () => {
    const json = synthesized((stack, provider) => {
      const waits = ['all', 'ada', 'bob'].map((id): ITerraformDependable => ({ fqn: `terraform_data.${id}` }));
      build(
        stack,
        provider,
        [user('ada@contoso.com', { presence: waits[1]! }), user('bob@contoso.com', { presence: waits[2]! })],
        {
          dependsOn: [waits[0]!],
        },
      );
    });
    expect(all(json, 'aws_workspaces_workspace').map(([, { depends_on }]) => depends_on)).toEqual([
      ['terraform_data.all', 'terraform_data.ada'],
      ['terraform_data.all', 'terraform_data.bob'],
    ]);
  });

  test('of a user on hold waits for no presence', () => {
    expect(workspace({}, {}).depends_on ?? []).toEqual([]);
  });
});

describe('volumes', () => {
  test('are not encrypted unless asked for', () => {
    const json = desktops([user('ada@contoso.com')]);
    expect(only(json, 'aws_workspaces_workspace')).not.toHaveProperty('volume_encryption_key');
    expect(all(json, 'aws_kms_key')).toEqual([]);
  });

  test('are encrypted with a key of their own, which is not deleted by mistake', () => {
    const json = desktops([user('ada@contoso.com')], {
      encryption: { root: true, user: false, key: { create: { name: 'contoso-berlin', protection: true } } },
    });
    const [[id, key]] = all(json, 'aws_kms_key') as [[string, Block]];
    expect(key).toMatchObject({ enable_key_rotation: true, lifecycle: { prevent_destroy: true } });
    expect(only(json, 'aws_workspaces_workspace')).toMatchObject({
      root_volume_encryption_enabled: true,
      user_volume_encryption_enabled: false,
      volume_encryption_key: `\${aws_kms_key.${id}.arn}`,
    });
  });

  test('are encrypted with an existing key', () => {
    const arn = 'arn:aws:kms:eu-central-1:111122223333:key/0b8a2d2e-2f7d-4b55-9d1d-0d9a1f6f3c11';
    const encryption = { root: true, user: true, key: { existing: { arn } } };
    expect(workspace({ encryption }).volume_encryption_key).toBe(arn);
  });

  test('get no key when neither volume is encrypted', () => {
    const key = { create: { name: 'contoso-berlin', protection: true } };
    expect(
      all(desktops([user('ada@contoso.com')], { encryption: { root: false, user: false, key } }), 'aws_kms_key'),
    ).toEqual([]);
  });
});

describe('desktops refuse', () => {
  test.each([
    ['a name that is no UPN', [user('ada')], /`upn` of a desktop must be a user principal name.*got: ada/],
    [
      'a user twice, whatever the case',
      [user('ada@contoso.com'), user('ADA@contoso.com')],
      /unique without regard to case, got twice: ADA@contoso.com/,
    ],
    [
      'half an hour until they stop',
      [user('ada@contoso.com', { autoStopMinutes: 30 })],
      /`autoStopMinutes` of a desktop must be whole hours, in minutes, got: 30/,
    ],
  ])('%s', (_, users, message) => {
    expect(() => desktops(users)).toThrow(message);
  });
});
