import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readPkcs12, writePkcs12 } from '../../wizard/clouds/certificate/pkcs12.js';
import { selfSigned } from '../../wizard/clouds/certificate/self-signed.js';
import { day } from '../../domain/day.js';
import type { DeploymentFile } from './harness.js';
import { Repository } from './owner-repository.js';

// A laptop: whoever applies may nothing in Intune, the application that bootstrap makes may nothing else. A call by the wrong one of
// them is denied, so that an apply which ends is one of calls by the right ones alone.

const name = 'Contoso Intune (laptop)';
const patience = 300_000;
const said = (text: string): string => text.replaceAll(/\s+/g, ' ');

let repository: Repository;
let home: string;
let pfx: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'home-'));
  pfx = join(home, '.entra-workspaces', 'contoso-intune.pfx');
  repository = await Repository.start(undefined, {
    seed: {
      terraformRoles: [
        ...['Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All', 'Synchronization.ReadWrite.All'],
        ...['Group.ReadWrite.All', 'User.Read.All'],
      ],
    },
  });
  repository.as = { HOME: home };
}, patience);
afterAll(async () => {
  await repository.stop();
  rmSync(home, { recursive: true, force: true });
});

const written = (): DeploymentFile =>
  JSON.parse(readFileSync(join(repository.folder, 'deployment.json'), 'utf8')) as DeploymentFile;
const laptop = async (...words: string[]) =>
  repository.run('bootstrap', '--laptop', '--intune', '--auto-approve', ...words);
const apply = async () => repository.run('apply', '--auto-approve', '--skip-preflight');
const application = () =>
  [...repository.twin.entra.state.applications.values()].find((each) => each.displayName === name);
/** As a person sets it for both: our commands and terraform. */
function withCertificate(path: string): void {
  repository.as = { ...repository.as, ARM_CLIENT_CERTIFICATE_PATH: path };
  repository.twin.terraform.signInAs({ certificate: { path } });
}
const profiles = () => repository.twin.entra.state.autopilotProfiles.size;

test(
  'who signs in without the certificate is refused by Intune before anything is made, and told which variable',
  async () => {
    expect((await laptop()).exitCode).toBe(0);
    repository.deployment = written();
    expect(repository.deployment['intune']).toMatchObject({ application: { clientId: application()?.appId } });
    expect(statSync(pfx).mode & 0o777).toBe(0o600);
    const { exitCode, stderr } = await apply();
    expect([exitCode, said(stderr)]).toEqual([
      1,
      expect.stringMatching(
        /no credentials were successfully initialized.*Set ARM_CLIENT_CERTIFICATE_PATH to the file/,
      ),
    ]);
    expect(profiles()).toBe(0);
  },
  patience,
);

test(
  'with it the whole deployment is applied: Intune by that application alone, Entra by the person alone',
  async () => {
    withCertificate(pfx);
    await repository.setUp();
    expect(profiles()).toBeGreaterThan(0);
    expect(await repository.plan()).toMatchObject({ empty: true });
    // Neither the key nor the file got anywhere.
    const { privateKey } = readPkcs12(readFileSync(pfx), '');
    const secret = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64').slice(60, 120);
    for (const file of [
      repository.state,
      join(repository.stack, 'cdk.tf.json'),
      join(repository.folder, 'deployment.json'),
    ])
      expect(readFileSync(file, 'utf8')).not.toContain(secret);
    // Without its rights the application is what fails, whatever the person may.
    const { state } = repository.twin.entra;
    const principal = state.servicePrincipalOf(application()?.appId ?? '')!;
    const taken = [...state.appRoleAssignments].filter(([, { principalId }]) => principalId === principal.id);
    for (const [id] of taken) state.appRoleAssignments.delete(id);
    const denied = await repository.run('plan');
    expect([denied.exitCode, said(denied.stderr)]).toEqual([1, expect.stringContaining('deviceManagement')]);
    for (const [id, each] of taken) state.appRoleAssignments.set(id, each);
  },
  patience,
);

test(
  'another certificate, and one that newer tools encrypted, are refused in words that say what to do',
  async () => {
    const now = Date.now();
    const other = join(home, 'other.pfx');
    writeFileSync(other, writePkcs12(await selfSigned(name, new Date(now - day), new Date(now + day)), ''));
    withCertificate(other);
    const wrong = await repository.run('plan');
    expect([wrong.exitCode, said(wrong.stderr)]).toEqual([
      1,
      expect.stringMatching(/AADSTS700027.*bootstrap --laptop --intune makes the next certificate/),
    ]);
    writeFileSync(other, 'no such file');
    const broken = await repository.run('plan');
    expect([broken.exitCode, said(broken.stderr)]).toEqual([
      1,
      expect.stringMatching(/no credentials were successfully initialized.*openssl pkcs12 -export -legacy/),
    ]);
    withCertificate(pfx);
  },
  patience,
);

test(
  'past its end it is refused, and said how to go on; the same command makes the next one, and the apply ends',
  async () => {
    const before = readFileSync(pfx);
    // Entra's clock alone goes on: the certificate is as old as its key there says.
    const app = application()!;
    app.keyCredentials = app.keyCredentials.map((each) => ({
      ...each,
      endDateTime: new Date(repository.twin.world.clock.now().getTime() - day).toISOString(),
    }));
    const over = await apply();
    expect([over.exitCode, said(over.stderr)]).toEqual([
      1,
      expect.stringMatching(/AADSTS1000502.*bootstrap --laptop --intune makes the next certificate/),
    ]);
    const renewed = await laptop();
    expect([renewed.exitCode, said(renewed.stderr)]).toEqual([
      0,
      expect.stringContaining(`a certificate of "${name}"`),
    ]);
    expect([readFileSync(pfx).equals(before), statSync(pfx).mode & 0o777]).toEqual([false, 0o600]);
    expect(application()?.keyCredentials).toHaveLength(1);
    expect(await apply()).toMatchObject({ exitCode: 0 });
  },
  patience,
);

test(
  'undone, Intune lets nobody in by it any more, and the file is gone',
  async () => {
    const { exitCode } = await laptop('--undo');
    expect([exitCode, application(), existsSync(pfx)]).toEqual([0, undefined, false]);
    expect(written()['intune']).not.toHaveProperty('application');
    // As whoever signs in for Entra, from here on, and they may nothing in Intune.
    withCertificate('');
    const { exitCode: planned, stderr } = await repository.run('plan');
    expect([planned, said(stderr)]).toEqual([1, expect.stringContaining('deviceManagement')]);
  },
  patience,
);
