import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cloudsOf } from '../../wizard/clouds/clouds.js';
import { readPkcs12, writePkcs12 } from '../../wizard/clouds/certificate/pkcs12.js';
import { selfSigned } from '../../wizard/clouds/certificate/self-signed.js';
import { readDeployment } from '../../deployment/load.js';
import { administrator } from '../wizard/clouds/prepared.js';
import { World } from './bootstrap/world.js';
import { day } from '../../domain/day.js';

// An application for Intune alone: whoever applies on a laptop signs in to Entra as themselves, and to Intune by a certificate.

let world: World;
let home: string;
let pfx: string;
beforeAll(async () => {
  world = await World.start();
  home = mkdtempSync(join(tmpdir(), 'home-'));
  pfx = join(home, '.entra-workspaces', 'contoso-intune.pfx');
  world.as = { GH_TOKEN: '', AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', HOME: home };
});
afterAll(async () => {
  await world.stop();
  rmSync(home, { recursive: true, force: true });
});

const name = 'Contoso Intune (laptop)';
const said = (text: string): string => text.replaceAll(/\s+/g, ' ');
const laptop = async (...words: string[]) => world.run('bootstrap', '--laptop', '--intune', ...words);
const application = () => [...world.twin.entra.state.applications.values()].find((each) => each.displayName === name);
const roles = (): string[] => {
  const { state } = world.twin.entra;
  const principal = state.servicePrincipalOf(application()?.appId ?? '');
  const names = [...state.servicePrincipals.values()].flatMap(({ appRoles }) => appRoles);
  return [...state.appRoleAssignments.values()]
    .filter(({ principalId }) => principalId === principal?.id)
    .map(({ appRoleId }) => names.find(({ id }) => id === appRoleId)?.value ?? '')
    .sort();
};

/** Takes permissions away from whoever is signed in. @returns how they are given back */
function without(pattern: RegExp): () => void {
  const { appRoleAssignments, servicePrincipals } = world.twin.entra.state;
  const names = [...servicePrincipals.values()].flatMap(({ appRoles }) => appRoles);
  const taken = [...appRoleAssignments].filter(
    ([, { principalId, appRoleId }]) =>
      principalId === world.twin.seeded.terraform.objectId &&
      pattern.test(names.find(({ id }) => id === appRoleId)?.value ?? ''),
  );
  expect(taken).not.toEqual([]);
  for (const [id] of taken) appRoleAssignments.delete(id);
  return () => taken.forEach(([id, each]) => appRoleAssignments.set(id, each));
}

test('--print names the permissions, all of Intune, and makes nothing; nor does it in a repository or with a pipeline', async () => {
  const { exitCode, stdout } = await laptop('--print', '--json');
  const { permissions } = JSON.parse(stdout) as { permissions: string[] };
  expect([
    exitCode,
    permissions.length > 0,
    permissions.filter((each) => !each.startsWith('DeviceManagement')),
  ]).toEqual([0, true, []]);
  mkdirSync(join(home, 'clone', '.git'), { recursive: true });
  for (const file of [join(home, 'clone', 'deep', 'c.pfx'), join(world.folder, 'c.pfx')]) {
    const shared = await laptop('--certificate', file, '--auto-approve');
    expect([shared.exitCode, said(shared.stderr)]).toEqual([
      2,
      expect.stringContaining('must lie outside every repository'),
    ]);
  }
  expect(application()).toBeUndefined();
});

test('one of this name is not taken over', async () => {
  const graph = administrator(world.twin);
  const planted = (await graph('POST', 'v1.0/applications', { displayName: name })) as { id: string; appId: string };
  const { exitCode, stderr } = await laptop('--auto-approve');
  expect([exitCode, said(stderr)]).toEqual([1, expect.stringMatching(new RegExp(`there: ${planted.appId}, made`))]);
  await graph('DELETE', `v1.0/applications/${planted.id}`);
  rmSync(pfx, { force: true });
});

test('who may not consent, or asks for none, leaves an application without rights, which the deployment names for who may', async () => {
  const unasked = await laptop('--auto-approve', '--no-consent');
  expect([unasked.exitCode, said(unasked.stderr)]).toEqual([
    0,
    expect.stringMatching(/Nobody has consented yet to DeviceManagement.* Privileged Role Administrator runs the same/),
  ]);
  const { appId } = application()!;
  expect([roles(), (await world.deployment()).intune]).toEqual([
    [],
    expect.objectContaining({ application: { clientId: appId } }),
  ]);
  const giveBack = without(/^AppRoleAssignment\.ReadWrite/);
  const denied = await laptop('--auto-approve');
  giveBack();
  expect([denied.exitCode, roles(), said(denied.stderr)]).toEqual([
    1,
    [],
    expect.stringContaining('Nobody has consented yet to'),
  ]);
});

test('application and certificate are made: rights of Intune alone, no secret, 90 days at most, a file for its owner alone', async () => {
  const { exitCode, stderr, stdout } = await laptop('--auto-approve', '--json');
  expect([exitCode, said(stderr)]).toEqual([0, expect.stringContaining(`ARM_CLIENT_CERTIFICATE_PATH='${pfx}'`)]);
  expect(statSync(pfx).mode & 0o777).toBe(0o600);
  const { der, privateKey } = readPkcs12(readFileSync(pfx), '');
  const { validFrom, validTo } = new X509Certificate(der);
  expect(Date.parse(validTo) - Date.parse(validFrom)).toBeLessThanOrEqual(90 * day);
  const { keyCredentials, passwordCredentials, appId } = application()!;
  expect([keyCredentials.length, passwordCredentials.length, keyCredentials[0]?.key]).toEqual([
    1,
    0,
    der.toString('base64'),
  ]);
  expect(roles().filter((each) => !each.startsWith('DeviceManagement'))).toEqual([]);
  expect(roles()).toContain('DeviceManagementServiceConfig.ReadWrite.All');
  expect((await world.deployment()).intune).toMatchObject({ application: { clientId: appId } });
  const shown = `${stdout}${stderr}${JSON.stringify(await world.deployment())}`;
  const secret = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
  expect(shown).not.toContain(secret.slice(60, 120));
  expect(shown).not.toContain('PRIVATE KEY');
});

test('once more changes nothing; lookups ask Intune as that application and the rest as whoever is signed in', async () => {
  const before = JSON.stringify([application(), await world.deployment(), readFileSync(pfx, 'base64')]);
  const { exitCode, stderr } = await laptop('--auto-approve');
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining('nothing was made or changed')]);
  expect(JSON.stringify([application(), await world.deployment(), readFileSync(pfx, 'base64')])).toBe(before);
  const { deployment } = readDeployment(join(world.folder, 'deployment.json'));
  const { graph } = cloudsOf(deployment, { ...world.env, ARM_CLIENT_CERTIFICATE_PATH: pfx });
  await expect(graph.list('deviceManagement/windowsAutopilotDeploymentProfiles', { version: 'beta' })).resolves.toEqual(
    [],
  );
  await expect(graph.list('applications')).resolves.not.toEqual([]);
  const without = cloudsOf(deployment, world.env);
  await expect(without.graph.list('deviceManagement/windowsAutopilotDeploymentProfiles')).rejects.toThrow(
    /ARM_CLIENT_CERTIFICATE_PATH is not set.*bootstrap --laptop --intune/,
  );
});

