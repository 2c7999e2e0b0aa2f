/** A handshake by four people, each at a terminal on a machine of their own. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { keys } from '../terminal/pty.js';
import { rightsToLook } from './foundation.js';
import { asked, isStopped, officeForEachTest } from './machines.js';

const at = officeForEachTest();

const { enter } = keys;

describe('four people, each on a machine of their own', () => {
  test('sheets go out and come back one by one; the engineer never sees the token and may not read it', async () => {
    const engineer = at.office.machine(
      at.setting.holding([...rightsToLook, 'secretsmanager:TagResource', 'secretsmanager:UntagResource']),
    );
    const out = engineer.connect(['--hand-over']);
    expect(await out.exit).toBe(0);
    expect(readdirSync(join(engineer.folder, 'hand-over')).sort()).toEqual(
      ['desktop-engineer', 'entra-administrator', 'identity-center-administrator', 'intune-administrator'].map(
        (name) => `${name}.md`,
      ),
    );
    engineer.push();

    // The Entra administrator opens the link of the sheet; the Identity Center administrator has what came of it.
    const entra = at.office.machine();
    const link = /https:\/\/login\.microsoftonline\.com\S+\?appid=\S+/.exec(
      entra.read('hand-over/entra-administrator.md'),
    )?.[0];
    const metadata = await at.setting.twin.world.network.request(link ?? '');
    const { serviceProviderXml, signInUrl } = at.setting.twin.console.trustEntra(String(metadata.body));
    const { endpoint, token, expires } = at.setting.twin.console.enableScim();
    const form = entra.read('hand-over/identity-center-administrator.md');
    expect(form).toContain('contoso-desktops-scim-token-');
    const burnt = form.replace('expires on: ', `expires on: ${token}`);
    const filled = form
      .replace('sign-in URL: ', `sign-in URL: ${signInUrl}`)
      .replace('SCIM endpoint: ', `SCIM endpoint: ${endpoint}`)
      .replace('expires on: ', `expires on: ${expires.toISOString().slice(0, 10)}`);
    const metadataOfAws = 'service-provider-metadata.xml';
    engineer.write(metadataOfAws, serviceProviderXml);

    // The metadata comes first, and alone: the walk goes on from it and stops where more is needed.
    const first = engineer.connect(['--take-in', metadataOfAws]);
    await first.sees(asked.signIn);
    await isStopped(first);

    engineer.write('back.md', burnt);
    const refused = engineer.connect(['--take-in', 'back.md']);
    expect(await refused.exit).toBe(1);
    expect(refused.text()).toMatch(/seems to hold the access token/);

    engineer.write('back.md', filled);
    await at.setting.fillSecret(token);
    const last = engineer.connect(['--take-in', 'back.md']);
    await last.answers(/\? Was it put there for this handshake/, enter);
    expect(await last.exit).toBe(0);
    expect(last.text()).not.toMatch(asked.path);
    expect(engineer.handshake()).toMatchObject({ serviceProvider: { signInUrl } });
    expect(existsSync(join(engineer.folder, 'hand-over', 'intune-administrator.md'))).toBe(true);
    expect((await at.setting.secret()).tags['entra-workspaces:expires-at']).toBe(expires.toISOString().slice(0, 10));
    engineer.push();
    at.office.expectNowhere(token);
  });
});
