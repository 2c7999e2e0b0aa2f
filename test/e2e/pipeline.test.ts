import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadDeployment } from '../../stacks/deployment/load.js';
import type { DeploymentInput } from '../../stacks/deployment/schema.js';
import { startTwin, type Twin } from '../../twin/twin.js';
import { repositoryFiles } from '../../wizard/repository/files.js';
import { greenfield } from './harness.js';
import { Services } from './pipeline/services.js';
import {
  git,
  readWorkflow,
  runWorkflow,
  type Event,
  type JobRun,
  type Machine,
  type Workflow,
} from './pipeline/workflow.js';

/**
 * The workflow as it is generated, played from pull request to merge on the twin: each job in a clean clone, its steps by
 * bash, terraform real, the state in a bucket. In place of the three actions and of `npm ci` stand local ones.
 */
const repository = 'contoso/desktops';
const account = '111122223333';
const roles = {
  plan: `arn:aws:iam::${account}:role/desktops-plan`,
  apply: `arn:aws:iam::${account}:role/desktops-apply`,
};
const bucket = 'contoso-tfstate';
const region = 'eu-central-1';
const stateKey = 'entra-workspaces/contoso.tfstate';

const services = new Services([
  {
    roleArn: roles.plan,
    subjects: [`repo:${repository}:pull_request`, `repo:${repository}:ref:refs/heads/main`],
    mayWrite: /\.tflock$|\.plans\//,
  },
  { roleArn: roles.apply, subjects: [`repo:${repository}:environment:production`], mayWrite: /./ },
]);
let twin: Twin;
let folder: string;
let origin: string;
let work: string;
let workflow: Workflow;
let machine: Machine;
let deployment: DeploymentInput;
const logs: string[] = [];
let approvals: string[] = [];

const resourcesMade = (): number =>
  (JSON.parse(services.objects.get(stateKey)?.bytes.toString() ?? '{"resources":[]}') as { resources: unknown[] })
    .resources.length;
const kept = (): string[] => [...services.objects.keys()].filter((key) => key.includes('.plans/'));

/** Writes the deployment on a branch and gives what GitHub would check out for its pull request. */
function propose(
  branch: string,
  number: number,
  change: (input: DeploymentInput) => DeploymentInput,
  body = '',
): Event {
  git(work, 'checkout', '--quiet', '-B', branch, 'origin/main');
  writeFileSync(join(work, 'deployment.json'), `${JSON.stringify(change(deployment), undefined, 2)}\n`);
  git(work, 'add', '--all');
  git(work, 'commit', '--quiet', '--message', branch);
  git(work, 'push', '--quiet', '--force', 'origin', branch);
  git(work, 'checkout', '--quiet', '--detach', 'origin/main');
  git(work, 'merge', '--quiet', '--no-ff', '--message', 'what the merge would make', branch);
  const ref = `refs/pull/${number}/merge`;
  git(work, 'push', '--quiet', '--force', 'origin', `HEAD:${ref}`);
  const head = { repo: { full_name: repository }, sha: git(work, 'rev-parse', branch) };
  return { name: 'pull_request', ref, payload: { pull_request: { number, head, body } } };
}

/** Squashes a branch onto main. */
function merge(branch: string): Event {
  git(work, 'checkout', '--quiet', '-B', 'main', 'origin/main');
  git(work, 'merge', '--quiet', '--squash', branch);
  git(work, 'commit', '--quiet', '--message', `${branch}, squashed`);
  git(work, 'push', '--quiet', 'origin', 'main');
  git(work, 'fetch', '--quiet', 'origin');
  deployment = JSON.parse(readFileSync(join(work, 'deployment.json'), 'utf8')) as DeploymentInput;
  return { name: 'push', ref: 'refs/heads/main' };
}

async function run(event: Event): Promise<Record<string, JobRun>> {
  const runs = await runWorkflow(workflow, event, machine);
  for (const { log, summary } of Object.values(runs)) logs.push(log, summary);
  return runs;
}

const results = (runs: Record<string, JobRun>): Record<string, string> =>
  Object.fromEntries(Object.entries(runs).map(([id, { result }]) => [id, result]));

