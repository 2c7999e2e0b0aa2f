import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { readKept } from '../../wizard/plan-store/kept-object.js';
import { awsTrust, entraCredential } from '../../wizard/repository/pipelines/trust.js';
import { runOwnProgram } from '../../wizard/terraform/own-program.js';
import { refuseForeignProviders } from '../../wizard/terraform/provider-guard.js';
import { assertSameConfiguration } from '../../wizard/terraform/saved-plan.js';
import { refuseStrayFiles } from '../../wizard/terraform/stray-files.js';
import { claimsOf, runWorkflow, type Event } from './pipeline/workflow.js';
import { withUser } from './pipeline/list-edits.js';
import { expectNothingSecret } from './pipeline/nothing-secret.js';
import { expectResults } from './pipeline/results.js';
import { entra, prefix, repositoryId, roles, World } from './pipeline/world.js';

/**
 * What the author of a branch may try, who can write to the repository and merges nothing alone. Each attempt with what stops
 * it, and where more of it is proven.
 */
const attempts = {
  'changed workflow naming the environment': [
    'wizard/repository/pipelines/trust.ts: awsTrust, entraCredential',
    'test/wizard/repository/pipelines.test.ts',
  ],
  'changed workflow in the environment of planned pull requests': [
    'wizard/permissions/state-rights.ts: stateRights',
    'test/e2e/pull-request-plan.test.ts',
  ],
  '.npmrc with git=': ['wizard/repository/packages.ts: foreignSettings', 'test/wizard/repository/pipelines.test.ts'],
  'changed main.ts': ['wizard/terraform/own-program.ts: runOwnProgram', 'test/wizard/terraform/synth.test.ts'],
  'changed main.ts whose stack runs a program when main is planned': [
    'wizard/commands/allowances.ts: lookAtPrograms',
    'test/wizard/terraform/runs-at-plan.test.ts',
  ],
  'stray file': ['wizard/terraform/stray-files.ts: refuseStrayFiles', 'test/wizard/terraform/stray-files.test.ts'],
  'forged plan': ['wizard/terraform/saved-plan.ts: assertSameConfiguration', 'test/e2e/forged-plan.test.ts'],
  'poisoned state with a provider of its own': [
    'wizard/terraform/provider-guard.ts: refuseForeignProviders',
    'test/e2e/foreign-provider.test.ts',
  ],
  'swapped plan': ['wizard/plan-store/kept-object.ts: readKept', 'test/wizard/commands/kept-plan.test.ts'],
  'swapped note': ['wizard/plan-store/kept-object.ts: readKept', 'test/wizard/commands/kept-plan.test.ts'],
  'text of the pull request edited after the merge': [
    'wizard/commands/allowances.ts: allowancesOf',
    'test/wizard/repository/allow-file.test.ts',
  ],
  're-run of an old run of main': [
    'wizard/repository/pipelines/job-hosts.ts: assertMainIsAt',
    'test/e2e/pipeline.test.ts',
  ],
  'plan from an older main': [
    'wizard/commands/kept-plan.ts: assertSameSource',
    'test/wizard/commands/kept-plan.test.ts',
  ],
  "robot's pull request edited by a person": [
    'wizard/repository/pipelines/second-person.ts: assertSomebodyElse',
    'test/wizard/repository/second-person.test.ts',
  ],
  'own merge that was never applied, brought along by the merge of another': [
    'wizard/repository/pipelines/second-person.ts: assertSomebodyElse',
    'test/wizard/repository/second-person.test.ts',
  ],
  'commit under the name of another, and confirmed by its author': [
    'wizard/repository/pipelines/second-person.ts: refuseUnknown',
    'test/wizard/repository/second-person.test.ts',
  ],
  'apply started by a workflow of the branch (github-actions[bot])': [
    'wizard/commands/apply-preflight.ts: refuseOwnConfirmation',
    'test/wizard/repository/second-person.test.ts',
  ],
  'run of main that the build service asks for, approved by whose change it is': [
    'wizard/repository/pipelines/azure-requester.ts: assertPersonAsked',
    'test/wizard/repository/azure-requester.test.ts',
  ],
  '`pipeline` edited in deployment.json alone, the workflow left as it is': [
    'wizard/repository/pipelines/workflow-guard.ts: refuseOtherWorkflow',
    'test/wizard/repository/workflow-guard.test.ts',
  ],
  'adopted.json with expressions of terraform': [
    'wizard/adoption/adopted-file.ts: readAdopted, refuseOtherLiterals',
    'test/wizard/commands/hostile-repository.test.ts',
  ],
  'notes of a run that name a folder to remove': [
    'wizard/terraform/run-notes.ts: isOutputFolder',
    'test/wizard/commands/hostile-repository.test.ts',
  ],
  'state that could not be saved, out of a commit': [
    'wizard/terraform/stray-files.ts: refuseCommittedFile',
    'test/wizard/commands/hostile-repository.test.ts',
  ],
  'output folder that came with a commit': [
    'wizard/terraform/stray-files.ts: refuseCommittedOutput',
    'test/wizard/terraform/stray-files.test.ts',
  ],
  'apply that edits its own trust': [
    'wizard/terraform/own-trust.ts: ownTrust',
    'test/wizard/terraform/own-trust.test.ts',
  ],
} as const;

