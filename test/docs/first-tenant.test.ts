/** The script for the first person with a tenant, against the twin's: every question is asked in a way that Graph takes. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readPowerShell } from '../wizard/terminal/read-powershell.js';
import { plantPolicies } from '../wizard/clouds/policies.js';
import { startTwinClouds, type TwinClouds } from '../wizard/clouds/twin-clouds.js';

const run = promisify(execFile);
const script = 'docs/first-tenant.mjs';

let started: TwinClouds;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  started = await startTwinClouds();
  const { twin } = started;
  plantPolicies(twin);
  const upn = 'intune@contoso.com';
  twin.entra.assignDirectoryRole(twin.entra.addUser(upn).id, 'Global Administrator');
  const areas = ['Configuration', 'ServiceConfig', 'Apps', 'ManagedDevices'];
  const scopes = [...areas.map((area) => `DeviceManagement${area}.ReadWrite.All`), 'Policy.Read.All'];
  const base = started.env['ENTRA_WORKSPACES_CLOUDS_AT'] ?? '';
  env = {
    PATH: process.env['PATH'],
    GRAPH_URL: `${base}/graph.microsoft.com`,
    GRAPH_TOKEN: twin.entra.userToken(upn, scopes),
  };
});
afterAll(() => started.stop());

/** Answers by question. */
async function answers(...words: string[]): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await run(process.execPath, [script, ...words], { env });
  return Object.fromEntries(
    [...stdout.matchAll(/^([a-z-]+)\n {2}.*\n {2}(.*)$/gm)].map(([, id = '', answer = '']) => [id, answer]),
  );
}

describe('the script', () => {
  test('reads only, unless it is told to write', async () => {
    const before = started.twin.entra.snapshot();
    const found = await answers();
    expect(started.twin.entra.snapshot()).toEqual(before);
    expect(found['settings-order']).toContain('not asked');
    expect(found).toMatchObject({
      'settings-whole': expect.stringMatching(/^2 policies, .* 0 shown in part$/),
      'settings-and-assignments': 'yes',
      'app-report': expect.stringMatching(/^(no app is assigned|DeviceId, .*HexErrorCode.*; \d+ rows)/),
      'templates-expand': '1 values, 0 with both',
      'clean-up-rules': 'yes: 2 rules',
      'conditional-access': 'yes: 2 policies',
      'compliance-settings': expect.stringContaining('secureByDefault'),
    });
    expect(Object.values(found).filter((answer) => /^(refused|no answer)/.test(answer))).toEqual([]);
  });

  test('with --write it leaves nothing behind', async () => {
    const before = started.twin.entra.counts();
    const found = await answers('--write');
    expect(started.twin.entra.counts()).toEqual(before);
    expect(found['settings-order']).toBe('yes');
    expect(found['settings-order-after-put']).toBe('yes');
    expect(found['settings-filled-in']).toContain('settings[].id: added');
    expect(found['filter-by-profile']).toBe('yes');
    expect(Object.values(found).filter((answer) => answer.startsWith('no answer'))).toEqual([]);
  });

  test('tells of an assigned app which columns its report has, and what a search leaves', async () => {
    const targets = [{ '@odata.type': '#microsoft.graph.allDevicesAssignmentTarget' }] as const;
    const app = { '@odata.type': '#microsoft.graph.winGetApp', displayName: 'Portal', isAssigned: true };
    const { id } = started.twin.entra.addPolicy('mobileApps', app, { targets });
    expect((await answers())['app-report']).toBe(
      'DeviceId, DeviceName, UserPrincipalName, AppInstallState, HexErrorCode, ErrorCode; 0 rows, 0 by the name of a device',
    );
    started.twin.entra.state.policies.mobileApps.delete(id);
  });

  test('what is typed on a desktop is PowerShell whose texts and brackets are closed', () => {
    const blocks = [...readFileSync('docs/first-tenant.md', 'utf8').matchAll(/```powershell\n(.*?)```/gs)];
    expect(blocks).toHaveLength(1);
    const { texts, code } = readPowerShell(blocks[0]![1]!);
    expect(texts.filter((text) => /^[\w ]+: +$/.test(text)).length).toBeGreaterThan(10);
    // A line that ends in an operator would go on in the next one, which is another question.
    expect(code.split('\n').filter((line) => /[+|,-]\s*$/.test(line))).toEqual([]);
  });

  test('a word that it does not know is named, and nothing is asked', async () => {
    await expect(run(process.execPath, [script, '--wirte'], { env })).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('got: --wirte'),
    });
  });

  test('each question stands on the page, and the page names no other', () => {
    const asked = [...readFileSync(script, 'utf8').matchAll(/^ {4}'([a-z-]+)',$/gm)].map(([, id]) => id);
    const onPage = [...readFileSync('docs/first-tenant.md', 'utf8').matchAll(/^\| (`.*`) \|/gm)]
      .flatMap(([, ids = '']) => [...ids.matchAll(/`([a-z-]+)`/g)])
      .map(([, id]) => id);
    expect(asked.length).toBeGreaterThan(10);
    expect([...onPage].sort()).toEqual([...asked].sort());
  });
});
