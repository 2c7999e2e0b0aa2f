/** `fleet page` and `fleet revoke` against both emulated clouds. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { plantAccessPackage } from '../clouds/access-package.js';
import { lookingRights } from '../../../wizard/permissions/lookup-rights.js';
import { directoryName } from '../clouds/prepared.js';
import { callIn, personWorld, type PersonWorld } from '../checks/person-world.js';

let world: PersonWorld;
let folder: string;
const group = { id: '' };
const right = 'EntitlementManagement.ReadWrite.All';
/** Who the commands are signed in as. */
const reader = (): string =>
  [...world.twin.entra.state.servicePrincipals.values()].find((each) => each.displayName === 'Reader of everything')
    ?.id ?? '';

beforeAll(async () => {
  world = await personWorld({ enrolled: false });
  const people = ['ada@contoso.com', 'grace@contoso.com'];
  group.id = plantAccessPackage(world.twin.entra, 'Windows desktop (Contoso fleet)', ...people);
  world.twin.entra.grantRoles(reader(), [right]);
  folder = mkdtempSync(join(tmpdir(), 'self-service-'));
  writeFileSync(join(folder, 'deployment.json'), JSON.stringify(deployment()));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.started.stop();
});

function deployment(): object {
  // The fields of an example, which tests change at will.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const file: any = JSON.parse(readFileSync('examples/fleet.json', 'utf8'));
  file.entra.tenantId = world.twin.entra.id;
  file.aws.accountId = world.twin.aws.accountId;
  file.identityCenter.instance.existing.arn = world.made.instanceArn;
  file.sites[0].directoryName = directoryName;
  return file as object;
}

const fleet = (...words: readonly string[]) => callIn(world, folder, ['fleet', ...words]);

describe('fleet page', () => {
  test('says where to ask, what is asked, the code of the directory, when it ends, and what people may do', async () => {
    const { exitCode, stdout, stderr } = await fleet('page');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('https://myaccess.microsoft.com/@contoso.onmicrosoft.com#/access-packages/package');
    expect(stdout).toContain('What do you need a desktop for?');
    expect(stdout).toMatch(/<strong class="code">\w+\+\w+<\/strong>/);
    expect(stdout).toContain('for 180 days, and 14 more');
    expect(stdout).toContain('For 14 days the desktop is kept');
    expect(stdout).toContain('restart it');
    expect(stdout).not.toMatch(/\{\w+\}/);
  });

  test('in German, into a file', async () => {
    const { exitCode } = await fleet('page', '--out', 'page.html', '--language', 'de');
    expect(exitCode).toBe(0);
    const page = readFileSync(join(folder, 'page.html'), 'utf8');
    expect(page).toContain('<html lang="de">');
    expect(page).not.toMatch(/\{\w+\}/);
  });

  test.each([
    ['workspaces:DescribeWorkspaceDirectories', 'The registration code'],
    ['sso:ListInstances', 'The sign-in address'],
  ])('without %s says which rights it needs itself', async (lacking, what) => {
    const actions = lookingRights['fleet page'].aws?.filter((action) => action !== lacking);
    const { accessKeyId, secretAccessKey } = world.twin.aws.principals.issueUser(`without ${lacking}`, [
      { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions ?? [], Resource: '*' }] },
    ]);
    const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
    const { exitCode, stderr } = await callIn(world, folder, ['fleet', 'page'], keys);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`${what} could not be seen`);
    expect(stderr).toContain('permissions --command "fleet page"');
  });
});

