import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { emergencyMarkdown } from '../../../wizard/commands/break-glass.js';
import { EmulatedStorage, statesElsewhere } from '../plan-store/emulated-storage.js';
import { desktop, plan } from '../terraform/plans.js';
import { Stage, type Scenario } from './fake-terraform.js';

// A person applies past the pipeline and says why: kept before terraform begins, shown by the next plan.

const storage = new EmulatedStorage();
const { objects } = storage;
const stages: Stage[] = [];
beforeAll(async () => storage.listen());
afterAll(async () => storage.close());
beforeEach(() => storage.clear());
afterEach(() => stages.splice(0).forEach((stage) => stage.remove()));

const reason = 'Sign-in is down since 9:40, ticket 4711';
const apply = ['apply', '--auto-approve', '--skip-preflight'];
const making: Scenario = { plan: plan([desktop('ada@contoso.com', ['create'])]) };
const pipeline = {
  github: {
    repository: 'contoso/desktops',
    environment: 'production',
    entraRights: 'whole',
    aws: { mainPlan: 'arn:aws:iam::111122223333:role/plan', apply: 'arn:aws:iam::111122223333:role/apply' },
    entra: { mainPlan: '6e7f8091-a2b3-4c4d-95e6-f708192a3b4c', apply: '7f8091a2-b3c4-4d5e-86f7-08192a3b4c5d' },
  },
};
const notes = (): { name: string; note: Record<string, unknown> }[] =>
  [...objects].flatMap(([name, bytes]) =>
    name.includes('.break-glass/') ? [{ name, note: JSON.parse(String(bytes)) as Record<string, unknown> }] : [],
  );

type Run = (...words: string[]) => Promise<{ exitCode: number; said: string }>;

function laptop(over: object): {
  stage: Stage;
  run: Run & { with: (scenario: Scenario, ...words: string[]) => ReturnType<Run> };
} {
  const stage = new Stage();
  stages.push(stage);
  const file = join(stage.folder, 'deployment.json');
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), pipeline, ...over }));
  const played = async (scenario: Scenario, ...words: string[]): ReturnType<Run> => {
    const { AWS_ENDPOINT_URL_S3: at, ...env } = storage.env;
    const { exitCode, stderr } = await stage.run(words, scenario, { env: { ...env, AWS_ENDPOINT_URL: at } });
    return { exitCode, said: stderr.replace(/\s+/g, ' ') };
  };
  return { stage, run: Object.assign(async (...words: string[]) => played(making, ...words), { with: played }) };
}

describe.each(['s3', 'azurerm'] as const)('with the state in %s', (kind) => {
  test('the reason lies beside the state, and the next plan says it', async () => {
    const { run } = laptop({ state: statesElsewhere[kind] });
    const { exitCode, said } = await run(...apply, '--break-glass', reason);
    expect([exitCode, said]).toEqual([0, expect.stringContaining('Applied past the pipeline')]);
    expect(notes()).toEqual([
      {
        name: expect.stringMatching(/^a b\/c\.tfstate\.break-glass\/\d{4}-.*\.json$/),
        note: expect.objectContaining({ form: 1, reason, commit: 'not committed', by: expect.stringContaining('@') }),
      },
    ]);
    const next = await run('plan');
    expect(next.said).toContain(`(not committed): ${reason}`);
  });

  test('where it cannot be kept nothing is applied', async () => {
    const { run, stage } = laptop({ state: statesElsewhere[kind] });
    storage.atPut = [403];
    const { exitCode, said } = await run(...apply, '--break-glass', reason);
    expect([exitCode, said]).toEqual([1, expect.stringContaining('so nothing is applied')]);
    expect(stage.commands).not.toContain('apply');
  });
});

test.each([
  ['short', 'must have 10 to 300 characters'],
  ['because-of-the-outage', 'must be words'],
  [' Sign-in is down', 'must have no space around it'],
  ['Sign-in is down\nApproved by: grace', 'must be one line'],
  ['Sign-in is \u202Edown', 'must be one line'],
  ['x '.repeat(200).trim(), 'must have 10 to 300 characters'],
])('a reason of bad form is refused before anything is planned: %j', async (bad, rule) => {
  const { run, stage } = laptop({ state: statesElsewhere.s3 });
  const { exitCode, said } = await run(...apply, '--break-glass', bad);
  expect([exitCode, said]).toEqual([2, expect.stringContaining(rule)]);
  expect(stage.commands).toEqual([]);
});

test('a pipeline cannot break glass', async () => {
  const { stage } = laptop({ state: statesElsewhere.s3 });
  const { exitCode, stderr } = await stage.run([...apply, '--break-glass', reason], making, {
    env: { GITHUB_ACTIONS: 'true' },
  });
  expect([exitCode, stderr.replace(/\s+/g, ' ')]).toEqual([2, expect.stringContaining('for a person on a laptop')]);
});

test.each([
  ['without a pipeline', { pipeline: null, state: statesElsewhere.s3 }],
  ['with a state in a file', { pipeline: null }],
])('it means nothing %s', async (_what, over) => {
  const { exitCode, said } = await laptop(over).run(...apply, '--break-glass', reason);
  expect([exitCode, said]).toEqual([2, expect.stringContaining('Leave it out')]);
  expect(notes()).toEqual([]);
});

