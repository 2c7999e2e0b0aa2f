/** Whole commands in the network of a company: a proxy that opens TLS is the only way out, nothing else is reached. */
import { createServer, type Server, type AddressInfo } from 'node:net';
import { readFileSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CloudHandler, CloudResponse } from '../../../twin/network.js';
import { openClouds } from '../../../wizard/clouds/clouds.js';
import { see } from '../../../wizard/clouds/lookup.js';
import { lookups } from '../../../wizard/clouds/lookups/index.js';
import { Place } from '../place.js';
import { atCompany, cloudsBehind } from './company-clouds.js';
import { startCompany, type Company } from './company.js';
import { startTwinClouds, type TwinClouds } from './twin-clouds.js';

let started: TwinClouds;
let company: Company;
/** Answers instead of the clouds. */
let instead: CloudHandler | undefined;
let place: Place;

beforeAll(async () => {
  started = await startTwinClouds();
  const clouds = cloudsBehind(started.twin);
  company = await startCompany(async (request) => (instead ?? clouds)(request));
});
afterAll(async () => {
  await company.close();
  await started.stop();
});
beforeEach(() => {
  place = new Place();
  write('smallest.json');
});
afterEach(() => {
  instead = undefined;
  company.refuse = undefined;
  place.remove();
});

interface Written {
  readonly aws: { accountId: string };
  readonly entra: { tenantId: string };
  state: object;
}

function write(example: string, change: (deployment: Written) => void = () => undefined): void {
  const deployment = JSON.parse(readFileSync(join('examples', example), 'utf8')) as Written;
  deployment.entra.tenantId = started.twin.entra.id;
  change(deployment);
  writeFileSync(join(place.folder, 'deployment.json'), JSON.stringify(deployment));
}

const environment = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv =>
  atCompany(company, { ...started.env, HOME: place.home }, more);
const call = (words: readonly string[], more: NodeJS.ProcessEnv = {}) => place.call(words, { env: environment(more) });
const flat = (text: string): string => text.replace(/\s+/g, ' ');
const html: CloudResponse = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<html><title>Contoso guest network</title></html>',
};

