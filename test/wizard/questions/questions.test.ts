import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { immutablePaths } from '../../../deployment/changes.js';
import { checkDeploymentValue } from '../../../deployment/load.js';
import { deploymentFileSchema, type DeploymentInput } from '../../../deployment/schema.js';
import { schemaFields } from '../../../deployment/schema-walk.js';
import { nothingDiscovered, type Discovered } from '../../../wizard/discovery/discovered.js';
import { answersText, parseAnswers } from '../../../wizard/questions/answers-file.js';
import { answersOf, composeDeployment } from '../../../wizard/questions/compose.js';
import { flagOf, topics, variableOf, type AnswerValue } from '../../../wizard/questions/question.js';
import { parseAnswer, resolveAnswers, type Given } from '../../../wizard/questions/resolve.js';
import { questionOptions, questionTable } from '../../../wizard/questions/table.js';
import { enough, wellPrepared } from './seen.js';

const nothing = nothingDiscovered();
const given = (over: Partial<Given> = {}): Given => ({
  flags: {},
  env: {},
  file: {},
  discovered: nothing,
  asked: {},
  ...over,
});
const resolve = (over: Partial<Given> = {}) => resolveAnswers(questionTable, given(over));
const value = (key: string, over: Partial<Given> = {}) => resolve(over).answers.get(key);

describe('conventions 1 and 2: one table', () => {
  test('every question has its own key, flag, variable, label and link', () => {
    for (const made of [(key: string) => key, flagOf, variableOf]) {
      expect(new Set(questionTable.map(({ key }) => made(key))).size).toBe(questionTable.length);
    }
    for (const { key, why, link, label, message } of questionTable) {
      expect([key, why !== '', link.startsWith('https://'), label.length <= 30, message !== '']).toEqual([
        key,
        true,
        true,
        true,
        true,
      ]);
    }
  });

  test('every question is a flag of init', () => {
    expect(questionOptions().map(({ flags }) => flags.split(' ')[0])).toEqual(
      questionTable.map(({ key }) => flagOf(key)),
    );
  });

  test('every question stands at a field of the schema, and says of itself what the schema says', () => {
    const fields = new Map(schemaFields(deploymentFileSchema).map((field) => [field.path, field]));
    for (const { key, path, immutable } of questionTable) {
      expect([key, fields.has(path)]).toEqual([key, true]);
      expect([key, immutable]).toEqual([key, immutablePaths.includes(path)]);
    }
  });

  test('every topic has questions, and an answer is only asked for after those it depends on', () => {
    expect(new Set(questionTable.map(({ topic }) => topic))).toEqual(new Set(topics.map(({ id }) => id)));
    const order = topics.map(({ id }) => id);
    const places = questionTable.map(({ topic }) => order.indexOf(topic));
    expect(places).toEqual([...places].sort((one, other) => one - other));
  });

  test.each([
    ['natGateways', '--nat-gateways', 'ENTRA_WORKSPACES_NAT_GATEWAYS'],
    ['region', '--region', 'ENTRA_WORKSPACES_REGION'],
  ])('%s is %s and %s', (key, flag, variable) => {
    expect([flagOf(key), variableOf(key)]).toEqual([flag, variable]);
  });
});

describe('convention 1: flag over variable over file over discovered over default', () => {
  const flags = { region: 'eu-west-1' };
  const env = { ENTRA_WORKSPACES_REGION: 'eu-west-2' };
  const file = { region: 'eu-west-3' };
  test.each([
    [{ asked: { region: 'us-east-1' }, flags, env, file, discovered: wellPrepared }, 'us-east-1', 'asked'],
    [{ flags, env, file, discovered: wellPrepared }, 'eu-west-1', 'flag'],
    [{ env, file, discovered: wellPrepared }, 'eu-west-2', 'env'],
    [{ file, discovered: wellPrepared }, 'eu-west-3', 'file'],
    [{ discovered: wellPrepared }, 'eu-central-1', 'discovered'],
  ] as const)('%#: %s', (over, expected, origin) => expect(value('region', over)).toEqual({ value: expected, origin }));

  test('a default is said to be one', () =>
    expect(value('runningMode', { flags: enough })).toEqual({ value: 'AUTO_STOP', origin: 'default' }));

  test('an empty variable counts as not set', () =>
    expect(value('region', { env: { ENTRA_WORKSPACES_REGION: '' }, discovered: wellPrepared })?.origin).toBe(
      'discovered',
    ));
});