test('a file that others can read, as a backup puts it back, is closed again, and that is said', async () => {
  const { ino } = statSync(pfx);
  chmodSync(pfx, 0o644);
  const { exitCode, stderr } = await laptop('--auto-approve');
  expect([exitCode, said(stderr)]).toEqual([0, expect.stringContaining('Others could read')]);
  expect([statSync(pfx).mode & 0o777, statSync(pfx).ino]).toEqual([0o600, ino]);
  expect((await laptop('--auto-approve')).stderr).toContain('nothing was made or changed');
});

test('near its end a certificate is replaced; one of somebody else stays until its own end', async () => {
  const now = Date.now();
  const old = await selfSigned(name, new Date(now - 70 * day), new Date(now + 20 * day));
  const theirs = await selfSigned(name, new Date(now), new Date(now + 50 * day));
  const key = (der: Buffer, ends: number) => ({
    ...{ customKeyIdentifier: null, displayName: null, type: 'AsymmetricX509Cert', usage: 'Verify' },
    ...{ keyId: der.toString('hex').slice(0, 8), startDateTime: new Date(now).toISOString() },
    ...{ endDateTime: new Date(now + ends * day).toISOString(), key: der.toString('base64') },
  });
  // One that ends soon is told by doctor as well.
  application()!.keyCredentials = [key(old.der, 20)];
  const { stdout: seen } = await world.run('doctor', '--json');
  expect(said(seen)).toMatch(/"intune-certificate"[^{}]*"warning"|expires in (19|20) days/);
  application()!.keyCredentials = [key(old.der, 20), key(theirs.der, 50), key(Buffer.from('over'), -1)];
  const bytes = writePkcs12(old, '');
  writeFileSync(pfx, bytes);
  const giveBack = without(/^(Application|Directory)\.ReadWrite/);
  const denied = await laptop('--auto-approve');
  giveBack();
  // Who may not change the application keeps the certificate that is good for some days.
  expect([denied.exitCode, readFileSync(pfx).equals(bytes)]).toEqual([1, true]);
  const { exitCode, stderr } = await laptop('--auto-approve');
  expect([exitCode, said(stderr)]).toEqual([0, expect.stringContaining(`a certificate of "${name}"`)]);
  const { der } = readPkcs12(readFileSync(pfx), '');
  const keys = application()!.keyCredentials.map((each) => each.key);
  expect(keys).toEqual([theirs.der, der].map((each) => each.toString('base64')));
});