describe('through the proxy', () => {
  test('preflight sees what it sees without one, and goes to the hosts of the Region', async () => {
    const before = company.connected.length;
    const through = await call(['preflight', '--json']);
    const direct = await place.call(['preflight', '--json'], { env: { ...started.env, HOME: place.home } });
    const rules = (text: string) => (JSON.parse(text) as { rules: unknown; counts: unknown }).rules;
    expect(rules(through.stdout)).toEqual(rules(direct.stdout));
    const hosts = new Set(company.connected.slice(before));
    for (const host of ['sts.eu-central-1.amazonaws.com', 'graph.microsoft.com', 'login.microsoftonline.com']) {
      expect(hosts).toContain(host);
    }
  });

  test('the program as it is published goes through it', async () => {
    const program = spawn(process.execPath, [resolve('bin/entra-workspaces.cjs'), 'preflight', '--json'], {
      cwd: place.folder,
      env: environment(),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let text = '';
    program.stdout.on('data', (part: Buffer) => (text += part.toString()));
    await new Promise((done) => program.once('close', done));
    const { counts, unknown } = JSON.parse(text) as { counts: { good: number }; unknown: { message: string }[] };
    expect(counts.good).toBeGreaterThan(5);
    expect(unknown.filter(({ message }) => /reached|answer/.test(message))).toEqual([]);
  });

  test('init looks around', async () => {
    const { stderr } = await call(['init', '--yes', '--dry-run', '--json'], { AWS_REGION: 'eu-central-1' });
    expect(stderr).toContain('111122223333');
    expect(stderr).not.toContain('cannot be reached');
  });

  test.each([['preflight'], ['doctor'], ['plan']])('%s names an authority that is not known', async (command) => {
    const { exitCode, stderr } = await call([command], { NODE_EXTRA_CA_CERTS: '' });
    expect(exitCode).toBe(1);
    expect(flat(stderr)).toContain('("Contoso Inspection CA")');
    expect(flat(stderr)).toContain('set NODE_EXTRA_CA_CERTS');
    expect(stderr).not.toContain('nobody is signed in');
  });

  test.each([['preflight'], ['plan']])('%s names a captive portal', async (command) => {
    instead = async () => html;
    const { exitCode, stderr } = await call([command]);
    expect(exitCode).toBe(1);
    expect(flat(stderr)).toContain('a web page ("Contoso guest network")');
  });

  test('a proxy that lets nobody through is no answer of a cloud', async () => {
    company.refuse = 403;
    const { exitCode, stderr } = await call(['doctor']);
    expect(exitCode).toBe(1);
    expect(flat(stderr)).toContain('does not let calls through to');
    expect(stderr).not.toContain('needs the permission');
  });

  test.each([
    [-3_600, '60 minutes behind'],
    [2 * 3_600, '2 hours ahead'],
    [365 * 86_400, '365 days ahead'],
  ])('a clock that is off by %s s is said', async (seconds, sentence) => {
    const date = new Date(Date.now() - seconds * 1000).toUTCString();
    instead = async () => ({ status: 400, headers: { date, 'content-type': 'application/json' }, body: '{}' });
    const { exitCode, stderr } = await call(['preflight']);
    expect(exitCode).toBe(1);
    expect(flat(stderr)).toContain(`he clock of this machine is ${sentence}`);
    // Beside a failure it is the likely cause: said first, with what sets it.
    const planned = await call(['plan']);
    expect(planned.exitCode).toBe(1);
    expect(flat(planned.stderr)).toMatch(
      new RegExp(`terraform was not started: it would fail\\. The clock of this machine is ${sentence}[^]*timedatectl`),
    );
  });
});

describe.each([['preflight'], ['plan']])('%s, before terraform is started', (command) => {
  test('says both accounts where the credentials are of another one', async () => {
    write('smallest.json', ({ aws }) => {
      aws.accountId = '999988887777';
    });
    const { exitCode, stderr } = await call([command]);
    expect(exitCode).toBe(1);
    expect(flat(stderr)).toMatch(/account 111122223333.*999988887777/);
    expect(flat(stderr)).toContain('AWS_PROFILE');
  });

  test('says in which Region the bucket of the state is', async () => {
    write('smallest.json', (deployment) => {
      const kmsKeyId = 'arn:aws:kms:eu-central-1:111122223333:key/3b4c5d6e-7f80-4192-a3b4-c5d6e7f80910';
      deployment.state = { s3: { bucket: 'contoso-state', region: 'eu-central-1', key: 'c.tfstate', kmsKeyId } };
    });
    const clouds = cloudsBehind(started.twin);
    instead = async (request) =>
      request.host === 's3.eu-central-1.amazonaws.com'
        ? { status: 301, headers: { 'x-amz-bucket-region': 'eu-west-1' }, body: '' }
        : clouds(request);
    const { exitCode, stderr } = await call([command]);
    expect(exitCode).toBe(1);
    expect(flat(stderr)).toContain(
      'The bucket of the state, contoso-state, is in eu-west-1, and `state.s3.region` says eu-central-1. Set it to eu-west-1',
    );
  });
});

describe('a cloud that never answers', () => {
  test.each([
    [['preflight']],
    [['doctor']],
    [['doctor', '--user', 'ada@contoso.com']],
    [['users', 'list', '--check']],
    [['plan']],
    [['apply', '--auto-approve']],
    [['connect']],
  ])('%j ends at the limit and says what it could not see', async (words) => {
    if (words[0] === 'connect') write('greenfield-foundation.json');
    instead = () => new Promise(() => undefined);
    const { exitCode, stderr } = await call(words, { ENTRA_WORKSPACES_SECONDS: '0.5' });
    expect(exitCode).toBe(1);
    // A later call has what is left of the limit.
    expect(flat(stderr)).toMatch(/no answer within 0\.\d s|stopped at its time limit/);
  });

  test('init asks instead', async () => {
    instead = () => new Promise(() => undefined);
    const { stderr } = await call(['init', '--yes', '--dry-run'], { ENTRA_WORKSPACES_SECONDS: '0.5' });
    expect(flat(stderr)).toContain('no answer within 0.5 s');
  });
});

describe('answers that are none', () => {
  const json = (value: unknown): CloudResponse => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value),
  });
  const token = json({ access_token: `a.${Buffer.from('{"exp":9999999999}').toString('base64url')}.c` });
  const graphGives = (answer: (path: string) => CloudResponse): void => {
    instead = async ({ host, path }) => (host.startsWith('login') ? token : answer(path));
  };
  const licences = () => see(lookups.licences, openClouds(environment()), undefined);
  const directories = () => see(lookups.directories, openClouds(environment()), { region: 'eu-central-1' });

  test.each([
    ['no list', json({ said: 'hello' }), /answered with no list/],
    ['null', json(null), /answered with no list/],
    ['half an object', { ...json({}), body: '{"value":[' }, /cannot be read/],
    ['a page', html, /a web page/],
  ])('Graph with %s is unknown, and not an empty list', async (_what, answer, message) => {
    graphGives(() => answer);
    expect(await licences()).toEqual({ unknown: 'error', message: expect.stringMatching(message) });
  });

  test('a list of Graph that leads back to itself is unknown', async () => {
    graphGives((path) => json({ value: [{}], '@odata.nextLink': `https://graph.microsoft.com${path}` }));
    expect(await licences()).toEqual({ unknown: 'error', message: expect.stringContaining('again and again') });
  });

  test('a list of Graph without an end is unknown', async () => {
    let page = 0;
    graphGives((path) =>
      json({ value: [{}], '@odata.nextLink': `https://graph.microsoft.com${path}?$skiptoken=${(page += 1)}` }),
    );
    expect(await licences()).toEqual({ unknown: expect.stringMatching('error|timeout'), message: expect.any(String) });
  });

  test.each([
    ['the same page', () => 'more', /gave the same page again/],
    ['ever more pages', (count: number) => `more-${count}`, /more than 400 pages|no answer within/],
  ])('a list of AWS with %s is unknown', async (_what, next, message) => {
    let count = 0;
    instead = async () => json({ Directories: [], NextToken: next((count += 1)) });
    expect(await directories()).toEqual({
      unknown: expect.stringMatching('error|timeout'),
      message: expect.stringMatching(message),
    });
  });

  test.each([
    ['a page', html, /a web page/],
    ['half an object', { ...json({}), body: '{"Directories":[' }, /cannot be read/],
  ])('AWS with %s is unknown', async (_what, answer, message) => {
    instead = async () => answer;
    expect(await directories()).toEqual({ unknown: 'error', message: expect.stringMatching(message) });
  });
});

test('nothing listens where it should: each command says the same of it', async () => {
  const gone: Server = createServer();
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
  const { port } = gone.address() as AddressInfo;
  await new Promise((resolve) => gone.close(resolve));
  for (const command of ['preflight', 'plan']) {
    const { exitCode, stderr } = await call([command], { HTTPS_PROXY: `http://127.0.0.1:${port}` });
    expect(exitCode).toBe(1);
    expect(flat(stderr)).toContain(
      `login.microsoftonline.com cannot be reached through the proxy http://127.0.0.1:${port}`,
    );
    expect(stderr).not.toContain('nobody is signed in');
  }
});
