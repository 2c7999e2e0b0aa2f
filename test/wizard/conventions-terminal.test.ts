/**
 * The conventions that show at a prompt, in a real pseudo-terminal whose screen is read as a person sees it. The others
 * are in conventions.test.ts.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { displayWidth } from '../../wizard/terminal/width.js';
import { keys, PseudoTerminal } from './terminal/pty.js';

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

/**
 * Everything that the recommended path asks where nothing was discovered, in its order, each with the flags that silence
 * it.
 */
const path: readonly (readonly [asked: RegExp, ...flags: string[]])[] = [
  [/\? AWS account id/, '--account-id', '111122223333'],
  [/\? Entra tenant id/, '--tenant-id', '3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
  [/Account and tenant\n[^]*\? Is this right\?/, '--name', 'desktops'],
  [/\? Region of the desktops/, '--region', 'eu-central-1'],
  [/\? IAM Identity Center instance/, '--identity-center-instance', 'create'],
  [/\? Who gets it\? E-mail addresses/, '--notification-emails', 'it@contoso.com'],
  [
    /Identity Center and sign-in\n[^]*\? Is this right\?/,
    ...['--identity-center-region', 'eu-central-1', '--federation', 'setUp'],
  ],
  [/\? Who is first\?/, '--users', 'ada@contoso.com'],
  [/\? Windows image/, '--image', 'wsi-1a2b3c4d5'],
];
/** Flags for the first so many of them. */
const answered = (count: number): string[] => path.slice(0, count).flatMap(([, ...flags]) => flags);

describe('convention 6: Ctrl-C at any prompt: no trace, no files, answers kept, exit 130', () => {
  test.each(path.map(([asked], at) => [asked.source, asked, at] as const))('at %s', async (_name, asked, at) => {
    const screen = start(answered(at));
    await screen.answers(asked, interrupt);
    expect(await screen.exit).toBe(130);
    expect(screen.text()).toContain('Cancelled.\nNothing was written.');
    expect(screen.text()).not.toMatch(/ at .*\.[jt]s:|Error|undefined/);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('at what is derived, at the review, and at the list of what to change', async () => {
    const places: readonly (readonly [RegExp, string])[] = [
      [/Network\n[^]*\? Is this right\?/, enter],
      [/State, pipeline, alerts\n[^]*\? Is this right\?/, enter],
      [/\? Write these files\?/, `${down}${enter}`],
      [/\? What\?/, interrupt],
    ];
    const screen = start(answered(path.length));
    await screen.answers(/Size, running mode, encryption\n[^]*\? Is this right\?/, enter);
    for (const [asked, typed] of places) await screen.answers(asked, typed);
    expect(await screen.exit).toBe(130);
    expect(screen.text()).toContain('Nothing was written.');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('what was answered is kept outside the folder, for its owner alone, and --resume goes on from there', async () => {
    const screen = start([]);
    await screen.answers(/\? AWS account id/, `111122223333${enter}`);
    await screen.answers(/\? Entra tenant id/, interrupt);
    expect(await screen.exit).toBe(130);
    // The command as it is typed here: the program of a clone, by its path.
    expect(screen.text().replace(/\s+/g, ' ')).toMatch(
      /Your answers are kept: node \S*bin\/entra-workspaces\.cjs --resume goes on from there\./,
    );
    const [kept = ''] = readdirSync(join(home, 'entra-workspaces'));
    expect(statSync(join(home, 'entra-workspaces', kept)).mode & 0o077).toBe(0);

    const again = start(['--resume']);
    await again.sees(/\? Entra tenant id/);
    expect(again.text()).not.toContain('? AWS account id');
    again.type(interrupt);
    expect(await again.exit).toBe(130);
  });

  test('a closed window (Ctrl-D) is no answer either', async () => {
    const screen = start([], { env: { ACCESSIBLE: '1' } });
    await screen.answers(/AWS account id/, '\u0004');
    expect(await screen.exit).toBe(130);
    expect(screen.text()).toContain('Nothing was written.');
  });
});

describe('convention 7: nothing is written before the review is confirmed', () => {
  test('from the first question to a repository: typing, arrows, going back, review', async () => {
    const screen = start([]);
    await screen.answers(/\? AWS account id/, `11112222${enter}`);
    await screen.answers(/must be an AWS account id of 12 digits/, `3333${enter}`);
    await screen.answers(/\? Entra tenant id/, `3f2504e0-4f89-41d3-9a0c-0305e82c3301${enter}`);
    await screen.answers(/\? Region of the desktops/, `${down}${enter}`);
    // Esc: the Region again, from the one that was picked on.
    await screen.answers(/\? IAM Identity Center instance/, escape);
    await screen.answers(/✔ Region of the desktops[^]*\? Region of the desktops\n/, `${down}${enter}`);
    await screen.answers(/\? IAM Identity Center instance[^]*\? IAM Identity Center instance/, `create${enter}`);
    await screen.answers(/mail from Entra before the signing/, `it@contoso.com${enter}`);
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
    expect(review).toMatch(/Size\s+Power\s+default/);
    expect(review).toContain('! can never be changed');
    expect(review).toMatch(/deployment.json\s+new/);
    screen.type(enter);
    expect(await screen.exit).toBe(0);
    const deployment = JSON.parse(readFileSync(join(folder, 'deployment.json'), 'utf8')) as {
      sites: { region: string; desktops: unknown }[];
    };
    expect(deployment.sites[0]?.region).toBe('us-west-2');
    expect(JSON.stringify(deployment.sites[0]?.desktops)).toContain('花子@contoso.com');
    expect(screen.text()).toMatch(/wrote .*deployment.json[^]*Next[^]*npm ci[^]*npm run plan/);
    expect(readdirSync(join(home, 'entra-workspaces'))).toEqual([]);
  });
});

describe('convention 4: a person is asked only where one sits', () => {
  test('in a terminal of a CI nothing is asked, unless --interactive says so', async () => {
    const silent = start([], { env: { CI: 'true' } });
    expect(await silent.exit).toBe(2);
    expect(silent.text()).toContain('--account-id: AWS account id');
    const asked = start(['--interactive'], { env: { CI: 'true' } });
    await asked.answers(/\? AWS account id/, interrupt);
    expect(await asked.exit).toBe(130);
  });

  test('--no-interactive asks nothing although a person sits there', async () => {
    const screen = start(['--no-interactive']);
    expect(await screen.exit).toBe(2);
  });
});

describe('convention 14: the recommended path first, everything else on request, each question with why and a link', () => {
  test('"answer everything myself" is on the first screen that is confirmed', async () => {
    const screen = start([...answered(2), ...answered(path.length).slice(6)]);
    await screen.answers(/❯ Use these\n/, `${down}${down}${enter}`);
    // It has a default, and is asked all the same.
    await screen.sees(/\? Who assigns the group of desktop users/);
    screen.type(interrupt);
    await screen.exit;
  });

  test('why it is asked and where to read more stand above the question', async () => {
    const screen = start(answered(3));
    await screen.sees(/Desktops should be near the people[^]*https:\/\/\S+\n[^]*\? Region of the desktops/);
    screen.type(interrupt);
    await screen.exit;
  });
});

describe('convention 12: what is wrong is said at the prompt, and what was typed stays there to be mended', () => {
  test('a wrong id, then the right one; what was pasted with blanks around it is taken', async () => {
    const screen = start([]);
    await screen.answers(/\? AWS account id/, `1111-2222${enter}`);
    await screen.sees(/must be an AWS account id of 12 digits, got: 1111-2222/);
    screen.type(`${keys.back.repeat(9)}  111122223333  ${enter}`);
    await screen.answers(/\? Entra tenant id/, interrupt);
    expect(await screen.exit).toBe(130);
  });

  test('a column pasted with its line breaks is one answer, and the arrows of the next list still work', async () => {
    const screen = start([...answered(7), '--image', 'wsi-1a2b3c4d5', '--state', 'local']);
    // As a terminal sends it that was told of the mode: between marks.
    const column = 'ada@contoso.com\r\ngrace@contoso.com\r\nalan@contoso.com\r\n';
    await screen.answers(/\? Who is first\?/, `\u001b[200~${column}\u001b[201~`);
    await screen.sees(/\? Who is first\?[^]*alan@contoso\.com/);
    screen.type(enter);
    await screen.answers(/Size, running mode, encryption\n[^]*\? Is this right\?/, enter);
    await screen.answers(/Network\n[^]*\? Is this right\?/, enter);
    await screen.answers(/State, pipeline, alerts\n[^]*\? Is this right\?/, enter);
    await screen.answers(/\? Write these files\?/, `${down}${down}${enter}`);
    await screen.exit;
    expect(screen.text()).toMatch(/3 desktops\s+there/);
    expect(screen.text()).toContain('Nothing was written.');
    // The mode belongs to the terminal: it is off again.
    expect(screen.bytes().lastIndexOf('\u001b[?2004l')).toBeGreaterThan(screen.bytes().lastIndexOf('\u001b[?2004h'));
  });

  test('users pasted as a column of a table become a list; a part of the name that is no text is refused by name', async () => {
    const screen = start(answered(7));
    await screen.answers(/\? Who is first\?/, `zoë@contoso.com;花子@contoso.com, ada${enter}`);
    await screen.sees(/got: ada/);
    screen.type(`@contoso.com${enter}`);
    await screen.sees(/✔ Who is first\?[^]*花子@contoso\.com/);
    await screen.answers(/\? Windows image/, interrupt);
    expect(await screen.exit).toBe(130);
  });
});

describe('convention 16: colour, narrow windows, dumb terminals and screen readers', () => {
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

  test('with NO_COLOR no colour is written, without it there is some', async () => {
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
