/**
 * GitLab and Azure DevOps: the generated file played from a proposed change to the merge that is applied, its steps in order,
 * each job in a clean clone; what is proven on GitHub of the commands themselves is not proven again.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DeploymentInput } from '../../deployment/schema.js';
import { shakeHands } from './handshake.js';
import { connections } from './pipeline/azure.js';
import { expectNothingSecret } from './pipeline/nothing-secret.js';
import { gitlabClaims, gitlabProject, runGitlab } from './pipeline/gitlab.js';
import { withUser } from './pipeline/list-edits.js';
import { expectResults, type Runs } from './pipeline/results.js';
import { bucket, roles, stateKey, World } from './pipeline/world.js';

/** Jobs by what they are for: hosts name them as they may. */
const jobs = {
  gitlab: { plan: 'main-plan' },
  azureDevOps: { plan: 'main_plan' },
} as const;

interface Settings {
  readonly aws: { readonly mainPlan: unknown };
  readonly entra: { readonly mainPlan: unknown };
  readonly connections?: { readonly mainPlan: unknown };
}

describe.each(['gitlab', 'azureDevOps'] as const)('on %s', (host) => {
  const world = new World(host);
  const { services } = world;
  const { plan } = jobs[host];
  beforeAll(async () => world.start());
  afterAll(async () => world.stop());

  test('a proposed change is checked without any identity; what differs from main is said in words', async () => {
    world.twin.entra.addUser('linus@contoso.com');
    const runs = await world.run(world.propose('first', 1, { deployment: withUser('linus@contoso.com') }));
    expectResults(runs, { check: 'success', [plan]: 'skipped', apply: 'skipped', report: 'skipped' });
    expect(runs['check']?.summary).toContain('Told from the files alone');
    expect([services.taken, world.kept(), world.resourcesMade()]).toEqual([[], [], 0]);
  });

  test('the merge is planned anew, waits for approval, and exactly that plan is applied', async () => {
    let approvedOf: Runs = {};
    world.meanwhile = (runs) => {
      approvedOf = runs;
      expect(world.kept()).toHaveLength(1);
    };
    const runs = await world.run(world.merge('first'));
    world.meanwhile = undefined;
    expectResults(runs, { check: 'success', [plan]: 'success', apply: 'success', report: 'skipped' });
    const { digest = '' } = runs[plan]?.outputs ?? {};
    expect(approvedOf[plan]?.summary).toMatch(new RegExp(`^Digest of this plan: ${digest}\n[\\s\\S]*to make`));
    // What the approval rests on is said where it is given.
    const rests = host === 'gitlab' ? 'the job asks GitLab whether one did' : 'its branch control alone keeps';
    expect(approvedOf[plan]?.summary).toContain(rests);
    expect(world.approvals).toEqual(['production']);
    expect(world.resourcesMade()).toBeGreaterThan(20);
    expect([...new Set(services.taken)]).toEqual([roles.mainPlan, roles.apply]);
    const written = services.writes.filter((write) => write.endsWith('.tfstate'));
    expect(new Set(written)).toEqual(new Set([`desktops-apply PUT ${stateKey}`]));
    expect(world.kept()).toEqual([]);
  });

  test('a change that changes nothing is applied by nobody', async () => {
    world.propose('nothing', 2, { files: { 'note.txt': 'no change to any cloud\n' } });
    services.taken.length = 0;
    const runs = await world.run(world.merge('nothing'));
    expect(runs[plan]?.outputs).toEqual({ changes: 'false' });
    expect(services.taken).not.toContain(roles.apply);
    expect(runs['apply']?.result).toBe(host === 'gitlab' ? 'success' : 'skipped');
  });

  test('after the handshake the next merge gives people their desktops', async () => {
    const connected = await shakeHands(world.twin, world.deployment, world.outputs());
    world.propose('connected', 7, { deployment: () => connected as unknown as DeploymentInput });
    const runs = await world.run(world.merge('connected'));
    expectResults(runs, { check: 'success', [plan]: 'success', apply: 'success' });
    await world.twin.advance(120);
    expect(await world.twin.signIn('ada@contoso.com')).toEqual(expect.objectContaining({ works: true }));
  });

  test('one that nobody approves is applied by nobody; an older run is superseded', async () => {
    world.twin.entra.addUser('katherine@contoso.com');
    world.propose('late', 3, { deployment: withUser('katherine@contoso.com') });
    const event = world.merge('late');
    const made = world.resourcesMade();
    world.meanwhile = () => {
      world.propose('other', 4, { files: { 'other.txt': 'somebody was faster\n' } });
      world.merge('other');
    };
    const runs = await world.run(event);
    world.meanwhile = undefined;
    expectResults({ ...runs, apply: { ...runs['apply']!, log: '' } }, { [plan]: 'success' });
    expect(runs['apply']).toMatchObject({
      result: 'failure',
      log: expect.stringContaining('The branch main has moved: this run is superseded.'),
    });
    expect(world.resourcesMade()).toBe(made);
  });

  test('each working day both clouds are looked at by the identity that plans, and somebody is told', async () => {
    services.taken.length = 0;
    const runs = await world.run({ name: 'schedule', ref: 'refs/heads/main' });
    expect(new Set(services.taken)).toEqual(new Set([roles.mainPlan]));
    expect(runs['report']?.summary).toContain('## What doctor found');
    expectResults(runs, { report: 'success' });
    const title: unknown = expect.stringContaining('needs a look');
    if (host === 'gitlab') expect(world.gitlab?.issues).toMatchObject([{ title }]);
    else {
      expect(world.azure?.items).toMatchObject([{ fields: { 'System.Title': title } }]);
      await world.run({ name: 'schedule', ref: 'refs/heads/main' });
      expect(services.news).toEqual(['POST 1']);
    }
  });

  test('no role tried what it may not do; nothing that anybody can read holds a secret', () => {
    expect(services.refused).toEqual([]);
    // Before each plan its job tries to be the one that applies.
    expect(new Set(services.tried.map((each) => each.split(' ')[0]))).toEqual(new Set([roles.apply]));
    expectNothingSecret(world);
  });

  if (host === 'gitlab') {
    const opened = (claims: Record<string, string>): string[] =>
      Object.values(roles).filter((role) => services.opens(role, { ...claims, aud: 'sts.amazonaws.com' }));

    test('the job that plans does not get the role that applies, nor does any branch, tag, fork or unprotected environment', () => {
      expect(opened(gitlabClaims('main'))).toEqual([roles.mainPlan]);
      expect(opened(gitlabClaims('main', 'production'))).toEqual([roles.apply]);
      expect(opened(gitlabClaims('main', 'production', false))).toEqual([]);
      expect(opened(gitlabClaims('main', 'staging'))).toEqual([]);
      expect(opened(gitlabClaims('mine'))).toEqual([]);
      expect(opened(gitlabClaims('mine', 'production'))).toEqual([]);
      expect(opened(gitlabClaims('main', undefined, true, 'mallory/desktops'))).toEqual([]);
      expect(opened({ ...gitlabClaims('main'), iss: 'https://gitlab.example.com' })).toEqual([]);
      // A project that took over the name, and a branch that nobody protects any more.
      expect(opened({ ...gitlabClaims('main', 'production'), project_id: '43' })).toEqual([]);
      expect(opened({ ...gitlabClaims('main', 'production'), ref_protected: 'false' })).toEqual([]);
      expect([bucket, gitlabProject]).toEqual(['contoso-tfstate', 'contoso/it/desktops']);
    });

    test('a branch whose own file names the environment is kept out by it, and by the role', async () => {
      const file = [
        ...['workflow:', '  rules:', '    - if: $CI_PIPELINE_SOURCE == "push"', 'stages: [mine]', 'variables: {}'],
        ...['default:', '  before_script: []', 'named:', '  stage: mine', '  timeout: 5 minutes'],
        ...['  environment:', '    name: production', '  script:', '    - echo in', ''],
      ].join('\n');
      world.propose('mine', 5, { files: { '.gitlab-ci.yml': file } });
      const runs = await runGitlab({ name: 'push', ref: 'refs/heads/mine' }, world.machine);
      expect(runs['named']).toMatchObject({ result: 'failure', log: 'not allowed to deploy' });
    });

    test('an environment that is protected and asks for no approval: at the level approved nobody starts it, a colleague neither', async () => {
      world.twin.entra.addUser('annie@contoso.com');
      world.propose('confirmed', 9, { deployment: withUser('annie@contoso.com') });
      const event = world.merge('confirmed');
      world.gitlab!.approver = undefined;
      const runs = await world.run({ ...event, actor: 'grace' });
      world.gitlab!.approver = 'grace';
      expectResults({ ...runs, apply: { ...runs['apply']!, log: '' } }, { [plan]: 'success', apply: 'failure' });
      expect(runs['apply']?.log.replaceAll(/\s+/g, ' ')).toContain('Nobody has approved this apply');
    });

    test('without protected environments nothing is applied until somebody else than the authors starts it', async () => {
      world.withoutApprovers();
      world.twin.entra.addUser('dorothy@contoso.com');
      const confirmed = (input: DeploymentInput): DeploymentInput => ({
        ...withUser('dorothy@contoso.com')(input),
        pipeline: { gitlab: { ...input.pipeline!.gitlab!, level: 'confirmed' } },
      });
      world.propose('confirmed', 8, { deployment: confirmed });
      const event = world.merge('confirmed');
      const own = await world.run({ ...event, actor: 'ada' });
      expectResults({ ...own, apply: { ...own['apply']!, log: '' } }, { [plan]: 'success', apply: 'failure' });
      expect(own['apply']?.log.replaceAll(/\s+/g, ' ')).toContain(
        'started by: ada; opened, merged, pushed or written by',
      );
      const other = await world.run({ ...event, actor: 'grace' });
      expectResults(other, { [plan]: 'success', apply: 'success' });
      await world.twin.advance(120);
      expect(await world.twin.signIn('dorothy@contoso.com')).toEqual(expect.objectContaining({ works: true }));
      expectNothingSecret(world);
    });
  } else {
    test('a file of a branch that names the connection is kept out by its branch control; one that leaves the stage out gets no token of it', async () => {
      const naming = (name: string, script: string): string =>
        JSON.stringify({
          variables: {},
          stages: [
            {
              stage: 'mine',
              dependsOn: [],
              jobs: [
                {
                  job: 'mine',
                  steps: [
                    { checkout: 'self' },
                    {
                      task: 'AzureCLI@2',
                      inputs: { azureSubscription: name, inlineScript: script },
                      env: { SYSTEM_ACCESSTOKEN: '$(System.AccessToken)' },
                    },
                  ],
                },
              ],
            },
          ],
        });
      world.propose('mine', 5, { files: { 'azure-pipelines.yml': naming(connections.apply.name, 'echo in') } });
      const refused = await world.run({ name: 'push', ref: 'refs/heads/mine' });
      expect(refused['mine']).toMatchObject({ result: 'failure', log: `${connections.apply.name}: branch control` });
      // On main, by a file that names the other connection: its job asks for a token of the one that applies.
      const steal = `curl --silent --output /dev/null --write-out '%{http_code}' --request POST --header "Authorization: Bearer $SYSTEM_ACCESSTOKEN" "$SYSTEM_OIDCREQUESTURI?serviceConnectionId=${connections.apply.id}"`;
      world.propose('theirs', 6, { files: { 'azure-pipelines.yml': naming(connections.mainPlan.name, steal) } });
      const runs = await world.run(world.merge('theirs'));
      expect(runs['mine']?.log).toMatch(/403$/);
    });
  }

  test('at the level refused a merge is planned, and there is no job that applies', async () => {
    world.twin.entra.addUser('barbara@contoso.com');
    const settings = Object.values(world.deployment.pipeline ?? {})[0] as unknown as Settings;
    const { connections, ...rest } = settings;
    const planOnly = <T extends { readonly mainPlan: unknown }>({ mainPlan }: T): object => ({ mainPlan });
    const refused = {
      ...{ ...rest, level: 'refused', aws: planOnly(rest.aws), entra: planOnly(rest.entra) },
      ...(connections === undefined ? {} : { connections: planOnly(connections) }),
    };
    world.deployment = { ...world.deployment, pipeline: { [host]: refused } } as unknown as DeploymentInput;
    world.propose('refused', 12, { deployment: withUser('barbara@contoso.com'), files: world.generated() });
    const made = world.resourcesMade();
    const runs = await world.run(world.merge('refused'));
    expectResults(runs, { check: 'success', [plan]: 'success' });
    expect(Object.keys(runs)).not.toContain('apply');
    expect(runs[plan]?.summary).toContain('Nothing but a laptop applies');
    expect(world.resourcesMade()).toBe(made);
    expectNothingSecret(world);
  });
});
