/**
 * `pipeline.github.pullRequests: plan`: the identity that plans a pull request, with the printed trust and in both clouds
 * exactly the printed rights. It can plan, and read what a plan reads; it writes nothing, and becomes nobody else.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { audiences, contextOf, issuer, pullRequestEnvironment } from '../../domain/pipeline-subjects.js';
import { claimsOf, type Event } from './pipeline/workflow.js';
import { withUser } from './pipeline/list-edits.js';
import { expectNothingSecret } from './pipeline/nothing-secret.js';
import { expectResults } from './pipeline/results.js';
import { bucket, prefix, roles, stateKey, World } from './pipeline/world.js';

const world = new World();
const { services } = world;

beforeAll(async () => {
  await world.start();
  expectResults(await world.run(await world.planPullRequests()), { 'main-plan': 'success', apply: 'success' });
  world.twin.entra.addUser('linus@contoso.com');
});
afterAll(async () => world.stop());
beforeEach(() => {
  for (const list of [services.taken, services.refused, services.writes]) list.length = 0;
  world.approvals = [];
  world.releases = true;
});

const state = (): string => services.objects.get(stateKey)?.bytes.toString() ?? '';
const propose = (number: number, files: Readonly<Record<string, string>> = {}): Event =>
  world.propose(`proposed-${number}`, number, { deployment: withUser('linus@contoso.com'), files });

test('a pull request that a person releases is planned with the printed rights; nothing is locked, kept or written', async () => {
  const before = state();
  const runs = await world.run(propose(1));
  expectResults(runs, { check: 'success', [pullRequestEnvironment]: 'success', 'main-plan': 'skipped' });
  expect(runs[pullRequestEnvironment]?.summary).toMatch(/linus@contoso\.com|sets members/);
  expect(services.comments.kept).toEqual([
    expect.objectContaining({ pull: 1, body: expect.stringMatching(/It is not what is applied[\s\S]*1 to change/) }),
  ]);
  expect(world.approvals).toEqual([pullRequestEnvironment]);
  expect(new Set(services.taken)).toEqual(new Set([roles.pullRequestPlan]));
  expect([services.writes, services.refused, world.kept()]).toEqual([[], [], []]);
  expect(state()).toBe(before);
});

test('one that nobody releases is nobody', async () => {
  world.releases = false;
  const runs = await world.run(propose(2));
  expectResults(
    { ...runs, [pullRequestEnvironment]: { ...runs[pullRequestEnvironment]!, log: '' } },
    { check: 'success' },
  );
  expect(runs[pullRequestEnvironment]).toMatchObject({ result: 'failure', log: 'not approved' });
  expect([services.taken, services.writes]).toEqual([[], []]);
});

describe('a branch whose changed workflow a person releases unread', () => {
  const tries = `
const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer, AWS_ENDPOINT_URL_STS: own, AWS_ENDPOINT_URL: aws } = process.env;
const say = (...words) => console.log('tried', ...words);
const queryOf = (body) => ({ method: 'POST', body: new URLSearchParams(body).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } });
const signed = (key, service, { headers, ...rest }) => ({
  ...rest,
  headers: { ...headers, authorization: 'AWS4-HMAC-SHA256 Credential=' + key + '/20261129/eu-central-1/' + service + '/aws4_request, SignedHeaders=host, Signature=0' },
});
const jsonOf = (target, body, version = '1.1') => ({ method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/x-amz-json-' + version, 'x-amz-target': target } });
const iam = (Action, more) => ['iam', Action, '/', queryOf({ Action, Version: '2010-05-08', ...more })];
const workspaces = (name, body) => ['workspaces', name, '/', jsonOf('WorkspacesService.' + name, body)];
(async () => {
  const { value } = await (await fetch(url + '&audience=sts.amazonaws.com', { headers: { authorization: 'Bearer ' + bearer } })).json();
  let key = '';
  for (const RoleArn of ${JSON.stringify(Object.values(roles))}) {
    const answer = await fetch(own, queryOf({ Action: 'AssumeRoleWithWebIdentity', RoleArn, RoleSessionName: 'mine', WebIdentityToken: value }));
    key = /<AccessKeyId>(.*?)</.exec(await answer.text())?.[1] ?? key;
    say(RoleArn.split('/')[1], answer.status);
  }
  const object = async (method, ending) => {
    const headers = method === 'PUT' ? { 'if-none-match': '*' } : {};
    const request = { method, headers, ...(method === 'PUT' ? { body: 'mine' } : {}) };
    say(method, ending, (await fetch(own + '/${bucket}/' + '${stateKey}' + ending, signed(key, 's3', request))).status);
  };
  for (const ending of ['', '.tflock', '.plans/${'0'.repeat(64)}.tfplan', '.applied', '.errored.tfstate']) {
    for (const method of ['GET', 'PUT', 'DELETE']) await object(method, ending);
  }
  const role = 'desktops-apply';
  const calls = [
    workspaces('DescribeWorkspaces', {}),
    workspaces('CreateWorkspaces', { Workspaces: [{ DirectoryId: 'd-9967000001', BundleId: 'wsb-0123456789', UserName: 'mallory' }] }),
    workspaces('TerminateWorkspaces', { TerminateWorkspaceRequests: [{ WorkspaceId: 'ws-0123456789' }] }),
    iam('UpdateAssumeRolePolicy', { RoleName: role, PolicyDocument: '{}' }),
    iam('PutRolePolicy', { RoleName: 'desktops-pull-request-plan', PolicyName: 'mine', PolicyDocument: '{}' }),
    iam('CreateRole', { RoleName: 'mine', AssumeRolePolicyDocument: '{}' }),
    iam('AttachRolePolicy', { RoleName: role, PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
    ['sts', 'AssumeRole', '/', queryOf({ Action: 'AssumeRole', Version: '2011-06-15', RoleArn: '${roles.apply}', RoleSessionName: 'mine' })],
    ['secretsmanager', 'PutSecretValue', '/', jsonOf('secretsmanager.PutSecretValue', { SecretId: 'contoso', SecretString: 'mine' })],
    ['lambda', 'Invoke', '/2015-03-31/functions/contoso-control-plane/invocations', { method: 'POST', body: '{}', headers: {} }],
  ];
  for (const [service, name, path, request] of calls) {
    const answer = await fetch(aws + path, signed(key, service, request));
    const text = await answer.text();
    say(name, answer.status < 300 ? 'done' : /not authorized/.test(text) ? 'not authorized' : answer.status + ' ' + text);
  }
})();
`;
  const workflow = [
    ...[
      'name: Mine',
      'on:',
      '  pull_request:',
      'env: {}',
      'jobs:',
      '  mine:',
      '    name: mine',
      '    runs-on: ubuntu-24.04',
    ],
    ...['    permissions:', '      id-token: write', `    environment: ${pullRequestEnvironment}`, '    steps:'],
    ...['      - uses: actions/checkout@v5', '      - run: node tries.cjs', ''],
  ].join('\n');
  let event: Event;

  test('writes no state, no lock, no plan and no desktop, and is not let in as main or as apply', async () => {
    const before = [...services.objects].map(([key, { bytes }]) => `${key} ${bytes.toString('base64')}`);
    event = propose(3, { '.github/workflows/desktops.yml': workflow, 'tries.cjs': tries });
    const { mine } = await world.run(event);
    const tried = (mine?.log ?? '').split('\n').filter((line) => line.startsWith('tried '));
    const endings = ['.tflock', `.plans/${'0'.repeat(64)}.tfplan`];
    expect(tried.map((line) => line.slice('tried '.length))).toEqual([
      'desktops-main-plan 403',
      'desktops-apply 403',
      'desktops-pull-request-plan 200',
      // What it may read: the state with its secrets, and what lies beside it but for lock and kept plans.
      ...['GET  200', 'PUT  403', 'DELETE  403'],
      ...endings.flatMap((ending) => ['GET', 'PUT', 'DELETE'].map((method) => `${method} ${ending} 403`)),
      ...['GET .applied 200', 'PUT .applied 403', 'DELETE .applied 403'],
      ...['GET .errored.tfstate 404', 'PUT .errored.tfstate 403', 'DELETE .errored.tfstate 403'],
      'DescribeWorkspaces done',
      ...['CreateWorkspaces', 'TerminateWorkspaces', 'UpdateAssumeRolePolicy', 'PutRolePolicy', 'CreateRole'].map(
        (name) => `${name} not authorized`,
      ),
      ...['AttachRolePolicy', 'AssumeRole', 'PutSecretValue', 'Invoke'].map((name) => `${name} not authorized`),
    ]);
    expect([...services.objects].map(([key, { bytes }]) => `${key} ${bytes.toString('base64')}`)).toEqual(before);
    expect([services.writes, world.twin.entra.state.userByName('mallory@contoso.com')]).toEqual([[], undefined]);
    expect(new Set(services.taken)).toEqual(new Set([roles.pullRequestPlan]));
  });

  test('in Entra it reads, writes nothing, and neither the application of main nor that of apply takes its token', async () => {
    const { entra, world: clouds } = world.twin;
    const assertion = services.tokenOf(claimsOf(event, world.machine, pullRequestEnvironment), audiences.entra);
    const signIn = async (appId: string): Promise<{ access_token?: string; error_codes?: number[] }> => {
      const body = new URLSearchParams({
        client_id: appId,
        client_assertion: assertion,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        grant_type: 'client_credentials',
        scope: 'https://graph.microsoft.com/.default',
      }).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const url = `https://login.microsoftonline.com/${entra.id}/oauth2/v2.0/token`;
      const answer = await clouds.network.request(url, { method: 'POST', headers, body });
      return JSON.parse(String(answer.body)) as object;
    };
    for (const identity of ['mainPlan', 'apply'] as const) {
      const subject = `${prefix}:${contextOf(identity, 'production')}`;
      const { appId } = entra.addServicePrincipal(identity, { federated: { issuer: `https://${issuer}`, subject } });
      expect([identity, (await signIn(appId)).error_codes]).toEqual([identity, [700213]]);
    }
    const own = world.deployment.pipeline?.github?.entra?.pullRequestPlan ?? '';
    const { access_token: token = '' } = await signIn(own);
    const graph = async (method: string, path: string, body?: object): Promise<string> => {
      const answer = await clouds.network.request(`https://graph.microsoft.com/v1.0${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return `${method} ${path.split('/')[1]?.split('?')[0]} ${answer.status}`;
    };
    const [group] = entra.state.groups.keys();
    const [application] = entra.state.applications.keys();
    expect([
      await graph('GET', '/users'),
      await graph('GET', '/groups'),
      await graph('GET', '/applications'),
      await graph('PATCH', `/groups/${group}`, { description: 'mine' }),
      await graph('PATCH', `/applications/${application}`, { displayName: 'mine' }),
      await graph('POST', `/applications/${application}/addPassword`, { passwordCredential: { displayName: 'mine' } }),
    ]).toEqual([
      ...['GET users 200', 'GET groups 200', 'GET applications 200'],
      ...['PATCH groups 403', 'PATCH applications 403', 'POST applications 403'],
    ]);
  });

  test('what it may read is named: reads alone, the state with the client secret and the token of SCIM among them', () => {
    const { aws = [], graph = [], notes = [] } = world.reader ?? {};
    const actions = aws.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action));
    expect(actions.filter((action) => !/:(?:Get|List|Describe)|^kms:Decrypt$/.test(action))).toEqual([]);
    expect(graph.filter((name) => !name.endsWith('.Read.All'))).toEqual([]);
    expect(actions).toEqual(expect.arrayContaining(['s3:GetObject', 'secretsmanager:GetSecretValue']));
    expect(notes.join(' ')).toContain('the SCIM token and the client secrets of the state included');
    expect(state()).toContain('application_password');
  });
});

test('nothing that others can read holds a secret', () => expectNothingSecret(world));
