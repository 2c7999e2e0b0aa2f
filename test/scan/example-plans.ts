/**
 * Real plans of every example, made by real terraform on the twin: what a scanner of policies reads. An example that
 * builds on what a company has already gets the same things on the twin, under the twin's ids.
 */
import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { DeploymentInput } from '../../deployment/schema.js';
import { availabilityZoneIdsOf } from '../../domain/regions.js';
import { readDeployment } from '../../deployment/load.js';
import { startTwin, type Twin } from '../../twin/twin.js';
import { synthesize } from '../../wizard/terraform/synth.js';
import { builtFunctionZip } from '../e2e/function-zip.js';
import { runIn } from '../e2e/terraform.js';
import { prepareServiceRole } from '../wizard/clouds/prepared.js';

const examples = join(import.meta.dirname, '../../examples');

export interface ScannedExample {
  /** File name without its ending. */
  readonly name: string;
  /** What terraform would do, as `terraform show -json` gives it. */
  readonly planFile: string;
  /** The synthesized configuration. */
  readonly configurationFile: string;
}

interface Configuration {
  readonly resource: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Plans every example into `folder`. */
export async function planExamples(folder: string): Promise<ScannedExample[]> {
  const names = (await readdir(examples)).filter((name) => name.endsWith('.json')).sort();
  const done: ScannedExample[] = [];
  for (const name of names) done.push(await planExample(name, folder));
  return done;
}

async function planExample(file: string, folder: string): Promise<ScannedExample> {
  const name = basename(file, '.json');
  const place = await mkdtemp(join(tmpdir(), 'entra-workspaces-scan-'));
  const { deployment } = readDeployment(join(examples, file));
  const upns = deployment.sites.flatMap((site) => site.desktops.users.map(({ upn }) => upn));
  const { instance } = deployment.identityCenter;
  const twin = await startTwin({
    accountId: deployment.aws.accountId,
    tenantId: deployment.entra.tenantId,
    seed: {
      users: upns,
      byolRegions: [...new Set(deployment.sites.map(({ region }) => region))],
      identityCenter:
        'create' in instance ? 'none' : { region: deployment.identityCenter.region, arn: instance.existing.arn },
    },
  });
  try {
    for (const each of await readdir(examples)) {
      if (each.endsWith('.csv')) await copyFile(join(examples, each), join(place, each));
    }
    await cp(join(examples, 'company-files'), join(place, 'company-files'), { recursive: true });
    const functionZip = builtFunctionZip();
    const env = { ...process.env, ...twin.terraform.env };
    let stack = '';
    const run = async (...args: string[]): Promise<string> => {
      const { code, output } = await runIn(stack, env, args);
      if (code !== 0) throw new Error(`${file}: terraform ${args[0]} ended with ${code}:\n${output}`);
      return output;
    };
    const write = async (text: string): Promise<string> => {
      const deploymentFile = join(place, 'deployment.json');
      await writeFile(deploymentFile, text);
      const synthesized = await synthesize({ deploymentFile, out: join(place, 'cdktf.out'), functionZip });
      stack = synthesized.folder;
      const json: unknown = JSON.parse(await readFile(synthesized.file, 'utf8'));
      await writeFile(join(stack, 'test_override.tf.json'), JSON.stringify(twin.terraform.override(json)));
      twin.terraform.workIn(stack);
      await run('init', '-no-color');
      return synthesized.file;
    };
    const text = await onTwin(await readFile(join(examples, file), 'utf8'), twin);
    const foundation = beforeHandshake(text);
    if (foundation !== undefined) {
      const json = JSON.parse(await readFile(await write(foundation), 'utf8')) as Configuration;
      const [secret] = Object.keys(json.resource['aws_secretsmanager_secret'] ?? {}).filter((id) =>
        /scim-token/.test(id),
      );
      await run('apply', '-no-color', '-auto-approve', `-target=aws_secretsmanager_secret.${secret}`);
      await putToken(twin, deployment.identityCenter.region, `${deployment.name}-scim-token`);
    }
    const configuration = await write(text);
    await run('plan', '-no-color', '-out=plan');
    const target = join(folder, name);
    await mkdir(target, { recursive: true });
    const planFile = join(target, 'plan.json');
    await writeFile(planFile, await run('show', '-json', 'plan'));
    const configurationFile = join(target, 'cdk.tf.json');
    await copyFile(configuration, configurationFile);
    return { name, planFile, configurationFile };
  } finally {
    await twin.stop();
    await rm(place, { recursive: true, force: true });
  }
}

/** The same deployment in stage `foundation`, where its handshake is recorded: of it the secret for the token is made. */
function beforeHandshake(text: string): string | undefined {
  const deployment = JSON.parse(text) as DeploymentInput;
  const { federation } = deployment.identityCenter;
  if (!('setUp' in federation) || !federation.setUp.handshake) return undefined;
  return JSON.stringify({
    ...deployment,
    identityCenter: {
      ...deployment.identityCenter,
      federation: { setUp: { ...federation.setUp, handshake: null } },
    },
  });
}

/** What \`connect\` leaves in the secret. */
async function putToken(twin: Twin, region: string, prefix: string): Promise<void> {
  const { SecretList } = (await twin.aws.inside('secretsmanager', 'ListSecrets', region, {})) as {
    SecretList: { Name: string }[];
  };
  const secret = SecretList.find(({ Name }) => Name.startsWith(prefix));
  if (!secret) throw new Error(`no secret begins with ${prefix}`);
  await twin.aws.inside('secretsmanager', 'PutSecretValue', region, { SecretId: secret.Name, SecretString: 'a token' });
}

/** The deployment with the twin's ids in place of those of things that a company has already. */
async function onTwin(file: string, twin: Twin): Promise<string> {
  const deployment = JSON.parse(file) as DeploymentInput;
  const { entra, aws, sites = [] } = deployment;
  const ids = new Map<string, string>();
  const group = twin.entra.addGroup('Desktop users');
  const { desktopUsers, enterpriseApp, registrationApp } = entra;
  if (desktopUsers && 'existing' in desktopUsers) ids.set(desktopUsers.existing.objectId, group.id);
  if ('existing' in enterpriseApp) {
    const app = await twin.entra.addEnterpriseApp({ assigned: [group.id] });
    ids.set(enterpriseApp.existing.servicePrincipalObjectId, app.servicePrincipalObjectId);
  }
  if (registrationApp && 'existing' in registrationApp) {
    const app = twin.entra.addServicePrincipal('Registration', { roles: registrationRoles });
    ids.set(registrationApp.existing.applicationId, app.appId);
  }
  if (aws.serviceRole === 'existing') await prepareServiceRole(twin);
  for (const { region, network, registrationSecret, bundles } of sites) {
    if ('existing' in network) {
      const made = await networkIn(twin, region);
      ids.set(network.existing.vpcId, made.vpcId);
      for (const [at, id] of network.existing.subnetIds.entries()) ids.set(id, made.subnetIds[at] ?? id);
    }
    if (registrationSecret && 'existing' in registrationSecret) {
      ids.set(registrationSecret.existing.arn, await secretIn(twin, region));
    }
    for (const bundle of Object.values(bundles)) {
      if ('existing' in bundle) ids.set(bundle.existing.id, await bundleIn(twin, region));
    }
  }
  const { pipeline } = deployment;
  const { entra: jobs } = pipeline?.github ?? pipeline?.gitlab ?? pipeline?.azureDevOps ?? {};
  for (const id of Object.values(jobs ?? {}) as string[])
    ids.set(id, twin.entra.addServicePrincipal(`Pipeline ${id}`).appId);
  if (deployment.monitoring) ids.set(deployment.monitoring.subscriptionId, twin.seeded.subscriptionId);
  return [...ids].reduce((text, [id, onTheTwin]) => text.replaceAll(id, onTheTwin), file);
}

/** What the registration app needs (https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html). */
const registrationRoles = ['DeviceManagementServiceConfig.ReadWrite.All', 'Device.ReadWrite.All'];

/** A secret that WorkSpaces may read, with a key of its own. */
async function secretIn(twin: Twin, region: string): Promise<string> {
  const { KeyMetadata } = (await twin.aws.inside('kms', 'CreateKey', region, {})) as { KeyMetadata: { Arn: string } };
  const { ARN } = (await twin.aws.inside('secretsmanager', 'CreateSecret', region, {
    Name: 'contoso-registration',
    KmsKeyId: KeyMetadata.Arn,
  })) as { ARN: string };
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'workspaces.amazonaws.com' },
    Action: 'secretsmanager:GetSecretValue',
    Resource: '*',
  };
  await twin.aws.inside('secretsmanager', 'PutResourcePolicy', region, {
    SecretId: ARN,
    ResourcePolicy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
  });
  return ARN;
}