describe('convention 11: one is picked, several are asked about', () => {
  const two: Discovered = {
    ...wellPrepared,
    byol: { seen: ['eu-central-1', 'eu-west-1'].map((region) => ({ region, enabled: true })) },
  };
  test('with two Regions none is picked', () => {
    expect(value('region', { discovered: two })).toBeUndefined();
    expect(resolve({ discovered: two }).missing.map(({ key }) => key)).toContain('region');
  });
  test('what was denied is asked about, never guessed', () => {
    const denied: Discovered = {
      ...wellPrepared,
      instances: { unknown: 'denied', permission: 'sso:ListInstances', message: 'denied' },
    };
    expect(resolve({ discovered: denied }).missing.map(({ key }) => key)).toContain('identityCenterInstance');
  });
  test('an offer that cannot be taken is not picked', () => {
    const shared: Discovered = {
      ...wellPrepared,
      images: { seen: [{ id: 'wsi-1a2b3c4d5', region: 'eu-central-1', name: 'shared', dedicated: false }] },
    };
    expect(value('image', { discovered: shared })).toBeUndefined();
  });
});

describe('dangerous choices are never made by themselves', () => {
  test('an instance that exists is joined, never set up', () => {
    expect(value('federation', { discovered: wellPrepared })).toEqual({ value: 'existing', origin: 'discovered' });
    expect(value('enterpriseAppObjectId', { discovered: wellPrepared })?.origin).toBe('discovered');
  });

  test('where it was not seen whether anybody comes by SCIM, federation is asked and not guessed', () => {
    const [instance] = 'seen' in wellPrepared.instances ? wellPrepared.instances.seen : [];
    if (!instance) throw new Error('there is an instance');
    const { fedByScim: _unseen, ...doubtful } = instance;
    const unseen: Discovered = { ...wellPrepared, instances: { seen: [doubtful] } };
    const { missing } = resolve({ discovered: unseen });
    expect(missing.map(({ key }) => key)).toContain('federation');
    expect(missing.map(({ key }) => key)).not.toContain('enterpriseAppObjectId');
    const apps: Discovered = { ...wellPrepared, instances: { seen: [{ ...doubtful, fedByScim: false }] } };
    expect(value('federation', { discovered: apps })).toBeUndefined();
  });

  test('an id that Entra does not know is refused where Entra was seen, and taken where it was not', () => {
    const flags = { enterpriseAppObjectId: '00000000-0000-4000-8000-000000000000' };
    const { wrong } = resolve({ flags, discovered: wellPrepared });
    expect(wrong.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^--enterprise-app-object-id: must be the object id of an enterprise app that Entra has: 7c9e6679.*got: 00000000/,
      ),
    ]);
    const unseen: Discovered = { ...wellPrepared, galleryApps: { unknown: 'denied', message: 'not allowed' } };
    expect(resolve({ flags, discovered: unseen }).wrong).toEqual([]);
  });

  test('replacing an identity source has to be said with the id of the instance', () => {
    const setUp = { flags: { federation: 'setUp' }, discovered: wellPrepared };
    expect(resolve(setUp).missing.map(({ key }) => key)).toContain('replaceIdentitySource');
    const wrong = resolve({ ...setUp, flags: { ...setUp.flags, replaceIdentitySource: 'yes' } });
    expect(wrong.wrong.map(({ message }) => message)).toEqual([
      '--replace-identity-source: must repeat the id of the instance, ssoins-69870a1b2c3d4e5f, got: yes',
    ]);
  });

  test('an app that maps the user name from something else cannot be chosen', () => {
    const mapped: Discovered = {
      ...wellPrepared,
      galleryApps: {
        seen: [
          {
            servicePrincipalObjectId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
            displayName: 'AWS',
            provisions: true,
            userNameFrom: 'mail',
          },
        ],
      },
    };
    expect(value('enterpriseAppObjectId', { discovered: mapped })).toBeUndefined();
  });

  test('a group of its own is made: none whose members would be taken over', () =>
    expect(value('desktopUsersGroup', { discovered: wellPrepared })).toEqual({ value: 'create', origin: 'default' }));

  test('the range of the network keeps clear of what is there', () => {
    expect(value('networkCidr', { discovered: wellPrepared })?.value).toBe('172.28.0.0/22');
  });
});

