import { rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bucketName, repositoryName, World } from './bootstrap/world.js';

// A place for the state, made for people who apply on a laptop: no repository, no pipeline, nothing of GitHub or Entra asked.

let world: World;
beforeAll(async () => {
  world = await World.start();
  world.as = { GH_TOKEN: '', ARM_CLIENT_ID: '', ARM_CLIENT_SECRET: '' };
});
afterAll(async () => world.stop());

const said = (text: string): string => text.replaceAll(/\s+/g, ' ');
const key = 'entra-workspaces/contoso.tfstate';
const laptop = async (...words: string[]) => world.run('bootstrap', '--laptop', ...words);
const written = (): number =>
  world.twin.aws.calls.filter(
    ({ operation, error }) => error === undefined && /^(Create|Put|Update|Delete|Attach|Tag|Enable)/.test(operation),
  ).length;

function actingWith(actions: string[]): void {
  const policy = { Effect: 'Allow' as const, Action: actions, Resource: '*' };
  const aws = world.twin.aws.principals.issueUser('laptop', [{ Version: '2012-10-17', Statement: [policy] }]);
  world.twin.terraform.signInAs({ aws });
}

test('--print says what it makes, by whose rights, and makes nothing; without a yes nothing is made either', async () => {
  const { exitCode, stdout } = await laptop('--print', '--json');
  const { rights } = JSON.parse(stdout) as { rights: { awsActions: string[] } };
  expect([exitCode, rights.awsActions.filter((each) => !/^(s3|kms):/.test(each))]).toEqual([0, []]);
  const silent = await laptop();
  expect([silent.exitCode, silent.stderr]).toEqual([2, expect.stringContaining('--auto-approve')]);
  const wrong = await laptop('--reviewer', 'grace', '--only', 'aws');
  expect([wrong.exitCode, said(wrong.stderr)]).toEqual([2, expect.stringContaining('without --only, --reviewer')]);
  expect(written()).toBe(0);
  // From here on nobody who runs it may do more than that.
  actingWith(rights.awsActions);
});

test('bucket and key are made, the deployment names them, and the file that held the state is said to move', async () => {
  const file = join(world.folder, 'contoso.tfstate');
  await writeFile(file, JSON.stringify({ version: 4, resources: [{ mode: 'managed', type: 'aws_vpc', name: 'v' }] }));
  const { exitCode, stderr } = await laptop('--auto-approve');
  expect([exitCode, said(stderr)]).toEqual([
    0,
    expect.stringContaining('TF_CLI_ARGS_init=-force-copy entra-workspaces plan'),
  ]);
  await rm(file);
  const { state, pipeline } = await world.deployment();
  expect(state).toEqual({
    s3: { bucket: bucketName, region: 'eu-central-1', kmsKeyId: expect.stringMatching(/^arn:aws:kms:.*:key\//) },
  });
  expect(pipeline ?? null).toBeNull();
  const { settings } = world.twin.aws.buckets.buckets.get(bucketName)!;
  for (const each of ['versioning', 'publicAccessBlock', 'policy', 'encryption', 'lifecycle', 'tagging'] as const) {
    expect([each, settings.has(each)]).toEqual([each, true]);
  }
  expect(world.twin.aws.calls.filter(({ service }) => service === 'iam')).toEqual([]);
  expect(world.twin.github.writes).toEqual([]);
});

test('once more changes nothing', async () => {
  const before = [written(), await world.deployment()];
  const { exitCode, stderr } = await laptop('--auto-approve');
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining('nothing was made or changed')]);
  expect([written(), await world.deployment()]).toEqual(before);
});

test('undone while something is in the state: refused; empty: a file again, bucket and key stay and are taken up by the next run', async () => {
  actingWith(['*']);
  const bucket = world.twin.aws.buckets.buckets.get(bucketName)!;
  const put = (text: string): unknown =>
    bucket.put(key, { bytes: Buffer.from(text), encryption: 'AES256', modified: new Date() });
  put(JSON.stringify({ version: 4, resources: [{ mode: 'managed', type: 'aws_vpc', name: 'network' }] }));
  for (const more of [[], ['--delete-state', bucketName]]) {
    const full = await laptop('--undo', '--auto-approve', ...more);
    expect([full.exitCode, said(full.stderr)]).toEqual([1, expect.stringContaining('such as aws_vpc.network')]);
  }
  put('{"version":4,"resources":[]}');
  const undone = await laptop('--undo', '--auto-approve');
  expect([undone.exitCode, said(undone.stderr)]).toEqual([
    0,
    expect.stringContaining(`What stays: the bucket ${bucketName}`),
  ]);
  expect((await world.deployment()).state).toEqual({ local: {} });
  const keys = world.twin.aws.calls.filter(({ operation }) => operation === 'CreateKey').length;
  expect((await laptop('--auto-approve')).exitCode).toBe(0);
  expect((await world.deployment()).state).toHaveProperty('s3.kmsKeyId');
  expect(world.twin.aws.calls.filter(({ operation }) => operation === 'CreateKey')).toHaveLength(keys);
});

