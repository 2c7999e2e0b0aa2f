/** The life of a miswired deployment, up to where it shows. */
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildHandlerZip } from '../../../build/handler-zip.js';
import { profileOf, registerAutopilotDevice } from '../../../twin/entra/autopilot.js';
import { inventoryOf } from '../../../twin/inventory.js';
import { startTwin, type Twin } from '../../../twin/twin.js';
import type { ProviderCall } from '../../../twin/providers/server.js';
import { synthesize } from '../../../wizard/terraform/synth.js';
import { shakeHands } from '../handshake.js';
import { greenfield, type DeploymentFile } from '../harness.js';
import { tableOf } from '../people.js';
import { runIn } from '../terraform.js';
import { Wiring, type Stage } from './wiring.js';

/** What a scenario looks at, in this order. */
export type Look =
  | 'plan'
  | 'apply'
  | 'foundation to connected'
  | 'people'
  | 'second plan'
  | 'rebuild'
  | 'rotation'
  | 'destroy'
  | 'left behind';

/** Where a wrong wire showed, and in which words. */
export interface Caught {
  readonly at: Look;
  readonly stage: Stage;
  readonly says: string;
}

/** A wrong wire. */
export interface Miswiring {
  /** What is wrong, in words. */
  readonly what: string;
  /** Put into the synthesized JSON of each stage. */
  change(wiring: Wiring): void;
  /** The resource that comes as late as it can: what does not wait for it shows. */
  readonly last?: (call: ProviderCall) => boolean;
  /** The life goes on until the registration secret has turned. */
  readonly rotates?: true;
  /** What the clouds are like in this life. */
  prepare?(twin: Twin): void;
}

const region = 'eu-central-1';
const users = ['ada@contoso.com', 'grace@contoso.com'];
const instanceArn = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';
const imageId = 'wsi-0a1b2c3d4';
/** Somebody of the company without a desktop. */
const outsider = 'alan@contoso.com';
/** A computer in the office, which no profile of ours may reach. */
const officeDevice = { serialNumber: 'OFFICE-1', groupTag: 'office', computerName: 'OFFICE-1' };
/** What has to stand in the clouds for the deployment: the defaults of its file. */
const deployed = {
  directories: [
    {
      name: 'contoso-berlin',
      tenancy: 'DEDICATED',
      devices: ['Windows', 'Osx', 'Web', 'Ios', 'Android', 'ChromeOs', 'Linux'],
      created: { EnableInternetAccess: false, UserEnabledAsLocalAdministrator: false, EnableMaintenanceMode: true },
      // What the deployment knows nothing of stays as AWS has it.
      selfService: ['RestartWorkspace', 'EnableEndUserAdvisor'],
      client: { ReconnectEnabled: 'DISABLED', LogUploadEnabled: 'ENABLED', ClientExperiencePolicy: 'USER_CHOICE' },
    },
  ],
  bundles: [{ name: 'contoso-berlin-standard', imageId, compute: 'POWER', rootGib: '175', userGib: '100' }],
  profiles: [{ displayName: 'Contoso berlin', locale: 'os-default', userType: 'standard' }],
  listed: ['Contoso (AWS IAM Identity Center)'],
};
const placeholder = {
  serviceProvider: {
    entityId: 'https://eu-central-1.signin.aws.amazon.com/platform/saml/d-1234567890',
    acsUrls: ['https://eu-central-1.signin.aws/platform/saml/acs/d-1234567890'],
    signInUrl: 'https://placeholder.awsapps.com/start',
  },
  scimEndpoint: 'https://scim.eu-central-1.amazonaws.com/1234abcdefg-12345678-1234-1234-1234-1234567890ab/scim/v2/',
  activeCertificate: '1',
};

/** Both stages of one deployment, synthesized once for all its miswired lives. */
export class Original {
  private constructor(
    private readonly folder: string,
    private readonly texts: Readonly<Record<Stage, string>>,
    private readonly deployment: DeploymentFile,
  ) {}

