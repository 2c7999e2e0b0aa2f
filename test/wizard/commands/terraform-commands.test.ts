import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { change, desktop, plan } from '../terraform/plans.js';
import { Stage } from './fake-terraform.js';

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => stage.remove());

const harmless = plan([desktop('ada@contoso.com', ['create'])]);
const deleting = plan([desktop('ada@contoso.com', ['delete'])], ['ada@contoso.com']);

describe('plan', () => {
  test('synthesizes, initializes and plans in the folder of the stack, and says it in words', async () => {
    const { exitCode, stderr } = await stage.run(['plan'], { plan: harmless });
    expect(exitCode).toBe(0);
    expect(stage.commands).toEqual(['init', 'plan', 'show']);
    expect(new Set(stage.calls.slice(1).map(({ cwd }) => cwd))).toEqual(
      new Set([join(stage.folder, 'cdktf.out', 'stacks', stage.name)]),
    );
    expect(stderr).toMatch(/costs\s+make 1 desktop\s+AWS\s+ada@contoso.com/);
  });

  test('what the deployment warns of stands beside the plan', async () => {
    const file = join(stage.folder, 'deployment.json');
    const deployment = JSON.parse(readFileSync(file, 'utf8')) as { sites: { bundles: object; desktops: object }[] };
    const [site] = deployment.sites;
    const fromImage = { imageId: 'wsi-0123456789', computeType: 'POWER', rootVolumeGib: 100, userVolumeGib: 50 };
    site!.bundles = { odd: { fromImage } };
    site!.desktops = { ...site!.desktops, bundle: 'odd' };
    writeFileSync(file, JSON.stringify(deployment));
    const { stdout } = await stage.run(['plan', '--json'], { plan: harmless });
    expect(JSON.parse(stdout)).toMatchObject({
      notes: [expect.stringContaining('should have volumes that AWS lists together')],
    });
  });

  test('terraform is never left to ask', async () => {
    await stage.run(['plan'], { plan: harmless });
    for (const { words, env } of stage.calls.filter(({ words }) => ['init', 'plan'].includes(words[0] ?? ''))) {
      expect(words).toContain('-input=false');
      expect(env['TF_IN_AUTOMATION']).toBe('1');
    }
  });

  test('words after -- go to terraform as they are, a file is refused', async () => {
    await stage.run(['plan', '--', '-target=aws_vpc.x', '-lock-timeout=5m'], { plan: harmless });
    expect(stage.calls.find(({ words }) => words[0] === 'plan')?.words).toEqual(
      expect.arrayContaining(['-target=aws_vpc.x', '-lock-timeout=5m']),
    );
    expect(await stage.run(['plan', 'x.tfplan'], {})).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--out x.tfplan'),
    });
  });

  test('a plan without --out leaves no file with secrets behind', async () => {
    await stage.run(['plan'], { plan: harmless });
    const left = readdirSync(join(stage.folder, 'cdktf.out', 'stacks', stage.name));
    expect(left.filter((name) => name.includes('tfplan'))).toEqual([]);
  });

  test('a kept plan is readable for its owner alone, and the summary is written as Markdown', async () => {
    const { stderr } = await stage.run(['plan', '--out', 'kept.tfplan', '--markdown', 'plan.md'], { plan: harmless });
    expect(statSync(join(stage.folder, 'kept.tfplan')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(stage.folder, 'plan.md'), 'utf8')).toContain(
      '| costs | make 1 desktop | AWS | ada@contoso.com |',
    );
    expect(stderr).toContain('entra-workspaces apply kept.tfplan');
  });

  test('a plan that apply would refuse ends with 1 and says why', async () => {
    const { exitCode, stderr } = await stage.run(['plan'], { plan: deleting });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('--allow-remove ada@contoso.com');
    expect(await stage.run(['plan', '--allow-remove', 'ada@contoso.com'], { plan: deleting })).toMatchObject({
      exitCode: 0,
    });
  });

  test('--json gives the summary alone on standard output', async () => {
    const { stdout } = await stage.run(['plan', '--json'], { plan: deleting });
    expect(JSON.parse(stdout)).toMatchObject({
      risk: 'destroys-data',
      desktops: { deleted: ['ada@contoso.com'] },
      refusals: [{ flags: expect.stringContaining('--allow-remove') }],
    });
  });

  test.each([
    ['changes', harmless, 2],
    ['no changes', plan([]), 0],
  ])('--detailed-exitcode with %s', async (_what, planned, code) => {
    expect((await stage.run(['plan', '--detailed-exitcode'], { plan: planned })).exitCode).toBe(code);
  });

  test("--diff shows terraform's own listing, --no-refresh believes the state", async () => {
    const { stderr } = await stage.run(['plan', '--diff', '--no-refresh'], { plan: harmless });
    expect(stderr).toContain('every attribute');
    expect(stage.calls.find(({ words }) => words[0] === 'plan')?.words).toContain('-refresh=false');
  });

  test('an error of a provider is followed by cause and fix', async () => {
    const { exitCode, stderr } = await stage.run(['plan'], {
      fails: { plan: [{ summary: 'AWS account ID not allowed: 2222', detail: '', address: 'provider.aws' }] },
    });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /terraform plan failed\.[^]*AWS account ID not allowed: 2222[^]*Cause:[^]*Fix: Sign in to the account/,
    );
  });

  test('the lock file belongs to the repository: it is carried to the stack and back', async () => {
    await stage.run(['plan'], { plan: harmless });
    expect(readFileSync(join(stage.folder, '.terraform.lock.hcl'), 'utf8')).toBe('locked by init');
    writeFileSync(join(stage.folder, '.terraform.lock.hcl'), 'reviewed');
    await stage.run(['plan'], { plan: harmless, fails: { init: [{ summary: 'stop', detail: '' }] } });
    const used = join(stage.folder, 'cdktf.out', 'stacks', stage.name, '.terraform.lock.hcl');
    expect(readFileSync(used, 'utf8')).toBe('reviewed');
  });

  test('without terraform nothing is synthesized and the way to it is said', async () => {
    const { exitCode, stderr } = await stage.run(
      ['plan'],
      {},
      { env: { ENTRA_WORKSPACES_TERRAFORM: undefined, PATH: '' } },
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Neither terraform nor tofu was found on PATH.');
    expect(existsSync(join(stage.folder, 'cdktf.out'))).toBe(false);
  });
});

