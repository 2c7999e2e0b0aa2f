import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { variableOf } from '../../wizard/questions/question.js';
import { questionTable } from '../../wizard/questions/table.js';
import { linksOf, open, press, shell, shownAs, startSandbox, type Said, type StartedSandbox } from './sandbox.js';

/**
 * A person's way through the whole product in the sandbox, with nothing but what it printed: from an empty folder to an
 * empty account, through the built command line, the consoles as pages.
 */
let sandbox: StartedSandbox;
let folder: string;
const run = (words: string, stdin?: string): Promise<Said> =>
  shell(`. ${sandbox.folder}/sandbox.sh; cd ${folder}; entra-workspaces ${words}`, stdin);
const flat = ({ text }: Said): string => text.replace(/\s+/g, ' ');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-walk-'));
  sandbox = await startSandbox('empty');
});

afterAll(async () => {
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true });
});

test('an empty sandbox holds nothing of a deployment, and its files are for their owner alone', async () => {
  expect(await shell(`ls -A ${sandbox.folder}/repository`)).toEqual({ code: 0, text: '' });
  for (const name of ['sandbox.sh', 'sandbox.fish', 'sandbox.ps1']) {
    expect((await stat(join(sandbox.folder, name))).mode & 0o077).toBe(0);
  }
  // An answer in a variable would win over the file of whoever works in that shell.
  const variables = [...(await readFile(join(sandbox.folder, 'sandbox.sh'), 'utf8')).matchAll(/^export (\w+)=/gm)];
  const answers = new Set(questionTable.map(({ key }) => variableOf(key)));
  expect(variables.map(([, name = '']) => name).filter((name) => answers.has(name))).toEqual([]);
});

test('init: answers are found in the clouds of the sandbox, and an instance without SCIM is set up', async () => {
  const said = await run(
    'init --yes --users ada@contoso.com --notification-emails it@contoso.com --federation setUp --protection no --replace-identity-source "$(aws_id)"'.replace(
      '$(aws_id)',
      /ssoins-[0-9a-f]{16}/.exec(await open(consoleAt('console.aws.amazon.com')))?.[0] ?? '',
    ),
  );
  expect(flat(said)).toContain('AWS account contoso 111122223333, as administrator');
  expect(said.code).toBe(0);
  const file = JSON.parse(await readFile(join(folder, 'deployment.json'), 'utf8')) as {
    identityCenter: { federation: object };
    state: object;
  };
  expect(file.state).toEqual({ local: {} });
  expect(file.identityCenter.federation).toHaveProperty('setUp');
});

test('preflight and apply: the foundation', async () => {
  const looked = await run('preflight');
  expect({ code: looked.code, failed: /✖/.exec(looked.text) }).toEqual({ code: 0, failed: null });
  const applied = await run('apply --auto-approve');
  expect(applied).toMatchObject({ code: 0, text: expect.stringContaining('Applied.') as unknown as string });
});

test('bootstrap --laptop: the state moves by the very line that is printed, and the next plan knows all that was made', async () => {
  const made = await run('bootstrap --laptop --auto-approve');
  expect(made.code).toBe(0);
  const line = /^ {4}(TF_CLI_ARGS_init=\S+ entra-workspaces plan)$/m.exec(made.text)?.[1] ?? '';
  const moved = await shell(`. ${sandbox.folder}/sandbox.sh; cd ${folder}; ${line}`);
  expect(moved).toMatchObject({ code: 0, text: expect.stringContaining('No changes') as unknown as string });
});

test('init again: the state stays where bootstrap has put it, although a new deployment here keeps it in a file', async () => {
  const before = await readFile(join(folder, 'deployment.json'), 'utf8');
  expect((JSON.parse(before) as { state: object }).state).toHaveProperty('s3');
  expect((await run('init --yes --force --offline')).code).toBe(0);
  const after = JSON.parse(await readFile(join(folder, 'deployment.json'), 'utf8')) as { state: object };
  expect(after.state).toEqual((JSON.parse(before) as { state: object }).state);
});

test('connect: what it asks for comes out of the pages, as the consoles hand it out', async () => {
  const aws = consoleAt('eu-central-1.console.aws.amazon.com/singlesignon/home');
  const entra = consoleAt('entra.microsoft.com');
  const [app = ''] = linksOf(await open(entra), entra).filter((link) => link.includes('app='));
  const metadata = await open(`${app}&screen=metadata`);
  expect(await press(aws, { action: 'enable-scim' })).toContain('needs an external identity provider');
  expect(await press(aws, { action: 'choose', source: 'external' })).toContain('IdP SAML metadata');
  expect(await press(aws, { action: 'upload', metadata: { file: '<html>a page</html>' } })).toContain('is not valid');
  expect(await press(aws, { action: 'upload', metadata: { file: metadata } })).toContain('Type ACCEPT');
  expect(await press(aws, { action: 'confirm', accept: 'yes' })).toContain('Type ACCEPT to change');
  const settings = await press(aws, { action: 'confirm', accept: 'ACCEPT' });
  expect(settings).toContain('The identity source is changed');
  const access = await press(aws, { action: 'enable-scim' });
  expect(await open(aws)).not.toContain(shownAs(access, 'Access token'));
  const file = join(folder, 'from-aws.xml');
  await writeFile(file, await open(`${aws}?screen=metadata`));
  const said = await run(
    `connect --service-provider-metadata ${file} --sign-in-url ${shownAs(settings, 'AWS access portal sign-in URL')} --scim-endpoint ${shownAs(access, 'SCIM endpoint')} --token-stdin`,
    shownAs(access, 'Access token'),
  );
  expect({ code: said.code, end: said.text.slice(-300) }).toMatchObject({ code: 0 });
  expect(flat(said)).toContain('Next entra-workspaces apply');
});

