import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { desktopIdOf } from '../../../domain/desktop-address.js';
import { change, plan } from '../terraform/plans.js';
import { Stage } from './fake-terraform.js';

// A person on hold keeps the desktop that is there; after a destroy there is none, and none is made.

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
  const file = join(stage.folder, 'deployment.json');
  const deployment = JSON.parse(readFileSync(file, 'utf8')) as {
    sites: { key: string; desktops: { users: object } }[];
  };
  deployment.sites[0]!.desktops.users = {
    list: [{ upn: 'ada@contoso.com' }, { upn: 'grace@contoso.com', state: 'held' }],
  };
  writeFileSync(file, JSON.stringify(deployment));
  site = deployment.sites[0]!.key;
});
afterEach(() => stage.remove());

let site: string;
const idOf = (upn: string): string => desktopIdOf(site, upn, (text) => createHash('sha256').update(text).digest('hex'));
const making = (...upns: string[]) =>
  plan(
    upns.map((upn) =>
      change('aws_workspaces_workspace', idOf(upn), ['create'], { after: { user_name: upn, tags: {} } }),
    ),
  );
const [both, one] = [() => making('ada@contoso.com', 'grace@contoso.com'), () => making('ada@contoso.com')];
const stackFile = (): string => join(stage.folder, 'cdktf.out', 'stacks', stage.name, 'cdk.tf.json');
const desktopsInStack = (): string[] => {
  const { resource } = JSON.parse(readFileSync(stackFile(), 'utf8')) as { resource: Record<string, object> };
  return Object.keys(resource['aws_workspaces_workspace'] ?? {});
};
/** The state as terraform keeps it, with the desktops of these people. */
const keepState = (...upns: string[]): void => {
  const desktop = (upn: string) => ({
    ...{ mode: 'managed', type: 'aws_workspaces_workspace', name: idOf(upn), instances: [{}] },
    provider: 'provider["registry.terraform.io/hashicorp/aws"]',
  });
  writeFileSync(
    join(stage.folder, `${stage.name}.tfstate`),
    JSON.stringify({ version: 4, resources: upns.map(desktop) }),
  );
};
const plans = (): number => stage.commands.filter((command) => command === 'plan').length;
const note =
  'On hold and without a desktop, so none is made: grace@contoso.com. Whoever is to have one again: entra-workspaces users add grace@contoso.com';

test('who is on hold and has no desktop is given none: it is planned once, without theirs, and says so by name', async () => {
  keepState('ada@contoso.com');
  const { stdout } = await stage.run(['plan', '--json'], { plan: one() });
  expect(stage.commands).toEqual(['init', 'plan', 'show']);
  expect(desktopsInStack()).toEqual([idOf('ada@contoso.com')]);
  expect(JSON.parse(stdout)).toMatchObject({ desktops: { created: ['ada@contoso.com'] }, notes: [note] });
});

test('whose desktop was deleted outside is given none either: that a plan alone knows, and it is planned again', async () => {
  keepState('grace@contoso.com');
  const { stdout } = await stage.run(['plan', '--json'], { plan: both(), replanned: one() });
  expect(plans()).toBe(2);
  expect(desktopsInStack()).toEqual([idOf('ada@contoso.com')]);
  expect(JSON.parse(stdout)).toMatchObject({ desktops: { created: ['ada@contoso.com'] }, notes: [note] });
});

const deleting = (...upns: string[]) =>
  plan(
    upns.map((upn) =>
      change('aws_workspaces_workspace', idOf(upn), ['delete'], { before: { user_name: upn, tags: {} } }),
    ),
  );

test('no plan deletes the desktop of somebody on hold, though the state that was read did not hold it: its block is put back', async () => {
  keepState('ada@contoso.com');
  const { stdout, exitCode } = await stage.run(['plan', '--json'], {
    plan: deleting('grace@contoso.com'),
    replanned: plan([]),
  });
  expect([exitCode, plans()]).toEqual([0, 2]);
  expect(desktopsInStack()).toEqual([idOf('ada@contoso.com'), idOf('grace@contoso.com')]);
  expect(JSON.parse(stdout)).toMatchObject({ desktops: { deleted: [] }, notes: [] });
});

