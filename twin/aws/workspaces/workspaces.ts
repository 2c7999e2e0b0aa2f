import type { DesktopEvent } from '../../clouds.js';
import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import type { IdentityCenter } from '../identity-center/identity-center.js';
import type { Cloud, Operations } from '../service.js';
import { identifier, lettersAndDigits } from '../identifier.js';
import { bundleOperations } from './bundles.js';
import { grantsOn } from './grants.js';
import { hoursOf } from './desktop-life.js';
import { desktopOperations, type Announce } from './desktops.js';
import { directoryOperations } from './directories.js';
import { directorySettingOperations } from './directory-settings.js';
import { ipGroupOperations } from './ip-groups.js';
import { wayOut } from './internet.js';
import { licenceOperations } from './licence.js';
import { metricOperations } from './metrics.js';
import { rebuildingOperations } from './rebuilding.js';
import { RegionState, type Desktop, type Image } from './state.js';
import { tagOperations } from './tags.js';

const subnetInUse = rule(
  'subnet-of-a-directory-stays',
  'https://docs.aws.amazon.com/vpc/latest/userguide/subnet-deleting.html: network interfaces in it go first; AG: WorkSpaces puts those of directory and desktops into both subnets',
  'A subnet is not deleted while a directory lies in it.',
);

type DesktopListener = (event: DesktopEvent) => Promise<void>;

/** Amazon WorkSpaces of one account, in every Region. */
export class WorkSpaces {
  readonly operations: Operations;
  /** What CloudWatch knows of desktops. */
  readonly metrics: Operations;
  private readonly states = new Map<string, RegionState>();
  private readonly listeners = {
    created: [] as DesktopListener[],
    rebuilt: [] as DesktopListener[],
    terminated: [] as DesktopListener[],
  };

  constructor(
    private readonly cloud: Cloud,
    center: IdentityCenter,
  ) {
    const at = (region: string): RegionState => this.region(region);
    const announce: Announce = (what, region, desktop) => this.announce(what, region, desktop);
    this.metrics = metricOperations(cloud, at);
    cloud.foundation.grantedBy?.((region, keyArn) => grantsOn(cloud, at(region), keyArn));
    this.operations = {
      ...directoryOperations(cloud, center, at),
      ...directorySettingOperations(cloud, at),
      ...ipGroupOperations(cloud, at),
      ...bundleOperations(cloud, at),
      ...licenceOperations(cloud, at),
      ...desktopOperations(cloud, center, at, announce),
      ...rebuildingOperations(cloud, at, announce),
      ...tagOperations(cloud, at),
    };
  }

  /** What WorkSpaces keeps in a Region: tests and scenarios look at it and set the quota here. */
  region(region: string): RegionState {
    let state = this.states.get(region);
    if (!state) this.states.set(region, (state = new RegionState(region)));
    return state;
  }

  /** Refuses what EC2 refuses while the network interfaces of WorkSpaces lie in a subnet. */
  refuseSubnetInUse(region: string, subnetId: unknown): void {
    const holder = [...this.region(region).directories.values()].find(
      ({ subnetIds, state }) => subnetIds.includes(String(subnetId)) && state !== 'ERROR',
    );
    if (!holder) return;
    this.cloud.leanOn(subnetInUse);
    throw new AwsError(
      'DependencyViolation',
      `The subnet '${String(subnetId)}' has dependencies and cannot be deleted.`,
    );
  }

  regions(): readonly RegionState[] {
    return [...this.states.values()];
  }

  /** What a person gets from AWS before anything else: BYOL in a Region, with its management range. */
  enableByol(region: string, managementCidr = '172.31.0.0/16'): void {
    this.region(region).byol = { enabled: true, managementCidr };
  }

  /** What a person imported: a BYOL image. Answers its id. */
  addImage(
    region: string,
    image: Partial<Pick<Image, 'id' | 'name' | 'requiredTenancy' | 'state' | 'windows11'>> = {},
  ): string {
    const id = image.id ?? `wsi-${identifier(9, lettersAndDigits)}`;
    const usual = { name: 'windows-11', requiredTenancy: 'DEDICATED', state: 'AVAILABLE', windows11: true } as const;
    this.region(region).images.set(id, { ...usual, ...image, id, created: this.cloud.world.clock.now() });
    return id;
  }

  onDesktop(what: keyof typeof this.listeners, listener: DesktopListener): void {
    this.listeners[what].push(listener);
  }

  /** Whole hours that a desktop is billed for, in AutoStop. */
  hoursOf(region: string, desktopId: string): number {
    const desktop = this.region(region).desktops.get(desktopId);
    if (!desktop) throw new Error(`twin: there is no desktop ${desktopId}`);
    return hoursOf(this.cloud, desktop);
  }

  applicationOf(directoryId: string): string | undefined {
    return this.regions()
      .map(({ directories }) => directories.get(directoryId))
      .find((found) => found !== undefined)?.applicationArn;
  }

  desktopsOf(userName: string): DesktopEvent[] {
    return this.regions().flatMap((state) =>
      [...state.desktops.values()]
        .filter((desktop) => desktop.userName.toLowerCase() === userName.toLowerCase())
        .map((desktop) => eventOf(state, desktop)),
    );
  }

  desktopOpened(desktopId: string): void {
    const desktop = this.regions()
      .map(({ desktops }) => desktops.get(desktopId))
      .find((found) => found !== undefined);
    if (desktop) desktop.lastConnected = this.cloud.world.clock.now();
  }

  private async announce(what: keyof typeof this.listeners, region: string, desktop: Desktop): Promise<void> {
    const state = this.region(region);
    const directory = state.directories.get(desktop.directoryId);
    const out = directory && what !== 'terminated' ? await wayOut(this.cloud, region, desktop, directory) : undefined;
    const event = { ...eventOf(state, desktop), ...out };
    for (const listener of this.listeners[what]) await listener(event);
  }
}

function eventOf(state: RegionState, desktop: Desktop): DesktopEvent {
  const directory = state.directories.get(desktop.directoryId);
  if (!directory) throw new Error(`twin: the desktop ${desktop.id} has no directory`);
  return {
    region: state.region,
    directoryId: directory.id,
    directoryName: directory.name,
    tenantId: directory.tenantId,
    secretArn: directory.secretArn,
    desktopId: desktop.id,
    userName: desktop.userName,
    computerName: desktop.computerName,
  };
}
