/** `connect` for scripts, against both clouds: flags, standard input, exit codes, and a token that is nowhere. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { call, commitAll, region, rightsToLook, startSetting, type Ended, type Setting } from './foundation.js';
import { loadDeployment } from '../../../deployment/load.js';
import { day } from '../../../domain/day.js';
import { readme } from '../../../wizard/repository/readme.js';
import { marked } from '../../../wizard/terraform/marker.js';

let setting: Setting;
let outputs: string[];
beforeEach(async () => {
  setting = await startSetting();
  outputs = [];
});
afterEach(async () => setting.stop());

interface At {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  readonly input?: string;
}

async function connect(words: readonly string[], at: At = {}): Promise<Ended> {
  const ended = await call(['connect', ...words], { cwd: setting.folder, env: setting.env, ...at });
  outputs.push(ended.stdout + ended.stderr);
  return ended;
}

const metadataFile = 'entra-federation-metadata.xml';

/** What the Identity Center administrator does in the console, with the file that `connect` saved. */
function trustEntra(form: 'ipv4' | 'dual-stack' = 'ipv4'): { file: string; signInUrl: string } {
  const saved = readFileSync(join(setting.folder, metadataFile), 'utf8');
  const { serviceProviderXml, signInUrl } = setting.twin.console.trustEntra(saved, form);
  writeFileSync(join(setting.folder, 'aws.xml'), serviceProviderXml);
  return { file: 'aws.xml', signInUrl };
}

/** Fetches Entra's metadata by giving a file that is none: the walk stops after saving it. */
async function saveMetadata(): Promise<void> {
  writeFileSync(join(setting.folder, 'page.html'), '<!DOCTYPE html><html></html>');
  const { exitCode } = await connect([
    ...['--service-provider-metadata', 'page.html', '--sign-in-url', 'https://d-1234567890.awsapps.com/start'],
    ...['--scim-endpoint', `https://scim.${region}.amazonaws.com/tenant/scim/v2`, '--token-stdin'],
  ]);
  expect(exitCode).toBe(1);
}

async function everything(more: readonly string[] = [], at: At = {}) {
  await saveMetadata();
  const { file, signInUrl } = trustEntra();
  const { endpoint, token } = setting.twin.console.enableScim();
  const given = ['--service-provider-metadata', file, '--sign-in-url', signInUrl, '--scim-endpoint', endpoint];
  const ended = await connect([...given, '--token-stdin', ...more], { input: token, ...at });
  return { ended, token, endpoint, signInUrl, given };
}

