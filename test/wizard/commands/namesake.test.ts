/** A second deployment of a name that is taken: an empty state while things of its names are there. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readDeployment } from '../../../deployment/load.js';
import { factsOf } from '../../../wizard/checks/examine.js';
import { namesakesOf } from '../../../wizard/checks/namesakes.js';
import { Observer } from '../../../wizard/checks/observer.js';
import { isStateEmpty } from '../../../wizard/commands/namesake.js';
import { terraformRights } from '../../../wizard/permissions/terraform-rights.js';
import { fitted, smallExample } from '../../../wizard/rehearsal/fixtures.js';
import { zipOf } from '../../twin/aws/function-in-test.js';
import { startTwinClouds, type TwinClouds } from '../clouds/twin-clouds.js';
import { desktop, plan } from '../terraform/plans.js';
import { Stage } from './fake-terraform.js';

const making = plan([desktop('ada@contoso.com', ['create'])]);
const [name, account, region] = ['contoso-desktops', '111122223333', 'eu-central-1'];
const here = `A deployment named ${name} is here already`;

let clouds: TwinClouds;
let stage: Stage;
beforeAll(async () => {
  clouds = await startTwinClouds();
});
afterAll(async () => clouds.stop());
beforeEach(() => {
  stage = new Stage();
  writeFileSync(join(stage.folder, 'deployment.json'), JSON.stringify(fitted(smallExample, clouds.twin)));
});
afterEach(() => stage.remove());

const run = async (words: readonly string[], given: Parameters<Stage['run']>[2] = {}) => {
  const { PATH: _, ...env } = clouds.env;
  const ended = await stage.run(words, { plan: making }, { ...given, env });
  return { ...ended, said: ended.stderr.replace(/\s+/g, ' ') };
};
const ofState = (resources: readonly object[]): void =>
  writeFileSync(
    join(stage.folder, `${name}.tfstate`),
    JSON.stringify({ version: 4, serial: 1, lineage: 'a', resources }),
  );

test('a name that nobody has is planned and applied without a word about it', async () => {
  for (const command of ['preflight', 'plan']) expect((await run([command])).said).not.toContain('is here already');
  const { exitCode, said } = await run(['apply', '--auto-approve']);
  expect([exitCode, said.includes('is here already'), said.includes('could not be seen')]).toEqual([0, false, false]);
});

describe('where another account of the tenant has it', () => {
  beforeAll(() => {
    clouds.twin.entra.addServicePrincipal('Contoso desktops (AWS IAM Identity Center)');
    clouds.twin.entra.addGroup('Contoso desktops users');
  });

  test('an apply is refused before anything is planned, with what is there, whose it may be and every way on', async () => {
    const { exitCode, said } = await run(['apply', '--auto-approve']);
    expect(exitCode).toBe(1);
    expect(said).toContain(`${here}, and the state of this one knows nothing of it.`);
    expect(said).toMatch(/enterprise app "Contoso desktops \(AWS IAM Identity Center\)" \([0-9a-f-]{36}\)/);
    expect(said).toMatch(/group "Contoso desktops users" \([0-9a-f-]{36}\)/);
    expect(said).toContain(`AWS, account ${account}: nothing in ${region}; it belongs to another account or Region`);
    expect(said).toContain('give this one another "name" in deployment.json. adopt would take the parts of the other.');
    expect(said).toContain(`the state (${name}.tfstate beside deployment.json) is empty`);
    expect(said).toContain('entra-workspaces apply --second-of-name');
    expect(stage.commands).not.toContain('plan');
    expect(stage.commands).not.toContain('apply');
  });

  test('a kept plan is refused, too', async () => {
    await run(['plan', '--out', 'kept.tfplan']);
    expect(await run(['apply', 'kept.tfplan'])).toMatchObject({ exitCode: 1, said: expect.stringContaining(here) });
    expect(stage.commands).not.toContain('apply');
  });

  test('a plan says it and goes on', async () => {
    const { exitCode, said } = await run(['plan']);
    expect([exitCode, said.includes(here), said.includes('apply refuses this')]).toEqual([0, true, true]);
  });

  test('a preflight says it before terraform is there, and not of what a state holds', async () => {
    const { stdout, said } = await run(['preflight', '--json']);
    expect(said).toContain('A deployment of this name is here already');
    const { findings } = JSON.parse(stdout) as { findings: { rule: string; severity: string; subject: object }[] };
    expect(findings.filter(({ rule }) => rule === 'name-taken')).toContainEqual(
      expect.objectContaining({
        severity: 'warning',
        subject: { thing: expect.stringMatching(/^group "Contoso desktops users" \([0-9a-f-]{36}\)$/) },
      }),
    );
    ofState([{ mode: 'managed', type: 'aws_vpc', name: 'network', instances: [{}] }]);
    expect((await run(['preflight'])).said).not.toContain('is here already');
    expect(stage.commands).toEqual([]);
  });

  test('with --second-of-name it is applied: somebody said that it is meant', async () => {
    expect((await run(['apply', '--auto-approve', '--second-of-name'])).exitCode).toBe(0);
    expect(stage.commands).toContain('apply');
  });

  test('with a state that holds something what is there is its own', async () => {
    ofState([{ mode: 'managed', type: 'aws_vpc', name: 'network', instances: [{}] }]);
    const { exitCode, said } = await run(['apply', '--auto-approve']);
    expect([exitCode, said.includes('is here already')]).toEqual([0, false]);
  });

  test('a state that a destroy has left empty is no reason to take it for one', async () => {
    ofState([]);
    expect(await run(['apply', '--auto-approve'])).toMatchObject({ exitCode: 1, said: expect.stringContaining(here) });
  });

  test('adopt asks a person whose parts these are, and takes over nothing of another deployment', async () => {
    const { exitCode, said, prompts } = await run(['adopt'], { tty: true, actions: ['enter'] });
    expect(exitCode).toBe(130);
    expect(said).toContain('nothing tells whether this is of this deployment or of another one named contoso-desktops');
    expect(prompts.asked.join()).toContain(`account ${account}, ${region}`);
    expect(existsSync(join(stage.folder, 'adopted.json'))).toBe(false);
  });

  test('where nobody can be asked adopt says it, and writes what it found as before', async () => {
    const { said } = await run(['adopt']);
    expect(said).toContain('of a colleague, another account or Region');
    expect(readFileSync(join(stage.folder, 'adopted.json'), 'utf8')).toContain('/groups/');
  });
});

test('in the same account its function is named with its Region, with the rights of a plan alone', async () => {
  const role = 'arn:aws:iam::111122223333:role/of-the-function';
  await clouds.twin.aws.inside('iam', 'CreateRole', region, {
    RoleName: 'of-the-function',
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    }),
  });
  await clouds.twin.advance(5);
  await clouds.twin.aws.inside('lambda', 'CreateFunction', region, {
    FunctionName: `${name}-control-plane`,
    Role: role,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Code: { ZipFile: zipOf('export const handler = async () => 1;') },
  });
  const { exitCode, said } = await run(['apply', '--auto-approve']);
  expect(exitCode).toBe(1);
  expect(said).toContain(`function ${name}-control-plane in ${region}`);

  const { aws = [], graph = [] } = terraformRights().plan;
  const asPlanner = clouds.holding({ aws: aws.filter((right) => !right.startsWith('iam:Pass')), graph });
  const deployment = readDeployment(join(stage.folder, 'deployment.json')).deployment;
  expect(await namesakesOf(deployment, new Observer(asPlanner))).toMatchObject({
    inAws: [`function ${name}-control-plane in ${region}`],
    unseen: { inEntra: [], inAws: [] },
  });
  // Of a site in another Region, and of Identity Center in another one.
  const [site] = deployment.sites as [(typeof deployment.sites)[number]];
  const elsewhere = { sites: [{ ...site, region: 'eu-west-1' as const }], identityCenter: { region: 'eu-west-1' } };
  for (const there of [{ sites: [...elsewhere.sites, site] }, { identityCenter: { region } }])
    expect(
      (await namesakesOf({ ...deployment, ...elsewhere, ...there } as never, new Observer(asPlanner))).inAws,
    ).toEqual([`function ${name}-control-plane in ${region}`]);
});

test('what could not be looked at is no free name: a preflight says why', async () => {
  const { deployment } = readDeployment(join(stage.folder, 'deployment.json'));
  const blind = { env: {}, clouds: clouds.holding({}) };
  const facts = factsOf(deployment, { ...blind, stateIsEmpty: async () => true });
  expect(await facts.of('namesakes')).toMatchObject({
    unknown: 'error',
    message: expect.stringMatching(/^whether the name is taken: .*no permission: lambda:GetFunction/),
  });
  const stateIsEmpty = async () => isStateEmpty(deployment, stage.folder, {});
  mkdirSync(join(stage.folder, `${name}.tfstate`));
  expect(await stateIsEmpty()).toBeUndefined();
  const unread = factsOf(deployment, { ...blind, stateIsEmpty });
  expect(await unread.of('namesakes')).toMatchObject({ unknown: 'error' });
  expect(await factsOf(deployment, blind).of('namesakes')).toEqual({ seen: { inEntra: [], inAws: [] } });
});
