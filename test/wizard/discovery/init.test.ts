/** `init` against both clouds: the verdict before the questions, and what was found in the deployment. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { run } from '../../../wizard/cli.js';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';
import { scriptedPrompts, type Action } from '../terminal/screen.js';
import { prepareEntra, prepareServiceRole } from '../clouds/prepared.js';
import { startTwinClouds, type TwinClouds } from '../clouds/twin-clouds.js';

let folder: string;
let home: string;
let started: TwinClouds;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'init-'));
  home = mkdtempSync(join(tmpdir(), 'init-home-'));
});
afterEach(async () => {
  await started.stop();
  rmSync(folder, { recursive: true });
  rmSync(home, { recursive: true });
});

/** The same with a person, who does what a list says. */
async function talk(actions: readonly Action[]) {
  const prompts = scriptedPrompts(actions);
  let text = '';
  const exitCode = await run(['init'], {
    stdin: { isTTY: true } as NodeJS.ReadStream,
    stdout: { write: () => true },
    stderr: { write: (part: string) => void (text += part) } as never,
    env: { ...started.env, XDG_STATE_HOME: home },
    cwd: folder,
    interrupts: new Interrupts(),
    prompts,
  });
  return { exitCode, text, asked: prompts.asked };
}

async function init(...words: string[]) {
  let text = '';
  let result = '';
  const exitCode = await run(['init', '--yes', '--dry-run', '--json', ...words], {
    stdin: { isTTY: false } as NodeJS.ReadStream,
    stdout: { write: (part: string) => void (result += part) },
    stderr: { write: (part: string) => void (text += part) } as never,
    env: { ...started.env, XDG_STATE_HOME: home },
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

describe('with a person, on a well-prepared twin', () => {
  beforeEach(async () => {
    started = await startTwinClouds();
    await prepareEntra(started.twin);
    await prepareServiceRole(started.twin);
  });

  test('the recommended path asks at most 8 times, the review included; what was found is shown by name', async () => {
    const { exitCode, text, asked } = await talk([
      'enter',
      { answer: 'zoë@contoso.com' },
      ...(['enter', 'enter', 'enter'] as const),
      { pick: 'Write' },
    ]);
    expect(exitCode).toBe(0);
    expect(asked.length).toBeLessThanOrEqual(8);
    expect(asked.at(-1)).toBe('Write these files?');
    expect(text.indexOf('Everything that is needed was found')).toBeLessThan(text.indexOf('A new deployment'));
    expect(text).toMatch(/AWS account: 111122223333 contoso \(found\)/);
    expect(text).toMatch(/Entra tenant: Contoso \(contoso\.onmicrosoft\.com\),\s+1{8}-/);
    expect(text).toMatch(/Review\nAWS account contoso 111122223333, Entra\s+tenant\s+Contoso\s+1{8}-/);
    // Nobody hears of a token that expires: that is shown, not kept quiet.
    expect(text).toMatch(/Alerts to\s+nothing/);
    expect(readdirSync(folder)).toContain('deployment.json');
  });

  test('Ctrl-C half-way keeps the answers; with --resume only what is left is asked', async () => {
    const stopped = await talk(['enter', { answer: 'zoë@contoso.com' }, 'cancel']);
    expect([stopped.exitCode, readdirSync(folder)]).toEqual([130, []]);
    const { result, exitCode } = await init('--resume');
    expect(exitCode).toBe(0);
    expect(result).toContain('zoë@contoso.com');
  });
});

test('where it cannot work yet the verdict is the first thing that is asked about; who stops there has answered nothing', async () => {
  started = await startTwinClouds({ seed: { byolRegions: [], identityCenter: 'none' } });
  const { exitCode, text, asked } = await talk([{ answer: false }]);
  expect(asked).toEqual(['Go on and prepare what can be built meanwhile?']);
  expect(exitCode).toBe(130);
  expect(text).toMatch(/Meanwhile everything but the desktops can be set up/);
  expect(readdirSync(folder)).toEqual([]);
});
