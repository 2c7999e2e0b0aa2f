import { describe, expect, test } from '@jest/globals';
import { existsSync, readlinkSync, realpathSync } from 'node:fs';
import { connect } from 'node:net';
import { inventoryOf } from '../../twin/inventory.js';
import { startTwin, type Twin } from '../../twin/twin.js';

async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(!socket.destroy().connecting));
    socket.once('error', () => resolve(false));
  });
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

interface Attached {
  Pid: number;
  Addr: { String: string };
}
const attached = (twin: Twin): Attached[] =>
  Object.values(JSON.parse(twin.terraform.env['TF_REATTACH_PROVIDERS'] ?? '{}') as Record<string, Attached>);
const ports = (twin: Twin): number[] => [
  ...attached(twin).map(({ Addr }) => Number(Addr.String.split(':')[1])),
  Number(new URL(twin.terraform.env['AWS_ENDPOINT_URL'] ?? '').port),
];

describe('starting and stopping the twin', () => {
  test('while it runs its providers and the gateway answer; afterwards no port, process or file is left', async () => {
    const twin = await startTwin();
    const config = twin.terraform.env['TF_CLI_CONFIG_FILE'] ?? '';
    const pids = attached(twin).map(({ Pid }) => Pid);
    expect(await Promise.all(ports(twin).map(answers))).not.toContain(false);
    expect([existsSync(config), ...pids.map(alive)]).not.toContain(false);
    expect(pids).not.toContain(process.pid);
    await twin.stop();
    expect(await Promise.all(ports(twin).map(answers))).not.toContain(true);
    expect([existsSync(config), ...pids.map(alive)]).not.toContain(true);
  });

  const whereSeen = existsSync('/bin/cat') && existsSync('/proc/self/exe') ? test : test.skip;
  whereSeen('what terraform takes for the process of its providers is no second node', async () => {
    const twin = await startTwin();
    const programs = new Set(attached(twin).map(({ Pid }) => readlinkSync(`/proc/${Pid}/exe`)));
    expect([...programs]).toEqual([realpathSync('/bin/cat')]);
    await twin.stop();
  });

  test('it may be stopped twice', async () => {
    const twin = await startTwin();
    await twin.stop();
    await expect(twin.stop()).resolves.toBeUndefined();
  });
});

describe('the seed', () => {
  test('has what a file names, and nothing of a deployment', async () => {
    const arn = 'arn:aws:sso:::instance/ssoins-69870a1b2c3d4e5f';
    const twin = await startTwin({
      tenantId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
      seed: {
        users: ['ada@contoso.com'],
        identityCenter: { region: 'eu-west-1', arn },
        imageIds: { 'eu-central-1': ['wsi-1a2b3c4d5'] },
      },
    });
    expect(twin.seeded).toMatchObject({ instanceArn: arn, images: { 'eu-central-1': 'wsi-1a2b3c4d5' } });
    expect(twin.entra.id).toBe('3f2504e0-4f89-41d3-9a0c-0305e82c3301');
    expect(twin.entra.counts()).toMatchObject({ users: 1, groups: 0 });
    expect(await inventoryOf(twin.aws, ['eu-central-1', 'eu-west-1'])).toEqual([]);
    await twin.stop();
  });

  test('without Identity Center there is no instance', async () => {
    const twin = await startTwin({ seed: { identityCenter: 'none' } });
    expect([twin.seeded.instanceArn, twin.aws.identityCenter.instances]).toEqual([undefined, []]);
    await twin.stop();
  });
});

describe('what is laid beside a synthesized configuration', () => {
  const synthesized = {
    terraform: { required_providers: { aws: { source: 'aws', version: '6.25.0' } }, backend: { s3: {} } },
    provider: { aws: [{ alias: 'eu-central-1', region: 'eu-central-1' }, { alias: 'eu-west-1' }] },
  };

  test('a local state; with a real aws provider also its version and one retry for every alias', async () => {
    const twin = await startTwin();
    expect(twin.terraform.override(synthesized)).toEqual({
      terraform: { backend: { local: { path: 'terraform.tfstate' } } },
    });
    await twin.stop();
    const real = await startTwin({ aws: { mirror: '/mirror', version: '5.100.0' } });
    expect(real.terraform.override(synthesized)).toEqual({
      terraform: {
        backend: { local: { path: 'terraform.tfstate' } },
        required_providers: { aws: { source: 'aws', version: '5.100.0' } },
      },
      provider: {
        aws: [
          { alias: 'eu-central-1', max_retries: 1 },
          { alias: 'eu-west-1', max_retries: 1 },
        ],
      },
    });
    expect(real.terraform.standIns).not.toContain('hashicorp/aws');
    await real.stop();
  });
});