test('a desktop of somebody on hold that is gone in one plan and there in the next is not deleted: nothing is planned', async () => {
  keepState('grace@contoso.com');
  const { exitCode, stderr } = await stage.run(['apply', '--auto-approve', '--allow-remove', '--skip-preflight'], {
    plan: both(),
    replanned: deleting('grace@contoso.com'),
  });
  expect([exitCode, stage.commands.includes('apply')]).toEqual([1, false]);
  expect(stderr.replace(/\s+/g, ' ')).toContain('changed while it was planned: grace@contoso.com.');
});

describe('a state that terraform takes along into the file', () => {
  const takingAlong = (change: (state: string) => string) => {
    keepState('grace@contoso.com');
    const into = join(stage.folder, `${stage.name}.tfstate`);
    const state = change(readFileSync(into, 'utf8'));
    rmSync(into);
    const scenario = { plan: one(), takesAlong: { state, into } };
    return stage.run(['plan', '--json'], scenario, { env: { TF_CLI_ARGS_init: '-force-copy' } });
  };

  test('says who on hold has a desktop, and keeps it', async () => {
    await takingAlong((state) => state);
    expect(plans()).toBe(1);
    expect(desktopsInStack()).toEqual([idOf('ada@contoso.com'), idOf('grace@contoso.com')]);
  });

  test('is looked at before its providers are installed: one of others is refused', async () => {
    const { exitCode, stderr } = await takingAlong((state) => state.replace('hashicorp/aws', 'others/aws'));
    expect([exitCode, stage.commands]).toEqual([1, ['init', 'state']]);
    expect(stage.calls.find(({ words }) => words[0] === 'init')?.words.join(' ')).toContain('-plugin-dir=');
    expect(stderr).toContain('in the state: "registry.terraform.io/others/aws"');
  });
});

test('an apply does the same before it asks', async () => {
  const { stderr, exitCode } = await stage.run(['apply', '--auto-approve', '--skip-preflight'], { plan: one() });
  expect(exitCode).toBe(0);
  expect(stderr.replace(/\s+/g, ' ')).toContain('On hold and without a desktop, so none is made: grace@contoso.com.');
  expect(plans()).toBe(1);
  expect(desktopsInStack()).toEqual([idOf('ada@contoso.com')]);
});

test('who is on hold and has a desktop keeps it: it is planned once, from the whole stack, and nothing is said', async () => {
  keepState('grace@contoso.com');
  const { stdout } = await stage.run(['plan', '--json'], { plan: one() });
  expect(plans()).toBe(1);
  expect(desktopsInStack()).toEqual([idOf('ada@contoso.com'), idOf('grace@contoso.com')]);
  expect(JSON.parse(stdout)).toMatchObject({ notes: [] });
});

test('who is on hold and whose desktop adopt found keeps it, though no state holds it yet', async () => {
  const to = `aws_workspaces_workspace.${idOf('grace@contoso.com')}`;
  const adopted = { about: '', imports: [{ to, id: 'ws-1' }], certificates: [] };
  writeFileSync(join(stage.folder, 'adopted.json'), JSON.stringify(adopted));
  await stage.run(['plan', '--json'], { plan: one() });
  expect(plans()).toBe(1);
  expect(desktopsInStack()).toEqual([idOf('ada@contoso.com'), idOf('grace@contoso.com')]);
});

test('whom a plan puts on hold it names', async () => {
  keepState('ada@contoso.com', 'grace@contoso.com');
  const noLonger = (...userNames: string[]) =>
    change('aws_lambda_invocation', `awaits-${userNames.length}`, ['delete'], {
      before: { input: JSON.stringify({ kind: 'user-presence', identity: { userNames }, step: 'condition' }) },
    });
  const leaving = plan([noLonger('Grace@contoso.com'), noLonger('ada@contoso.com', 'linus@contoso.com')]);
  const { stdout } = await stage.run(['plan', '--json'], { plan: leaving });
  expect(JSON.parse(stdout)).toMatchObject({
    notes: ['Put on hold, without access from this apply on: grace@contoso.com.'],
  });
});

test('before the handshake nobody has one, and of those on hold nothing is said', async () => {
  const foundation = JSON.parse(readFileSync(resolve('examples/greenfield-foundation.json'), 'utf8')) as {
    sites: { desktops: object }[];
  };
  Object.assign(foundation.sites[0]!.desktops, { users: { list: [{ upn: 'grace@contoso.com', state: 'held' }] } });
  writeFileSync(join(stage.folder, 'deployment.json'), JSON.stringify(foundation));
  const { stdout } = await stage.run(['plan', '--json'], { plan: making() });
  expect(JSON.parse(stdout)).toMatchObject({ notes: expect.not.arrayContaining([note]) as unknown });
});

