import { beforeAll, describe, expect, test } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../../wizard/cli.js';
import { commandRights, type CommandRights, type Subject } from '../../../wizard/permissions/report.js';
import {
  addedByFleet,
  addedByHandshake,
  addedBySelfService,
  rightsOf,
  type Block,
} from '../../../wizard/resources/block-rights.js';
import { blocksOf } from '../../../wizard/permissions/terraform-rights.js';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';
import { keptStream } from '../terminal/screen.js';
import { lookups } from '../../../wizard/clouds/lookups/index.js';
import { examplesFolder, exampleSubjects, names } from './example-subjects.js';

let subjects: Record<string, Subject>;

beforeAll(async () => {
  subjects = await exampleSubjects();
});

const of = (name: string, command: string): CommandRights =>
  commandRights(subjects[`${name}.json`]).find((each) => each.command === command)!;
const actionsOf = ({ aws }: CommandRights): string[] =>
  aws.flatMap(({ Statement }) => Statement).flatMap(({ Action }) => Action);
const typesOf = (name: string): string[] =>
  blocksOf(subjects[`${name}.json`]!.stack).map(({ mode, type }: Block) => `${mode} ${type}`);

describe('the table of resource types', () => {
  test.each(names)('knows everything that %s holds', (name) => {
    const unknown = blocksOf(subjects[name]!.stack).filter((block) => rightsOf(block) === undefined);
    const records = unknown.map(
      ({ mode, type }) => `${mode} ${type}: its rights belong to its record in wizard/resources`,
    );
    expect(records).toEqual([]);
  });

  test('knows what the handshake adds', () => {
    const before = new Set(typesOf('greenfield-foundation'));
    const added = [...new Set(typesOf('greenfield-connected'))].filter((each) => !before.has(each));
    const ownTimers = added.filter((each) => !/^resource (time|terraform)_/.test(each));
    expect(ownTimers.sort()).toEqual(addedByHandshake.map(({ mode, type }) => `${mode} ${type}`).sort());
  });

  test('knows what a fleet and its self-service add', () => {
    const without = new Set(
      names.filter((name) => name !== 'fleet.json').flatMap((name) => typesOf(name.replace('.json', ''))),
    );
    const added = [...new Set(typesOf('fleet'))].filter((each) => !without.has(each));
    expect(added.sort()).toEqual(
      [...addedByFleet, ...addedBySelfService].map(({ mode, type }) => `${mode} ${type}`).sort(),
    );
  });

  test('of a fleet `status` and `users letter` read its table, and of a list they do not', () => {
    for (const command of ['status', 'users letter']) {
      expect(actionsOf(of('fleet', command))).toContain('dynamodb:Query');
      expect(actionsOf(of('smallest', command))).not.toContain('dynamodb:Query');
    }
  });

  test('names actions, never patterns', () => {
    const all = commandRights().flatMap(actionsOf);
    expect(all.length).toBeGreaterThan(200);
    expect(all.filter((action) => !/^[a-z0-9-]+:[A-Z][A-Za-z]+$/.test(action))).toEqual([]);
  });
});

describe.each(names)('for %s', (name) => {
  const example = name.replace(/\.json$/, '');

  test('a plan reads and invokes no function', () => {
    const changing = actionsOf(of(example, 'plan')).filter(
      (action) => !/:(Describe|Get|List)\w+$|^kms:(Decrypt|GenerateDataKey)$|^sts:AssumeRole$|^s3:/.test(action),
    );
    expect(changing).toEqual([]);
    expect(of(example, 'plan').graph.filter((each) => !each.includes('.Read.'))).toEqual([]);
  });

  test('daily work has no right on every application, group, access package or consent', () => {
    const whole = /^(Application|AppRoleAssignment|Group|EntitlementManagement)\.ReadWrite\.All$/;
    expect(of(example, 'daily-apply').graph.filter((each) => whole.test(each))).toEqual([]);
  });

  test('each policy fits into a managed policy and names its resources', () => {
    const { deployment } = subjects[name]!;
    for (const { command, aws, awsByRole } of commandRights(subjects[name])) {
      for (const document of [...aws, ...(awsByRole?.policies ?? [])]) {
        if (command !== 'control-plane') expect(JSON.stringify(document).length).toBeLessThanOrEqual(6_144);
      }
    }
    const secrets = of(example, 'apply')
      .aws.flatMap(({ Statement }) => Statement)
      .find(({ Action }) => Action.includes('secretsmanager:GetSecretValue'));
    for (const resource of secrets?.Resource ?? []) expect(resource).toContain(deployment.aws.accountId);
  });
});

