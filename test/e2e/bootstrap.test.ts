import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { madeInClouds } from './bootstrap/made.js';
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

/** Everything of both clouds and of the repository that bootstrap could have made, by name. */
function everything(): Record<string, unknown> {
  const { environments, rulesets, variables } = world.repository;
  return {
    ...madeInClouds(world.twin),
    settings: [...environments.keys(), ...rulesets.keys(), ...variables.keys()],
  };
}

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
  let before: Record<string, unknown>;
  /** What each terraform was given, the variables one a line. */
  let given: string;

  /** A terraform that writes down its environment first. */
  const watched = (): { readonly PATH: string; readonly seen: string } => {
    const [programs, seen] = [join(world.folder, 'programs'), join(world.folder, 'seen')];
    mkdirSync(programs);
    const real = (process.env['PATH'] ?? '').replaceAll("'", '');
    const script = `#!/bin/sh\nenv >> '${seen}'\nPATH='${real}' exec terraform "$@"\n`;
    writeFileSync(join(programs, 'terraform'), script);
    chmodSync(join(programs, 'terraform'), 0o755);
    return { PATH: `${programs}:${real}`, seen };
  };

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
    before = everything();
  });

  test('the rules of the host stand before anything in a cloud, and trust comes last', async () => {
    const { PATH, seen } = watched();
    world.as = { PATH, GITLAB_TOKEN: 'glpat-people', AZURE_DEVOPS_EXT_PAT: 'pat-people' };
    const { exitCode, stderr } = await world.bootstrap();
    world.as = {};
    given = readFileSync(seen, 'utf8');
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

  // Terraform and its providers come from a registry. With the token of the host as well they could take the rules away that keep
  // apply closed.
  test('terraform got the rights in the clouds, and never the token of the host', () => {
    expect(given).toContain('AWS_SECRET_ACCESS_KEY=');
    const tokens = [world.env['GH_TOKEN'] ?? '', 'glpat-people', 'pat-people'];
    expect([tokens[0], tokens.filter((each) => given.includes(each))]).toEqual([expect.stringMatching(/./), []]);
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

  // Made and taken away again: whatever is there afterwards was there before, or is named.
  test('undone, both clouds and the repository are as before, but for the bucket and its key, which are named', async () => {
    const { aws, seeded, terraform } = world.twin;
    terraform.signInAs({ aws: aws.principals.administrator, entra: seeded.terraform });
    const made = everything();
    for (const part of Object.keys(before)) expect([part, made[part]]).not.toEqual([part, before[part]]);
    const { exitCode, stderr } = await world.run('bootstrap', '--undo', '--auto-approve');
    expect([exitCode, stderr.replaceAll(/\s+/g, ' ')]).toEqual([
      0,
      expect.stringMatching(
        /What stays: the bucket contoso-state-111122223333 .* and the key arn:aws:kms:\S+ \(alias\/contoso-state\)/,
      ),
    ]);
    expect(everything()).toEqual({ ...before, buckets: [bucketName] });
  });
});
