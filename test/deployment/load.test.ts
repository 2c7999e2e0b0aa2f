import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { loadDeployment, readDeployment } from '../../deployment/load.js';
import { migrate, type Migration } from '../../deployment/migrations.js';
import { DeploymentError } from '../../deployment/problem.js';
import { stageOf } from '../../deployment/stage.js';
import { existingFederation, greenfield, load, problemsOf, problemsOfText } from './sample.js';

const folder = mkdtempSync(join(tmpdir(), 'deployment-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const messageOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(DeploymentError);
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
};

describe('loading', () => {
  test('fills in the defaults', () => {
    const { deployment } = load(greenfield());
    expect(deployment).toMatchObject({
      protection: true,
      tags: {},
      alerts: null,
      monitoring: null,
      pipeline: null,
      aws: {
        serviceRole: 'create',
        rolePath: '/',
        functionVpc: {},
        sourceAccountConditions: false,
        logs: { retentionDays: 365, keyArns: {} },
      },
      entra: {
        assignment: 'terraform',
        consent: 'terraform',
        desktopUsers: { create: { members: 'deployment' } },
        registrationApp: { create: { secretLifetimeDays: 180, cleanUpDevices: true } },
      },
      intune: { profile: { create: { deviceNameTemplate: 'WS-%RAND:9%', userType: 'standard' } } },
    });
    expect(deployment.sites[0]).toMatchObject({
      registrationSecret: { create: {} },
      network: { create: { natGateways: 1, capacity: 50, flowLogs: null } },
      access: { requireAssignment: true, localAdministrator: false, selfService: ['restart'], ipGroups: [] },
      desktops: { runningMode: 'AUTO_STOP', autoStopMinutes: 60, properties: 'enforced', encryption: null },
    });
  });

  test('names all problems at once: of the text, the schema, the rules and the users file', () => {
    const deployment = greenfield();
    deployment.nmae = 'x';
    deployment.tags = { owner: 5 };
    deployment.sites[0].region = 'eu-centrall-1';
    deployment.identityCenter.federation.setUp.replaceIdentitySource = 'yes';
    deployment.sites[0].desktops.users = { file: 'users.csv' };
    const text = JSON.stringify(deployment, null, 2).replace(
      '"schemaVersion": 1,',
      '"schemaVersion": 1,\n  "schemaVersion": 1,',
    );
    const problems = problemsOfText(text, { 'users.csv': 'upn\nnobody' });
    expect(problems.map(({ path, file: from }) => (from === undefined ? path : `${from}:${path}`)).sort()).toEqual(
      [
        'schemaVersion',
        'nmae',
        'tags.owner',
        'identityCenter.federation.setUp.replaceIdentitySource',
        'sites[0].region',
        'users.csv:upn',
      ].sort(),
    );
    expect(problems.find(({ path }) => path === 'nmae')?.nearest).toBe('name');
    // In the order of the file, with lines; users files last.
    const lines = problems.slice(0, -1).map(({ line }) => line ?? 0);
    expect(lines).toEqual([...lines].sort((one, other) => one - other));
    expect(lines.every((line) => line > 0)).toBe(true);
  });

  test('checks one site although the other is broken, and each user although one is', () => {
    const deployment = greenfield();
    deployment.sites.push({ ...greenfield().sites[0], key: 'x', network: 5 });
    deployment.sites[0].desktops.users.list = [
      { upn: 'nobody' },
      { upn: 'ada@contoso.com' },
      7,
      { upn: 'ADA@contoso.com' },
    ];
    expect(
      problemsOf(deployment)
        .map(({ path }) => path)
        .sort(),
    ).toEqual([
      'sites[0].desktops.users.list[0].upn',
      'sites[0].desktops.users.list[2]',
      'sites[0].desktops.users.list[3].upn',
      'sites[1].directoryName',
      'sites[1].network',
    ]);
  });

  test.each([
    [
      'a choice without a key',
      (d: ReturnType<typeof greenfield>) => (d.state = {}),
      'state',
      /exactly one key: s3 or azurerm or local/,
    ],
    ['a choice with two keys', (d: ReturnType<typeof greenfield>) => (d.state.local = {}), 'state', /exactly one key/],
    [
      'a choice written as text',
      (d: ReturnType<typeof greenfield>) => (d.identityCenter.federation = 'existing'),
      'identityCenter.federation',
      /exactly one key: existing or setUp/,
    ],
    ['a misspelt choice', (d: ReturnType<typeof greenfield>) => (d.state = { s4: {} }), 'state', /exactly one key/],
    [
      'one of two keys being junk',
      (d: ReturnType<typeof greenfield>) => (d.state.local = 5),
      'state',
      /exactly one key/,
    ],
    [
      'an unknown key inside a choice',
      (d: ReturnType<typeof greenfield>) => (d.state.s3.buckets = 'x'),
      'state.s3.buckets',
      /must be a known key/,
    ],
    [
      'a field missing inside a choice',
      (d: ReturnType<typeof greenfield>) => delete d.state.s3.bucket,
      'state.s3.bucket',
      /must be given: bucket, with versioning on/,
    ],
    [
      'a bundle under a bad name',
      (d: ReturnType<typeof greenfield>) => (d.sites[0].bundles['a b'] = { existing: { id: 'wsb-1a2b3c4d5' } }),
      'sites[0].bundles["a b"]',
      /the name must be/,
    ],
    [
      'no bundle at all',
      (d: ReturnType<typeof greenfield>) => (d.sites[0].bundles = {}),
      'sites[0].bundles',
      /at least one bundle/,
    ],
    ['no site at all', (d: ReturnType<typeof greenfield>) => (d.sites = []), 'sites', /at least one site/],
    [
      'half hours',
      (d: ReturnType<typeof greenfield>) => (d.sites[0].desktops.autoStopMinutes = 90),
      'sites[0].desktops.autoStopMinutes',
      /whole hours/,
    ],
    [
      'a UPN of 64 characters',
      (d: ReturnType<typeof greenfield>) => (d.sites[0].desktops.users.list[0].upn = `${'a'.repeat(52)}@contoso.com`),
      'sites[0].desktops.users.list[0].upn',
      /at most 63 characters .*, has 64/,
    ],
    [
      'a secret name with a plus',
      (d: ReturnType<typeof greenfield>) =>
        (d.sites[0].registrationSecret = {
          existing: { arn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:a+bcdefghij' },
        }),
      'sites[0].registrationSecret.existing.arn',
      /takes no `\+`, `=` or `@`/,
    ],
    [
      'three zones',
      (d: ReturnType<typeof greenfield>) => (d.sites[0].network.create.availabilityZoneIds = ['a', 'b', 'c']),
      'sites[0].network.create.availabilityZoneIds',
      /two Availability Zone ids/,
    ],
    [
      'an instance of unknown kind',
      (d: ReturnType<typeof greenfield>) => delete d.identityCenter.instance.existing.kind,
      'identityCenter.instance.existing.kind',
      /must be given/,
    ],
  ])('refuses %s', (_what, change, path, rule) => {
    const deployment = greenfield();
    change(deployment);
    expect(problemsOf(deployment)).toContainEqual(expect.objectContaining({ path, rule: expect.stringMatching(rule) }));
  });

  test('tells where a secret belongs, and never prints its value', () => {
    const deployment = greenfield();
    deployment.identityCenter.scimToken = 'aVeryLongSecretValue';
    const [problem] = problemsOf(deployment);
    expect(problem).toMatchObject({
      path: 'identityCenter.scimToken',
      fix: expect.stringContaining('No secret belongs into this file'),
    });
    expect(JSON.stringify(problem)).not.toContain('aVeryLongSecretValue');
  });

  test('does not print a token that was put into the field of the endpoint', () => {
    const deployment = greenfield();
    deployment.identityCenter.federation.setUp.handshake.scimEndpoint = `b64token${'Q'.repeat(300)}`;
    const [problem] = problemsOf(deployment);
    expect(problem?.path).toBe('identityCenter.federation.setUp.handshake.scimEndpoint');
    expect(problem?.got).toBe('b64token… (308 characters)');
  });
});

describe('a file', () => {
  test('is loaded with the users file beside it', () => {
    const deployment = greenfield();
    deployment.sites[0].desktops.users = { file: 'users.csv' };
    file('users.csv', '\uFEFFupn\r\nada@contoso.com\r\n');
    expect(
      loadDeployment(file('deployment.json', `\uFEFF${JSON.stringify(deployment)}`)).sites[0]?.desktops.users,
    ).toEqual([{ upn: 'ada@contoso.com', state: 'active' }]);
  });

  test('may be UTF-16 with a byte order mark, as Windows writes it', () => {
    const deployment = greenfield();
    deployment.sites[0].desktops.users = { file: 'utf16.csv' };
    file('utf16.csv', Buffer.from('\uFEFFupn\tstate\r\nada@contoso.com\theld\r\n', 'utf16le'));
    expect(loadDeployment(file('utf16.json', JSON.stringify(deployment))).sites[0]?.desktops.users).toHaveLength(1);
  });

  test('of users in ANSI is read as such, and said; a deployment is not', () => {
    const deployment = greenfield();
    deployment.sites[0].desktops.users = { file: 'latin1.csv' };
    file('latin1.csv', Buffer.from('upn,tags\na@contoso.com,Name=Jürgen', 'latin1'));
    const read = readDeployment(file('latin.json', JSON.stringify(deployment)));
    expect(read.deployment.sites[0]?.desktops.users[0]?.tags).toEqual({ Name: 'Jürgen' });
    expect(read.warnings).toEqual([
      expect.objectContaining({ file: 'latin1.csv', rule: expect.stringContaining('Windows-1252 (ANSI)') }),
    ]);
    const ansi = Buffer.from(JSON.stringify({ ...deployment, name: 'ü' }), 'latin1');
    expect(messageOf(() => loadDeployment(file('ansi.json', ansi)))).toMatch(/not UTF-8: save it as UTF-8/);
  });

  test('of users names who is left out because the account is disabled, and what becomes of their desktops', () => {
    const deployment = greenfield();
    deployment.sites[0].desktops.users = { file: 'disabled.csv' };
    file('disabled.csv', 'userPrincipalName,accountEnabled\nada@contoso.com,True\ngrace@contoso.com,False\n');
    const { warnings } = readDeployment(file('disabled.json', JSON.stringify(deployment)));
    expect(warnings.at(-1)).toMatchObject({
      file: 'disabled.csv',
      got: 'grace@contoso.com',
      rule: expect.stringMatching(/disabled: a plan deletes the desktop/),
      fix: expect.stringContaining('state with held'),
    });
    // What the fix says works: without the column of the account the person is on hold, and stays.
    file('disabled.csv', 'upn,state\nada@contoso.com,\ngrace@contoso.com,held\n');
    const held = readDeployment(join(folder, 'disabled.json'));
    expect(held.deployment.sites[0]?.desktops.users).toContainEqual(expect.objectContaining({ state: 'held' }));
    expect(held.warnings).toEqual([]);
  });

  test('that is not there is a plain message', () => {
    expect(messageOf(() => loadDeployment(join(folder, 'none.json')))).toBe(
      `1 problem in ${join(folder, 'none.json')}\n  deployment: must be a file that can be read, got: no such file`,
    );
  });

  test('with problems ends in a message with path, line, rule, value, nearest and fix', () => {
    const deployment = greenfield();
    deployment.sites[0].network.create.availabilityZoneIds[0] = 'euc1-az1';
    delete deployment.identityCenter.federation.setUp.replaceIdentitySource;
    const path = file('broken.json', JSON.stringify(deployment, null, 2));
    expect(messageOf(() => loadDeployment(path))).toBe(
      [
        `2 problems in ${path}`,
        '  identityCenter.federation.setUp.replaceIdentitySource (line 30): must repeat the id of the instance, ssoins-69870a1b2c3d4e5f: setting up replaces its present identity source, got: nothing',
        '    This can cut off everyone who signs in to AWS through this instance, and remove their assignments; nothing tells the present source. If Entra is already the source, use federation `existing`. If nobody uses the instance, repeat its id.',
        '  sites[0].network.create.availabilityZoneIds[0] (line 54): must be an Availability Zone id of eu-central-1 with WorkSpaces: euc1-az2, euc1-az3, got: euc1-az1 (nearest: euc1-az2)',
      ].join('\n'),
    );
  });

  test('that is no object, or no JSON, is refused once', () => {
    expect(problemsOfText('[]')).toEqual([
      expect.objectContaining({ rule: expect.stringContaining('must be an object') }),
    ]);
    expect(problemsOfText('{ "a": }')).toHaveLength(1);
  });

  test('gives warnings beside the deployment', () => {
    const deployment = existingFederation();
    deployment.sites[0].network.create.cidr = '10.1.0.0/20';
    expect(readDeployment(file('warned.json', JSON.stringify(deployment))).warnings).toHaveLength(1);
  });
});

describe('schemaVersion', () => {
  test.each([[undefined], ['1'], [0], [1.5], [null]])('refuses %j and names the present one', (version) => {
    expect(problemsOf({ ...greenfield(), schemaVersion: version })).toEqual([
      expect.objectContaining({ path: 'schemaVersion', nearest: '1' }),
    ]);
  });

  test('of a newer program is refused with the way to that program, and nothing else is judged', () => {
    expect(problemsOf({ schemaVersion: 2, new: true })).toEqual([
      expect.objectContaining({
        path: 'schemaVersion',
        got: '2',
        fix: expect.stringContaining('npx entra-workspaces@latest'),
      }),
    ]);
  });

  test('of an older program is brought up step by step', () => {
    const steps = new Map<number, Migration>([
      [1, ({ title, ...rest }) => ({ ...rest, name: title })],
      [2, (old) => ({ ...old, sites: [] })],
    ]);
    const old = { schemaVersion: 1, title: 'contoso' };
    expect(migrate(old, steps, 3)).toEqual({ value: { schemaVersion: 3, name: 'contoso', sites: [] } });
    expect(old).toEqual({ schemaVersion: 1, title: 'contoso' });
  });
});

describe('the stage', () => {
  test('is foundation until the handshake is recorded', () => {
    const deployment = greenfield();
    expect(stageOf(load(deployment).deployment)).toBe('connected');
    deployment.identityCenter.federation.setUp.handshake = null;
    expect(stageOf(load(deployment).deployment)).toBe('foundation');
  });

  test('is connected from the start with a federation that exists', () => {
    expect(stageOf(load(existingFederation()).deployment)).toBe('connected');
  });
});
