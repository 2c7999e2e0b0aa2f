/** Real plans of what bootstrap makes, one a cloud, with the trust that comes last: made by real terraform on the twin. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readDeployment } from '../../deployment/load.js';
import type { DeploymentInput } from '../../deployment/schema.js';
import { startTwin } from '../../twin/twin.js';
import { awsHalf, entraHalf, rightsOf, type Making } from '../../wizard/bootstrap/identities.js';
import { github } from '../../wizard/bootstrap/hosts/github.js';
import { synthesizeBootstrap, type BootstrapHalf } from '../../wizard/terraform/synth.js';
import { runIn } from '../e2e/terraform.js';
import type { ScannedExample } from './example-plans.js';

const example = resolve('examples/everything-on.json');

/** Plans both halves into `folder`. */
export async function planBootstrap(folder: string): Promise<ScannedExample[]> {
  const { deployment } = readDeployment(example);
  const input = JSON.parse(await readFile(example, 'utf8')) as DeploymentInput;
  const place = await mkdtemp(join(tmpdir(), 'entra-workspaces-scan-'));
  const { accountId } = deployment.aws;
  const twin = await startTwin({ accountId, tenantId: deployment.entra.tenantId });
  const making: Making = {
    deployment,
    mark: '22222222-2222-4222-8222-222222222222',
    identities: ['mainPlan', 'apply'],
    ...{ host: github, level: 'approved', environment: 'production' },
    repository: { prefix: 'repo:contoso@5544123/desktops@821093847', id: '821093847' },
    rights: await rightsOf(input, example, process.env),
    subjects: {},
    trusting: true,
  };
  const halves = {
    aws: { aws: awsHalf(making, { path: join(place, 'aws.tfstate') }, true) },
    entra: { entra: entraHalf(making, { path: join(place, 'entra.tfstate') }, true) },
  } satisfies Record<string, BootstrapHalf>;
  const plans: ScannedExample[] = [];
  try {
    for (const [cloud, half] of Object.entries(halves) as ['aws' | 'entra', BootstrapHalf][]) {
      const stack = await synthesizeBootstrap(cloud, half, join(place, 'out'));
      const configuration = join(stack, 'cdk.tf.json');
      const json: unknown = JSON.parse(await readFile(configuration, 'utf8'));
      await writeFile(join(stack, 'test_override.tf.json'), JSON.stringify(twin.terraform.override(json)));
      twin.terraform.workIn(stack);
      const run = async (...args: string[]): Promise<string> => {
        const { code, output } = await runIn(stack, { ...process.env, ...twin.terraform.env }, args);
        if (code !== 0) throw new Error(`bootstrap of ${cloud}: terraform ${args[0]} ended with ${code}:\n${output}`);
        return output;
      };
      await run('init', '-no-color');
      await run('plan', '-no-color', '-out=plan');
      const target = join(folder, `bootstrap-${cloud}`);
      await mkdir(target, { recursive: true });
      const planFile = join(target, 'plan.json');
      await writeFile(planFile, await run('show', '-json', 'plan'));
      plans.push({ name: `bootstrap-${cloud}`, planFile, configurationFile: configuration });
    }
    return plans;
  } finally {
    await twin.stop();
    await rm(place, { recursive: true, force: true });
  }
}