describe('narrowed to a deployment', () => {
  test('what it does not hold is left out', () => {
    expect(actionsOf(of('existing-federation', 'apply'))).not.toContain('ec2:CreateVpc');
    expect(of('by-admin', 'apply').graph).toEqual([
      'Application.Read.All',
      'DeviceManagementServiceConfig.ReadWrite.All',
      'Group.ReadWrite.All',
    ]);
    expect(of('existing-federation', 'apply').graph).not.toContain('Synchronization.ReadWrite.All');
  });

  test('with a role for Identity Center its actions are asked of that role', () => {
    const { awsByRole, ...own } = of('cross-region', 'apply');
    expect(actionsOf(own).filter((action) => /^(sso|identitystore):/.test(action))).toEqual([]);
    expect(actionsOf(own)).toContain('sts:AssumeRole');
    expect(awsByRole?.roleArn).toBe('arn:aws:iam::444455556666:role/contoso-identity-center');
    expect(JSON.stringify(awsByRole?.policies)).toContain('sso:CreateApplicationAssignment');
    expect(JSON.stringify(awsByRole?.policies)).toContain('444455556666:application/ssoins-');
  });

  test('a flow log is made with the tag on a network with it, and removed by it', () => {
    const allowing = (command: string, action: string) =>
      of('everything-on', command)
        .aws.flatMap(({ Statement }) => Statement)
        .filter(({ Action }) => Action.includes(action))
        .map(({ Resource, Condition }) => ({
          types: Resource.map((arn) => arn.split(':').at(-1)),
          tags: Object.keys(Condition?.['StringEquals'] ?? {}).filter((key) => key.includes('Tag/')),
        }));
    const tag = (key: string): string[] => [`aws:${key}/entra-workspaces:deployment`];
    expect(allowing('apply', 'ec2:CreateFlowLogs')).toEqual([
      { types: ['vpc-flow-log/*'], tags: tag('RequestTag') },
      { types: ['vpc/*'], tags: tag('ResourceTag') },
    ]);
    for (const command of ['apply', 'destroy']) {
      const [only, ...more] = allowing(command, 'ec2:DeleteFlowLogs');
      expect(only).toEqual({ types: expect.arrayContaining(['vpc-flow-log/*']), tags: tag('ResourceTag') });
      expect(more).toEqual([]);
    }
    expect(actionsOf(of('everything-on', 'apply'))).toContain('logs:CreateLogDelivery');
    expect(actionsOf(of('greenfield-connected', 'apply'))).not.toContain('logs:CreateLogDelivery');
  });

  test.each(['preflight', 'doctor', 'doctor --user'])(
    '%s reads no secret; to do so is a right of its own',
    (command) => {
      const rights = of('existing-federation', command);
      const optional = rights.optional!.policies.flatMap(({ Statement }) => Statement).flatMap(({ Action }) => Action);
      expect(actionsOf(rights).filter((action) => action === 'secretsmanager:GetSecretValue')).toEqual([]);
      expect(optional).toContain('secretsmanager:GetSecretValue');
      // Several reasons side by side: each is a sentence.
      expect(rights.optional!.why).toMatch(/^[A-Z].*\.$/);
      expect(rights.optional!.why).not.toMatch(/[^.;,:] (?:whether an image|what a firewall)/);
    },
  );

  test.each([
    ['connect', ['kms:Decrypt', 'kms:GenerateDataKey']],
    ['plan', ['kms:Decrypt']],
    ['apply', ['kms:Decrypt', 'kms:GenerateDataKey']],
  ])('%s may use the key of the SCIM token, by tag or alias, through Secrets Manager alone', (command, actions) => {
    const statements = of('greenfield-connected', command).aws.flatMap(({ Statement }) => Statement);
    for (const action of actions) {
      const conditions = statements
        .filter(
          ({ Action, Resource }) => Action.includes(action) && Resource.some((each) => each.includes(':111122223333:')),
        )
        .map(({ Condition }) => JSON.stringify(Condition));
      expect(conditions.length).toBeGreaterThan(1);
      for (const condition of conditions) {
        expect(condition).toMatch(/"kms:ViaService":\["secretsmanager\.eu-central-1\.amazonaws\.com"\]/);
      }
      expect(conditions.join()).toContain('"aws:ResourceTag/entra-workspaces:deployment"');
      expect(conditions.join()).toMatch(/"kms:ResourceAliases":\["alias\/contoso-desktops-\*"\]/);
    }
  });

  test('nothing that changes is allowed on everything, but what the services know no resource for', () => {
    const wide = ['apply', 'destroy']
      .flatMap((command) => names.flatMap((name) => of(name.replace(/\.json$/, ''), command).aws))
      .flatMap(({ Statement }) => Statement)
      .filter(({ Resource }) => Resource.includes('*'))
      .flatMap(({ Action }) => Action)
      .filter((action) => !/:(Describe|List|Get)/.test(action));
    expect([...new Set(wide)].sort()).toEqual([
      'kms:CreateKey',
      ...['logs:CreateLogDelivery', 'logs:DeleteLogDelivery'],
      ...['sns:Unsubscribe', 'workspaces:CreateTags', 'workspaces:DeleteTags'],
    ]);
  });

  test('what opens the whole tenant is called so, and by-admin does without', () => {
    const notes = of('greenfield-foundation', 'apply').notes.join(' ');
    expect(notes).toContain('AppRoleAssignment.ReadWrite.All is worth as much as Global Administrator');
    expect(notes).toContain('Application.ReadWrite.All is worth as much as Global Administrator');
    expect(of('by-admin', 'apply').notes.join(' ')).not.toContain('Global Administrator');
  });

  test("the function's own role is shown as the apply makes it", () => {
    const { aws } = of('two-sites-two-regions', 'control-plane');
    expect(aws).toHaveLength(2);
    expect(JSON.stringify(aws)).toContain('workspaces:RegisterWorkspaceDirectory');
  });
});

