/**
 * `npx tsx bench/desktops-real-provider.ts DESKTOPS PARALLELISM MINUTES [MIRROR]`: real terraform and the real aws provider
 * make desktops on the twin, whose API answers at 2 calls a second and whose clock runs as fast as ours. What they do when
 * they are throttled is measured here; bench/throttled-calls.ts plays it for more desktops than anybody waits for.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTerraformConfig } from '../twin/terraform-environment.js';
import { readyForDesktops, startAccount } from '../test/twin/aws/account-in-test.js';

const [desktops = 40, parallelism = 40, minutes = 4] = process.argv.slice(2, 5).map(Number);
const mirror = process.argv[5] ?? '/opt/tf-plugins';
const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-bench-'));
const users = Array.from({ length: desktops }, (_, at) => `person-${at}@contoso.com`);
const started = await startAccount({ timings: { createDesktop: minutes, createEncryptedDesktop: minutes } }, 1);
const config = await writeTerraformConfig({ aws: { mirror, version: '5.100.0' } });
try {
  // Until the directory is there time goes by in leaps.
  const ready = await readyForDesktops(started, users);
  const { account } = started;
  account.workspaces.region('eu-central-1').desktopQuota = desktops;
  account.settings.workspacesCallsPerSecond = 2;
  const { accessKeyId, secretAccessKey } = account.principals.administrator;
  const resource = Object.fromEntries(
    users.map((user_name, at) => [
      `d${at}`,
      {
        directory_id: ready.directoryId,
        bundle_id: ready.bundleId,
        user_name,
        workspace_properties: {
          compute_type_name: 'POWER',
          running_mode: 'ALWAYS_ON',
          root_volume_size_gib: 175,
          user_volume_size_gib: 100,
        },
        timeouts: { create: '120m' },
      },
    ]),
  );
  await writeFile(
    join(folder, 'main.tf.json'),
    JSON.stringify({
      terraform: { required_providers: { aws: { source: 'hashicorp/aws', version: '5.100.0' } } },
      provider: {
        aws: {
          region: 'eu-central-1',
          ...(process.env['RETRY_MODE'] ? { retry_mode: process.env['RETRY_MODE'] } : {}),
        },
      },
      resource: { aws_workspaces_workspace: resource },
    }),
  );
  const env = {
    ...process.env,
    TF_CLI_CONFIG_FILE: config.path,
    CHECKPOINT_DISABLE: '1',
    AWS_ENDPOINT_URL: started.listener.url,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
  const terraform = (...args: string[]): Promise<string> =>
    new Promise((done) => {
      execFile('terraform', args, { cwd: folder, env, maxBuffer: 1e8 }, (_error, out, err) => done(out + err));
    });
  await terraform('init', '-no-color');
  const before = account.calls.length;
  const began = Date.now();
  const said = await terraform('apply', '-auto-approve', '-no-color', `-parallelism=${parallelism}`);
  const calls = account.calls.slice(before).filter(({ service }) => service === 'workspaces');
  const throttled = calls.filter(({ error }) => error === 'ThrottlingException').length;
  process.stdout.write(
    `${desktops} desktops, ${parallelism} at a time, ${minutes} min each: ${((Date.now() - began) / 60_000).toFixed(1)} min, ` +
      `${calls.length - throttled} calls answered, ${throttled} throttled, ${(said.match(/^(│ )?Error:/gm) ?? []).length} failed\n${said
        .split('\n')
        .filter((line) => line.includes('Error'))
        .slice(0, 5)
        .join('\n')}\n`,
  );
} finally {
  await config.remove();
  await started.stop();
  await rm(folder, { recursive: true, force: true });
}