describe('convention 12: one validator for prompt, flag, variable and file', () => {
  test.each([
    ['accountId', '123', /must be an AWS account id of 12 digits, got: 123/],
    ['tenantId', 'contoso.com', /must be a GUID/],
    [
      'region',
      'af-south-1',
      /must be a Region where WorkSpaces directories can join Microsoft Entra ID, got: af-south-1/,
    ],
    ['region', 'il-central-1', /must be a Region where/],
    ['image', 'ami-123', /must be the id of an image/],
    ['users', 'ada', /must be a user principal name such as ada@contoso.com, got: ada/],
    ['users', 'ada@contoso.com ADA@contoso.com', /must name each user once, got twice: ada@contoso.com/],
    ['networkCidr', '10.0.0.5/22', /must be an IPv4 range .*nearest: 10.0.0.0\/22/],
    ['networkCidr', '54.239.224.0/22', /must/],
    ['availabilityZoneIds', 'euc1-az1 euc1-az2', /must be zones with WorkSpaces: euc1-az2, euc1-az3, got: euc1-az1/],
    ['natGateways', '3', /got: 3/],
    ['natGateways', 'two', /got: two/],
    ['rootVolumeGib', '10', /got: 10/],
    ['deviceNameTemplate', 'WS-%SERIAL%', /must use %RAND/],
    ['identityCenterInstance', 'yes', /must be `create` or the ARN/],
    ['identityCenterRegion', 'eu-west-1', /must be the Region of the desktops \(eu-central-1\)/],
    ['federation', 'existing', /must be `setUp` with an instance that is only being created/],
    ['pipeline', 'jenkins', /must be one of none, github, gitlab, azureDevOps, got: jenkins/],
    ['runningMode', 'MANUAL', /got: MANUAL/],
    ['protection', 'maybe', /must be yes or no, got: maybe/],
    ['capacity', '5000', /must fit into .* has enough/],
  ])('%s = %s is refused the same way everywhere', (key, text, message) => {
    const flags = { ...enough, [key]: text };
    const others = Object.fromEntries(Object.entries(enough).filter(([name]) => name !== key));
    const question = questionTable.find((each) => each.key === key);
    const typed = question ? parseAnswer(question, text) : text;
    const from: Record<string, Partial<Given>> = {
      flag: { flags },
      env: { flags: others, env: { [variableOf(key)]: text } },
      file: { flags: others, file: { [key]: typed } },
      asked: { flags: others, asked: { [key]: typed } },
    };
    for (const [origin, over] of Object.entries(from)) {
      const { wrong } = resolve(over);
      expect([origin, wrong.map((each) => each.message.replace(/^[^:]+: /, ''))]).toEqual([
        origin,
        [expect.stringMatching(message)],
      ]);
    }
  });

  test('a size that the list does not hold is taken if AWS has it', () => {
    expect(value('computeType', { flags: { ...enough, computeType: 'GRAPHICS_G6_XLARGE' } })?.value).toBe(
      'GRAPHICS_G6_XLARGE',
    );
    expect(resolve({ flags: { ...enough, computeType: 'HUGE' } }).wrong).toHaveLength(1);
  });
});

describe('what is missing', () => {
  test('all of it is listed at once, and nothing that follows from something else', () => {
    expect(resolve().missing.map(({ key }) => key)).toEqual([
      'accountId',
      'tenantId',
      'region',
      'identityCenterInstance',
      'notificationEmails',
      'users',
      'image',
    ]);
  });

  test('with these, a deployment comes of it that passes every rule', () => {
    const resolved = resolve({ flags: enough });
    expect(resolved.missing).toEqual([]);
    expect(resolved.wrong).toEqual([]);
    const input = composeDeployment(resolved, undefined);
    expect(() => checkDeploymentValue(input, 'deployment.json', () => '')).not.toThrow();
  });

  test('on a well-prepared account only who is first has to be said', () => {
    expect(resolve({ discovered: wellPrepared }).missing.map(({ key }) => key)).toEqual(['users']);
  });

  test('an optional answer may be emptied, over a file too', () => {
    const flags = { ...enough, alertEmail: '' };
    const { answers, missing } = resolve({ flags, file: { alertEmail: 'old@contoso.com' }, discovered: wellPrepared });
    expect(answers.has('alertEmail')).toBe(false);
    expect(missing).toEqual([]);
  });
});

