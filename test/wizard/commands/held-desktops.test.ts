import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
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
const plans = (): number => stage.commands.filter((command) => command === 'plan').length;
const note =
  'On hold and without a desktop, so none is made: grace@contoso.com. Whoever is to have one again: entra-workspaces users add grace@contoso.com';

test('who is on hold and has no desktop is given none, and the plan says so by name', async () => {
  const { stdout } = await stage.run(['plan', '--json'], { plan: both(), replanned: one() });
  expect(plans()).toBe(2);
  expect(desktopsInStack()).toEqual([idOf('ada@contoso.com')]);
  expect(JSON.parse(stdout)).toMatchObject({ desktops: { created: ['ada@contoso.com'] }, notes: [note] });
});

test('an apply does the same before it asks', async () => {
  const { stderr, exitCode } = await stage.run(['apply', '--auto-approve', '--skip-preflight'], {
    plan: both(),
    replanned: one(),
  });
  expect(exitCode).toBe(0);
  expect(stderr.replace(/\s+/g, ' ')).toContain('On hold and without a desktop, so none is made: grace@contoso.com.');
  expect(plans()).toBe(2);
  expect(desktopsInStack()).toEqual([idOf('ada@contoso.com')]);
});

test('who is on hold and has a desktop keeps it: it is planned once, from the whole stack, and nothing is said', async () => {
  const { stdout } = await stage.run(['plan', '--json'], { plan: one() });
  expect(plans()).toBe(1);
  expect(desktopsInStack()).toEqual([idOf('ada@contoso.com'), idOf('grace@contoso.com')]);
  expect(JSON.parse(stdout)).toMatchObject({ notes: [] });
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
  await stage.run(['plan', '--out', 'kept.tfplan'], { plan: both(), replanned: one() });
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
  await stage.run(['plan', '--out', 'kept.tfplan'], { plan: both(), replanned: one() });
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
