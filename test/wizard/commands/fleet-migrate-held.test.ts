/** `fleet migrate` of a list with somebody on hold, against both emulated clouds: a group lets in who is in it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { callIn, personWorld, type PersonWorld } from '../checks/person-world.js';
import { greenfield, type Loose } from '../../deployment/sample.js';

const [active, held] = ['ada@contoso.com', 'grace@contoso.com'];
const own = 'Contoso desktops users';
let world: PersonWorld;
let folder: string;
let deployment: Loose;

beforeAll(async () => {
  world = await personWorld({ enrolled: false });
});
afterAll(async () => world.started.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleet-migrate-held-'));
  deployment = greenfield();
  deployment.entra.tenantId = world.twin.entra.id;
  deployment.sites[0].desktops.users.list = [{ upn: active }, { upn: held, state: 'held', holdUntil: '2099-12-31' }];
  for (const { id, displayName } of world.twin.entra.state.groups.values())
    if (displayName === own) world.twin.entra.state.groups.delete(id);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A group with these people. */
function group(...upns: readonly (string | undefined)[]): string {
  const { entra } = world.twin;
  const { id } = entra.addGroup(own);
  for (const upn of upns) entra.addMember(id, entra.state.userByName(upn ?? '')?.id ?? '');
  return id;
}

async function migrate(...more: readonly string[]) {
  const path = join(folder, 'deployment.json');
  writeFileSync(path, JSON.stringify(deployment));
  const answer = await callIn(world, folder, ['fleet', 'migrate', '--yes', ...more]);
  const changed = readFileSync(path, 'utf8') !== JSON.stringify(deployment);
  return { ...answer, changed, said: answer.stderr.replace(/\s+/g, ' ') };
}

describe('who is on hold and in the group would have access again', () => {
  test('of the deployment, where the hold was not applied: refused, with the apply', async () => {
    group(active, held);
    const { exitCode, said, changed } = await migrate();
    expect(said).toMatch(
      /1 person on hold is in the group "Contoso desktops users".*grace@contoso\.com.*entra-workspaces apply/,
    );
    expect({ exitCode, changed }).toEqual({ exitCode: 1, changed: false });
  });

  test('of Entra: refused, with the way out of it', async () => {
    const { exitCode, said, changed } = await migrate('--group', group(active, held));
    expect(said).toMatch(/grace@contoso\.com.*Take them out of the group in Entra/);
    expect({ exitCode, changed }).toEqual({ exitCode: 1, changed: false });
  });

  test('of several groups of the name each is looked at, and the one that has them is named', async () => {
    group(active);
    const other = group(held);
    const { exitCode, said, changed } = await migrate();
    expect(said).toContain(`this one is ${other}. Where it is not this deployment's, rename it.`);
    expect(said).not.toContain('--group');
    expect({ exitCode, changed }).toEqual({ exitCode: 1, changed: false });
    world.twin.entra.state.groups.delete(other);
    group();
    expect(await migrate()).toMatchObject({ exitCode: 0, changed: true });
  });

  test('a group that cannot be read is none without them: refused, with what reading it needs', async () => {
    const rights = ['Group.Read.All', 'GroupMember.Read.All'];
    group(active, held);
    const { entra } = world.twin;
    const reader = [...entra.state.servicePrincipals.values()].find(
      ({ displayName }) => displayName === 'Reader of everything',
    )!.id;
    entra.revokeRoles(reader, rights);
    const { exitCode, said, changed } = await migrate();
    entra.grantRoles(reader, rights);
    expect(said).toMatch(/The group could not be seen.*permissions --command "fleet migrate"/);
    expect({ exitCode, changed }).toEqual({ exitCode: 1, changed: false });
  });

  test('once they are out it is written; before the first apply there is no group to look at', async () => {
    group(active);
    expect(await migrate()).toMatchObject({ exitCode: 0, changed: true });
    world.twin.entra.state.groups.clear();
    expect(await migrate()).toMatchObject({ exitCode: 0, changed: true });
  });
});