test('import: an export of Entra as it comes, with people who are in already and people who join', async () => {
  const rows = (await readFile(resolve('test/inputs/people-entra-export.csv'), 'utf8')).split('\n').slice(0, 3);
  await writeFile(join(folder, 'people.csv'), rows.join('\n'));
  const said = await run('users import people.csv --yes');
  expect(said.code).toBe(0);
  expect(flat(said)).toContain('1 joins, 0 return, 0 leave, 0 change, 1 stay');
});

test('apply and doctor: a person is at work, and every check but those for people signed in could look', async () => {
  const applied = await run('apply --auto-approve');
  expect(applied).toMatchObject({ code: 0, text: expect.stringContaining('Applied.') as unknown as string });
  const page = await press(sandbox.page, { action: 'advance', hours: '1' });
  expect(page).toContain('moved forward');
  expect(await press(sandbox.page, { action: 'sign-in', person: 'ada@contoso.com' })).toContain('works on the desktop');
  const said = await run('doctor');
  expect(flat(said)).toMatch(/\d+ checks good, 1 could not look/);
  expect(said.code).toBe(0);
  expect((await run('doctor --user ada@contoso.com')).code).toBe(0);
});

test('letter: each person gets one, with what the clouds of the sandbox hold', async () => {
  const said = await run('users letter --out letters');
  expect({ code: said.code, text: flat(said) }).toMatchObject({
    code: 0,
    text: expect.stringContaining('wrote 2 letters') as unknown as string,
  });
  const letter = await readFile(join(folder, 'letters', 'grace@contoso.com.txt'), 'utf8');
  expect(letter).toMatch(/registration code:\s+WS\w+\+\w+/);
  expect(letter).toMatch(/https:\/\/\S+\.awsapps\.com\/start/);
});

test('users, adopt and outputs of a plan work on it as on real clouds', async () => {
  expect((await run('users remove ada@contoso.com')).text).toContain('ada@contoso.com');
  const planned = await run('plan');
  expect(planned.code).toBe(0);
  expect((await run('adopt')).code).toBe(0);
});

test('destroy: nothing of it is left in either cloud', async () => {
  const said = await run('destroy --auto-approve');
  expect(said).toMatchObject({ code: 0, text: expect.stringContaining('Destroyed.') as unknown as string });
  expect(await open(consoleAt('entra.microsoft.com'))).toContain('There is no application with SAML sign-on yet');
});

test('destroyed, it can be applied again, as each command says', async () => {
  const refused = await run('apply --auto-approve');
  expect(refused.code).toBe(1);
  expect(flat(refused)).toContain('entra-workspaces connect --forget');
  expect((await run('connect --forget')).code).toBe(0);
  expect(await run('apply --auto-approve')).toMatchObject({
    code: 0,
    text: expect.stringContaining('Applied.') as unknown as string,
  });
});

test('the pages listen to nobody but themselves', async () => {
  const aws = consoleAt('console.aws.amazon.com');
  const foreign = await fetch(aws, { method: 'POST', headers: { origin: 'https://contoso.example' } });
  expect(foreign.status).toBe(403);
});

test('a shell that outlived its sandbox is told so, and one that holds half of it sends nothing', async () => {
  const script = await readFile(join(sandbox.folder, 'sandbox.sh'), 'utf8');
  const half = await run('plan; unset ENTRA_WORKSPACES_CLOUDS_AT AWS_ENDPOINT_URL; entra-workspaces doctor');
  expect(flat(half)).toContain('holds credentials of a sandbox, and would send them to the real clouds');
  expect(await sandbox.stop()).toBe(0);
  expect(existsSync(sandbox.folder)).toBe(false);
  const stale = join(folder, 'stale.sh');
  await writeFile(stale, script);
  const said = await shell(`. ${stale}\ncd ${folder}\nentra-workspaces doctor`);
  expect(flat(said)).toContain('The sandbox that this shell points at has ended.');
  expect(said.code).toBe(1);
  expect((await shell(`. ${stale}; cd ${folder}; node ${resolve('bin/entra-workspaces.cjs')} synth`)).code).toBe(0);
});

/** A console of the sandbox by its real host. */
function consoleAt(place: string): string {
  return `${sandbox.page.replace(/\/[^/]+\/$/, '')}/${place}${place.includes('/') ? '' : '/'}`;
}
