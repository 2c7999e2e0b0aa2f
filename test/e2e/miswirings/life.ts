/** The life of a miswired deployment, up to where it shows. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  entraDeviceOf,
  profileOf,
  registerAutopilotDevice,
  removeAutopilotDevice,
} from '../../../twin/entra/autopilot.js';
import { inventoryOf } from '../../../twin/inventory.js';
import type { Twin } from '../../../twin/twin.js';
import { shakeHands } from '../handshake.js';
import type { DeploymentFile } from '../harness.js';
import { tableOf } from '../people.js';
import type { StateStore } from '../state-store.js';
import { outputsIn } from '../state.js';
import { runIn } from '../terraform.js';
import { deployed, filled, handshakeOf, officeDevice, outsider, region, users } from './fixtures.js';
import type { Caught, Look, Miswiring } from './miswiring.js';
import type { Stage } from './wiring.js';

/** What ends a life: somebody noticed. */
export class Noticed extends Error {
  constructor(readonly caught: Caught) {
    super(caught.says);
  }
}

/** What the handshake may change of what the foundation made. */
const changedByHandshake = /^azuread_service_principal\.federation_enterprise-app/;

export class Life {
  private stage: Stage = 'foundation';
  /** What the foundation found before anything was made. */
  private before: readonly string[] = [];
  /** A text of the connected stage with what this life's handshake gave. */
  private shaken: (text: string) => string = (text) => text;

  constructor(
    private readonly twin: Twin,
    private readonly folder: string,
    private readonly texts: Readonly<Record<Stage, string>>,
    private readonly deployment: DeploymentFile,
    private readonly miswirings: readonly Miswiring[],
    private readonly state: StateStore,
  ) {
    this.twin.terraform.workIn(folder);
  }

  async live(): Promise<void> {
    await this.begin();
    await this.nothingToDo();
    await this.rebuild();
    if (this.miswirings.some(({ rotates }) => rotates)) await this.rotate();
    await this.terraform('destroy', 'destroy', '-auto-approve', '-no-color');
    await this.twin.world.clock.settle();
    this.same(this.before, await this.everything());
    this.noDeviceStays('left behind');
  }

  /** From nothing to people at work. */
  async begin(): Promise<void> {
    const { twin } = this;
    registerAutopilotDevice(twin.entra.context, officeDevice);
    for (const each of this.miswirings) each.prepare?.(twin);
    this.before = await this.everything();
    await this.write(this.texts.foundation);
    await this.terraform('plan', 'init', '-no-color');
    await this.apply();
    const connected = await shakeHands(twin, this.deployment, outputsIn(this.state.state)).catch((error: unknown) =>
      this.notice('foundation to connected', String(error)),
    );
    this.stage = 'connected';
    this.shaken = (text) => filled(text, handshakeOf(connected));
    await this.write(this.shaken(this.texts.connected));
    const changes = await this.apply();
    const unwanted = changes.filter(({ what, address }) => what !== 'create' && !changedByHandshake.test(address));
    if (unwanted.length > 0)
      this.notice('foundation to connected', unwanted.map(({ what, address }) => `${what}: ${address}`).join('\n'));
    await this.peopleWork('people');
  }

  /** The wires of another text from now on, with which these addresses and every desktop are made anew. */
  async rewire(connected: string, anew: readonly string[]): Promise<void> {
    this.devicesGo();
    await this.write(this.shaken(connected));
    await this.apply(...anew.map((address) => `-replace=${address}`));
    await this.rebuild('people', this.desktops());
  }

  /** Somebody takes the devices of the desktops away: where a registration fails, those of before would stay enrolled. */
  private devicesGo(): void {
    const { context, state } = this.twin.entra;
    state.managedDevices.clear();
    for (const device of [...state.autopilotDevices.values()]) {
      if (device.serialNumber === officeDevice.serialNumber) continue;
      const inEntra = entraDeviceOf(context, device);
      removeAutopilotDevice(context, device);
      if (inEntra) state.remove('devices', inEntra.id, this.twin.world.clock.now());
    }
  }

  /** A desktop that goes or is built anew takes its devices with it, which the registration app has to sign in for. */
  private noDeviceStays(at: Look): void {
    for (const { kind, desktopId, reason } of this.twin.integrations.orphans)
      this.notice(at, `${kind} of ${desktopId}: ${reason}`);
  }

  private notice(at: Look, says: string): never {
    throw new Noticed({ at, stage: this.stage, says });
  }

  private async write(text: string): Promise<void> {
    await writeFile(join(this.folder, 'cdk.tf.json'), text);
    const override = this.state.laidIn(this.twin.terraform.override(JSON.parse(text)));
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
  private async apply(...options: string[]): Promise<{ what: string; address: string }[]> {
    const { code, output } = await this.run('apply', '-auto-approve', '-no-color', ...options);
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
    const { broken = 'works' } = twin.integrations.signIn(outsider);
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

  private desktops() {
    return [...this.twin.aws.workspaces.region(region).desktops.values()];
  }

  /** A desktop is rebuilt, which registers it anew. */
  private async rebuild(at: Look = 'rebuild', desktops = this.desktops().slice(0, 1)): Promise<void> {
    if (desktops.length === 0) return;
    await this.twin.aws.inside('workspaces', 'RebuildWorkspaces', region, {
      RebuildWorkspaceRequests: desktops.map(({ id }) => ({ WorkspaceId: id })),
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
