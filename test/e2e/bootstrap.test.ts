import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bucketName, repositoryName, World } from './bootstrap/world.js';

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(async () => world.stop());

/** Calls that changed something, so far. */
const changes = (): number =>
  world.twin.github.writes.length +
  world.twin.aws.calls.filter(
    ({ operation, error }) => error === undefined && /^(Create|Put|Update|Delete|Attach|Tag)/.test(operation),
  ).length;

test('--print says what is made, by whose rights and at which level, and makes nothing', async () => {
  const before = changes();
  const { exitCode, stderr } = await world.run('bootstrap', '--print', '--repository', repositoryName);
  expect(exitCode).toBe(0);
  for (const said of ['Level: approved', 'environment production', bucketName, 'contoso-apply', 'Privileged Role']) {
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(said);
  }
  const whole = await world.run('bootstrap', '--print', '--repository', repositoryName, '--entra-rights', 'whole');
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain('Rights in Entra: daily');
  expect(whole.stderr.replaceAll(/\s+/g, ' ')).toMatch(/Rights in Entra: whole.*as much as Global Administrator/);
  expect(changes()).toBe(before);
});

test('nothing is made without a yes', async () => {
  const { exitCode, stderr } = await world.run('bootstrap', '--repository', repositoryName, '--reviewer', 'grace');
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('--auto-approve')]);
  expect(world.twin.github.writes).toEqual([]);
});

describe('from an empty repository, account and tenant', () => {
  // Whoever runs it has what --print says, and nothing more.
  beforeAll(async () => {
    const { stdout } = await world.run('bootstrap', '--print', '--json', '--repository', repositoryName);
    const { rights } = JSON.parse(stdout) as { rights: { awsActions: string[]; entra: string } };
    const { twin } = world;
    const policy = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow' as const, Action: rights.awsActions, Resource: '*' }],
    };
    const roles = ['Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All'];
    for (const role of roles) expect(rights.entra).toContain(role);
    twin.terraform.signInAs({
      aws: twin.aws.principals.issueUser('bootstrap', [policy]),
      entra: twin.entra.addServicePrincipal('Bootstrap', { roles }),
    });
  });

  test('the rules of the host stand before anything in a cloud, and trust comes last', async () => {
    const { exitCode, stderr } = await world.bootstrap();
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('wrote deployment.json')]);
    const { environments, rulesets, branches, variables } = world.repository;
    const environment = environments.get('production');
    expect([...(environment?.policies.values() ?? [])].map(({ name, type }) => `${type} ${name}`)).toEqual([
      'branch main',
    ]);
    expect(environment).toMatchObject({ branches: 'custom', adminsBypass: false, preventSelfReview: true });
    expect([...rulesets.values()].map(({ name }) => name)).toEqual(['entra-workspaces: main']);
    expect(branches.get('main')?.get('.github/CODEOWNERS')).toContain('* @contoso/platform');
    expect(variables.get('ENTRA_WORKSPACES_AWS_APPLY')).toBe('arn:aws:iam::111122223333:role/contoso-apply');
    const made = world.twin.aws.calls.filter(({ error }) => error === undefined).map(({ operation }) => operation);
    const order = [
      'CreateBucket',
      'PutBucketPolicy',
      'CreateKey',
      'CreateRole',
      'AttachRolePolicy',
      'UpdateAssumeRolePolicy',
    ];
    const places = order.map((operation) => made.indexOf(operation));
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(places).not.toContain(-1);
  });

  test('each job gets its identity in both clouds, and nobody else does', async () => {
    const { pipeline } = await world.deployment();
    const { aws, entra } = pipeline!.github!;
    const main = { ref: 'refs/heads/main', event: 'push' };
    const jobs = {
      main,
      apply: { ...main, environment: 'production' },
      branch: { ref: 'refs/heads/feature', event: 'push' },
      'branch naming the environment': { ref: 'refs/heads/feature', event: 'push', environment: 'production' },
      'pull request': { ref: 'refs/pull/7/merge', event: 'pull_request' },
      'another environment': { ...main, environment: 'staging' },
    };
    const fork = world.twin.github.addRepository('mallory/desktops', { ownerId: 9 });
    const got: Record<string, string[]> = {};
    for (const [name, job] of [...Object.entries(jobs), ['fork', main] as const]) {
      const of = name === 'fork' ? fork : world.repository;
      got[name] = [];
      for (const [identity, arn, client] of [
        ['plan', aws.mainPlan, entra.mainPlan],
        ['apply', aws.apply, entra.apply],
      ] as const) {
        if ((await world.refusedByAws(job, arn ?? '', of)) === undefined) got[name].push(`${identity} aws`);
        if ((await world.refusedByEntra(job, client ?? '', of)) === undefined) got[name].push(`${identity} entra`);
      }
    }
    expect(got).toEqual({
      main: ['plan aws', 'plan entra'],
      apply: ['apply aws', 'apply entra'],
      branch: [],
      // Entra compares the subject alone: there the rule of the environment keeps the job from ever starting.
      'branch naming the environment': ['apply entra'],
      'pull request': [],
      'another environment': [],
      fork: [],
    });
    const { repository, twin } = world;
    expect(twin.github.refusedBy({ repository, ...jobs['branch naming the environment'] })).toContain(
      'not allowed to deploy',
    );
    expect(twin.github.refusedBy({ repository, ...jobs.apply })).toBeUndefined();
  });

  test('once more changes nothing', async () => {
    const before = changes();
    const deployment = await world.deployment();
    const { exitCode, stderr } = await world.bootstrap();
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('nothing was made or changed')]);
    // Terraform takes and gives back the lock of each half; nothing else is written.
    const locks = world.twin.aws.calls.slice(before).length;
    expect(locks).toBeGreaterThan(0);
    expect(await world.deployment()).toEqual(deployment);
    expect(world.twin.aws.calls.filter(({ operation }) => operation === 'CreateRole')).toHaveLength(2);
  });
});
