/** The wrong turns of a walk, each by a person at a terminal on a machine of their own; after each the token is nowhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { keys, type PseudoTerminal } from '../terminal/pty.js';
import { rightsToLook } from './foundation.js';
import { asked, instead, isStopped, officeForEachTest, type Machine } from './machines.js';

const at = officeForEachTest();

const { enter, interrupt } = keys;

/** The console, with the file that was saved on this machine. Gives the sign-in address; the file of AWS is `aws.xml`. */
function trustEntra(machine: Machine, form: 'ipv4' | 'dual-stack' = 'ipv4'): string {
  const { serviceProviderXml, signInUrl } = at.setting.twin.console.trustEntra(
    machine.read('entra-federation-metadata.xml'),
    form,
  );
  machine.write('aws.xml', serviceProviderXml);
  return signInUrl;
}

/** Everything up to the question for the token. */
async function upToToken(screen: PseudoTerminal, machine: Machine, form: 'ipv4' | 'dual-stack' = 'ipv4') {
  await screen.sees(asked.path);
  const signInUrl = trustEntra(machine, form);
  screen.type(`aws.xml${enter}`);
  await screen.answers(asked.signIn, instead(signInUrl));
  const { endpoint, dualStackEndpoint, token } = at.setting.twin.console.enableScim();
  await screen.answers(asked.endpoint, `${form === 'ipv4' ? endpoint : dualStackEndpoint}${enter}`);
  await screen.sees(asked.token);
  return { signInUrl, token, endpoint };
}

/** The command is still at a question: the process looked at while the token is under way has it nowhere to be seen. */
function lookWhileStored(): void {
  at.setting.twin.faults.inject('aws secretsmanager:PutSecretValue', { meanwhile: () => at.office.look() });
}

