import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Clock } from '../../../twin/clock.js';
import { Faults } from '../../../twin/faults.js';
import { GitHub } from '../../../twin/github/github.js';
import { tokenOf } from '../../../twin/github/tokens.js';
import { Network, type Listener } from '../../../twin/network.js';
import { RuleBook } from '../../../twin/rules.js';

const network = new Network();
const host = new GitHub({ network, clock: new Clock(), faults: new Faults(), rules: new RuleBook() });
const admin = host.addPerson('ada');
const writer = host.addPerson('grace', 'write');
const reader = host.addPerson('katherine', 'read');
let listener: Listener;
beforeAll(async () => {
  listener = await network.listen();
});
afterAll(async () => listener.close());

async function call(
  method: string,
  path: string,
  body?: object,
  token = admin,
): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${listener.url}/_host/api.github.com${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

const custom = { deployment_branch_policy: { protected_branches: false, custom_branch_policies: true } };

describe('settings', () => {
  test('are changed by admins alone; who may only read is told that there is nothing', async () => {
    host.addRepository('contoso/rights');
    const put = (token: string) => call('PUT', '/repos/contoso/rights/environments/production', custom, token);
    expect([(await put(writer)).status, (await put(reader)).status, (await put(admin)).status]).toEqual([
      403, 404, 200,
    ]);
    expect((await call('GET', '/repos/contoso/rights', undefined, 'nobody')).status).toBe(401);
  });

  test.each([
    ['enterprise', 200, 201],
    ['team', 422, 201],
    ['free', 404, 403],
  ] as const)('a private repository of the plan %s: reviewers %i, rulesets %i', async (plan, reviewers, rulesets) => {
    host.addRepository(`contoso/${plan}`, { plan });
    const environment = { ...custom, reviewers: [{ type: 'User', id: 1 }] };
    expect((await call('PUT', `/repos/contoso/${plan}/environments/production`, environment)).status).toBe(reviewers);
    expect((await call('POST', `/repos/contoso/${plan}/rulesets`, { name: 'main', rules: [] })).status).toBe(rulesets);
  });

  test('a rule for pull requests keeps direct changes of main out', async () => {
    host.addRepository('contoso/ruled');
    const include = ['refs/heads/main'];
    const rules = {
      conditions: { ref_name: { include, exclude: [] } },
      enforcement: 'active',
      target: 'branch',
      rules: [{ type: 'pull_request' }],
    };
    await call('POST', '/repos/contoso/ruled/rulesets', { name: 'main', ...rules });
    const { status } = await call('PUT', '/repos/contoso/ruled/contents/x.txt', { message: 'x', content: 'eA==' });
    expect(status).toBe(409);
  });

  test.each<[string, object, number]>([
    [
      'by name and app, and whether a branch has to be up to date',
      {
        required_status_checks: [{ context: 'build', integration_id: 15368 }],
        strict_required_status_checks_policy: true,
      },
      201,
    ],
    ['by name alone', { required_status_checks: ['build'], strict_required_status_checks_policy: true }, 422],
    ['without saying so', { required_status_checks: [{ context: 'build' }] }, 422],
  ])('a rule names each check that it requires: %s', async (what, parameters, status) => {
    host.addRepository('contoso/checked');
    const rules = [{ type: 'required_status_checks', parameters }];
    expect((await call('POST', '/repos/contoso/checked/rulesets', { name: what, rules })).status).toBe(status);
  });
});

describe('an environment', () => {
  const repository = host.addRepository('contoso/gates');
  const job = (ref: string) => ({ repository, ref, event: 'push', environment: 'production' });

  test('that nobody made lets every branch in', () =>
    expect(host.refusedBy(job('refs/heads/feature'))).toBeUndefined());

  test('with "protected branches" lets every branch in where no classic rule exists', async () => {
    const policy = { deployment_branch_policy: { protected_branches: true, custom_branch_policies: false } };
    await call('PUT', '/repos/contoso/gates/environments/production', policy);
    expect(host.refusedBy(job('refs/heads/feature'))).toBeUndefined();
    repository.classicRule = true;
    expect(host.refusedBy(job('refs/heads/feature'))).toContain('not allowed to deploy');
    repository.classicRule = false;
  });

  test('with one rule for main lets main alone in', async () => {
    await call('PUT', '/repos/contoso/gates/environments/production', custom);
    await call('POST', '/repos/contoso/gates/environments/production/deployment-branch-policies', { name: 'main' });
    expect(host.refusedBy(job('refs/heads/main'))).toBeUndefined();
    expect(host.refusedBy(job('refs/heads/feature'))).toContain('not allowed to deploy');
    expect(() => host.startJob(job('refs/heads/feature'))).toThrow('not allowed to deploy');
  });
});

test('a token of a job is asked for with what the job was given, and names its audience', async () => {
  const repository = host.addRepository('contoso/tokens', { oldSubject: true });
  const given = host.startJob({ repository, ref: 'refs/heads/main', event: 'push' });
  const url = given.ACTIONS_ID_TOKEN_REQUEST_URL.replace('https:/', `${listener.url}/_host`);
  const ask = (bearer: string) => fetch(`${url}&audience=x`, { headers: { authorization: `Bearer ${bearer}` } });
  expect((await ask('nobody')).status).toBe(401);
  const { value } = (await (await ask(given.ACTIONS_ID_TOKEN_REQUEST_TOKEN)).json()) as { value: string };
  const claims = JSON.parse(Buffer.from(value.split('.')[1] ?? '', 'base64url').toString()) as object;
  expect(claims).toMatchObject({ aud: 'x', sub: 'repo:contoso/tokens:ref:refs/heads/main', ref: 'refs/heads/main' });
  expect(tokenOf(host, { repository, ref: 'refs/heads/main', event: 'push' }, 'x')).not.toBe(value);
});