  static async synthesize(): Promise<Original> {
    const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-miswirings-'));
    const functionZip = join(folder, 'handler.zip');
    await writeFile(functionZip, (await buildHandlerZip()).bytes);
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
    await copyFile(join(this.folder, 'handler.zip'), join(folder, 'handler.zip'));
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
    const life = new Life(twin, folder, texts, this.deployment, miswiring);
    try {
      await life.live();
      return undefined;
    } catch (error) {
      if (error instanceof Noticed) return error.caught;
      throw error;
    } finally {
      await twin.stop();
      await rm(folder, { recursive: true, force: true });
    }
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

class Noticed extends Error {
  constructor(readonly caught: Caught) {
    super(caught.says);
  }
}

/** What the handshake may change of what the foundation made. */
const changedByHandshake = /^azuread_service_principal\.federation_enterprise-app/;

class Life {
  private stage: Stage = 'foundation';

  constructor(
    private readonly twin: Twin,
    private readonly folder: string,
    private readonly texts: Readonly<Record<Stage, string>>,
    private readonly deployment: DeploymentFile,
    private readonly miswiring: Miswiring | undefined,
  ) {
    this.twin.terraform.workIn(folder);
  }

  async live(): Promise<void> {
    const { twin } = this;
    registerAutopilotDevice(twin.entra.context, officeDevice);
    this.miswiring?.prepare?.(twin);
    const before = await this.everything();
    await this.write(this.texts.foundation);
    await this.terraform('plan', 'init', '-no-color');
    await this.apply();
    const outputs = JSON.parse(await this.terraform('apply', 'output', '-json')) as Record<string, { value: unknown }>;
    const values = Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
    const connected = await shakeHands(twin, this.deployment, values).catch((error: unknown) =>
      this.notice('foundation to connected', String(error)),
    );
    this.stage = 'connected';
    await this.write(filled(this.texts.connected, handshakeOf(connected)));
    const changes = await this.apply();
    const unwanted = changes.filter(({ what, address }) => what !== 'create' && !changedByHandshake.test(address));
    if (unwanted.length > 0)
      this.notice('foundation to connected', unwanted.map(({ what, address }) => `${what}: ${address}`).join('\n'));
    await this.peopleWork('people');
    await this.nothingToDo();
    await this.rebuild();
    if (this.miswiring?.rotates) await this.rotate();
    await this.terraform('destroy', 'destroy', '-auto-approve', '-no-color');
    await twin.world.clock.settle();
    this.same(before, await this.everything());
    this.noDeviceStays('left behind');
  }

  /** A desktop that goes or is built anew takes its devices with it, which the registration app has to sign in for. */
  private noDeviceStays(at: Look): void {
    for (const { kind, desktopId, reason } of this.twin.joints.orphans)
      this.notice(at, `${kind} of ${desktopId}: ${reason}`);
  }

  private notice(at: Look, says: string): never {
    throw new Noticed({ at, stage: this.stage, says });
  }

  private async write(text: string): Promise<void> {
    await writeFile(join(this.folder, 'cdk.tf.json'), text);
    const override = this.twin.terraform.override(JSON.parse(text));
    await writeFile(join(this.folder, 'test_override.tf.json'), JSON.stringify(override));
  }

  private async terraform(at: Look, ...args: string[]): Promise<string> {
    const { code, output } = await this.run(...args);
    if (code !== 0) this.notice(at, output);
    return output;
  }

  private async run(...args: string[]) {
    return runIn(this.folder, { ...process.env, TF_INPUT: '0', ...this.twin.terraform.env }, args);
  }

  /** Applies, and gives what was changed of what was there. */
  private async apply(): Promise<{ what: string; address: string }[]> {
    const { code, output } = await this.run('apply', '-auto-approve', '-no-color');
    if (code !== 0) this.notice(/^Plan: /m.test(output) ? 'apply' : 'plan', output);
    const drift = /Check block assertion failed[^]*/.exec(output);
    if (drift) this.notice('apply', drift[0]);
    const { unknownCalls: inAws } = this.twin.aws;
    const { unknownCalls: inEntra } = this.twin.entra;
    if (inAws.length + inEntra.length > 0) this.notice('apply', JSON.stringify([...inAws, ...inEntra]));
    return [...output.matchAll(/^ {2}# (\S+) (will|must) be (created|updated|destroyed|replaced)/gm)].map(
      ([, address = '', , what = '']) => ({ what: what === 'created' ? 'create' : what, address }),
    );
  }

  private async peopleWork(at: Look): Promise<void> {
    await this.twin.advance(60);
    const { users: signIns, desktops, devices } = tableOf(this.twin, users);
    const expected = {
      signIns: users.map((upn) => `${upn}: works`),
      desktops: users.map((upn) => `${upn} ${region} contoso-berlin contoso-berlin-standard POWER AUTO_STOP AVAILABLE`),
      devices: users.map(() => 'contoso-berlin: Contoso berlin: enrolled'),
    };
    const lines = [...new Set([...signIns, ...desktops, ...devices])];
    const wanted = [...expected.signIns, ...expected.desktops, ...expected.devices];
    const odd = lines.filter((line) => !wanted.includes(line));
    if (odd.length > 0 || desktops.length !== users.length || devices.length !== users.length)
      this.notice(at, odd.join('\n') || lines.join('\n'));
    this.othersStayOut(at);
    this.asDeployed(at);
  }

  /** Who and what has nothing to do with the deployment. */
  private othersStayOut(at: Look): void {
    const { twin } = this;
    const { broken = 'works' } = twin.joints.signIn(outsider);
    if (!broken.includes('is not assigned to the application')) this.notice(at, `${outsider}: ${broken}`);
    for (const { name, applicationArn } of twin.aws.workspaces.region(region).directories.values())
      if (twin.aws.identityCenter.application(applicationArn ?? '')?.assignmentRequired !== true)
        this.notice(at, `anybody may open the application of ${name}`);
    const office = [...twin.entra.state.autopilotDevices.values()].find(
      ({ serialNumber }) => serialNumber === officeDevice.serialNumber,
    );
    const profile = office && profileOf(twin.entra.context, office);
    if (profile)
      this.notice(at, `the profile ${profile.displayName} reaches the office computer ${officeDevice.serialNumber}`);
  }

  /** What nobody meets at once, as it stands in the clouds. */
  private asDeployed(at: Look): void {
    const { directories, bundles } = this.twin.aws.workspaces.region(region);
    const listed = [...this.twin.entra.state.servicePrincipals.values()]
      .filter(({ tags }) => tags.includes('WindowsAzureActiveDirectoryIntegratedApp'))
      .map(({ displayName }) => displayName);
    const found = {
      directories: [...directories.values()].map(({ name, tenancy, access, creation, selfService, client }) => {
        const { CustomSecurityGroupId: _group, ...created } = creation;
        const devices = Object.entries(access).flatMap(([type, may]) =>
          may === 'ALLOW' ? [type.replace('DeviceType', '')] : [],
        );
        const self = Object.entries(selfService).flatMap(([what, may]) => (may === 'ENABLED' ? [what] : []));
        return { name, tenancy, devices, created, selfService: self, client };
      }),
      bundles: [...bundles.values()].map(({ name, imageId: image, compute, rootGib, userGib }) => ({
        name,
        imageId: image,
        compute,
        rootGib,
        userGib,
      })),
      profiles: [...this.twin.entra.state.autopilotProfiles.values()].map(
        ({ displayName, locale, outOfBoxExperienceSetting: { userType } }) => ({ displayName, locale, userType }),
      ),
      listed,
    };
    if (JSON.stringify(found) !== JSON.stringify(deployed)) this.notice(at, JSON.stringify(found));
  }

  private async nothingToDo(): Promise<void> {
    const { code, output } = await this.run('plan', '-detailed-exitcode', '-no-color');
    if (code !== 0 || output.includes('Check block assertion failed')) this.notice('second plan', output);
  }

  /** A desktop is rebuilt, which registers it anew. */
  private async rebuild(at: Look = 'rebuild'): Promise<void> {
    const [desktop] = this.twin.aws.workspaces.region(region).desktops.values();
    if (!desktop) return;
    await this.twin.aws.inside('workspaces', 'RebuildWorkspaces', region, {
      RebuildWorkspaceRequests: [{ WorkspaceId: desktop.id }],
    });
    // WorkSpaces registers the new device, and then the dynamic group takes it in, before anybody signs in.
    await this.twin.advance(60);
    await this.peopleWork(at);
  }

  /** Past the end of each of the two passwords, some days before anybody applies. */
  private async rotate(): Promise<void> {
    for (const days of [95, 90]) {
      await this.twin.advance(days * 24 * 60);
      await this.rebuild('rotation');
      this.noDeviceStays('rotation');
      await this.terraform('rotation', 'apply', '-auto-approve', '-no-color');
    }
    await this.nothingToDo();
  }

  private async everything(): Promise<readonly string[]> {
    const inEntra = Object.entries(this.twin.entra.snapshot()).flatMap(([kind, list]) =>
      list.map((each) => `${kind}: ${JSON.stringify(each)}`),
    );
    return [...(await inventoryOf(this.twin.aws, [region])), ...inEntra];
  }

  private same(before: readonly string[], after: readonly string[]): void {
    const left = after.filter((each) => !before.includes(each));
    const gone = before.filter((each) => !after.includes(each)).map((each) => `gone: ${each}`);
    if (left.length + gone.length > 0) this.notice('left behind', [...left, ...gone].join('\n'));
  }
}

/** Holds back the calls about one resource until nothing else has moved for a while: what is free to go first, goes. */
class Last {
  private moved = Date.now();

  constructor(private readonly matches: ((call: ProviderCall) => boolean) | undefined) {}

  async turn(call: ProviderCall): Promise<void> {
    if (!this.matches || call.call !== 'ApplyResourceChange') return;
    if (!this.matches(call)) {
      this.moved = Date.now();
      return;
    }
    const since = Date.now();
    while (Date.now() - Math.max(this.moved, since) < quietMilliseconds) await new Promise((go) => setTimeout(go, 50));
  }
}

/** Longer than terraform on a busy machine takes from one resource to the next. */
const quietMilliseconds = 3000;

function seed() {
  return {
    users: [...users, outsider],
    identityCenter: { region, arn: instanceArn },
    imageIds: { [region]: [imageId, 'wsi-0f9e8d7c6'] },
  };
}

type Handshake = typeof placeholder;

function withHandshake(deployment: DeploymentFile, handshake: Handshake): DeploymentFile {
  const identityCenter = deployment['identityCenter'] as { federation: { setUp: object } };
  const setUp = { ...identityCenter.federation.setUp, handshake };
  return { ...deployment, identityCenter: { ...identityCenter, federation: { setUp } } };
}

function handshakeOf(deployment: DeploymentFile): Handshake {
  return (deployment['identityCenter'] as { federation: { setUp: { handshake: Handshake } } }).federation.setUp
    .handshake;
}

/** The configuration with what this life's handshake gave. */
function filled(text: string, { serviceProvider, scimEndpoint }: Handshake): string {
  return text
    .replaceAll(placeholder.serviceProvider.entityId, serviceProvider.entityId)
    .replaceAll(placeholder.serviceProvider.acsUrls[0] ?? '', serviceProvider.acsUrls[0] ?? '')
    .replaceAll(placeholder.serviceProvider.signInUrl, serviceProvider.signInUrl)
    .replaceAll(placeholder.scimEndpoint, scimEndpoint);
}
