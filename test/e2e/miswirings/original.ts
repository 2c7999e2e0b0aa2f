import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtFunctionZip } from '../function-zip.js';
import { startTwin } from '../../../twin/twin.js';
import { synthesize } from '../../../wizard/terraform/synth.js';
import { greenfield, type DeploymentFile } from '../harness.js';
import { StateStore } from '../state-store.js';
import { placeholder, seed, users, withHandshake } from './fixtures.js';
import { Last } from './last.js';
import { Life, Noticed } from './life.js';
import type { Caught, Miswiring } from './miswiring.js';
import { Wiring, type Stage } from './wiring.js';

/** Both stages of one deployment, synthesized once for all its miswired lives. */
export class Original {
  private constructor(
    private readonly folder: string,
    private readonly texts: Readonly<Record<Stage, string>>,
    private readonly deployment: DeploymentFile,
  ) {}

  static async synthesize(): Promise<Original> {
    const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-miswirings-'));
    const functionZip = builtFunctionZip();
    const twin = await startTwin({ seed: seed() });
    const foundation = greenfield(
      twin,
      users.map((upn) => ({ upn })),
    );
    await twin.stop();
    const text = async (stage: Stage, deployment: DeploymentFile): Promise<string> => {
      const deploymentFile = join(folder, `${stage}.json`);
      await writeFile(deploymentFile, JSON.stringify(deployment));
      const { file } = await synthesize({ deploymentFile, out: join(folder, stage), functionZip });
      return readFile(file, 'utf8');
    };
    return new Original(
      folder,
      {
        foundation: await text('foundation', foundation),
        connected: await text('connected', withHandshake(foundation, placeholder)),
      },
      foundation,
    );
  }

  /** Undefined: nobody noticed. */
  async live(miswiring: Miswiring | undefined): Promise<Caught | undefined> {
    const folder = await mkdtemp(join(this.folder, 'life-'));
    await copyFile(builtFunctionZip(), join(folder, 'handler.zip'));
    const last = new Last(miswiring?.last);
    const twin = await startTwin({ seed: seed(), onProviderCall: (call) => last.turn(call) });
    twin.entra.unknowns.firstCertificateIsActive = false;
    const texts = { ...this.texts };
    for (const stage of ['foundation', 'connected'] as const) {
      const wiring = Wiring.of(stage, texts[stage]);
      const before = wiring.text;
      miswiring?.change(wiring);
      if (miswiring && stage === 'connected' && wiring.text === before && !miswiring.last)
        throw new Error(`"${miswiring.what}" changes nothing`);
      texts[stage] = wiring.text;
    }
    const state = await StateStore.listen();
    const life = new Life(twin, folder, texts, this.deployment, miswiring, state);
    try {
      await life.live();
      return undefined;
    } catch (error) {
      if (error instanceof Noticed) return error.caught;
      throw error;
    } finally {
      await state.stop();
      await twin.stop();
      await rm(folder, { recursive: true, force: true });
    }
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
