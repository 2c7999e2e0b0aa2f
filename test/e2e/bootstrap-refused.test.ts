import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { administrator } from '../wizard/clouds/prepared.js';
import { bucketName, repositoryName, World } from './bootstrap/world.js';
import { git } from './pipeline/workflow.js';

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(async () => world.stop());

const said = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('what is planted under our names is not taken over: both are shown', () => {
  test('a bucket of another account, and one of this account with somebody else in it', async () => {
    const { buckets } = world.twin.aws.buckets;
    world.twin.aws.buckets.plant(bucketName);
    const other = await world.bootstrap();
    expect(other.exitCode).toBe(1);
    expect(said(other.stderr)).toContain(`There is a bucket ${bucketName} already`);
    expect(said(other.stderr)).toMatch(
      /wanted: a bucket of account 111122223333 .* there: one that this account may not see/,
    );
    const own = world.twin.aws.buckets.plant(bucketName, '111122223333');
    own.put('theirs', { bytes: Buffer.from('x'), encryption: 'AES256', modified: new Date() });
    const used = await world.bootstrap();
    expect(said(used.stderr)).toContain('without tags, with objects in it');
    expect(own.settings.has('policy')).toBe(false);
    buckets.delete(bucketName);
  });

  test('a role of our name', async () => {
    const { aws } = world.twin;
    const trust = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::999988887777:root' }, Action: 'sts:AssumeRole' }],
    };
    const role = { RoleName: 'contoso-apply', AssumeRolePolicyDocument: JSON.stringify(trust) };
    await aws.inside('iam', 'CreateRole', 'us-east-1', role);
    const { exitCode, stderr } = await world.bootstrap();
    expect(exitCode).toBe(1);
    expect(said(stderr)).toMatch(
      /There is a role contoso-apply already, and bootstrap did not make it\. wanted: .* there: .*contoso-apply, made .* trusts .*999988887777/,
    );
    await aws.inside('iam', 'DeleteRole', 'us-east-1', { RoleName: 'contoso-apply' });
  });

  test('an application of our name, with its owner', async () => {
    const graph = administrator(world.twin);
    const ada = [...world.twin.entra.state.users.values()].find(
      ({ userPrincipalName }) => userPrincipalName === 'ada@contoso.com',
    );
    const planted = (await graph('POST', 'v1.0/applications', { displayName: 'Contoso pipeline (apply)' })) as {
      id: string;
      appId: string;
    };
    await graph('POST', `v1.0/applications/${planted.id}/owners/$ref`, {
      '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${ada?.id ?? ''}`,
    });
    const { exitCode, stderr } = await world.bootstrap();
    expect(exitCode).toBe(1);
    expect(said(stderr)).toContain('There is an application "Contoso pipeline (apply)" already');
    expect(said(stderr)).toContain(`${planted.appId}, made`);
    expect(said(stderr)).toContain('owned by ada@contoso.com');
    await graph('DELETE', `v1.0/applications/${planted.id}`);
  });

  test('an environment to which other branches deploy', async () => {
    const { repository } = world;
    const production = repository.environments.get('production');
    const before = [...repository.variables];
    repository.variables.clear();
    production?.policies.set(9, { id: 9, name: 'release', type: 'branch' });
    const { exitCode, stderr } = await world.bootstrap();
    expect([exitCode, said(stderr)]).toEqual([1, expect.stringContaining('got: branch main, branch release')]);
    production?.policies.delete(9);
    before.forEach(([name, value]) => repository.variables.set(name, value));
  });
});