describe('connect, by flags', () => {
  test('everything given: the handshake is recorded, the token is in its secret alone', async () => {
    const readmeFile = join(setting.folder, 'README.md');
    const stepsNow = (): string => readme(loadDeployment(join(setting.folder, 'deployment.json')));
    writeFileSync(readmeFile, marked('README.md', stepsNow()));
    expect(readFileSync(readmeFile, 'utf8')).toContain('npm run connect');
    const { ended, token, endpoint, signInUrl } = await everything(['--json']);
    expect(ended).toMatchObject({ exitCode: 0 });
    const provider = setting.twin.aws.serviceProvider();
    expect(setting.deployment().handshake).toEqual({
      serviceProvider: { entityId: provider?.entityId, acsUrls: provider?.acsUrls, signInUrl },
      scimEndpoint: endpoint.replace(/\/$/, ''),
    });
    const { value, tags } = await setting.secret();
    expect(value).toBe(token);
    expect(tags['entra-workspaces:expires-at']).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(Object.keys(tags).filter((key) => key.includes('handshake'))).toEqual([]);
    expect(JSON.parse(ended.stdout)).toMatchObject({ done: true, next: 'entra-workspaces apply' });
    // The README no longer says to connect: it is as init would write it now.
    expect(readFileSync(readmeFile, 'utf8')).toBe(marked('README.md', stepsNow()));
    expect(stepsNow()).not.toContain('leads through it, ten minutes of clicking');
    // AWS's answer was given with the command: whether anybody uploaded this is not known.
    expect(ended.stderr).toContain(`${metadataFile} is public, and no longer needed once AWS has it.`);
    expect(existsSync(join(setting.folder, metadataFile))).toBe(true);
    expect(setting.whereIs(token, [...outputs, commitAll(setting.folder)])).toEqual([]);
  });

  test("Entra's metadata where somebody wanted it stays there, and is said to be no longer needed", async () => {
    writeFileSync(join(setting.folder, 'README.md'), 'Ours.\n');
    const { ended } = await everything(['--metadata-out', 'kept.xml']);
    expect(readFileSync(join(setting.folder, 'README.md'), 'utf8')).toBe('Ours.\n');
    expect(ended).toMatchObject({ exitCode: 0 });
    expect(ended.stderr).toContain('kept.xml is public, and no longer needed once AWS has it.');
    expect(existsSync(join(setting.folder, 'kept.xml'))).toBe(true);
  });

  test('nobody to ask and nothing given: all that is missing is listed, exit 2', async () => {
    const { exitCode, stderr } = await connect([]);
    expect(exitCode).toBe(2);
    for (const flag of ['--service-provider-metadata', '--sign-in-url', '--scim-endpoint', '--token-stdin'])
      expect(stderr).toContain(flag);
  });

  test('wrong values are refused before anything is called, all at once', async () => {
    const { exitCode, stderr } = await connect([
      ...['--scim-endpoint', 'https://scim.us-east-1.amazonaws.com/x/scim/v2', '--token-expires', '2020-01-01'],
      ...['--sign-in-url', 'https://example.com'],
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /--sign-in-url: [^]*--scim-endpoint: That is the endpoint[^]*us-east-1[^]*--token-expires: /,
    );
  });

  test('a walk that was stopped goes on on another machine, from what the cloud keeps', async () => {
    await saveMetadata();
    const { file, signInUrl } = trustEntra('dual-stack');
    const { endpoint, token } = setting.twin.console.enableScim();
    const given = ['--service-provider-metadata', file, '--sign-in-url', signInUrl, '--scim-endpoint', endpoint];
    const cut = await connect([...given, '--token-stdin'], { input: token.slice(0, 60) });
    expect(cut).toMatchObject({ exitCode: 1 });
    expect(cut.stderr).toContain('AWS does not take this token');
    expect(setting.deployment().handshake).toBeNull();
    expect(existsSync(join(setting.folder, metadataFile))).toBe(true);

    const other = setting.anotherMachine();
    // What this run did not save stays, be it of the same tenant.
    const saved = readFileSync(join(setting.folder, metadataFile), 'utf8');
    writeFileSync(join(other, metadataFile), saved);
    const { exitCode } = await connect(['--token-stdin'], {
      cwd: other,
      input: `Bearer ${token.slice(0, 50)}\r\n ${token.slice(50)}\n`,
    });
    expect(exitCode).toBe(0);
    expect(readFileSync(join(other, metadataFile), 'utf8')).toBe(saved);
    expect(JSON.parse(readFileSync(join(other, 'deployment.json'), 'utf8'))).toMatchObject({
      identityCenter: { federation: { setUp: { handshake: { serviceProvider: { signInUrl } } } } },
    });
    expect((await setting.secret()).value).toBe(token);
    expect(setting.whereIs(token, outputs)).toEqual([]);
  });

  test('an expired token is refused, and nothing is recorded', async () => {
    await saveMetadata();
    const { file, signInUrl } = trustEntra();
    const { endpoint, token } = setting.twin.console.enableScim();
    await setting.twin.advance(366 * 24 * 60);
    const given = ['--service-provider-metadata', file, '--sign-in-url', signInUrl, '--scim-endpoint', endpoint];
    const { exitCode, stderr } = await connect([...given, '--token-stdin'], { input: token });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/expired/);
    expect((await setting.secret()).value).toBeUndefined();
    expect(setting.deployment().handshake).toBeNull();
    expect(setting.whereIs(token, outputs)).toEqual([]);
  });

  test('an identity store that lets SCIM in from Entra alone: the token is not refused for the place of this machine', async () => {
    const [instance] = setting.twin.aws.identityCenter.instances;
    if (!instance) throw new Error('no instance');
    instance.store.network = { VpceAccessRequired: false, ScimAllowSourceIps: ['20.190.128.0/18'] };
    const { ended, token } = await everything();
    expect(ended.stderr.replace(/\s+/g, ' ')).toMatch(
      /not tried from here: .*ScimAllowSourceIps.*says nothing of the token/,
    );
    expect(ended.exitCode).toBe(0);
    expect((await setting.secret()).value).toBe(token);
    expect(setting.whereIs(token, outputs)).toEqual([]);
  });

  test('without the right to write the secret: the permission is named, nothing is recorded, somebody else goes on', async () => {
    const rights = [...rightsToLook, 'secretsmanager:TagResource'];
    const { ended, token } = await everything([], { env: setting.holding(rights) });
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toContain('secretsmanager:PutSecretValue');
    expect(ended.stderr).toContain('The token was not kept anywhere.');
    expect(setting.deployment().handshake).toBeNull();
    expect(setting.whereIs(token, outputs)).toEqual([]);
    expect(await connect(['--token-stdin'], { input: token })).toMatchObject({ exitCode: 0 });
    expect(setting.whereIs(token, outputs)).toEqual([]);
  });

  test('a second run finds it done and changes nothing', async () => {
    await everything();
    const before = setting.deployment().text;
    const { exitCode, stderr } = await connect([]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('The secret holds a token that AWS takes.');
    expect(setting.deployment().text).toBe(before);
  });

  test('an instance with users is left alone until its id is given', async () => {
    setting.twin.aws.identityCenter.instances[0]?.store.addUser({
      userName: 'someone@contoso.com',
      displayName: 'Someone',
      givenName: 'Some',
      familyName: 'One',
    });
    const given = ['--sign-in-url', 'https://d-1234567890.awsapps.com/start', '--token-stdin'];
    const more = ['--scim-endpoint', `https://scim.${region}.amazonaws.com/tenant/scim/v2`];
    const stopped = await connect([...given, ...more, '--service-provider-metadata', 'missing.xml']);
    expect(stopped.exitCode).toBe(1);
    expect(stopped.stderr).toMatch(/has 1 user\. Replacing its identity source/);
    expect(stopped.stderr).toContain(`--replace-identity-source ${setting.instanceId}`);
    expect(setting.deployment().handshake).toBeNull();
    const meant = await connect([
      ...[...given, ...more, '--service-provider-metadata', 'missing.xml'],
      ...['--replace-identity-source', setting.instanceId],
    ]);
    expect(meant.stderr).toMatch(/missing.xml cannot be read/);
  });

  test('an instance that may not be looked into counts as in use', async () => {
    const rights = ['iam:*', 'secretsmanager:*'];
    const { ended } = await everything([], { env: setting.holding(rights) });
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toMatch(/Nobody could look whether the instance .* is in use.*sso:ListInstances/s);
  });

  test('without the guard in the deployment nothing begins', async () => {
    setting.change((draft: { identityCenter: { federation: { setUp: { replaceIdentitySource?: string } } } }) => {
      delete draft.identityCenter.federation.setUp.replaceIdentitySource;
    });
    const { exitCode, stderr } = await connect([]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/replaceIdentitySource \(line \d+\): must repeat the id of the instance/);
  });

  test('before the first apply the missing thing is named', async () => {
    setting.change((draft: { name: string }) => {
      draft.name = 'other-desktops';
    });
    const { exitCode, stderr } = await connect([]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/There is no enterprise app "Other desktops[^]*entra-workspaces apply/);
  });

  test('the credentials of another account are refused', async () => {
    setting.change((draft: { aws: { accountId: string } }) => {
      draft.aws.accountId = '999988887777';
    });
    const { exitCode, stderr } = await connect([]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('are of account 111122223333, the deployment is of 999988887777');
  });
});

describe('connect --renew-token', () => {
  test('another token takes the place of the first once both clouds take it', async () => {
    const { token: former } = await everything();
    const job = await setting.graph('POST', `v1.0/servicePrincipals/${setting.appObjectId}/synchronization/jobs`, {
      templateId: 'aWSSingleSignon',
    });
    expect(job['id']).toMatch(/^aWSSingleSignon/);
    const { token } = setting.twin.console.newToken();
    const { exitCode, stderr } = await connect(['--renew-token', '--token-stdin'], { input: `${token}\n` });
    expect(exitCode).toBe(0);
    expect(stderr).toContain('Entra signs in to the SCIM endpoint with it.');
    expect((await setting.secret()).value).toBe(token);
    expect([...setting.whereIs(token, outputs), ...setting.whereIs(former, outputs)]).toEqual([]);
  });

  test('before the handshake there is nothing to renew', async () => {
    const { exitCode, stderr } = await connect(['--renew-token', '--token-stdin'], { input: 'x'.repeat(80) });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('the handshake is not recorded');
  });
});

describe('connect --renew-certificate', () => {
  test('three steps, days apart: made, imported, activated; nothing in between changes who signs', async () => {
    await everything();
    expect((await connect(['--renew-certificate'])).stderr).toContain('Nothing was changed');
    expect(setting.deployment().certificates).toBeUndefined();

    expect(await connect(['--renew-certificate', '--early'])).toMatchObject({ exitCode: 0 });
    expect(setting.deployment().certificates).toEqual(['1', '2']);
    expect((await connect(['--renew-certificate'])).stderr).toContain('The apply makes it in Entra');
    expect(setting.deployment().certificates).toEqual(['1', '2']);

    const principal = `v1.0/servicePrincipals/${setting.appObjectId}`;
    const made = await setting.graph('POST', `${principal}/addTokenSigningCertificate`, {
      displayName: 'CN=AWS IAM Identity Center 2',
    });
    const unsure = await connect(['--renew-certificate']);
    expect(unsure.exitCode).toBe(2);
    expect(unsure.stderr).toContain('--imported');
    expect(setting.deployment().handshake).not.toHaveProperty('activeCertificate');

    setting.twin.console.importCertificate(
      readFileSync(join(setting.folder, 'entra-signing-certificate-2.cer'), 'utf8'),
    );
    expect(setting.twin.aws.trustedIdentityProvider()?.certificates).toContain(made['key']);
    expect(await connect(['--renew-certificate', '--imported'])).toMatchObject({ exitCode: 0 });
    expect(setting.deployment().handshake).toMatchObject({ activeCertificate: '2' });
    expect((await connect(['--renew-certificate'])).stderr).toContain('The apply lets Entra sign with it');

    await setting.graph('PATCH', principal, { preferredTokenSigningKeyThumbprint: made['thumbprint'] });
    expect((await connect(['--renew-certificate'])).stderr).toContain('The certificate that signs ends on');
  });
});

describe('connect --hand-over and --take-in', () => {
  test('four sheets without a secret; what comes back completes the handshake', async () => {
    const { exitCode } = await connect(['--hand-over']);
    expect(exitCode).toBe(0);
    const sheet = (name: string): string => readFileSync(join(setting.folder, 'hand-over', `${name}.md`), 'utf8');
    expect(sheet('entra-administrator')).toContain(`?appid=${setting.appId}`);
    expect(sheet('intune-administrator')).toContain('contoso-berlin');
    expect(sheet('desktop-engineer')).toContain('--take-in');
    const form = sheet('identity-center-administrator');
    expect(form).toContain(`https://${region}.console.aws.amazon.com/singlesignon/home?region=${region}`);

    await saveMetadata();
    const { file, signInUrl } = trustEntra();
    const { endpoint, token } = setting.twin.console.enableScim();
    const filled = form
      .replace('sign-in URL: ', `sign-in URL: <${signInUrl}>`)
      .replace('SCIM endpoint: ', `SCIM endpoint: ${endpoint} `)
      .replace('expires on: ', `expires on: ${new Date(Date.now() + 300 * day).toISOString().slice(0, 10)}`);
    writeFileSync(join(setting.folder, 'back.md'), filled);
    // Pasted into the console of Secrets Manager, with a line break.
    await setting.fillSecret(`${token}\n`);
    const done = await connect(['--take-in', file, '--take-in', 'back.md']);
    expect(done).toMatchObject({ exitCode: 0 });
    const { value, tags } = await setting.secret();
    expect(value).toBe(token);
    expect(tags['entra-workspaces:expires-at']).toBe(/expires on: (\S+)/.exec(filled)?.[1]);
    expect(setting.deployment().handshake).toMatchObject({ scimEndpoint: endpoint.replace(/\/$/, '') });
    expect(setting.whereIs(token, outputs)).toEqual([]);
  });

  test('whoever may see nothing still writes all four, with names in place of links', async () => {
    const { exitCode, stdout } = await connect(['--hand-over', 'out', '--json'], { env: setting.holding(['iam:*']) });
    expect(exitCode).toBe(0);
    expect((JSON.parse(stdout) as { sheets: string[] }).sheets).toHaveLength(4);
    const form = readFileSync(join(setting.folder, 'out', 'identity-center-administrator.md'), 'utf8');
    expect(form).toContain('the secret contoso-desktops-scim-token-…');
    expect(form).not.toContain('undefined');
  });

  test('a sheet that came back with the token in it is refused without repeating it', async () => {
    await saveMetadata();
    trustEntra();
    const { token } = setting.twin.console.enableScim();
    const form = 'AWS access portal sign-in URL: \nToken: ';
    writeFileSync(join(setting.folder, 'back.md'), form + token);
    const { exitCode, stderr } = await connect(['--take-in', 'back.md']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('seems to hold the access token');
    expect(stderr).not.toContain(token.slice(0, 20));
    for (const flag of ['--take-in', '--service-provider-metadata', '--scim-endpoint', '--sign-in-url']) {
      const given = await connect([flag, token]);
      expect(given.exitCode).toBeGreaterThan(0);
      expect(given.stderr).not.toContain(token.slice(0, 20));
    }
  });
});