describe('connect by people at their terminals', () => {
  test("in a shell by npm, from a replicated instance with dual-stack addresses: neither history nor npm's log has the token", async () => {
    at.setting.twin.aws.identityCenter.instances[0]?.additionalRegions.push('eu-west-1');
    const machine = at.office.machine();
    const shell = machine.shell();
    shell.type(`npm exec --offline -c "$CONNECT"${enter}`);
    const { token } = await upToToken(shell, machine, 'dual-stack');
    expect(shell.text()).toContain('IAM Identity Center: eu-central-1, eu-west-1 (dual-stack).');
    lookWhileStored();
    // As copied from the console with its line breaks, between the marks of a paste.
    shell.type(`\u001b[200~ ${token.slice(0, 64)}\r\n${token.slice(64)}\r\n\u001b[201~${enter}`);
    await shell.answers(asked.expiry, enter);
    await shell.sees(/Next\s+\S.*entra-workspaces(\.cjs)? apply/);
    shell.type(`exit${enter}`);
    expect(await shell.exit).toBe(0);
    expect((await at.setting.secret()).value).toBe(token);
    expect(machine.handshake()).toMatchObject({
      serviceProvider: {
        acsUrls: [expect.stringContaining('eu-central-1.sso'), expect.stringContaining('eu-west-1.sso')],
      },
    });
    expect(readFileSync(join(machine.home, '.bash_history'), 'utf8')).toContain('npm exec');
    expect(readdirSync(join(machine.home, '.npm', '_logs'))).not.toEqual([]);
    machine.push();
    at.office.expectNowhere(token);
  });

  test('Ctrl-C at each question: the next run goes on from there, each time on a machine that never saw it', async () => {
    const before = at.setting.deployment().text;
    const stopAt = async (machine: Machine, screen: PseudoTerminal, question: RegExp): Promise<void> => {
      await screen.sees(question);
      await isStopped(screen);
      expect(machine.read('deployment.json')).toBe(before);
      machine.push();
    };
    const first = at.office.machine();
    await stopAt(first, first.connect(), asked.path);
    const signInUrl = trustEntra(first);
    const second = at.office.machine();
    second.write('aws.xml', first.read('aws.xml'));
    const afterFile = second.connect();
    await afterFile.answers(asked.path, `aws.xml${enter}`);
    await stopAt(second, afterFile, asked.signIn);
    const third = at.office.machine();
    const afterAddress = third.connect();
    await afterAddress.answers(asked.signIn, instead(signInUrl));
    await stopAt(third, afterAddress, asked.endpoint);
    const { endpoint, token } = at.setting.twin.console.enableScim();
    const fourth = at.office.machine();
    const afterEndpoint = fourth.connect();
    const inTheConsole = /In the AWS console, signed in to account \d{12}, Region \S+:\s+https:\S+singlesignon/;
    await afterEndpoint.sees(inTheConsole);
    await afterEndpoint.answers(asked.endpoint, `${endpoint}${enter}`);
    await afterEndpoint.sees(/In the window of step 4: Access token/);
    await stopAt(fourth, afterEndpoint, asked.token);
    // Half of a token, and away.
    const fifth = at.office.machine();
    const half = fifth.connect();
    await half.sees(inTheConsole);
    await half.answers(asked.token, token.slice(0, 80));
    await stopAt(fifth, half, asked.token);
    const sixth = at.office.machine();
    const unsaid = sixth.connect();
    await unsaid.answers(asked.token, `${token}${enter}`);
    await stopAt(sixth, unsaid, asked.expiry);
    expect((await at.setting.secret()).value).toBeUndefined();
    const last = at.office.machine();
    const screen = last.connect();
    await screen.answers(asked.token, `${token}${enter}`);
    await screen.answers(asked.expiry, enter);
    expect(await screen.exit).toBe(0);
    for (const question of [asked.path, asked.signIn, asked.endpoint]) expect(screen.text()).not.toMatch(question);
    expect((await at.setting.secret()).value).toBe(token);
    last.push();
    at.office.expectNowhere(token);
  });

  test('Ctrl-C while a cloud has yet to answer ends it at once, and says how to go on', async () => {
    const machine = at.office.machine();
    let ended: Promise<unknown> | undefined;
    at.setting.twin.faults.inject(`graph GET /v1.0/servicePrincipals/${at.setting.appObjectId}`, {
      meanwhile: () => (ended = isStopped(screen)),
    });
    const screen = machine.connect();
    await screen.exit;
    await ended;
    expect(ended).toBeDefined();
    expect(machine.handshake()).toBeNull();
  });

  test("Entra's own document of another certificate is not uploaded: stopped there, fetched again on a fresh clone", async () => {
    const principal = `/v1.0/servicePrincipals/${at.setting.appObjectId}`;
    /** Somebody lets another certificate sign between the look at the app and the fetch of its metadata. */
    const rolledMeanwhile = (): void =>
      at.setting.twin.faults.inject(`graph GET ${principal}`, {
        meanwhile: async () => {
          const { thumbprint } = await at.setting.graph('POST', `${principal.slice(1)}/addTokenSigningCertificate`, {
            displayName: 'CN=AWS IAM Identity Center by hand',
          });
          await at.setting.graph('PATCH', principal.slice(1), { preferredTokenSigningKeyThumbprint: thumbprint });
        },
      });
    const question = /\? Fetch it again/;
    rolledMeanwhile();
    const first = at.office.machine();
    const stopped = first.connect();
    await stopped.sees(question);
    expect(stopped.line()).toMatch(/What Entra gives is not to be uploaded: it is metadata without/);
    await isStopped(stopped);
    expect(existsSync(join(first.folder, 'entra-federation-metadata.xml'))).toBe(false);
    rolledMeanwhile();
    const second = at.office.machine();
    const again = second.connect();
    await again.answers(question, enter);
    await again.sees(asked.path);
    trustEntra(second);
    await isStopped(again);
    second.push();
    at.office.expectNowhere(at.setting.twin.console.enableScim().token);
  });

  test('wrong files, each named, and the token given where it is shown', async () => {
    const machine = at.office.machine();
    const screen = machine.connect();
    await screen.sees(asked.path);
    const signInUrl = trustEntra(machine);
    const right = machine.read('aws.xml');
    machine.write('empty.xml', '');
    machine.write('cut.xml', right.slice(0, right.length / 2));
    machine.write('other-app.xml', right.replace(/entityID="[^"]*"/, 'entityID="https://example.com/another-app"'));
    machine.write('page.html', '<!DOCTYPE html><html><body>Sign in</body></html>');
    for (const [name, sentence] of [
      ['empty.xml', /an empty file/],
      ['cut.xml', /an XML file that cannot be read/],
      ['other-app.xml', /the metadata of another service \(https:\/\/example\.com\/another-app\)/],
      ['entra-federation-metadata.xml', /Entra's own federation metadata/],
      ['page.html', /a web page, not the file/],
      ['.', /cannot be read: a folder/],
    ] as const) {
      screen.type(instead(name));
      await screen.sees(sentence);
    }
    const { endpoint, token } = at.setting.twin.console.enableScim();
    screen.type(instead(token));
    await screen.sees(/What was given \(one long word/);
    screen.type(instead('aws.xml'));
    await screen.answers(asked.signIn, instead(token));
    await screen.sees(/must be an address such as/);
    screen.type(instead(signInUrl));
    await screen.answers(asked.endpoint, `${token}${enter}`);
    await screen.sees(/That looks like the token/);
    screen.type(instead(endpoint));
    await screen.answers(asked.token, `${token}${enter}`);
    await screen.answers(asked.expiry, instead(token));
    await screen.sees(/must be a date/);
    await isStopped(screen);
    expect(machine.handshake()).toBeNull();
    expect((await at.setting.secret()).value).toBeUndefined();
    machine.push();
    at.office.expectNowhere(token);
  });

  test('a wrong token, a cut one and an expired one are refused in turn; stopped while the right one is stored, it is found on a fresh clone', async () => {
    const machine = at.office.machine();
    const screen = machine.connect([], { ENTRA_WORKSPACES_DEBUG: '1' });
    const { token: expired } = await upToToken(screen, machine);
    await at.setting.twin.advance(366 * 24 * 60);
    const { token } = at.setting.twin.console.newToken();
    const wrong = token.split('').reverse().join('');
    for (const [index, bad] of [wrong, token.slice(0, -9), expired].entries()) {
      screen.type(`${bad}${enter}`);
      await screen.sees(new RegExp(`(AWS does not take this token[^]*){${index + 1}}\\? Paste`));
    }
    at.setting.twin.faults.inject('aws secretsmanager:PutSecretValue', {
      meanwhile: () => {
        at.office.look();
        screen.type(interrupt);
        return screen.exit.then(() => undefined);
      },
    });
    screen.type(`${token}${enter}`);
    await screen.answers(asked.expiry, enter);
    expect(await screen.exit).toBe(130);
    expect(machine.handshake()).toBeNull();
    machine.push();

    const other = at.office.machine();
    const again = other.connect();
    await again.answers(asked.expiry, enter);
    expect(await again.exit).toBe(0);
    expect(again.text()).toContain('The secret holds a token that AWS takes.');
    expect(again.text()).not.toMatch(asked.token);
    expect(other.handshake()).not.toBeNull();
    expect((await at.setting.secret()).value).toBe(token);
    other.push();
    at.office.expectNowhere(token, expired, wrong);
  });

  test('without the right to write the secret or its tags: both are named, nothing is recorded, and somebody else begins anew', async () => {
    const rights = [...rightsToLook];
    const machine = at.office.machine(at.setting.holding(rights));
    const screen = machine.connect([], { ENTRA_WORKSPACES_DEBUG: '1' });
    const { token, endpoint } = await upToToken(screen, machine);
    expect(screen.text()).toMatch(/not remembered when you stop here:[^]*secretsmanager:TagResource/);
    screen.type(`${token}${enter}`);
    await screen.answers(asked.expiry, enter);
    expect(await screen.exit).toBe(1);
    expect(screen.text()).toContain('secretsmanager:PutSecretValue');
    expect(screen.text()).toContain('The token was not kept anywhere.');
    expect(machine.handshake()).toBeNull();
    expect((await at.setting.secret()).value).toBeUndefined();
    machine.push();

    const other = at.office.machine();
    const again = other.connect();
    await again.sees(asked.path);
    const signInUrl = trustEntra(other);
    again.type(`aws.xml${enter}`);
    await again.answers(asked.signIn, instead(signInUrl));
    await again.answers(asked.endpoint, `${endpoint}${enter}`);
    lookWhileStored();
    await again.answers(asked.token, `${token}${enter}`);
    await again.answers(asked.expiry, enter);
    expect(await again.exit).toBe(0);
    expect((await at.setting.secret()).value).toBe(token);
    expect(other.handshake()).not.toBeNull();
    other.push();
    at.office.expectNowhere(token);
  });
});

describe('a secret that was filled before', () => {
  test('its token has expired meanwhile: it is said, and another one takes its place', async () => {
    const machine = at.office.machine();
    const screen = machine.connect();
    const { token: expired } = await upToToken(screen, machine);
    await isStopped(screen);
    await at.setting.fillSecret(expired);
    await at.setting.twin.advance(366 * 24 * 60);
    const { token } = at.setting.twin.console.newToken();
    const other = at.office.machine();
    // Prompts for a screen reader, line by line, hide it as well.
    const again = other.connect([], { ACCESSIBLE: '1' });
    await again.sees(/AWS refuses the token in the secret/);
    lookWhileStored();
    await again.answers(/Paste the access token/, `Bearer ${token}${enter}`);
    await again.answers(/When does it expire/, enter);
    expect(await again.exit).toBe(0);
    expect((await at.setting.secret()).value).toBe(token);
    other.push();
    at.office.expectNowhere(token, expired);
  });
});