function committed({ folder }: Stage): (...words: string[]) => string {
  const git = (...words: string[]): string => execFileSync('git', words, { cwd: folder, encoding: 'utf8' });
  git('init', '--quiet');
  // Everything else that lies there is the stand-in's.
  writeFileSync(join(folder, '.gitignore'), '*\n!deployment.json\n');
  git('add', '--all');
  git('-c', 'user.name=ada', '-c', 'user.email=ada@contoso.com', '-c', 'commit.gpgsign=false', 'commit', '-qm', 'x');
  return git;
}

/** Commits that are noted as applied. */
const applied = (): (string | undefined)[] =>
  [...objects].flatMap(([name, bytes]) =>
    name.endsWith('.applied') ? [(JSON.parse(String(bytes)) as { commit?: string }).commit] : [],
  );

test('a commit of which a part was left out is not noted as applied: its people and allowances count on', async () => {
  const { run, stage } = laptop({ state: statesElsewhere.s3 });
  committed(stage);
  await run(...apply, '--', '-target=aws_workspaces_workspace.x');
  expect([stage.commands.includes('apply'), applied()]).toEqual([true, []]);
});

describe('what happens when it is cut off', () => {
  /** A desktop that an apply was cut off over, and that AWS has all the same. */
  const tainted: Scenario = {
    plan: plan([
      {
        ...desktop('ada@contoso.com', ['delete', 'create']),
        action_reason: 'replace_because_tainted',
        change: {
          actions: ['delete', 'create'],
          before: { user_name: 'ada@contoso.com', state: 'AVAILABLE', tags: {} },
          after: { user_name: 'ada@contoso.com', tags: {} },
        },
      },
    ]),
  };

  test('at the first change of the state: the reason was kept before it', async () => {
    const { run, stage } = laptop({ state: statesElsewhere.s3 });
    const before: string[][] = [];
    storage.beforePut = () => before.push(stage.commands);
    const fails = { untaint: [{ summary: 'killed', detail: 'the machine went away' }] };
    const { exitCode } = await run.with({ ...tainted, fails }, ...apply, '--break-glass', reason);
    expect([exitCode, notes().map(({ note }) => note['reason'])]).toEqual([1, [reason]]);
    expect([before.flat().includes('untaint'), stage.commands.includes('untaint')]).toEqual([false, true]);
  });

  test('where the reason cannot be kept the state is not changed either', async () => {
    const { run, stage } = laptop({ state: statesElsewhere.s3 });
    storage.atPut = [403];
    await run.with(tainted, ...apply, '--break-glass', reason);
    expect(stage.commands).not.toContain('untaint');
  });

  test('in terraform: the reason was kept, once', async () => {
    const { run } = laptop({ state: statesElsewhere.s3 });
    const fails = { apply: [{ summary: 'killed', detail: 'the machine went away' }] };
    await run.with({ ...making, fails }, ...apply, '--break-glass', reason);
    expect(notes()).toHaveLength(1);
  });
});

describe('an apply of a kept plan clears the notes that the plan showed', () => {
  const noteAt = (name: string, at: string, said: string): void => {
    const note = { form: 1, reason: said, by: 'ada@laptop', at, commit: 'not committed', version: '0' };
    objects.set(`a b/c.tfstate.break-glass/${name}.json`, Buffer.from(JSON.stringify(note)));
  };
  const digestIn = (said: string): string => /Digest of this plan: ([0-9a-f]{64})/.exec(said)?.[1] ?? said;

  test('and no other, also where the clock of a laptop was behind', async () => {
    const { run, stage } = laptop({ state: statesElsewhere.s3 });
    committed(stage);
    noteAt('2026-01-01T00-00-00-000Z-a', '2026-01-01T00:00:00.000Z', 'The first outage, ticket 1');
    const planned = await run('plan', '--store');
    expect(planned.said).toContain('The first outage, ticket 1');
    noteAt('2025-01-01T00-00-00-000Z-b', '2025-01-01T00:00:00.000Z', 'The second outage, ticket 2');
    const { exitCode, said } = await run('apply', '--stored', digestIn(planned.said), '--skip-preflight');
    expect([exitCode, said]).toEqual([0, expect.stringContaining('Applied.')]);
    expect(notes().map(({ note }) => note['reason'])).toEqual(['The second outage, ticket 2']);
  });

  test('and none where they could not be read while it was planned', async () => {
    const { run, stage } = laptop({ state: statesElsewhere.s3 });
    committed(stage);
    noteAt('2026-01-01T00-00-00-000Z-a', '2026-01-01T00:00:00.000Z', 'The first outage, ticket 1');
    storage.hides = '.break-glass/';
    const planned = await run('plan', '--store');
    storage.hides = undefined;
    expect(planned.said).toContain('cannot be read');
    expect((await run('apply', '--stored', digestIn(planned.said), '--skip-preflight')).exitCode).toBe(0);
    expect(notes()).toHaveLength(1);
  });
});

test('a commit is named, and a reason is text to whoever reads the summary', async () => {
  const { run, stage } = laptop({ state: statesElsewhere.s3 });
  const git = committed(stage);
  await run(...apply, '--break-glass', reason);
  expect(applied()).toEqual([git('rev-parse', 'HEAD').trim()]);
  expect([git('status', '--porcelain'), notes()[0]?.note['commit']]).toEqual(['', git('rev-parse', 'HEAD').trim()]);
  const markdown = emergencyMarkdown([{ reason: '<img src=x> **y**', by: 'ada', at: 'now', commit: 'c' }]);
  expect(markdown).toContain('\\<img src=x\\> \\*\\*y');
});
