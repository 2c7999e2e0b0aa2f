import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DeploymentInput } from '../../deployment/schema.js';
import { readKept } from '../../wizard/plan-store/kept-object.js';
import { runWorkflow } from './pipeline/workflow.js';
import { withoutUser, withUser } from './pipeline/list-edits.js';
import { expectNothingSecret } from './pipeline/nothing-secret.js';
import { expectResults } from './pipeline/results.js';
import { stateKey, World } from './pipeline/world.js';

/**
 * The workflow as it is generated, played from pull request to merge on the twin: each job in a clean clone, its steps by
 * bash, terraform real, the state in a bucket, each role trusted exactly as the printed policy says.
 */
const world = new World();
const { services } = world;

/** Who may lose a desktop, as the kept plan says. */
const allowedToLose = (): readonly string[] => {
  const [key = ''] = world.kept();
  const object = services.objects.get(key)?.bytes ?? Buffer.of();
  return readKept(object, /([0-9a-f]{64})\.tfplan$/.exec(key)?.[1] ?? '').note.allowances.remove;
};

const tagged =
  (team: string) =>
  (input: DeploymentInput): DeploymentInput => ({ ...input, tags: { ...input.tags, team } });

beforeAll(async () => world.start());
afterAll(async () => world.stop());

describe('a pull request and its merge', () => {
  test('the pull request is checked without any identity; nothing is planned, kept or made', async () => {
    const runs = await world.run(world.propose('first', 1, { deployment: tagged('desktops') }));
    expectResults(runs, { check: 'success', 'main-plan': 'skipped', apply: 'skipped', report: 'skipped' });
    expect([services.taken, world.kept(), world.resourcesMade()]).toEqual([[], [], 0]);
    // What differs from main, in words, made without asking any cloud.
    expect(runs['check']?.summary).toContain('Settings that differ: provider.aws');
  });

  test('the merge is planned anew, waits for approval, and exactly that plan is applied', async () => {
    world.meanwhile = () => {
      expect(world.kept()).toHaveLength(1);
      expect(services.objects.get(world.kept()[0] ?? '')?.encryption).toBe('AES256');
    };
    const runs = await world.run(world.merge('first'));
    expectResults(runs, { check: 'success', 'main-plan': 'success', apply: 'success', report: 'skipped' });
    const { digest = '' } = runs['main-plan']?.outputs ?? {};
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(runs['main-plan']?.summary).toMatch(new RegExp(`^Digest of this plan: ${digest}\n[\\s\\S]*to make`));
    expect(runs['main-plan']?.log).toMatch(/no apply has noted its commit beside the\s+state yet/);
    expect(services.objects.get(`${stateKey}.applied`)?.bytes.toString()).toContain(services.tipOfMain());
    expect(world.approvals).toEqual(['production']);
    expect(world.resourcesMade()).toBeGreaterThan(20);
    // The state was written by the role that applies alone; kept plans are stale by now and gone.
    const written = services.writes.filter((write) => write.endsWith('.tfstate'));
    expect(new Set(written)).toEqual(new Set([`desktops-apply PUT ${stateKey}`]));
    expect(services.writes).toContain(`desktops-main-plan PUT ${stateKey}.plans/${digest}.tfplan`);
    expect(world.kept()).toEqual([]);
  });

  test('a change that changes nothing is not brought to anybody for approval', async () => {
    world.approvals = [];
    world.propose('nothing', 2, {
      files: {
        'note.txt': 'no change to any cloud\n',
        '.github/workflows/comments.yml': 'on: issue_comment\npermissions:\n  id-token: write\njobs: {}\n',
      },
    });
    const runs = await world.run(world.merge('nothing'));
    expectResults(runs, { 'main-plan': 'success', apply: 'skipped' });
    expect([world.approvals, world.kept()]).toEqual([[], []]);
  });

  test('each working day both clouds are compared and looked at, by the identity that plans; one issue says what needs a look', async () => {
    services.taken.length = 0;
    const runs = await world.run({ name: 'schedule', ref: 'refs/heads/main' });
    expectResults(runs, { check: 'success', 'main-plan': 'skipped', apply: 'skipped', report: 'success' });
    expect(new Set(services.taken.map((arn) => arn.split('/')[1]))).toEqual(new Set(['desktops-main-plan']));
    expect(services.issues).toMatchObject([
      {
        title: 'Desktops (contoso): what needs a look',
        body: expect.stringMatching(/No changes: both clouds[\s\S]*boundary[\s\S]*Seen by https:\/\/github\.com\//),
      },
    ]);
    expect(runs['report']?.summary).toContain('## What doctor found');
    // The file of a change before, which nobody but doctor reads.
    expect(services.issues[0]?.body).toContain('comments.yml, line 3');
    // The next day says the same: nobody gets a message without news.
    const again = await world.run({ name: 'schedule', ref: 'refs/heads/main' });
    expectResults(again, { report: 'success' });
    expect([services.news, services.refused]).toEqual([['POST 1 open'], []]);
  });
});

describe('a plan that no longer fits', () => {
  test('because something else was applied meanwhile is refused, and a repeated run plans anew', async () => {
    // Somebody loses a desktop, which allow.json says in the same merge.
    const allowed = { remove: [{ upn: 'grace@contoso.com' }] };
    world.propose('late', 3, {
      deployment: withoutUser('grace@contoso.com'),
      files: { 'allow.json': JSON.stringify(allowed) },
    });
    const event = world.merge('late');
    world.meanwhile = () => {
      expect(allowedToLose()).toEqual(['grace@contoso.com']);
      world.moveState();
    };
    const refused = await world.run(event);
    expectResults(refused, { 'main-plan': 'success', apply: 'failure' });
    expect(refused['apply']?.log).toMatch(/The plan is stale/);
    expect(refused['main-plan']?.summary).toContain('sets members | from this merge |');
    expect(refused['apply']?.summary).toContain('Re-run all jobs');

    world.meanwhile = undefined;
    const again = await world.run(event);
    expectResults(again, { 'main-plan': 'success', apply: 'success' });
  });

  test('because the main branch moved while it waited is refused by the apply', async () => {
    world.twin.entra.addUser('katherine@contoso.com');
    world.propose('one', 4, { deployment: withUser('katherine@contoso.com') });
    const event = world.merge('one');
    world.meanwhile = () => {
      // allow.json is still as it was at the commit applied last: what it said was good for that merge alone.
      expect(allowedToLose()).toEqual([]);
      world.propose('other', 5, { files: { 'other.txt': 'somebody was faster\n' } });
      world.merge('other');
    };
    const runs = await world.run(event);
    world.meanwhile = undefined;
    expectResults(runs, { 'main-plan': 'success', apply: 'failure' });
    expect(runs['apply']?.log).toMatch(/The branch main has moved: this run is superseded\.[\s\S]*newest commit/);
  });
});

test('a copy of the repository opens nothing: it has another name and another number', async () => {
  const copy = {
    ...world.machine,
    repository: 'mallory/desktops',
    repositoryId: '999',
    prefix: 'repo:mallory@1/desktops@999',
  };
  const taken = services.taken.length;
  const runs = await runWorkflow({ name: 'push', ref: 'refs/heads/main' }, copy);
  expectResults(runs, { 'main-plan': 'failure', apply: 'skipped' });
  expect(services.taken.length).toBe(taken);
  expect(services.refused.at(-1)).toContain('repo:mallory@1/desktops@999:ref:refs/heads/main');
  services.refused.length = 0;
});

test('no role tried what it may not do', () => expect(services.refused).toEqual([]));

test('nothing that others can read holds a secret', () => expectNothingSecret(world));
