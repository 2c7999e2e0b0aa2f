/** What ends one day is renewed by people at their terminals: nobody is locked out in between, and no token is left anywhere. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { prepareAws } from '../clouds/prepared.js';
import { keys } from '../terminal/pty.js';
import { call, startSetting, type Setting } from './foundation.js';
import { asked, Office, type Machine } from './machines.js';

let setting: Setting;
let office: Office;
let former: string;
/** A walk that is over; what the next apply does is done by hand where it counts. */
beforeEach(async () => {
  setting = await startSetting();
  const { twin, folder, env } = setting;
  const address = `https://login.microsoftonline.com/${twin.entra.id}/federationmetadata/2007-06/federationmetadata.xml?appid=${setting.appId}`;
  const metadata = await twin.world.network.request(address);
  const { serviceProviderXml, signInUrl } = twin.console.trustEntra(String(metadata.body));
  const { endpoint, token } = twin.console.enableScim();
  former = token;
  writeFileSync(join(folder, 'aws.xml'), serviceProviderXml);
  const given = ['--service-provider-metadata', 'aws.xml', '--sign-in-url', signInUrl, '--scim-endpoint', endpoint];
  const ended = await call(['connect', ...given, '--token-stdin'], { cwd: folder, env, input: token });
  expect(ended).toMatchObject({ exitCode: 0 });
  office = new Office(setting);
});
afterEach(async () => {
  office.end();
  await setting.stop();
});

const { enter, interrupt } = keys;

describe('connect --renew-token at a terminal', () => {
  const renew = ['--renew-token'];
  const goesOn = 'run `entra-workspaces connect --renew-token` again';

  test('stopped, refused, without the right to store it: the old one stays in its secret; then the new one takes its place', async () => {
    const machine = office.machine();
    const stopped = machine.connect(renew);
    await stopped.answers(asked.token, interrupt);
    expect(await stopped.exit).toBe(130);
    expect(stopped.line()).toContain(goesOn);

    const { token } = setting.twin.console.newToken();
    const rights = ['secretsmanager:List*', 'secretsmanager:Describe*'];
    const unable = office.machine(setting.holding(rights));
    const denied = unable.connect(renew);
    await denied.answers(asked.token, `${token}${enter}`);
    await denied.answers(asked.expiry, enter);
    expect(await denied.exit).toBe(1);
    expect(denied.text()).toContain('secretsmanager:PutSecretValue');
    expect((await setting.secret()).value).toBe(former);

    const other = office.machine();
    const screen = other.connect(renew);
    await screen.answers(asked.token, `${token.slice(0, 100)}${enter}`);
    await screen.sees(/AWS does not take this token/);
    expect((await setting.secret()).value).toBe(former);
    setting.twin.faults.inject('aws secretsmanager:PutSecretValue', { meanwhile: () => office.look() });
    screen.type(`"${token.slice(0, 90)}\n ${token.slice(90)}"${enter}`);
    await screen.answers(asked.expiry, enter);
    expect(await screen.exit).toBe(0);
    expect((await setting.secret()).value).toBe(token);
    expect(setting.twin.faults.met).toHaveLength(1);
    // Entra signs in with the old one until the apply: AWS takes both.
    const { source } = setting.twin.aws.identityCenter.instances[0]!;
    expect([source.accepts(former), source.accepts(token)]).toEqual([true, true]);
    other.push();
    office.expectNowhere(token, former);
  });
});