describe('what the host cannot enforce', () => {
  const free = async (options: Parameters<typeof World.start>[0]): Promise<World> => World.start(options);

  describe('of one private repository, as more is paid for it', () => {
    let small: World;
    beforeAll(async () => {
      small = await free({ plan: 'free' });
    });
    afterAll(async () => small.stop());

    test('on Free no branch is protected: its pipeline only checks, as nobody in any cloud', async () => {
      const onlyChecks = /Level: refused .*cannot protect its main branch\. .*GitHub Pro, Team or Enterprise/;
      const high = await small.bootstrap('--level', 'approved');
      expect([high.exitCode, said(high.stderr)]).toEqual([1, expect.stringContaining('--level refused')]);
      const part = await small.bootstrap('--only', 'aws');
      expect([part.exitCode, said(part.stderr)]).toEqual([1, expect.stringContaining('Run it without --only aws')]);
      const shown = await small.bootstrap('--print');
      expect([shown.exitCode, said(shown.stderr)]).toEqual([0, expect.stringMatching(onlyChecks)]);
      expect(small.twin.github.writes).toEqual([]);
      // Of a plan that the host does not tell it is found out before anything is shown or written.
      small.repository.showsPlan = false;
      const unknown = await small.bootstrap('--level', 'confirmed');
      expect([unknown.exitCode, said(unknown.stderr)]).toEqual([
        1,
        expect.stringMatching(/cannot enforce the level confirmed.*has no protected branches.*--level refused/),
      ]);
      expect(small.twin.github.writes).toEqual([]);
      expect(small.twin.aws.buckets.buckets.size).toBe(0);
      const made = await small.bootstrap('--level', 'refused');
      expect([made.exitCode, said(made.stderr)]).toEqual([0, expect.stringMatching(onlyChecks)]);
      expect(said(made.stderr)).toContain('Of no effect here, as no job plans or applies: --reviewer contoso/platform');
      const { pipeline, state } = await small.deployment();
      expect(pipeline).toEqual({
        github: { repository: repositoryName, environment: 'production', level: 'refused' },
      });
      expect(state).toMatchObject({ s3: { bucket: bucketName } });
      expect(JSON.stringify(small.twin.aws.calls)).not.toMatch(/role\/contoso-(main-plan|apply)/);
      for (const shows of [false, true]) {
        small.repository.showsPlan = shows;
        const again = await small.bootstrap();
        expect([again.exitCode, again.stderr]).toEqual([0, expect.stringContaining('nothing was made or changed')]);
      }
      expect(small.twin.github.writes).toEqual([]);
    });

    test('on Team there are no reviewers: refused before anything is made, confirmed when it is asked for, with the same state', async () => {
      small.repository.plan = 'team';
      const writes = small.twin.github.writes.length;
      const high = await small.bootstrap('--level', 'approved');
      expect([high.exitCode, said(high.stderr)]).toEqual([
        1,
        expect.stringContaining('If that is meant: --level confirmed'),
      ]);
      expect(small.twin.github.writes).toHaveLength(writes);
      // A plan that the host does not tell: found out, and nothing in a cloud is made.
      small.repository.showsPlan = false;
      const unknown = await small.bootstrap();
      expect([unknown.exitCode, said(unknown.stderr)]).toEqual([
        1,
        expect.stringContaining('run it with --level confirmed'),
      ]);
      expect(JSON.stringify(small.twin.aws.calls)).not.toMatch(/role\/contoso-(main-plan|apply)/);
      small.repository.showsPlan = true;
      // What the deployment said was no choice: the level is what the host keeps now.
      const confirmed = await small.bootstrap();
      expect([confirmed.exitCode, confirmed.stderr]).toEqual([0, expect.stringContaining('wrote deployment.json')]);
      expect([...small.repository.rulesets.values()].map(({ name }) => name)).toEqual([
        'entra-workspaces: main',
        'entra-workspaces: signatures',
      ]);
      const { level, aws } = (await small.deployment()).pipeline!.github!;
      const apply = { ref: 'refs/heads/main', event: 'workflow_dispatch', environment: 'production' };
      expect([level, await small.refusedByAws(apply, aws.apply!)]).toEqual(['confirmed', undefined]);
      expect([...small.twin.aws.buckets.buckets.keys()]).toEqual([bucketName]);
    });
  });

  test('a repository that was protected and is not any more loses both identities, before it is said why', async () => {
    const once = await free({ empty: true });
    const main = { ref: 'refs/heads/main', event: 'push' };
    try {
      expect((await once.bootstrap('--level', 'refused')).exitCode).toBe(0);
      const { aws, entra } = (await once.deployment()).pipeline!.github!;
      expect(await once.refusedByAws(main, aws.mainPlan)).toBeUndefined();
      // A variable that any writer may set takes nothing away.
      const whose = once.repository.variables.get('ENTRA_WORKSPACES_DEPLOYMENT')!;
      once.repository.variables.set('ENTRA_WORKSPACES_DEPLOYMENT', 'fabrikam');
      const other = await once.bootstrap('--level', 'refused');
      expect([other.exitCode, said(other.stderr)]).toEqual([
        1,
        expect.stringContaining('belongs to another deployment'),
      ]);
      expect(other.stderr).not.toContain('taken away');
      expect(await once.refusedByAws(main, aws.mainPlan)).toBeUndefined();
      expect(await once.refusedByEntra(main, entra.mainPlan)).toBeUndefined();
      once.repository.variables.set('ENTRA_WORKSPACES_DEPLOYMENT', whose);
      once.repository.plan = 'free';
      const { exitCode, stderr } = await once.bootstrap('--level', 'refused');
      expect([exitCode, said(stderr)]).toEqual([
        1,
        expect.stringMatching(/the trust of the role contoso-main-plan, taken away.*be protected here/),
      ]);
      expect(await once.refusedByAws(main, aws.mainPlan)).toBeDefined();
      expect(await once.refusedByEntra(main, entra.mainPlan)).toBeDefined();
      // Taken out of the file by hand they are still what bootstrap recorded: said, and gone with its record.
      const { aws: _aws, entra: _entra, ...section } = (await once.deployment()).pipeline!.github!;
      await once.write({ ...(await once.deployment()), pipeline: { github: section } });
      const checking = await once.bootstrap();
      expect([checking.exitCode, said(checking.stderr)]).toEqual([
        0,
        expect.stringMatching(/bootstrap\/contoso-aws\.tfstate.*bootstrap --undo takes it away/),
      ]);
      const undone = await once.run('bootstrap', '--undo', '--auto-approve');
      expect([undone.exitCode, said(undone.stderr)]).toEqual([
        0,
        expect.stringMatching(/Nobody is trusted any more.*the role contoso-main-plan, taken away/),
      ]);
      expect((await once.deployment()).pipeline).toBeNull();
    } finally {
      await once.stop();
    }
  });
});