async function bundleIn(twin: Twin, region: string): Promise<string> {
  const { WorkspaceBundle } = (await twin.aws.inside('workspaces', 'CreateWorkspaceBundle', region, {
    BundleName: 'contoso-own',
    BundleDescription: 'Windows 11',
    ImageId: twin.seeded.images[region],
    ComputeType: { Name: 'POWER' },
    UserStorage: { Capacity: '100' },
    RootStorage: { Capacity: '175' },
  })) as { WorkspaceBundle: { BundleId: string } };
  return WorkspaceBundle.BundleId;
}

async function networkIn(twin: Twin, region: string): Promise<{ vpcId: string; subnetIds: string[] }> {
  const ec2 = async (operation: string, input: object): Promise<Record<string, Record<string, unknown>>> =>
    (await twin.aws.inside('ec2', operation, region, input)) as Record<string, Record<string, unknown>>;
  const { Vpc } = await ec2('CreateVpc', { CidrBlock: '10.90.0.0/16' });
  const VpcId = String(Vpc?.['VpcId']);
  const subnetIds: string[] = [];
  for (const [at, AvailabilityZoneId] of availabilityZoneIdsOf(region).slice(0, 2).entries()) {
    const { Subnet } = await ec2('CreateSubnet', { VpcId, CidrBlock: `10.90.${at}.0/24`, AvailabilityZoneId });
    subnetIds.push(String(Subnet?.['SubnetId']));
  }
  return { vpcId: VpcId, subnetIds };
}