test('with the name of the bucket it goes with every version, and a later one begins anew', async () => {
  const wrong = await laptop('--undo', '--delete-state', 'contoso', '--auto-approve');
  expect([wrong.exitCode, said(wrong.stderr)]).toEqual([
    2,
    expect.stringContaining(`must repeat the name of the bucket`),
  ]);
  // What others keep in it would go with it: it stays, whatever of it there is no more than an earlier version.
  const bucket = world.twin.aws.buckets.buckets.get(bucketName)!;
  const theirs = { bytes: Buffer.from('{}'), encryption: 'AES256', modified: new Date() };
  for (const others of ['entra-workspaces/contoso.tfstate2', 'network/prod.tfstate']) {
    bucket.put(others, theirs);
    bucket.remove(others, new Date());
    const shared = await laptop('--undo', '--delete-state', bucketName, '--auto-approve');
    expect([shared.exitCode, said(shared.stderr)]).toEqual([1, expect.stringContaining(`got besides: ${others}`)]);
    for (const { key: of, version } of bucket.versions(others)) bucket.erase(of, version.id);
  }
  const gone = await laptop('--undo', '--delete-state', bucketName, '--auto-approve');
  expect([gone.exitCode, said(gone.stderr)]).toEqual([0, expect.stringMatching(/is gone, .* The key stays.*wrote/)]);
  expect(world.twin.aws.buckets.buckets.has(bucketName)).toBe(false);
  expect((await world.deployment()).state).toEqual({ local: {} });
  const again = await laptop('--auto-approve');
  expect([again.exitCode, said(again.stderr)]).toEqual([0, expect.stringContaining(`the bucket ${bucketName}`)]);
  expect(existsSync(join(world.folder, 'bootstrap.json'))).toBe(false);
});

test('a pipeline that follows takes the same bucket and the same key', async () => {
  world.as = {};
  const before = await world.deployment();
  // The next command names the file that was handed over.
  const file = ['--hand-over', 'to grace.json'] as const;
  const { exitCode, stderr } = await world.bootstrap('--only', 'repository', ...file);
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining("bootstrap --only aws --hand-over 'to grace.json'")]);
  const named = ['--repository', repositoryName];
  const aws = await world.run('bootstrap', '--only', 'aws', '--auto-approve', ...file, ...named);
  expect([aws.exitCode, said(aws.stderr)]).toEqual([0, expect.not.stringContaining('the key arn:')]);
  expect([...world.twin.aws.buckets.buckets.keys()]).toEqual([bucketName]);
  expect((await world.deployment()).state).toEqual(before.state);
});

test('a deployment that names a pipeline, of any host: its state is that of the pipeline', async () => {
  const other = await World.start();
  try {
    const role = (name: string): string => `arn:aws:iam::111122223333:role/${name}`;
    const gitlab = {
      ...{
        url: 'https://gitlab.com',
        project: 'contoso/desktops',
        environment: 'production',
        level: 'approved' as const,
      },
      aws: { mainPlan: role('plan'), apply: role('apply') },
      entra: { mainPlan: '6e7f8091-a2b3-4c4d-95e6-f708192a3b4c', apply: '7f8091a2-b3c4-4d5e-86f7-08192a3b4c5d' },
    };
    const state = { s3: { bucket: 'contoso-desktops', region: 'eu-central-1' } };
    await other.write({ ...(await other.deployment()), state, pipeline: { gitlab } });
    const { exitCode, stderr } = await other.run('bootstrap', '--laptop', '--auto-approve');
    expect([exitCode, said(stderr)]).toEqual([2, expect.stringContaining('a laptop shares its state')]);
    expect(other.twin.aws.buckets.buckets.size).toBe(0);
  } finally {
    await other.stop();
  }
});