test('a kept plan that was made without them is the one of this deployment, and says so when it is applied', async () => {
  await stage.run(['plan', '--out', 'kept.tfplan'], { plan: one() });
  // Another command has synthesized since.
  await stage.run(['synth'], {});
  expect(desktopsInStack()).toHaveLength(2);
  const { exitCode, stderr } = await stage.run(['apply', 'kept.tfplan', '--skip-preflight'], { plan: one() });
  expect({ exitCode, said: stderr.replace(/\s+/g, ' ') }).toEqual({
    exitCode: 0,
    said: expect.stringContaining('none is made: grace@contoso.com.'),
  });
});

test('a kept plan that lacks the desktop of somebody else is none of this deployment', async () => {
  await stage.run(['plan', '--out', 'kept.tfplan'], { plan: one() });
  const file = join(stage.folder, 'deployment.json');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(
      '{"upn":"ada@contoso.com"}',
      '{"upn":"ada@contoso.com"},{"upn":"linus@contoso.com"}',
    ),
  );
  const { exitCode, stderr } = await stage.run(['apply', 'kept.tfplan', '--skip-preflight'], { plan: one() });
  expect(exitCode).toBe(1);
  expect(stderr).toContain('The plan was made from another configuration than the one here.');
});

const ejected = (): string[] => {
  const { resource } = JSON.parse(readFileSync(join(stage.folder, 'ejected', 'cdk.tf.json'), 'utf8')) as {
    resource: Record<string, object>;
  };
  return Object.keys(resource['aws_workspaces_workspace'] ?? {});
};
const keepElsewhere = (): void => {
  const file = join(stage.folder, 'deployment.json');
  const s3 = { bucket: 'contoso-state', key: 'contoso.tfstate', region: 'eu-central-1' };
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), state: { s3 } }));
};

test('an ejected stack has no desktop for who is on hold without one, and says so', async () => {
  keepState('ada@contoso.com');
  const { stderr } = await stage.run(['eject', '--out', 'ejected'], {});
  expect(ejected()).toEqual([idOf('ada@contoso.com')]);
  expect(stderr.replace(/\s+/g, ' ')).toContain(
    'On hold and without a desktop, so the stack has none for them: grace@',
  );
  expect(readFileSync(join(stage.folder, 'ejected', 'README.md'), 'utf8')).toContain('1 desktop.');
  expect(stage.commands).toEqual([]);
});

test('an ejected stack keeps the desktop of who is on hold and has one; of a state elsewhere terraform is asked', async () => {
  keepState('grace@contoso.com');
  await stage.run(['eject', '--out', 'ejected'], {});
  expect(ejected()).toHaveLength(2);
  keepElsewhere();
  const state = readFileSync(join(stage.folder, `${stage.name}.tfstate`), 'utf8');
  const { stderr } = await stage.run(['eject', '--out', 'ejected', '--force'], { pulled: state });
  expect([ejected().length, stderr.includes('On hold')]).toEqual([2, false]);
  await stage.run(['eject', '--out', 'ejected', '--force'], { pulled: '' });
  expect([ejected().length, stage.commands]).toEqual([1, ['init', 'state', 'init', 'state']]);
});

test.each([
  ['that cannot be read', {}, { fails: { 'state pull': [{ summary: 'AccessDenied', detail: 'no' }] } }],
  ['that OpenTofu encrypted', { encrypted_data: 'x' }, {}],
  ['that holds nothing but null', null, {}],
])(
  'of a state %s nobody knows: an ejected stack has all, and says whom to look for',
  async (_what, state, scenario) => {
    if ('fails' in scenario) keepElsewhere();
    else writeFileSync(join(stage.folder, `${stage.name}.tfstate`), JSON.stringify(state));
    const { exitCode, stderr } = await stage.run(['eject', '--out', 'ejected'], scenario);
    expect([exitCode, ejected().length]).toEqual([0, 2]);
    expect(stderr.replace(/\s+/g, ' ')).toContain(
      'on hold have a desktop could not be seen: grace@contoso.com. The first',
    );
  },
);