describe('connect --renew-certificate at a terminal', () => {
  const renew = ['--renew-certificate'];
  const upn = 'ada@contoso.com';

  test('three steps, each stopped once and gone on with on a fresh clone: Ada signs in at every moment', async () => {
    await letAdaWork();
    const signsIn = async (): Promise<void> => {
      expect(await setting.twin.signIn(upn)).toMatchObject({ works: true });
    };
    const principal = `v1.0/servicePrincipals/${setting.appObjectId}`;
    await signsIn();

    const first = office.machine();
    const early = first.connect(renew);
    await early.answers(/\? Renew it all the same/, interrupt);
    expect(await early.exit).toBe(130);
    expect(early.line()).toContain('run `entra-workspaces connect --renew-certificate` again');
    expect(certificatesOf(first)).toBeUndefined();
    const meant = first.connect(renew);
    await meant.answers(/\? Renew it all the same/, `y${enter}`);
    expect(await meant.exit).toBe(0);
    expect(certificatesOf(first)).toEqual(['1', '2']);
    first.push();
    await signsIn();

    // The apply makes it beside the one that signs.
    const made = await setting.graph('POST', `${principal}/addTokenSigningCertificate`, {
      displayName: 'CN=AWS IAM Identity Center 2',
    });
    await signsIn();
    const question = /\? Does the console list a certificate/;
    const second = office.machine();
    for (const answer of [interrupt, enter]) {
      const unsure = second.connect(renew);
      await unsure.answers(question, answer);
      expect(await unsure.exit).toBe(130);
      expect(unsure.line()).toContain('run `entra-workspaces connect --renew-certificate` again');
      expect(second.handshake()).not.toHaveProperty('activeCertificate');
    }
    setting.twin.console.importCertificate(second.read('entra-signing-certificate-2.cer'));
    await signsIn();
    second.push();

    const third = office.machine();
    const sure = third.connect(renew);
    await sure.answers(question, `y${enter}`);
    expect(await sure.exit).toBe(0);
    expect(readdirSync(third.folder)).not.toContain('entra-signing-certificate-2.cer');
    expect(third.handshake()).toMatchObject({ activeCertificate: '2' });
    third.push();
    await signsIn();

    // The apply lets Entra sign with it.
    await setting.graph('PATCH', principal, { preferredTokenSigningKeyThumbprint: made['thumbprint'] });
    await signsIn();
    const last = office.machine().connect(renew);
    await last.sees(/The certificate that signs ends on/);
    last.type(interrupt);
    expect(await last.exit).toBe(130);
    office.expectNowhere(former);
  });

  /** What the apply after the handshake does: addresses, provisioning, assignment and a desktop. */
  async function letAdaWork(): Promise<void> {
    const { twin, graph, appObjectId, appId } = setting;
    const principal = `v1.0/servicePrincipals/${appObjectId}`;
    const application = [...twin.entra.state.applications.values()].find((each) => each.appId === appId);
    const { serviceProvider, scimEndpoint } = setting.deployment().handshake as {
      serviceProvider: { entityId: string; acsUrls: string[]; signInUrl: string };
      scimEndpoint: string;
    };
    await graph('PATCH', `v1.0/applications/${application?.id ?? ''}`, {
      identifierUris: [serviceProvider.entityId],
      web: { redirectUris: serviceProvider.acsUrls },
    });
    await graph('PATCH', principal, { loginUrl: serviceProvider.signInUrl });
    await graph('PUT', `${principal}/synchronization/secrets`, {
      value: [
        { key: 'BaseAddress', value: scimEndpoint },
        { key: 'SecretToken', value: former },
      ],
    });
    const job = await graph('POST', `${principal}/synchronization/jobs`, { templateId: 'aWSSingleSignon' });
    const ada = twin.entra.state.userByName(upn) ?? twin.entra.addUser(upn);
    const group = twin.entra.addGroup('Desktop users', { members: [ada.id] });
    await graph('POST', `${principal}/appRoleAssignedTo`, {
      appRoleId: '8774f594-1d59-4279-b9d9-59ef09a23530',
      principalId: group.id,
      resourceId: appObjectId,
    });
    await graph('POST', `${principal}/synchronization/jobs/${String(job['id'])}/start`, {});
    await twin.advance(60);
    await prepareAws(twin, { application_id: 'none', application_password: 'none' });
  }
});

function certificatesOf(machine: Machine): readonly string[] | undefined {
  const parsed = JSON.parse(machine.read('deployment.json')) as {
    entra: { enterpriseApp: { create: { certificates?: readonly string[] } } };
  };
  return parsed.entra.enterpriseApp.create.certificates;
}
