import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { everything, madeTwice, Repository, type Adoption } from './owner-repository.js';
import { whoWorks } from './people.js';

// What exists without the state knowing of it is taken over: nothing is made a second time, nobody is locked out.

const people = ['ada@contoso.com', 'grace@contoso.com'] as const;
const region = 'eu-central-1';

/** What the providers cannot import, each made again without a second one of it, or named. */
const withoutImport = [
  'aws_cloudwatch_event_rule',
  'aws_cloudwatch_event_target',
  'aws_default_security_group',
  'aws_secretsmanager_secret_version',
  'aws_sns_topic_subscription',
  'azuread_application_password',
  'azuread_synchronization_job_provision_on_demand',
  'azuread_synchronization_secret',
  'msgraph_resource',
  // It reads the certificate that is there.
  'msgraph_resource_action',
];

/** Texts that must be nowhere: the token, and what the registration secret holds. */
async function secretsOf({ twin, outputsBefore }: Repository): Promise<string[]> {
  const arn = outputsBefore['scim_token_secret_arn'];
  const { SecretString } = await twin.aws.inside('secretsmanager', 'GetSecretValue', region, { SecretId: arn });
  expect(String(SecretString).length).toBeGreaterThan(30);
  return [String(SecretString)];
}

describe('a state that was lost', () => {
  let repository: Repository;
  let before: Awaited<ReturnType<typeof everything>>;

  beforeAll(async () => {
    repository = await Repository.start();
    await repository.setUp();
    before = await everything(repository);
    await rm(repository.state);
  });
  afterAll(async () => repository.stop());

  test('a plan does not go on from there, and names adopt', async () => {
    const { exitCode, stderr } = await repository.run('plan');
    expect(exitCode).toBe(1);
    expect(stderr.replace(/\s+/g, ' ')).toContain('If the state was lost: entra-workspaces adopt');
  });

  test('adopt finds it and changes nothing', async () => {
    const { stdout, stderr } = await repository.must('adopt', '--json');
    const found = JSON.parse(stdout) as Adoption;
    expect(found.open).toBe(0);
    expect(found.adopted).toBeGreaterThan(40);
    const types = new Set(found.sightings.filter(({ outcome }) => outcome === 'adopt').map(({ type }) => type));
    expect([...types]).toEqual(
      expect.arrayContaining(['aws_vpc', 'aws_workspaces_workspace', 'azuread_group', 'msgraph_resource_action']),
    );
    expect(stderr).toContain('client secret');
    expect(await everything(repository)).toEqual(before);
    const written = (await readFile(repository.adopted, 'utf8')) + stdout + stderr;
    expect((await secretsOf(repository)).filter((secret) => written.includes(secret))).toEqual([]);
  });

  test('adopt takes nothing for left behind while somebody works on the state', async () => {
    const written = await readFile(repository.adopted, 'utf8');
    let meanwhile: { exitCode: number; stderr: string } | undefined;
    // A terraform that was started by hand: no note says that it runs, its lock alone does.
    repository.twin.faults.inject('aws sso-admin:ListInstances', {
      meanwhile: async () => {
        meanwhile = await repository.run('adopt');
      },
    });
    // Without a state it fails later, at the empty token.
    await repository.terraform('plan', '-refresh=false', '-input=false').catch(() => undefined);
    expect(meanwhile).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/Another plan or apply is using the state/),
    });
    expect(await readFile(repository.adopted, 'utf8')).toBe(written);
  });

  test('nor when the state moved while it looked', async () => {
    const written = await readFile(repository.adopted, 'utf8');
    repository.twin.faults.inject('aws ec2:DescribeVpcs', {
      meanwhile: async () => {
        const { version } = JSON.parse(await repository.terraform('version', '-json')) as Record<string, unknown>;
        const state = { version: 4, terraform_version: version ?? '1.11.4', serial: 1, lineage: 'a', resources: [] };
        await writeFile(repository.state, JSON.stringify(state));
      },
    });
    const { exitCode, stderr } = await repository.run('adopt');
    await rm(repository.state);
    expect([exitCode, stderr.replace(/\s+/g, ' ')]).toEqual([
      1,
      expect.stringContaining('The state changed while this looked'),
    ]);
    expect(await readFile(repository.adopted, 'utf8')).toBe(written);
  });

  test('the plan makes nothing twice', async () => {
    const { lines, adopted, counts } = await repository.plan();
    expect(adopted).toBeGreaterThan(40);
    expect(madeTwice(lines).filter((type) => !withoutImport.includes(type))).toEqual([]);
    expect([counts['delete'], counts['replace']]).toEqual([0, 0]);
  });

  test('after the apply all is as it was, everybody works, and adopted.json is gone', async () => {
    await repository.must('apply', '--auto-approve', '--skip-preflight');
    expect(existsSync(repository.adopted)).toBe(false);
    expect(await everything(repository)).toEqual(before);
    await repository.twin.advance(60);
    expect(whoWorks(repository.twin, ...people)).toEqual(['works', 'works']);
    expect(await repository.plan()).toMatchObject({ empty: true });
    expect(existsSync(join(repository.stack, 'adopted.tf.json'))).toBe(false);
  });

  test('the lock of a state that is there is seen, too', async () => {
    let meanwhile: { exitCode: number; stderr: string } | undefined;
    repository.twin.faults.inject('aws sso-admin:ListInstances', {
      meanwhile: async () => {
        meanwhile = await repository.run('adopt');
      },
    });
    await repository.terraform('plan', '-refresh=false', '-input=false');
    expect(meanwhile).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('Error acquiring the state lock'),
    });
  });

  test('and then there is nothing more to take over', async () => {
    const { stdout } = await repository.must('adopt', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ adopted: 0, open: 0 });
  });

  test('no call was made that the twin does not know', () => {
    expect(repository.twin.aws.unknownCalls).toEqual([]);
    expect(repository.twin.entra.unknownCalls).toEqual([]);
  });
});