test.each(Object.entries(attempts))('%s: what stops it is there, and proven', (attempt, [guard, proof]) => {
  const [file = '', names = ''] = guard.split(': ');
  for (const name of names.split(', ')) expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`function ${name}\\b`));
  expect([attempt, existsSync(proof)]).toEqual([attempt, true]);
});

const world = new World();
const { services } = world;
const folder = mkdtempSync(join(tmpdir(), 'attacks-'));
const marker = join(folder, 'marker');

beforeAll(async () => world.start());
afterAll(async () => {
  await world.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  services.taken.length = 0;
  services.refused.length = 0;
  rmSync(marker, { force: true });
});
/** Nobody was let in, nothing was kept, nothing was made. */
const expectNothing = (): void =>
  expect([services.taken, world.kept(), world.resourcesMade(), world.approvals]).toEqual([[], [], 0, []]);

describe('a branch', () => {
  const steal = [
    'const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer, AWS_ENDPOINT_URL_STS: sts } = process.env;',
    '(async () => {',
    '  const answer = await fetch(`${url}&audience=sts.amazonaws.com`, { headers: { authorization: `Bearer ${bearer}` } });',
    '  const { value } = await answer.json();',
    `  for (const role of ${JSON.stringify(Object.values(roles))}) {`,
    "    const body = new URLSearchParams({ Action: 'AssumeRoleWithWebIdentity', RoleArn: role, WebIdentityToken: value });",
    "    console.log(role, (await fetch(sts, { method: 'POST', body })).status);",
    '  }',
    '})();',
  ].join('\n');
  const job = (environment?: string): string[] => [
    ...['    name: mine', '    runs-on: ubuntu-24.04', '    permissions:', '      id-token: write'],
    ...(environment === undefined ? [] : [`    environment: ${environment}`]),
    ...['    steps:', '      - uses: actions/checkout@v5', '      - run: node steal.cjs'],
  ];
  const workflow = [
    ...['name: Mine', 'on:', '  pull_request:', '  push:', '    branches: [mine]', 'env: {}', 'jobs:'],
    ...['  named:', ...job('production'), '  plain:', ...job(), '  invented:', ...job('staging')],
    '',
  ].join('\n');

  test('changed workflow naming the environment: the host keeps it out, and every role refuses its token', async () => {
    const files = { '.github/workflows/desktops.yml': workflow, 'steal.cjs': steal };
    const pullRequest = world.propose('mine', 1, { files });
    const push: Event = { name: 'push', ref: 'refs/heads/mine' };
    for (const event of [pullRequest, push]) {
      const runs = await world.run(event);
      expectResults({ ...runs, named: { ...runs['named']!, log: '' } }, { plain: 'success', invented: 'success' });
      expect(runs['named']).toMatchObject({
        result: 'failure',
        log: expect.stringContaining('is not allowed to deploy'),
      });
      expect(runs['plain']?.log).toContain(`${roles.apply} 403`);
      // AWS alone would do: no claim of such a job opens a role, nor a credential in Entra.
      for (const environment of [undefined, 'staging', 'production']) {
        const claims = claimsOf(event, world.machine, environment);
        expect(Object.values(roles).filter((role) => services.opens(role, claims))).toEqual([]);
        const known = { prefix, id: repositoryId };
        const subjects = (['mainPlan', 'apply'] as const).map(
          (identity) => (entraCredential(identity, 'production', known) as { subject: string }).subject,
        );
        // Entra compares the subject alone: there the rule of the environment, above, keeps it out.
        if (environment !== 'production') expect(subjects).not.toContain(claims['sub']);
      }
    }
    expect(services.refused).toHaveLength(12);
    expect(services.refused).toContain(`${roles.apply} to ${prefix}:ref:refs/heads/mine`);
    expectNothing();
  });

  test('a trust that left the branch out would let it in: that is what is kept from happening', () => {
    const claims = claimsOf({ name: 'push', ref: 'refs/heads/mine' }, world.machine, 'production');
    const trust = JSON.stringify(awsTrust('apply', roles.apply, 'production', { prefix, id: repositoryId }));
    expect(trust).toContain('"token.actions.githubusercontent.com:ref":"refs/heads/main"');
    expect(trust).toContain(claims['sub']);
  });

  test('.npmrc with git=: named before npm reads it; its program runs 0 times', async () => {
    const files = { '.npmrc': 'git=./evil.sh\n', 'evil.sh': `echo run >> ${marker}\n` };
    const runs = await world.run(world.propose('npmrc', 2, { files }));
    expectResults({ ...runs, check: { ...runs['check']!, log: '' } }, { 'main-plan': 'skipped', apply: 'skipped' });
    expect(runs['check']).toMatchObject({ result: 'failure', log: expect.stringContaining('got: git=./evil.sh') });
    expect(existsSync(marker)).toBe(false);
    expectNothing();
  });

  test('changed main.ts: runs where nobody is anybody, and is refused where a job has an identity', async () => {
    const evil = `require('node:fs').writeFileSync(${JSON.stringify(marker)}, Object.keys(process.env).join('\\n'));`;
    const files = {
      'main.ts': `${world.generated()['main.ts']}// mine\n`,
      'cdktf.json': JSON.stringify({ language: 'typescript', app: 'node evil.cjs' }),
      'evil.cjs': evil,
    };
    const runs = await world.run(world.propose('main-ts', 3, { files }));
    expect(runs['check']?.log).toContain('Your main.ts wrote no stack of this deployment.');
    expect(readFileSync(marker, 'utf8')).not.toMatch(
      /^(ACTIONS_ID_TOKEN|AWS_ROLE|AWS_ACCESS|ARM_CLIENT_SECRET|GITHUB_TOKEN)/m,
    );
    expectNothing();
    rmSync(marker);
    const env = { ...process.env, ...services.identityFor({}) };
    await expect(runOwnProgram(`touch ${marker}`, folder, { outdir: folder, context: {}, env })).rejects.toThrow(
      'a program of the repository never runs with one',
    );
    expect(existsSync(marker)).toBe(false);
  });

  test('stray file, forged plan, poisoned state: each refused by name before terraform starts', async () => {
    const stack = join(folder, 'stack');
    mkdirSync(stack);
    writeFileSync(join(stack, 'cdk.tf.json'), '{}');
    const forged = zipSync({
      'tfconfig/m-/cdk.tf.json': strToU8('{}'),
      'tfconfig/m-evil/cdk.tf.json': strToU8('{"resource":{}}'),
      'tfconfig/modules.json': strToU8('[{"Key":"","Dir":"."},{"Key":"evil","Source":"./x","Dir":"."}]'),
    });
    expect(() => assertSameConfiguration(forged, stack)).toThrow('The plan holds more than the configuration');
    writeFileSync(join(stack, 'evil.tf'), '');
    await expect(refuseStrayFiles(stack, ['cdk.tf.json'])).rejects.toMatchObject({
      fix: expect.arrayContaining(['  evil.tf']),
    });
    const state = { version: 4, resources: [{ provider: 'provider["registry.terraform.io/mallory/evil"]' }] };
    expect(() => refuseForeignProviders({}, JSON.stringify(state), undefined)).toThrow('A provider is named');
  });
});

