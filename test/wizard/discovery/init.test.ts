/** `init` against both clouds: the verdict before the questions, and what was found in the deployment. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { run } from '../../../wizard/cli.js';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';
import { prepareEntra, prepareServiceRole } from '../clouds/prepared.js';
import { startTwinClouds, type TwinClouds } from '../clouds/twin-clouds.js';

jest.setTimeout(60_000);

let folder: string;
let started: TwinClouds;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'init-'));
});
afterEach(async () => {
  await started.stop();
  rmSync(folder, { recursive: true });
});

async function init(...words: string[]) {
  let text = '';
  let result = '';
  const exitCode = await run(['init', '--yes', '--dry-run', '--json', ...words], {
    stdin: { isTTY: false } as NodeJS.ReadStream,
    stdout: { write: (part: string) => void (result += part) },
    stderr: { write: (part: string) => void (text += part) } as never,
    env: { ...started.env, XDG_STATE_HOME: folder },
    cwd: folder,
    interrupts: new Interrupts(),
  });
  return { exitCode, text, result };
}

test('on a well-prepared twin one answer is enough for a script', async () => {
  started = await startTwinClouds();
  await prepareEntra(started.twin);
  await prepareServiceRole(started.twin);
  const { exitCode, text, result } = await init('--users', 'ada@contoso.com');
  expect(text).toMatch(/Everything that is needed was found/);
  expect(exitCode).toBe(0);
  const { deployment } = JSON.parse(result) as { deployment: Record<string, unknown> };
  expect(deployment).toMatchObject({
    aws: { accountId: '111122223333', serviceRole: 'existing' },
    entra: { tenantId: started.twin.entra.id, enterpriseApp: { existing: {} } },
    identityCenter: { region: 'eu-central-1', federation: { existing: {} } },
  });
  // A group of one's own: nobody else's members are taken over.
  expect(deployment['entra']).not.toHaveProperty('desktopUsers.existing');
  expect(readdirSync(folder)).toEqual([]);
});

test('where it cannot work yet the verdict comes first, and the missing answers after it', async () => {
  started = await startTwinClouds({ seed: { byolRegions: [], identityCenter: 'none' } });
  const { exitCode, text } = await init('--users', 'ada@contoso.com');
  expect(exitCode).toBe(2);
  expect(text).toMatch(/Desktops cannot be made yet[^]*BYOL is not enabled[^]*50 desktops a\s+month[^]*--region/);
});