test('a second deployment of the same name with a state of its own makes nothing in either cloud', async () => {
  const repository = await Repository.start();
  try {
    await repository.must('apply', '--auto-approve', '--skip-preflight');
    const before = await everything(repository);
    // As a colleague has it who answers `init` alike: the same names, and nothing in the state.
    await rm(repository.state);
    const { exitCode, stderr } = await repository.run('apply', '--auto-approve');
    expect(exitCode).toBe(1);
    const said = stderr.replace(/\s+/g, ' ');
    expect(said).toContain(
      'A deployment named contoso is here already, and the state of this one knows nothing of it.',
    );
    expect(said).toMatch(/AWS, account \d{12}: function contoso-control-plane/);
    expect(await everything(repository)).toEqual(before);
    expect(existsSync(repository.state)).toBe(false);
  } finally {
    await repository.stop();
  }
});

describe('an apply that was killed before it wrote its state', () => {
  let repository: Repository;
  afterAll(async () => repository.stop());

  test('what it made beside the foundation is taken over, and nothing is made twice', async () => {
    repository = await Repository.start();
    await repository.must('apply', '--auto-approve', '--skip-preflight');
    const foundation = await readFile(repository.state, 'utf8');
    await repository.setUp();
    const before = await everything(repository);
    await writeFile(repository.state, foundation);
    const found = JSON.parse((await repository.must('adopt', '--json')).stdout) as Adoption;
    const types = found.sightings.filter(({ outcome }) => outcome === 'adopt').map(({ type }) => type);
    expect(types.filter((type) => type === 'aws_workspaces_workspace')).toHaveLength(people.length);
    expect(types).not.toContain('aws_vpc');
    const { lines } = await repository.plan();
    expect(madeTwice(lines).filter((type) => !withoutImport.includes(type))).toEqual([]);
    await repository.must('apply', '--auto-approve', '--skip-preflight');
    expect(await everything(repository)).toEqual(before);
    expect(whoWorks(repository.twin, ...people)).toEqual(['works', 'works']);
    expect(await repository.plan()).toMatchObject({ empty: true });
  });
});
