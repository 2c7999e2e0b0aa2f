import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { displayWidth } from '../../../wizard/terminal/width.js';
import { keys, PseudoTerminal } from '../terminal/pty.js';

jest.setTimeout(180_000);

let folder: string;
let home: string;
let terminal: PseudoTerminal | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pty-'));
  home = mkdtempSync(join(tmpdir(), 'pty-home-'));
});
afterEach(() => {
  terminal?.stop();
  rmSync(folder, { recursive: true });
  rmSync(home, { recursive: true });
});

const start = (
  words: readonly string[],
  options: { columns?: number; env?: Record<string, string> } = {},
): PseudoTerminal =>
  (terminal = new PseudoTerminal([...words, '--offline'], {
    cwd: folder,
    ...options,
    env: { XDG_STATE_HOME: home, ...options.env },
  }));

const { enter, down, escape, interrupt } = keys;

describe('in a pseudo-terminal', () => {
  test('from the first question to a repository: typing, arrows, going back, review', async () => {
    const screen = start([]);
    await screen.answers(/\? AWS account id/, `11112222${enter}`);
    await screen.answers(/must be an AWS account id of 12 digits/, `3333${enter}`);
    await screen.answers(/\? Entra tenant id/, `3f2504e0-4f89-41d3-9a0c-0305e82c3301${enter}`);
    await screen.answers(/\? Region of the desktops/, `${down}${enter}`);
    // Esc: the Region again.
    await screen.answers(/\? IAM Identity Center instance/, escape);
    await screen.answers(/✔ Region of the desktops[^]*\? Region of the desktops\n/, `${down}${down}${enter}`);
    await screen.answers(/\? IAM Identity Center instance[^]*\? IAM Identity Center instance/, `create${enter}`);
    await screen.answers(/mail before the signing/, `it@contoso.com${enter}`);
    await screen.answers(/\? Who is first/, `zoë@contoso.com, 花子@contoso.com${enter}`);
    await screen.answers(/\? Windows image/, `wsi-1a2b3c4d5${enter}`);
    await screen.answers(/Size, running mode, encryption[^]*\? Is this right\?/, enter);
    await screen.answers(/Network\n[^]*\? Is this right\?/, enter);
    await screen.answers(/State, pipeline, alerts[^]*\? Is this right\?/, enter);
    await screen.sees(/\? Write these files\?/);
    expect(existsSync(join(folder, 'deployment.json'))).toBe(false);
    const review = screen.text().slice(screen.text().lastIndexOf('\nReview'));
    expect(review).toMatch(/AWS account 111122223333, Entra tenant 3f2504e0/);
    expect(review).toMatch(/!\s+Region\s+us-west-2\s+asked/);
    expect(review).toMatch(/Users\s+zoë@contoso.com, 花子@contoso.com\s+asked/);
    expect(review).toMatch(/Size\s+POWER\s+default/);
    expect(review).toContain('! can never be changed');
    expect(review).toMatch(/deployment.json\s+new/);
    screen.type(enter);
    expect(await screen.exit).toBe(0);
    const deployment = JSON.parse(readFileSync(join(folder, 'deployment.json'), 'utf8')) as {
      sites: { region: string; desktops: unknown }[];
    };
    expect(deployment.sites[0]?.region).toBe('us-west-2');
    expect(JSON.stringify(deployment.sites[0]?.desktops)).toContain('花子@contoso.com');
    expect(screen.text()).toMatch(/wrote .*deployment.json[^]*Next[^]*npx entra-workspaces plan/);
    expect(readdirSync(join(home, 'entra-workspaces'))).toEqual([]);
  });

  test('convention 6: Ctrl-C writes nothing, keeps the answers, ends with 130, and --resume goes on', async () => {
    const screen = start([]);
    await screen.answers(/\? AWS account id/, `111122223333${enter}`);
    await screen.answers(/\? Entra tenant id/, interrupt);
    expect(await screen.exit).toBe(130);
    expect(screen.text()).toMatch(
      /Cancelled\.\nNothing was written\.\nYour answers are kept: entra-workspaces --resume/,
    );
    expect(screen.text()).not.toMatch(/ at .*\.ts:|Error/);
    expect(readdirSync(folder)).toEqual([]);

    const again = start(['--resume']);
    await again.sees(/\? Entra tenant id/);
    expect(again.text()).not.toContain('? AWS account id');
    again.type(interrupt);
    expect(await again.exit).toBe(130);
  });

  test('at 60 columns no line runs over', async () => {
    const screen = start(['--account-id', '111122223333', '--tenant-id', '3f2504e0-4f89-41d3-9a0c-0305e82c3301'], {
      columns: 60,
    });
    await screen.answers(/\? Is this right\?/, enter);
    await screen.sees(/\? Region of the desktops/);
    const lines = screen
      .text()
      .split('\n')
      .filter((line) => !line.startsWith('https://'));
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(60);
    expect(screen.text()).toContain('Desktops should be near the people.');
    screen.type(interrupt);
    expect(await screen.exit).toBe(130);
  });

  test('convention 16: with NO_COLOR no colour is written, without it there is some', async () => {
    const colour = /\u001b\[(3[0-7]|1|2)m/; // eslint-disable-line no-control-regex -- the escape is what is looked for
    const plain = start([], { env: { NO_COLOR: '1' } });
    await plain.answers(/\? AWS account id/, interrupt);
    await plain.exit;
    expect(plain.bytes()).not.toMatch(colour);
    const coloured = start([]);
    await coloured.answers(/\? AWS account id/, interrupt);
    await coloured.exit;
    expect(coloured.bytes()).toMatch(colour);
  });

  test('for a screen reader a list is numbered and nothing is drawn twice', async () => {
    const screen = start(['--account-id', '111122223333', '--tenant-id', '3f2504e0-4f89-41d3-9a0c-0305e82c3301'], {
      env: { ACCESSIBLE: '1' },
    });
    await screen.answers(/Is this right\?\n\s+1\. Use these/, `1${enter}`);
    await screen.answers(/Region of the desktops\n\s+1\. us-east-1/, `99${enter}`);
    await screen.answers(/Type a number from 1 to/, `11${enter}`);
    await screen.answers(/IAM Identity Center instance/, `<${enter}`);
    await screen.sees(/Region of the desktops[^]*Region of the desktops/);
    // eslint-disable-next-line no-control-regex -- the escape is what is looked for
    expect(screen.bytes()).not.toMatch(/\u001b\[\d*[A-HJK]/);
    screen.type(interrupt);
    expect(await screen.exit).toBe(130);
  });
});