const withUser =
  (upn: string) =>
  (input: DeploymentInput): DeploymentInput => ({
    ...input,
    sites: input.sites.map((site) => {
      const { users } = site.desktops;
      return {
        ...site,
        desktops: { ...site.desktops, users: 'list' in users ? { list: [...users.list, { upn }] } : users },
      };
    }),
  });

beforeAll(async () => {
  twin = await startTwin({ accountId: account });
  await services.start();
  folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-pipeline-'));
  origin = join(folder, 'origin.git');
  work = join(folder, 'work');
  deployment = {
    ...(greenfield(twin) as DeploymentInput),
    state: { s3: { bucket, region } },
    pipeline: {
      github: {
        repository,
        environment: 'production',
        aws: { planRoleArn: roles.plan, applyRoleArn: roles.apply },
        entra: {
          planClientId: '6e7f8091-a2b3-4c4d-95e6-f708192a3b4c',
          applyClientId: '7f8091a2-b3c4-4d5e-86f7-08192a3b4c5d',
        },
      },
    },
  };
  git('.', 'init', '--quiet', '--bare', '--initial-branch', 'main', origin);
  git('.', 'clone', '--quiet', origin, work);
  const file = join(folder, 'checked.json');
  writeFileSync(file, JSON.stringify(deployment));
  const files = repositoryFiles({ input: deployment, deployment: loadDeployment(file), exists: () => false });
  for (const { path, text } of files) {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    writeFileSync(join(work, path), text);
  }
  git(work, 'add', '--all');
  git(work, 'commit', '--quiet', '--message', 'Generated');
  git(work, 'push', '--quiet', 'origin', 'HEAD:main');
  git(work, 'fetch', '--quiet', 'origin');
  workflow = readWorkflow(readFileSync(join(work, '.github/workflows/desktops.yml'), 'utf8'));

  // In place of npm: this package as it is built here.
  const programs = join(folder, 'programs');
  mkdirSync(programs);
  writeFileSync(
    join(programs, 'npm'),
    [
      '#!/bin/sh',
      '[ "$1" = ci ] || exit 1',
      'mkdir -p node_modules/.bin',
      `printf '#!/bin/sh\\nexec ${process.execPath} ${resolve('bin/entra-workspaces.cjs')} "$@"\\n' > node_modules/.bin/entra-workspaces`,
      'chmod +x node_modules/.bin/entra-workspaces',
      '',
    ].join('\n'),
  );
  chmodSync(join(programs, 'npm'), 0o755);
  const {
    AWS_ACCESS_KEY_ID: _id,
    AWS_SECRET_ACCESS_KEY: _key,
    ARM_CLIENT_SECRET: _secret,
    ...env
  } = twin.terraform.env;
  machine = {
    services,
    repository,
    origin,
    env: {
      ...env,
      PATH: `${programs}:${process.env['PATH']}`,
      HOME: folder,
      AWS_ENDPOINT_URL_S3: services.url,
      AWS_ENDPOINT_URL_STS: services.url,
    },
    prepare: (clone) => {
      const stack = join(clone, 'cdktf.out', 'stacks', deployment.name);
      twin.terraform.workIn(stack);
      // An address of this machine has no names below it for buckets; all else is as synthesized.
      const s3 = { bucket, region, key: stateKey, encrypt: true, use_lockfile: true, use_path_style: true };
      mkdirSync(stack, { recursive: true });
      const override = join(stack, 'test_override.tf.json');
      writeFileSync(override, JSON.stringify({ terraform: { backend: { s3 } } }));
      machine.env['ENTRA_WORKSPACES_TERRAFORM_OVERRIDE'] = override;
    },
    approve: (environment) => {
      approvals.push(environment);
      return true;
    },
  };
});