describe('three people, one a part', () => {
  beforeEach(async () => rm(join(world.folder, 'bootstrap.json'), { force: true }));

  test('a cloud is refused while the rules of the repository do not stand; then each does theirs, and the last one ends it', async () => {
    const fresh = await World.start();
    try {
      fresh.as = { GH_TOKEN: '' };
      const early = await fresh.run('bootstrap', '--only', 'aws', '--auto-approve');
      expect([early.exitCode, said(early.stderr)]).toEqual([2, expect.stringContaining('--only repository')]);
      fresh.as = {};
      const first = await fresh.bootstrap('--only', 'repository');
      expect([first.exitCode, said(first.stderr)]).toEqual([0, expect.stringContaining('bootstrap --only aws')]);
      expect(fresh.twin.aws.buckets.buckets.size).toBe(0);
      fresh.as = { GH_TOKEN: '', AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
      // The file alone names no repository: the working copy that the next person has, or an option, has to name the same.
      const alone = await fresh.run('bootstrap', '--only', 'entra', '--auto-approve');
      expect([alone.exitCode, said(alone.stderr)]).toEqual([
        1,
        expect.stringContaining('must be named by --repository'),
      ]);
      git(fresh.folder, 'init', '--quiet');
      git(fresh.folder, 'remote', 'add', 'origin', `https://github.com/${repositoryName}.git`);
      const entra = await fresh.run('bootstrap', '--only', 'entra', '--auto-approve');
      expect([entra.exitCode, entra.stderr]).toEqual([0, expect.stringContaining('bootstrap --only aws')]);
      fresh.as = { GH_TOKEN: '', ARM_CLIENT_ID: '', ARM_CLIENT_SECRET: '' };
      const aws = await fresh.run('bootstrap', '--only', 'aws', '--auto-approve');
      expect([aws.exitCode, aws.stderr]).toEqual([0, expect.anything()]);
      fresh.as = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', ARM_CLIENT_ID: '', ARM_CLIENT_SECRET: '' };
      const last = await fresh.bootstrap('--only', 'repository');
      expect([last.exitCode, last.stderr]).toEqual([
        0,
        expect.stringContaining('the variable ENTRA_WORKSPACES_ENTRA_APPLY'),
      ]);
      const handed = await readFile(join(fresh.folder, 'bootstrap.json'), 'utf8');
      expect(handed).not.toMatch(/secret"|SANDBOX|sandbox/);
      const { aws: roles, entra: clients } = (await fresh.deployment()).pipeline!.github!;
      const apply = { ref: 'refs/heads/main', event: 'push', environment: 'production' };
      expect(await fresh.refusedByAws(apply, roles.apply ?? '')).toBeUndefined();
      expect(await fresh.refusedByEntra(apply, clients.apply ?? '')).toBeUndefined();
    } finally {
      await fresh.stop();
    }
  });
});

describe('taken away again', () => {
  test('trust first; the bucket and the key stay, and are named; --delete-state asks for the name', async () => {
    const done = await world.bootstrap();
    expect([done.exitCode, done.stderr]).toEqual([0, expect.stringContaining('wrote deployment.json')]);
    const { pipeline } = await world.deployment();
    const bucket = world.twin.aws.buckets.buckets.get(bucketName);
    const key = 'entra-workspaces/contoso.tfstate';
    const state = { version: 4, resources: [{ mode: 'managed', type: 'aws_vpc', name: 'network' }] };
    bucket?.put(key, { bytes: Buffer.from(JSON.stringify(state)), encryption: 'AES256', modified: new Date() });
    const full = await world.run('bootstrap', '--undo', '--auto-approve');
    expect([full.exitCode, said(full.stderr)]).toEqual([
      1,
      expect.stringContaining('the state lists 1 resource, such as aws_vpc.network'),
    ]);
    const main = { ref: 'refs/heads/main', event: 'push' };
    const put = (name: string, text: string): unknown =>
      bucket?.put(name, { bytes: Buffer.from(text), encryption: 'AES256', modified: new Date() });
    put(key, '{"version":4,"resources":[]}');
    // Somebody applies; the last apply could not save its state; both; and a state that nobody can read.
    for (const [name, text, why] of [
      [`${key}.tflock`, '{"ID":"1","Who":"grace@laptop"}', 'the state is locked: something is being applied'],
      [`${key}.errored.tfstate`, '{}', `a state that could not be saved lies at ${key}.errored.tfstate`],
      [key, 'not JSON', 'a state that cannot be read'],
    ] as const) {
      put(name, text);
      const used = await world.run('bootstrap', '--undo', '--delete-state', bucketName, '--auto-approve');
      expect([name, used.exitCode, said(used.stderr)]).toEqual([name, 1, expect.stringContaining(why)]);
      if (name === key) put(key, '{"version":4,"resources":[]}');
      else bucket?.remove(name, new Date());
    }
    // Nothing was taken away meanwhile.
    expect(await world.refusedByAws(main, pipeline!.github!.aws.mainPlan)).toBeUndefined();
    expect(world.twin.aws.buckets.buckets.has(bucketName)).toBe(true);
    const alone = await world.run('bootstrap', '--delete-state', bucketName, '--auto-approve');
    expect([alone.exitCode, said(alone.stderr)]).toEqual([2, expect.stringContaining('goes with --undo')]);
    const wrong = await world.run('bootstrap', '--undo', '--delete-state', 'contoso', '--auto-approve');
    expect([wrong.exitCode, said(wrong.stderr)]).toEqual([
      2,
      expect.stringContaining(`must repeat the name of the bucket, ${bucketName}, got: contoso`),
    ]);
    // One cloud cannot be asked: the other one lets nobody in all the same, and the next run takes the rest away.
    world.as = { ARM_CLIENT_ID: '', ARM_CLIENT_SECRET: '' };
    const half = await world.run('bootstrap', '--undo', '--auto-approve');
    expect([half.exitCode, said(half.stderr)]).toEqual([
      1,
      expect.stringMatching(/taken away: the trust of the role contoso-apply .*still as it was: Entra, main-plan/),
    ]);
    expect(await world.refusedByAws(main, pipeline!.github!.aws.mainPlan)).toBeDefined();
    expect(await world.refusedByEntra(main, pipeline!.github!.entra.mainPlan)).toBeUndefined();
    world.as = {};
    const undone = await world.run('bootstrap', '--undo', '--auto-approve');
    expect([undone.exitCode, said(undone.stderr)]).toEqual([
      0,
      expect.stringContaining(`What stays: the bucket ${bucketName}`),
    ]);
    expect(await world.refusedByAws(main, pipeline!.github!.aws.mainPlan)).toBeDefined();
    const names = [...world.twin.entra.state.applications.values()].map(({ displayName }) => displayName);
    expect(names.filter((name) => name?.includes('pipeline'))).toEqual([]);
    expect([
      world.repository.environments.size,
      world.repository.rulesets.size,
      world.repository.variables.size,
    ]).toEqual([0, 0, 0]);
    expect((await world.deployment()).pipeline).toBeNull();
    expect(world.twin.aws.buckets.buckets.has(bucketName)).toBe(true);
  });

  test('--delete-state with the name of the bucket removes it with every version; the key stays, and is named', async () => {
    const gone = {
      exitCode: 0,
      stderr: expect.stringMatching(
        /bucket contoso-state-\d+ is gone, with every version[^]*The key stays[^]*schedule-key-deletion/,
      ),
    };
    const remove = ['bootstrap', '--undo', '--delete-state', bucketName, '--auto-approve'] as const;
    // The pipeline went before, and the bucket stayed; then both at once.
    expect(await world.run(...remove)).toMatchObject(gone);
    expect(world.twin.aws.buckets.buckets.has(bucketName)).toBe(false);
    const made = await world.bootstrap();
    expect([made.exitCode, made.stderr]).toEqual([0, expect.stringContaining('wrote deployment.json')]);
    expect(await world.run(...remove)).toMatchObject(gone);
    expect(world.twin.aws.buckets.buckets.has(bucketName)).toBe(false);
    const again = await world.run('bootstrap', '--undo', '--auto-approve');
    expect([again.exitCode, said(again.stderr)]).toEqual([2, expect.stringContaining('There is nothing to undo')]);
  });

  test('a repository of another deployment is left alone', async () => {
    world.repository.variables.set('ENTRA_WORKSPACES_DEPLOYMENT', 'berlin');
    const { exitCode, stderr } = await world.run(
      'bootstrap',
      '--repository',
      repositoryName,
      '--reviewer',
      'grace',
      '--auto-approve',
    );
    expect([exitCode, said(stderr)]).toEqual([1, expect.stringContaining('must be contoso, got: berlin')]);
    world.repository.variables.clear();
  });
});