describe('apply', () => {
  const scenario = {
    plan: harmless,
    outputs: {
      sign_in_url: { sensitive: false, value: 'https://d-1.awsapps.com/start' },
      token: { sensitive: true, value: 'secret-token' },
      what_to_do_now: { sensitive: false, value: 'Run connect.' },
    },
    events: [
      {
        type: 'apply_start',
        '@message': 's',
        hook: { resource: { addr: 'aws_workspaces_workspace.ada_contoso_com' }, action: 'create' },
      },
      {
        type: 'apply_complete',
        '@message': 'done',
        hook: {
          resource: { addr: 'aws_workspaces_workspace.ada_contoso_com' },
          action: 'create',
          elapsed_seconds: 600,
        },
      },
    ],
  };

  test('shows the plan, asks, applies exactly it, and ends with what to do now', async () => {
    const { exitCode, stderr, prompts } = await stage.run(['apply'], scenario, {
      tty: true,
      actions: [{ answer: true }],
    });
    expect(exitCode).toBe(0);
    expect(prompts.asked).toEqual(['Apply this?']);
    const planned = stage.calls
      .find(({ words }) => words[0] === 'plan')
      ?.words.find((word) => word.startsWith('-out='));
    expect(stage.calls.find(({ words }) => words[0] === 'apply')?.words.at(-1)).toBe(planned?.slice(5));
    expect(stderr).toMatch(
      /Made desktop ada@contoso.com \(10 min\)\.[^]*https:\/\/d-1.awsapps.com\/start[^]*Next\nRun connect\./,
    );
    expect(stderr).not.toContain('secret-token');
  });

  test('Enter means no: nothing is applied, the exit code is 130', async () => {
    const { exitCode } = await stage.run(['apply'], scenario, { tty: true, actions: ['enter'] });
    expect(exitCode).toBe(130);
    expect(stage.commands).not.toContain('apply');
  });

  test('Ctrl-C at the question says that nothing was changed', async () => {
    const { exitCode, stderr } = await stage.run(['apply'], scenario, { tty: true, actions: ['cancel'] });
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(/Cancelled\.\nNothing was changed\./);
    expect(stage.commands).not.toContain('apply');
  });

  test('what is there to be copied is never broken, and what people need stands alone', async () => {
    const arn = `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${'contoso-'.repeat(12)}1`;
    const outputs = {
      ...scenario.outputs,
      scim_token_secret_arn: { sensitive: false, value: arn },
      sites: { sensitive: false, value: { berlin: { registration_code: 'WSabc+DEF123', vpc_id: 'vpc-1' } } },
    };
    const { stderr } = await stage.run(['apply'], { ...scenario, outputs }, { tty: true, actions: [{ answer: true }] });
    expect(stderr).toContain(`scim token secret arn:\n    ${arn}\n`);
    expect(stderr).toContain('sites, berlin, vpc id: vpc-1\n');
    expect(stderr).toMatch(
      /What people need\nsign in url:\n {4}https:\/\/d-1\.awsapps\.com\/start\nsites, berlin, registration code:\n {4}WSabc\+DEF123\n/,
    );
  });

  test('convention 5: where nobody can be asked it names the flag and applies nothing', async () => {
    const { exitCode, stderr, prompts } = await stage.run(['apply'], scenario);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--auto-approve');
    expect(prompts.asked).toEqual([]);
    expect(stage.calls).toEqual([]);
  });

  test('--auto-approve applies without asking; --json gives outputs that are no secret', async () => {
    const { exitCode, stdout } = await stage.run(['apply', '--auto-approve', '--json'], scenario);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ applied: true, outputs: { what_to_do_now: 'Run connect.' } });
    expect(stdout).not.toContain('secret-token');
  });

  test('no approval overrides a guard', async () => {
    const { exitCode, stderr } = await stage.run(['apply', '--auto-approve'], { plan: deleting });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('The plan is not applied.');
    expect(stage.commands).not.toContain('apply');
    expect(
      (await stage.run(['apply', '--auto-approve', '--allow-remove', 'ada@contoso.com'], { plan: deleting })).exitCode,
    ).toBe(0);
  });

  test('a kept plan is applied as it is: nothing is planned, nobody is asked, guards hold', async () => {
    await stage.keep('kept.tfplan');
    expect((await stage.run(['apply', 'kept.tfplan'], { plan: harmless })).exitCode).toBe(0);
    expect(stage.commands).toEqual(['init', 'show', 'apply', 'output']);
    expect(stage.calls.find(({ words }) => words[0] === 'apply')?.words.at(-1)).toBe(join(stage.folder, 'kept.tfplan'));
    expect((await stage.run(['apply', 'kept.tfplan'], { plan: deleting })).exitCode).toBe(1);
    expect(
      (await stage.run(['apply', '--allow-remove', 'ada@contoso.com', 'kept.tfplan'], { plan: deleting })).exitCode,
    ).toBe(0);
  });

  test('a kept plan that holds a module more is refused before terraform reads it', async () => {
    await stage.keep('kept.tfplan');
    const file = join(stage.folder, 'kept.tfplan');
    writeFileSync(file, zipSync({ ...unzipSync(readFileSync(file)), 'tfconfig/m-x/main.tf': strToU8('x') }));
    const { exitCode, stderr } = await stage.run(['apply', 'kept.tfplan'], { plan: harmless });
    expect({ exitCode, commands: stage.commands }).toEqual({ exitCode: 1, commands: ['init'] });
    expect(stderr).toContain('foreign: tfconfig/m-x/main.tf');
  });

  test('a kept plan that is gone, or stale, is refused plainly', async () => {
    expect(await stage.run(['apply', 'gone.tfplan'], {})).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('The plan file gone.tfplan does not exist.'),
    });
    await stage.keep('kept.tfplan');
    const fails = {
      apply: [{ summary: 'Saved plan is stale', detail: 'The given plan file can no longer be applied' }],
    };
    const { exitCode, stderr } = await stage.run(['apply', 'kept.tfplan'], { plan: harmless, fails });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/The state changed after this plan was made[^]*Plan again/);
  });

  test('a file that is no plan is refused by its name, before anything is synthesized or looked at', async () => {
    const { exitCode, stderr } = await stage.run(['apply', 'deployment.json'], { plan: harmless });
    expect({ exitCode, commands: stage.commands }).toEqual({ exitCode: 1, commands: [] });
    expect(stderr).toMatch(/deployment\.json is no plan of terraform.*plan --out PLANFILE/s);
  });

  test('a kept plan made with other code of the control plane is refused, with the same code it is applied', async () => {
    await stage.keep('kept.tfplan');
    const lambda = (hash: string) =>
      plan([
        change('aws_lambda_function', 'f', ['create'], { after: { filename: 'handler.zip', source_code_hash: hash } }),
      ]);
    const { exitCode, stderr } = await stage.run(['apply', 'kept.tfplan'], { plan: lambda('another') });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("another version of the control plane's code");
    const zip = readFileSync(join(stage.folder, 'cdktf.out', 'stacks', stage.name, 'handler.zip'));
    const hash = createHash('sha256').update(zip).digest('base64');
    expect((await stage.run(['apply', 'kept.tfplan'], { plan: lambda(hash) })).exitCode).toBe(0);
  });

  test('PENDING says what is waited for and how to go on', async () => {
    const fails = {
      apply: [
        {
          summary: 'Lambda function error',
          detail: '{"errorMessage":"PENDING: the directory contoso is REGISTERING"}',
          address: 'aws_lambda_invocation.w',
        },
      ],
    };
    const { exitCode, stderr } = await stage.run(['apply', '--auto-approve'], { plan: harmless, fails });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/Not everything is there yet[^]*the directory contoso is REGISTERING[^]*Run apply again/);
  });

  test('without changes nobody is asked', async () => {
    const { exitCode, stderr } = await stage.run(['apply'], { plan: plan([]) }, { tty: true });
    expect(exitCode).toBe(0);
    expect(stderr).toContain('No changes');
    expect(stage.commands).not.toContain('apply');
  });
});