describe('after the merge', () => {
  let merged: Event;

  test('swapped plan, and text edited after the merge: nothing of it is read, nothing is applied', async () => {
    world.propose('good', 4, { deployment: withUser('linus@contoso.com') });
    world.twin.entra.addUser('linus@contoso.com');
    merged = {
      ...world.merge('good'),
      payload: {
        pull_request: { number: 4, title: '--allow-remove ada@contoso.com', body: 'allow-remove: ada@contoso.com' },
      },
    };
    world.meanwhile = () => {
      const [key = ''] = world.kept();
      const { bytes = Buffer.of(), encryption = '' } = services.objects.get(key) ?? {};
      const { note } = readKept(bytes, /([0-9a-f]{64})\.tfplan$/.exec(key)?.[1] ?? '');
      expect(note.allowances).toEqual({ remove: [], replace: [] });
      services.objects.set(key, { bytes: Buffer.concat([bytes, Buffer.from('evil')]), encryption });
    };
    const runs = await world.run(merged);
    world.meanwhile = undefined;
    expect([runs['main-plan']?.result, runs['apply']?.result]).toEqual(['success', 'failure']);
    expect(runs['apply']?.log).toContain('somebody has put another one in its place');
    expect([world.resourcesMade(), services.refused]).toEqual([0, []]);
    expect(services.writes.filter((write) => write.startsWith('desktops-apply'))).toEqual([]);
  });

  test('re-run of an old run of main: superseded before anything is planned', async () => {
    world.propose('newer', 5, { files: { 'note.txt': 'newer\n' } });
    world.merge('newer');
    const before = world.kept();
    const runs = await runWorkflow(merged, world.machine);
    expect([runs['main-plan']?.result, runs['apply']?.result]).toEqual(['failure', 'skipped']);
    expect(runs['main-plan']?.log).toContain('The branch main has moved: this run is superseded.');
    expect([world.kept(), world.resourcesMade()]).toEqual([before, 0]);
    expect(new Set(services.taken)).toEqual(new Set([roles.mainPlan]));
  });

  test.each<[string, object, string]>([
    ['another environment', { environment: 'open' }, 'asks for environment: open'],
    ['a level without reviewers', { level: 'confirmed' }, 'start by hand: deployment.json asks for it'],
    [
      'a level at which nothing applies',
      { level: 'refused', aws: { mainPlan: roles.mainPlan }, entra: { mainPlan: entra.mainPlan } },
      'job apply: the workflow has it',
    ],
  ])('deployment.json alone says %s: the jobs of the workflow that is there do nothing', async (what, github, said) => {
    const name = what.replaceAll(' ', '-');
    const before = world.kept();
    world.propose(name, 9, {
      deployment: (input) => ({ ...input, pipeline: { github: { ...input.pipeline!.github!, ...github } } }),
    });
    const runs = await world.run(world.merge(name));
    expect([runs['main-plan']?.result, runs['apply']?.result]).toEqual(['failure', 'skipped']);
    expect(runs['main-plan']?.log.replace(/\s+/g, ' ')).toContain(said);
    expect([world.kept(), world.resourcesMade()]).toEqual([before, 0]);
  });
});

test('nothing that others can read holds a secret', () => expectNothingSecret(world, { inState: false }));
