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

  /** A life with all of these wires. Undefined: nobody noticed. */
  async live(miswirings: readonly Miswiring[]): Promise<Caught | undefined> {
    return this.inClouds(miswirings, async (life) => noticedIn(() => life.live()));
  }

  /**
   * A life that begins with right wires, then has each of these alone, one after the other, and ends with right ones: what is
   * noticed of each, and in the end.
   */
  async liveInTurn(miswirings: readonly Miswiring[]): Promise<readonly (Caught | undefined)[]> {
    return this.inClouds([], async (life) => {
      await life.begin();
      const noticed: (Caught | undefined)[] = [];
      for (const [at, miswiring] of [...miswirings, undefined].entries()) {
        const { connected } = this.wired(miswiring ? [miswiring] : []);
        // The one before it is mended in the same way.
        const anew = [miswirings[at - 1], miswiring].flatMap((each) => each?.anew ?? []);
        const addresses = anew.flatMap((each) => Wiring.of('connected', connected).addresses(each));
        noticed.push(await noticedIn(() => life.rewire(connected, [...new Set(addresses)])));
      }
      return noticed;
    });
  }

  private wired(miswirings: readonly Miswiring[]): Record<Stage, string> {
    const texts = { ...this.texts };
    for (const miswiring of miswirings) {
      for (const stage of ['foundation', 'connected'] as const) {
        const wiring = Wiring.of(stage, texts[stage]);
        const before = wiring.text;
        miswiring.change(wiring);
        if (stage === 'connected' && wiring.text === before && !miswiring.last)
          throw new Error(`"${miswiring.what}" changes nothing`);
        texts[stage] = wiring.text;
      }
    }
    return texts;
  }

  private async inClouds<T>(miswirings: readonly Miswiring[], act: (life: Life) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(join(this.folder, 'life-'));
    await copyFile(builtFunctionZip(), join(folder, 'handler.zip'));
    const last = new Last(miswirings.flatMap((each) => each.last ?? [])[0]);
    const twin = await startTwin({ seed: seed(), onProviderCall: (call) => last.turn(call) });
    twin.entra.unknowns.firstCertificateIsActive = false;
    const state = await StateStore.listen();
    try {
      return await act(new Life(twin, folder, this.wired(miswirings), this.deployment, miswirings, state));
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

async function noticedIn(act: () => Promise<void>): Promise<Caught | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (error instanceof Noticed) return error.caught;
    throw error;
  }
}