afterAll(async () => {
  await twin.stop();
  await services.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('a pull request and its merge', () => {
  test('the pull request plans, keeps the plan beside the state and shows it; nothing is made', async () => {
    const runs = await run(propose('first', 1, (input) => ({ ...input, tags: { team: 'desktop' } })));
    expect({ results: results(runs), log: runs['plan']?.log }).toMatchObject({
      results: { check: 'skipped', plan: 'success', review: 'skipped', apply: 'skipped', drift: 'skipped' },
    });
    expect(resourcesMade()).toBe(0);
    expect(kept()).toEqual([`${stateKey}.plans/${git(origin, 'rev-parse', 'refs/pull/1/merge^{tree}')}.tfplan`]);
    expect(services.objects.get(kept()[0] ?? '')?.encryption).toBe('AES256');
    expect(services.comments).toHaveLength(1);
    expect(services.comments[0]?.body).toMatch(
      /^<!-- entra-workspaces: contoso -->\n### Plan: contoso\n[\s\S]*to make/,
    );
    expect(runs['plan']?.summary).toContain('to make');
  });

  test('a second push updates the same comment', async () => {
    await run(propose('first', 1, (input) => ({ ...input, tags: { team: 'desktops' } })));
    expect(services.comments).toHaveLength(1);
  });

  test('the merge shows the kept plan, waits for approval, and applies exactly that plan', async () => {
    approvals = [];
    const before = services.writes.length;
    const runs = await run(merge('first'));
    expect({ results: results(runs), log: runs['review']?.log, applied: runs['apply']?.log }).toMatchObject({
      results: { check: 'skipped', plan: 'skipped', review: 'success', apply: 'success', drift: 'skipped' },
    });
    expect(approvals).toEqual(['production']);
    expect(runs['review']?.summary).toContain('to make');
    expect(resourcesMade()).toBeGreaterThan(20);
    // The state was written by the role that applies alone, and every kept plan is stale by now and gone.
    const writes = services.writes.slice(before);
    expect(writes.filter((write) => write.endsWith('.tfstate'))).not.toEqual([]);
    expect(writes.filter((write) => write.startsWith('desktops-plan') && write.endsWith('.tfstate'))).toEqual([]);
    expect(kept()).toEqual([]);
  });

  test('a change that changes nothing is not brought to anybody for approval', async () => {
    approvals = [];
    writeFileSync(join(work, 'note.txt'), 'no change to any cloud\n');
    const event = propose('nothing', 2, (input) => input);
    expect(results(await run(event))).toMatchObject({ plan: 'success' });
    expect(results(await run(merge('nothing')))).toMatchObject({ review: 'success', apply: 'skipped' });
    expect(approvals).toEqual([]);
  });
});

describe('what is not what was reviewed', () => {
  test('a plan that another apply made stale is refused before anybody is asked, and by hand it goes on', async () => {
    const late = propose('late', 4, withUser('linus@contoso.com'));
    twin.entra.addUser('linus@contoso.com');
    expect(results(await run(late))).toMatchObject({ plan: 'success' });
    // Meanwhile somebody else's change reaches the clouds: the state moves on.
    const state = JSON.parse(services.objects.get(stateKey)?.bytes.toString() ?? '{}') as { serial: number };
    const moved = Buffer.from(JSON.stringify({ ...state, serial: state.serial + 1 }));
    services.objects.set(stateKey, { bytes: moved, note: '', encryption: 'AES256' });
    approvals = [];
    const refused = await run(merge('late'));
    expect(results(refused)).toMatchObject({ review: 'failure', apply: 'skipped' });
    expect(refused['review']?.log).toMatch(
      /The plan is stale[\s\S]*Plan again, look at the new plan and apply that one/,
    );
    expect(refused['review']?.summary).toContain('start this workflow by hand');
    expect(approvals).toEqual([]);

    const byHand = await run({ name: 'workflow_dispatch', ref: 'refs/heads/main', inputs: {} });
    expect({ results: results(byHand), log: byHand['apply']?.log }).toMatchObject({
      results: { plan: 'success', review: 'success', apply: 'success' },
    });
    expect(approvals).toEqual(['production']);
  });

  test('when the main branch moved after the plan, there is no plan of what it is now', async () => {
    await run(propose('one', 5, withUser('katherine@contoso.com')));
    git(work, 'checkout', '--quiet', '-B', 'main', 'origin/main');
    writeFileSync(join(work, 'other.txt'), 'somebody was faster\n');
    git(work, 'add', '--all');
    git(work, 'commit', '--quiet', '--message', 'Other');
    git(work, 'push', '--quiet', 'origin', 'main');
    git(work, 'fetch', '--quiet', 'origin');
    const runs = await run(merge('one'));
    expect(results(runs)).toMatchObject({ review: 'failure', apply: 'skipped' });
    expect(runs['review']?.log).toMatch(/No plan is kept as [0-9a-f]{40}/);
  });

  test('a plan that somebody puts under the name of another is known by its configuration', async () => {
    await run(propose('honest', 6, withUser('barbara@contoso.com')));
    const honest = kept().at(-1) ?? '';
    await run(propose('other', 7, (input) => ({ ...input, tags: { team: 'nobody' } })));
    const other = kept().find((key) => key !== honest) ?? '';
    services.objects.set(honest, services.objects.get(other) ?? { bytes: Buffer.of(), note: '', encryption: '' });
    const runs = await run(merge('honest'));
    expect(results(runs)).toMatchObject({ review: 'failure', apply: 'skipped' });
    expect(runs['review']?.log).toContain('The plan was made from another configuration than the one here.');
  });
});

describe('who may', () => {
  test('code from a fork, or of a robot, gets no credentials and no plan', async () => {
    const event = propose('fork', 8, (input) =>
      input.sites.length > 0 ? { ...input, tags: { from: 'fork' } } : input,
    );
    const foreign = {
      ...event,
      payload: { pull_request: { number: 8, head: { repo: { full_name: 'mallory/desktops' } } } },
    };
    const runs = await run(foreign);
    expect(results(runs)).toEqual({
      check: 'success',
      plan: 'skipped',
      review: 'skipped',
      apply: 'skipped',
      drift: 'skipped',
    });
    expect(runs['check']?.log).toContain('never runs with credentials');
    expect(results(await run({ ...event, actor: 'dependabot[bot]' }))).toMatchObject({
      check: 'success',
      plan: 'skipped',
    });
  });

  test('nobody plans or applies by hand from another branch, and a copy of the repository does nothing', async () => {
    expect(new Set(Object.values(results(await run({ name: 'workflow_dispatch', ref: 'refs/heads/fork' }))))).toEqual(
      new Set(['skipped']),
    );
    const runs = await runWorkflow(
      workflow,
      { name: 'push', ref: 'refs/heads/main' },
      { ...machine, repository: 'mallory/copy' },
    );
    expect(new Set(Object.values(results(runs)))).toEqual(new Set(['skipped']));
  });

  test('what the text of the pull request allows goes along with the kept plan', async () => {
    const text = 'Ada leaves.\r\nallow-remove: ada@contoso.com\r\nmax-removals: 5\r\n$(touch /tmp/x) `id`';
    const runs = await run(propose('leaver', 9, withUser('mary@contoso.com'), text));
    expect(results(runs)).toMatchObject({ plan: 'success' });
    const tree = git(origin, 'rev-parse', 'refs/pull/9/merge^{tree}');
    const note = services.objects.get(`${stateKey}.plans/${tree}.tfplan`)?.note ?? '';
    expect(JSON.parse(Buffer.from(note, 'base64url').toString())).toEqual({
      remove: ['ada@contoso.com'],
      replace: [],
      maxRemovals: 5,
    });
  });

  test('no role tried what it may not do', () => {
    expect(services.refused).toEqual([]);
  });
});

test('no log, summary or comment holds a secret', () => {
  const state = JSON.parse(services.objects.get(stateKey)?.bytes.toString() ?? '{}') as {
    resources: { type: string; instances: { attributes: Record<string, unknown> }[] }[];
  };
  const inState = state.resources.flatMap(({ type, instances }) =>
    instances.flatMap(({ attributes }) =>
      type === 'azuread_application_password'
        ? [attributes['value']]
        : type === 'aws_secretsmanager_secret_version'
          ? [attributes['secret_string']]
          : [],
    ),
  );
  const secrets = [...services.secrets, ...inState, twin.seeded.terraform.clientSecret].filter(
    (each): each is string => typeof each === 'string' && each !== '',
  );
  expect(inState.filter(Boolean).length).toBeGreaterThan(1);
  const said = [...logs, ...services.comments.map(({ body }) => body)].join('\n');
  expect(said.length).toBeGreaterThan(5_000);
  expect(secrets.filter((secret) => said.includes(secret))).toEqual([]);
});
