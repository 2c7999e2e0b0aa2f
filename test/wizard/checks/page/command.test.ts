/** `preflight --html` and `doctor --html` as they are typed, against both clouds. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { run } from '../../../../wizard/cli.js';
import { Interrupts } from '../../../../wizard/terminal/interrupts.js';
import { startTwinClouds, type TwinClouds } from '../../clouds/twin-clouds.js';
import { keptStream, scriptedPrompts } from '../../terminal/screen.js';

let started: TwinClouds;
let folder: string;
beforeAll(async () => {
  started = await startTwinClouds();
  folder = mkdtempSync(join(tmpdir(), 'page-command-'));
  const file = JSON.parse(readFileSync('examples/smallest.json', 'utf8'));
  file.entra.tenantId = started.twin.entra.id;
  file.aws.accountId = started.twin.aws.accountId;
  file.sites[0].desktops.users = { list: [{ upn: 'ada@contoso.com' }, { upn: 'nobody@contoso.com' }] };
  writeFileSync(join(folder, 'deployment.json'), JSON.stringify(file));
  mkdirSync(join(folder, 'reports'));
});
afterAll(async () => {
  await started.stop();
  rmSync(folder, { recursive: true });
});

async function command(...words: readonly string[]) {
  const stdout = keptStream();
  const stderr = keptStream(false, 100);
  const exitCode = await run(words, {
    stdin: { isTTY: false } as NodeJS.ReadStream,
    stdout,
    stderr: stderr as never,
    env: { ...started.env, NO_COLOR: '1' },
    cwd: folder,
    interrupts: new Interrupts(),
    prompts: scriptedPrompts([]),
  });
  return { exitCode, stderr: stderr.text.replace(/\s+/g, ' ') };
}

describe.each(['preflight', 'doctor'])('%s --html', (name) => {
  test('writes one page beside the table: site, people, rules', async () => {
    const { stderr, exitCode } = await command(name, '--html', `reports/${name}.html`);
    expect(stderr).toMatch(new RegExp(`The page: .*reports/${name}\\.html`));
    expect([0, 1]).toContain(exitCode);
    const page = readFileSync(join(folder, 'reports', `${name}.html`), 'utf8');
    expect(page).toMatch(new RegExp(`<title>[^<]*: ${name}</title>`));
    expect(page).toContain('ada@contoso.com');
    expect(page).toMatch(/data-person="nobody@contoso.com \S+ not in entra"/);
    expect(page).not.toMatch(/undefined|\[object/);
    expect(readdirSync(join(folder, 'reports')).filter((each) => !/^(preflight|doctor)\.html$/.test(each))).toEqual([]);
  });
});

test.each([
  [['doctor', '--html', 'missing/page.html'], /--html must be in a folder that there is, got: missing\/page.html/],
  [['preflight', '--html', 'reports'], /--html must be a file, got a folder: reports/],
  [['doctor', '--user', 'ada@contoso.com', '--html', 'page.html'], /--html shows everybody: leave --user out/],
])('%j is refused before anything is looked at', async (words, says) => {
  const { exitCode, stderr } = await command(...words);
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringMatching(says) });
});
