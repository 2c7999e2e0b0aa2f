/** A healthy deployment of both clouds: the small example, applied by real terraform on the twin, connected, used. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { buildHandlerZip } from '../../../build/handler-zip.js';
import { parseDeployment } from '../../../stacks/deployment/load.js';
import type { Deployment } from '../../../stacks/deployment/schema.js';
import type { Twin } from '../../../twin/twin.js';
import { cloudsVariable } from '../../../wizard/clouds/addresses.js';
import { LifeCycle } from '../../../wizard/rehearsal/life-cycle.js';
import { findTerraform } from '../../../wizard/terraform/find.js';
import { everyGraphPermission } from '../../wizard/clouds/twin-clouds.js';

export interface Connected {
  readonly twin: Twin;
  readonly deployment: Deployment;
  /** As somebody who may read everything. */
  readonly env: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

export async function startConnected(): Promise<Connected> {
  const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-checks-'));
  const functionZip = join(folder, 'handler.zip');
  await writeFile(functionZip, (await buildHandlerZip()).bytes);
  const life = await LifeCycle.start({
    program: await findTerraform(process.env),
    folder,
    env: process.env,
    functionZip,
  });
  const { twin } = life;
  await life.apply();
  await life.handshake();
  await life.apply();
  await life.tryPeople();
  const network = await twin.world.network.listen();
  const reader = twin.entra.addServicePrincipal('Reader of everything', { roles: everyGraphPermission });
  return {
    twin,
    deployment: parseDeployment(JSON.stringify(life.file), 'deployment.json', () => '').deployment,
    env: {
      ...twin.terraform.env,
      [cloudsVariable]: `${network.url}/_host`,
      ARM_CLIENT_ID: reader.appId,
      ARM_CLIENT_SECRET: reader.clientSecret,
    },
    stop: async () => {
      await network.close();
      await life.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