describe('answers and deployment', () => {
  const examples = readdirSync('examples').filter((name) => name.endsWith('.json'));
  const load = (name: string): DeploymentInput =>
    JSON.parse(readFileSync(join('examples', name), 'utf8')) as DeploymentInput;
  const readUsers = (path: string): string => readFileSync(join('examples', path), 'utf8');

  test.each(examples)('%s read as answers and composed again is the same deployment', (name) => {
    const base = load(name);
    const resolved = resolve({ file: answersOf(questionTable, base) });
    expect(resolved.wrong.map(({ message }) => message)).toEqual([]);
    expect(resolved.missing.map(({ key }) => key)).toEqual([]);
    const again = composeDeployment(resolved, base);
    const checked = (input: unknown) => checkDeploymentValue(input, join('examples', name), readUsers).deployment;
    expect({ ...checked(again), $schema: '' }).toEqual({ ...checked(base), $schema: '' });
  });

  test('a second site, a handshake, tags and what is said of a user stay when something else is changed', () => {
    const base = load('everything-on.json');
    const file = answersOf(questionTable, base);
    const changed = composeDeployment(resolve({ file, asked: { protection: false } }), base);
    expect(changed.protection).toBe(false);
    expect(changed.tags).toEqual(base.tags);
    expect(changed.sites.slice(1)).toEqual(base.sites.slice(1));
    const users = { list: [{ upn: 'Ada@contoso.com', state: 'held' as const }] };
    const held: DeploymentInput = { ...load('smallest.json') };
    held.sites = held.sites.map((site) => ({ ...site, desktops: { ...site.desktops, users } }));
    const more = composeDeployment(
      resolve({ file: answersOf(questionTable, held), asked: { users: ['ada@contoso.com', 'bob@contoso.com'] } }),
      held,
    );
    expect(more.sites[0]?.desktops.users).toEqual({
      list: [{ upn: 'Ada@contoso.com', state: 'held' }, { upn: 'bob@contoso.com' }],
    });
  });

  test('choosing another way drops what belonged to the first', () => {
    const base = load('greenfield-foundation.json');
    const asked = { image: 'wsb-1a2b3c4d5', state: 'local', alertEmail: '' };
    const changed = composeDeployment(resolve({ file: answersOf(questionTable, base), asked }), base);
    expect(changed.sites[0]?.bundles['standard']).toEqual({ existing: { id: 'wsb-1a2b3c4d5' } });
    expect(changed.state).toEqual({ local: {} });
    expect(changed.alerts).toBeNull();
  });

  test('encryption is written, taken out, and its key stays', () => {
    const base = load('smallest.json');
    const put = (from: DeploymentInput, encryption: string): DeploymentInput =>
      composeDeployment(resolve({ file: answersOf(questionTable, from), asked: { encryption } }), from);
    const user = put(base, 'user');
    expect(user.sites[0]?.desktops.encryption).toEqual({ root: false, user: true });
    const both = put(user, 'both');
    expect(both.sites[0]?.desktops.encryption).toEqual({ root: true, user: true });
    expect(put(both, 'none').sites[0]?.desktops.encryption).toBeNull();
  });

  test('what only repeats a default of the schema is left out, the rest stands in the order of the schema', () => {
    const input = composeDeployment(resolve({ flags: enough }), undefined);
    expect(input).not.toHaveProperty('protection');
    expect(input.entra).not.toHaveProperty('consent');
    expect(Object.keys(input)).toEqual([
      '$schema',
      'schemaVersion',
      'name',
      'aws',
      'entra',
      'identityCenter',
      'intune',
      'sites',
      'alerts',
      'monitoring',
      'state',
      'pipeline',
    ]);
  });

  test('a default that somebody asked for is written', () => {
    expect(composeDeployment(resolve({ flags: { ...enough, protection: 'yes' } }), undefined).protection).toBe(true);
  });
});

describe('convention 9: a file of answers', () => {
  test('what is written is read again', () => {
    const answers: Record<string, AnswerValue> = {
      region: 'eu-west-1',
      users: ['ada@contoso.com'],
      natGateways: 2,
      protection: false,
    };
    expect(parseAnswers(answersText(answers), 'a.json', questionTable)).toEqual(answers);
  });
  test.each([
    ['{', /a.json is no JSON/],
    ['[]', /must hold an object of answers, got: a list/],
    ['{"answersVersion":99}', /written by a newer entra-workspaces/],
  ])('%s is refused', (text, message) => expect(() => parseAnswers(text, 'a.json', questionTable)).toThrow(message));
  test('every wrong key is named at once, with the nearest', () => {
    const text = '{"regoin":"x","users":{"a":1}}';
    expect(() => parseAnswers(text, 'a.json', questionTable)).toThrow(
      expect.objectContaining({
        exitCode: 2,
        fix: ['regoin: is no question (nearest: region)', expect.stringMatching(/^users: must be a text/)],
      }),
    );
  });
});