test('killed after the application was made: the next run knows it by its certificate, and ends it', async () => {
  const deployment = await world.deployment();
  const { application: _gone, ...intune } = deployment.intune as { application?: object };
  await world.write({ ...deployment, intune });
  const { der } = readPkcs12(readFileSync(pfx), '');
  const app = application()!;
  app.keyCredentials = app.keyCredentials.filter((each) => each.key === der.toString('base64'));
  const { exitCode, stderr } = await laptop('--auto-approve');
  expect([exitCode, said(stderr)]).toEqual([0, expect.stringContaining('wrote deployment.json')]);
  expect((await world.deployment()).intune).toMatchObject({ application: { clientId: app.appId } });
});

test('what it may do besides is named, and that whoever made it owns it is taken away', async () => {
  const { state } = world.twin.entra;
  const { id, appId } = application()!;
  const principal = state.servicePrincipalOf(appId)!;
  const target = state.servicePrincipalOf('00000003-0000-0000-c000-000000000000')!;
  const role = target.appRoles.find(({ value }) => value === 'Directory.ReadWrite.All')!;
  const graph = administrator(world.twin);
  const body = { principalId: principal.id, resourceId: target.id, appRoleId: role.id };
  const { id: given } = (await graph('POST', `v1.0/servicePrincipals/${target.id}/appRoleAssignedTo`, body)) as {
    id: string;
  };
  // As a run leaves it that was killed before its second call.
  for (const each of [id, principal.id]) state.owners.set(each, [world.twin.seeded.terraform.objectId]);
  const { exitCode, stderr } = await laptop('--auto-approve');
  expect([exitCode, said(stderr)]).toEqual([
    0,
    expect.stringContaining('may do more than Intune needs: Directory.ReadWrite.All'),
  ]);
  expect(said(stderr)).not.toContain('Everything is as it has to be');
  expect([state.owners.get(id), state.owners.get(principal.id)]).toEqual([[], []]);
  state.appRoleAssignments.delete(given);
});

test('an owner or a secret of somebody is refused, and named', async () => {
  const graph = administrator(world.twin);
  await graph('POST', `v1.0/applications/${application()!.id}/addPassword`, {
    passwordCredential: { displayName: 'x' },
  });
  const { exitCode, stderr } = await laptop('--auto-approve');
  expect([exitCode, said(stderr)]).toEqual([1, expect.stringContaining('got: 1 client secret')]);
});

test('undone with a file that is not its own: the application is gone, the file stays', async () => {
  const { intune, ...rest } = await world.deployment();
  const other = join(home, 'vpn.pfx');
  const now = Date.now();
  writeFileSync(other, writePkcs12(await selfSigned('VPN', new Date(now), new Date(now + day)), ''));
  const { exitCode, stderr } = await laptop('--undo', '--auto-approve', '--certificate', other);
  expect([exitCode, said(stderr), existsSync(other), application()]).toEqual([
    0,
    expect.stringContaining('stays: it holds no certificate of this application'),
    true,
    undefined,
  ]);
  await world.write({ ...rest, intune });
});

test('undone: the application, the certificate and the line of the deployment are gone', async () => {
  const { exitCode, stderr } = await laptop('--undo', '--auto-approve');
  expect([exitCode, said(stderr)]).toEqual([0, expect.stringContaining('wrote deployment.json')]);
  expect([application(), existsSync(pfx), (await world.deployment()).intune]).toEqual([
    undefined,
    false,
    expect.not.objectContaining({ application: expect.anything() }),
  ]);
  const again = await laptop('--undo', '--auto-approve');
  expect([again.exitCode, said(again.stderr)]).toEqual([2, expect.stringContaining('names no application for Intune')]);
});
