/** What `apply` does before terraform starts: stops at an error, by name; says nothing against a healthy deployment. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { refuseWhatWouldFail } from '../../../wizard/commands/apply-preflight.js';
import type { CommandContext } from '../../../wizard/command.js';
import { createTerminal } from '../../../wizard/terminal/terminal.js';
import { fitted, smallExample } from '../../../wizard/rehearsal/fixtures.js';
import { startTwinClouds } from '../../wizard/clouds/twin-clouds.js';

test('a deployment that fits the clouds passes; one of another account is stopped with the way on', async () => {
  const clouds = await startTwinClouds();
  const { twin, env } = clouds;
  const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-gate-'));
  try {
    const look = async (deployment: object): Promise<string> => {
      await writeFile(join(folder, 'deployment.json'), JSON.stringify(deployment));
      let said = '';
      const stream = { write: (text: string) => (said += text), columns: 100 };
      const terminal = createTerminal({ stdin: {}, stdout: stream, stderr: stream }, { NO_COLOR: '1' }, () => {
        throw new Error('nobody is asked');
      });
      await refuseWhatWouldFail({ deployment: undefined }, {
        terminal,
        env,
        cwd: folder,
      } as unknown as CommandContext).catch((error: Error) => {
        said += error.message;
      });
      return said;
    };
    const deployment = fitted(smallExample, twin);
    expect(await look(deployment)).not.toContain('Nothing was applied');
    expect(await look(deployment)).not.toContain('not in Entra');
    const [site] = deployment.sites;
    const list = ['nobody@contoso.com', 'ghost@contoso.com'].map((upn) => ({ upn }));
    const absent = { ...site, desktops: { ...site!.desktops, users: { list } } };
    const strangers = (await look({ ...deployment, sites: [absent] })).replace(/\s+/g, ' ');
    expect(strangers).toContain(
      '2 users are not in Entra by the name that the deployment has, and get no desktop: nobody@contoso.com, ghost@contoso.com.',
    );
    expect(strangers).not.toContain('Nothing was applied');
    const elsewhere = await look({ ...deployment, aws: { ...deployment.aws, accountId: '444455556666' } });
    expect(elsewhere).toContain('The AWS credentials belong to another account');
    expect(elsewhere).toContain('Nothing was applied');
  } finally {
    await clouds.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