test('init asks for what discovery looks at, and for nothing else', async () => {
  const folder = join(import.meta.dirname, '../../../wizard/discovery');
  const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
  const used = new Set(texts.flatMap((text) => [...text.matchAll(/see\(lookups\.(\w+)/g)].map(([, name]) => name)));
  const needs = [...used].map((name) => lookups[name as keyof typeof lookups].needs);
  const init = commandRights().find(({ command }) => command === 'init')!;
  expect(actionsOf(init).sort()).toEqual([...new Set(needs.flatMap(({ aws }) => aws ?? []))].sort());
  expect(init.graph).toEqual([...new Set(needs.flatMap(({ graph }) => graph ?? []))].sort());
});

describe('the command', () => {
  const call = async (...words: string[]) => {
    const stdout = keptStream();
    const stderr = keptStream();
    const exitCode = await run(['permissions', ...words], {
      stdin: process.stdin,
      stdout,
      stderr: stderr as never,
      env: {},
      cwd: examplesFolder,
      interrupts: new Interrupts(),
    });
    return { exitCode, stdout: stdout.text, stderr: stderr.text };
  };

  test('prints policies to paste on standard output', async () => {
    const { exitCode, stdout, stderr } = await call('--command', 'users list --check');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toContain('AWS: no right');
    expect(stdout).toContain('User.Read.All');
  });

  test.each([[['--command', 'apply']], [['--json']]])(
    'says on standard error what a deployment has to name before the rights of apply do, %j',
    async (words) => {
      const { stderr } = await call('--deployment', 'smallest.json', ...words);
      const said = stderr.replace(/\s+/g, ' ');
      expect(said).toContain('entra-workspaces permissions --command boundary --deployment deployment.json');
      expect(said).toContain(
        '"permissionsBoundaryArn": "arn:aws:iam::111122223333:policy/contoso-control-plane-boundary" under `aws`',
      );
      expect(said).toContain('An administrator who applies by hand needs no printed policy.');
    },
  );

  test.each([
    ['smallest.json', 'plan'],
    ['everything-on.json', 'apply'],
  ])('says nothing of it for %s, %s', async (deployment, command) => {
    expect(await call('--deployment', deployment, '--command', command)).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('gives JSON of every command', async () => {
    const { stdout } = await call('--json');
    const { commands } = JSON.parse(stdout) as { commands: CommandRights[] };
    expect(commands.map(({ command }) => command)).toEqual(
      expect.arrayContaining(['init', 'preflight', 'doctor', 'doctor --user', 'connect', 'plan', 'apply', 'destroy']),
    );
    expect(commands.find(({ command }) => command === 'doctor')?.delegated).toEqual(['Policy.Read.All']);
  });

  test('refuses a command that is none, and names those that there are', async () => {
    const { exitCode, stderr } = await call('--command', 'fly');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/got: fly/);
    expect(stderr).toContain('doctor --user');
  });

  test('says what is wrong with a deployment that cannot be read', async () => {
    const { exitCode, stderr } = await call('--deployment', 'nowhere.json');
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('nowhere.json');
    expect(stderr).not.toMatch(/\bat .*\.ts:\d+/);
  });
});
