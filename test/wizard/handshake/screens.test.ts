/** The handshake as a person walks it, in a pseudo-terminal, through the wrong turns; the token is looked for after each. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { keys, PseudoTerminal } from '../terminal/pty.js';
import { region, startSetting, type Setting } from './foundation.js';
import { asked, instead } from './machines.js';

let setting: Setting;
let shown: PseudoTerminal[];
beforeEach(async () => {
  setting = await startSetting();
  shown = [];
});
afterEach(async () => {
  shown.forEach((screen) => screen.stop());
  await setting.stop();
});

function connect(words: readonly string[] = [], cwd = setting.folder): PseudoTerminal {
  const screen = new PseudoTerminal(['connect', ...words], { cwd, env: setting.env, columns: 100 });
  shown.push(screen);
  return screen;
}

const { enter, interrupt } = keys;
/** The console, with the file that was saved. */
function trustEntra(cwd = setting.folder) {
  const saved = readFileSync(join(cwd, 'entra-federation-metadata.xml'), 'utf8');
  const { serviceProviderXml, signInUrl } = setting.twin.console.trustEntra(saved);
  writeFileSync(join(cwd, 'aws metadata.xml'), serviceProviderXml);
  return signInUrl;
}

/** Where it may be nowhere: files, everything that was written to a screen, processes, half-written files. */
function expectNowhere(token: string): void {
  const written = shown.flatMap((screen) => [screen.text(), screen.bytes()]);
  for (const part of [token, token.slice(0, 40), token.slice(-40)]) expect(setting.whereIs(part, written)).toEqual([]);
  expect(readdirSync(setting.folder).filter((name) => name.startsWith('.'))).toEqual([]);
}

describe('connect in a pseudo-terminal', () => {
  test('wrong files by name, a token pasted with spaces and line breaks, and the end', async () => {
    const screen = connect();
    await screen.sees(asked.path);
    expect(screen.text()).toMatch(/1\/6 +Look at both clouds/);
    expect(screen.text()).toMatch(/3\/6 +Let AWS trust Entra/);
    expect(screen.text()).toContain(`https://${region}.console.aws.amazon.com/singlesignon/home?region=${region}`);
    const signInUrl = trustEntra();
    screen.type(`nothing.xml${enter}`);
    await screen.sees(/cannot be read/);
    screen.type(instead('entra-federation-metadata.xml'));
    await screen.sees(/Entra's own federation metadata/);
    writeFileSync(join(setting.folder, 'page.html'), '<!DOCTYPE html><html><body>Sign in</body></html>');
    screen.type(instead('page.html'));
    await screen.sees(/a web page, not the file/);
    writeFileSync(
      join(setting.folder, 'other.xml'),
      readFileSync(join(setting.folder, 'aws metadata.xml'), 'utf8').replaceAll(region, 'us-east-1'),
    );
    screen.type(instead('other.xml'));
    await screen.sees(/Identity Center in us-east-1/);
    screen.type(instead("'aws metadata.xml'"));
    // The console of the twin shows a name that the instance was given: what AWS calls it by itself is no answer.
    await screen.answers(asked.signIn, enter);
    await screen.sees(/must be an address such as/);
    expect(screen.text()).toMatch(/AWS calls it https:\/\/d-\w+\.awsapps\.com\/start by itself/);
    screen.type(`${signInUrl}${enter}`);
    const { endpoint, token } = setting.twin.console.enableScim();
    await screen.sees(/Where it is enabled already: Actions, Manage\s+provisioning/);
    await screen.answers(asked.endpoint, `${token.slice(0, 60)}${enter}`);
    await screen.sees(/That looks like the token/);
    screen.type(instead(endpoint));
    await screen.answers(asked.token, `https://example.com${enter}`);
    await screen.sees(/That is an address/);
    screen.type(` ${token.slice(0, 70)}\r\n  ${token.slice(70, 140)} \n${token.slice(140)}${enter}`);
    await screen.answers(asked.expiry, enter);
    await screen.sees(/entra-workspaces(\.cjs)? apply/);
    expect(await screen.exit).toBe(0);
    // It was uploaded in this run.
    expect(screen.text()).toContain('Removed entra-federation-metadata.xml: AWS has it.');
    expect(readdirSync(setting.folder)).not.toContain('entra-federation-metadata.xml');
    expect((await setting.secret()).value).toBe(token);
    expect(setting.deployment().handshake).toMatchObject({ serviceProvider: { signInUrl } });
    expect(
      setting.whereIs(
        token,
        shown.flatMap((each) => [each.text(), each.bytes()]),
      ),
    ).toEqual([]);
  });

  test('an expired token is refused and another one asked for', async () => {
    const screen = connect();
    await screen.sees(asked.path);
    const signInUrl = trustEntra();
    screen.type(`aws metadata.xml${enter}`);
    await screen.answers(asked.signIn, instead(signInUrl));
    const { endpoint, token: expired } = setting.twin.console.enableScim();
    await setting.twin.advance(366 * 24 * 60);
    await screen.answers(asked.endpoint, `${endpoint}${enter}`);
    await screen.answers(asked.token, `${expired}${enter}`);
    await screen.sees(/it is expired, cut while copying/);
    const { token } = setting.twin.console.newToken();
    screen.type(`${token}${enter}`);
    await screen.answers(asked.expiry, enter);
    expect(await screen.exit).toBe(0);
    expect((await setting.secret()).value).toBe(token);
    expectNowhere(token);
    expectNowhere(expired);
  });

  test('an instance with users: its id is typed, or nothing happens', async () => {
    setting.twin.aws.identityCenter.instances[0]?.store.addUser({
      userName: 'someone@contoso.com',
      displayName: 'Someone',
      givenName: 'Some',
      familyName: 'One',
    });
    const screen = connect();
    await screen.answers(/\? Type the id of the instance/, `yes${enter}`);
    await screen.sees(/must be ssoins-/);
    screen.type(instead(setting.instanceId));
    await screen.answers(asked.path, interrupt);
    expect(await screen.exit).toBe(130);
  });
});