describe('fleet migrate --back', () => {
  test('is refused while somebody has access by the package, with the order of what to do; the engine goes on', async () => {
    const before = readFileSync(join(folder, 'deployment.json'), 'utf8');
    const { exitCode, stderr } = await fleet('migrate', '--back', '--yes');
    expect(exitCode).toBe(1);
    expect(stderr.replace(/\s+/g, ' ')).toMatch(
      /2 people have access by the access package.*ada@contoso\.com.*fleet pause.*fleet revoke --everyone.*fleet migrate --back.*apply/,
    );
    expect(readFileSync(join(folder, 'deployment.json'), 'utf8')).toBe(before);
  });

  test('of one of several sites names it: the package of another one is not to be taken away', async () => {
    const path = join(folder, 'deployment.json');
    const before = readFileSync(path, 'utf8');
    const file = JSON.parse(before);
    const [site] = file.sites;
    const users = { group: { ...site.desktops.users.group, entra: 'ours' } };
    const first = { ...site, key: 'first', directoryName: 'first', desktops: { ...site.desktops, users } };
    writeFileSync(path, JSON.stringify({ ...file, sites: [first, { ...site, key: 'second' }] }));
    const { stderr } = await fleet('migrate', '--back', '--yes', '--site', 'second');
    const unnamed = await fleet('revoke', '--everyone', '--yes');
    writeFileSync(path, before);
    expect(stderr.replace(/\s+/g, ' ')).toMatch(
      /fleet pause --site second.*fleet revoke --everyone --site second.*fleet migrate --back --site second/,
    );
    expect(unnamed.stderr).toContain('--site must be one whose people ask for a desktop themselves: first, second.');
    expect(world.twin.entra.state.membersOf(group.id)).toHaveLength(2);
  });
});

describe('fleet revoke', () => {
  test('asks for names, or for --everyone', async () => {
    expect((await fleet('revoke', '--yes')).stderr).toContain('Either some people, or --everyone.');
  });

  test('of somebody who has no access changes nothing', async () => {
    const { exitCode, stderr } = await fleet('revoke', 'adda@contoso.com', '--yes');
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('(was ada@contoso.com meant?)');
    // Who only looks alike is another person.
    const alike = await fleet('revoke', 'edna@contoso.com', '--yes');
    expect(alike.stderr).toContain('edna@contoso.com has no access by the access package.');
    expect(alike.stderr).not.toContain('ada@');
    expect(world.twin.entra.state.membersOf(group.id)).toHaveLength(2);
  });

  test('without the right says which command prints it', async () => {
    world.twin.entra.revokeRoles(reader(), [right]);
    const { exitCode, stderr } = await fleet('revoke', 'ada@contoso.com', '--yes');
    world.twin.entra.grantRoles(reader(), [right]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('entra-workspaces permissions --command "fleet revoke"');
  });

  test('takes one out of the group, then everybody', async () => {
    const one = await fleet('revoke', 'ADA@contoso.com', '--yes', '--json');
    expect(one.stderr).not.toContain('denied');
    expect(JSON.parse(one.stdout)).toEqual({ revoked: ['ada@contoso.com'] });
    expect(world.twin.entra.state.membersOf(group.id)).toHaveLength(1);
    expect(one.stderr).toContain('and then removed with all that is on it');
    const all = await fleet('revoke', '--everyone', '--yes', '--json');
    expect(JSON.parse(all.stdout)).toEqual({ revoked: ['grace@contoso.com'] });
    // An empty group holds nobody.
    expect(all.stderr).not.toContain('then removed');
    expect(all.stderr).toMatch(/To remove the desktops then: entra-workspaces fleet empty --confirm [\w-]+\/berlin/);
    expect(world.twin.entra.state.membersOf(group.id)).toEqual([]);
  });

  test('that fails midway names who has lost access and who has not, and goes on when it is called again', async () => {
    const people = ['ada@contoso.com', 'grace@contoso.com'];
    group.id = plantAccessPackage(world.twin.entra, 'Windows desktop (Contoso fleet)', ...people);
    const where = 'graph POST /v1.0/identityGovernance/entitlementManagement/assignmentRequests';
    const { faults } = world.twin.world;
    faults.inject(where, { meanwhile: () => undefined });
    faults.inject(where, { status: 403, code: 'Forbidden' });
    const { exitCode, stderr } = await fleet('revoke', '--everyone', '--yes');
    expect(exitCode).toBe(1);
    const [first = '', ...left] = /^\W*([\w@., ]+): out of access/m.exec(stderr)?.[1]?.split(', ') ?? [];
    expect(stderr).toContain(`Access was taken away from ${first}.`);
    expect(stderr).toContain(`beginning with the one that failed: ${left.join(', ')}.`);
    expect(stderr).toContain('entra-workspaces permissions --command "fleet revoke"');
    expect(left).toHaveLength(1);
    expect(world.twin.entra.state.membersOf(group.id)).toHaveLength(1);
    expect(JSON.parse((await fleet('revoke', '--everyone', '--yes', '--json')).stdout)).toEqual({ revoked: left });
  });
});
