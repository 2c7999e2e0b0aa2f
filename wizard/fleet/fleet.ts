import { createHash } from 'node:crypto';
import { decide } from '../../domain/fleet/decision.js';
import { sorted } from '../../domain/fleet/groups.js';
import type { FleetSettings } from '../../domain/fleet/settings.js';
import type { Decision, FleetDesktop, FleetRow, Membership, Situation } from '../../domain/fleet/types.js';
import { fleetName } from '../../domain/names.js';
import { partitionOf } from '../../domain/partitions.js';
import { present } from '../../domain/present.js';
import { userNameKey } from '../../domain/user-name.js';
import type { Deployment, Site } from '../../deployment/schema.js';
import { CloudError } from '../clouds/cloud-error.js';
import { cloudsOf } from '../clouds/clouds.js';
import type { Clouds } from '../clouds/lookup.js';
import { Failure, UsageError } from '../terminal/failure.js';
import { EngineTable } from './engine-table.js';
import { rowUnder } from './row-under.js';
import { jsonCall } from '../clouds/json-call.js';

/** A desktop of the directory, with the minutes until AutoStop stops it. */
export interface SeenDesktop extends FleetDesktop {
  readonly autoStopMinutes?: number;
}

/** Up to so many members each is asked for by id; above it the whole store is read, as the engine does. */
const askedOneByOne = 100;

/** The fleet of a deployment, as its commands see it. */
export class Fleet {
  readonly table: EngineTable;

  private constructor(
    readonly clouds: Clouds,
    readonly site: Site & { readonly index: number },
    readonly deployment: Deployment,
  ) {
    const place = { region: site.region, table: fleetName(deployment.name), site: site.key };
    this.table = new EngineTable(clouds, place);
  }

  /**
   * The fleet of the deployment, or of the site that is named.
   * @throws UsageError where it has none, or several of which none is named
   */
  static of(deployment: Deployment, env: NodeJS.ProcessEnv, named?: string): Fleet {
    const sites = deployment.sites
      .map((site, index) => ({ ...site, index }))
      .filter(({ desktops }) => desktops.fleet !== undefined);
    if (sites.length === 0) {
      throw new UsageError('This deployment has no fleet: the desktops of its sites are those of lists.', [
        'A fleet is a site with desktops.users: {"group": {}} in deployment.json. From a list: entra-workspaces fleet migrate',
        'On a list, entra-workspaces users remove puts somebody on hold and entra-workspaces users add takes the hold away.',
      ]);
    }
    const site = named === undefined && sites.length === 1 ? sites[0] : sites.find(({ key }) => key === named);
    if (!site) {
      const keys = sites.map(({ key }) => key).join(', ');
      throw new UsageError(`--site must be one with a fleet: ${keys}${named === undefined ? '' : `, got: ${named}`}.`);
    }
    return new Fleet(cloudsOf(deployment, env), site, deployment);
  }

  /** By the clouds' clock: a laptop's may be wrong, and times here are the engine's. */
  now(): number {
    return this.clouds.network.timeThere;
  }

  /** The policy that the engine goes by. @throws Failure before the first apply */
  async settings(): Promise<FleetSettings> {
    const settings = await this.table.settings().catch((error: unknown) => {
      if (error instanceof CloudError && error.isAbsent) return undefined;
      throw error;
    });
    if (settings) return settings;
    throw new Failure(`The fleet of site ${this.site.key} has no policy yet: the engine is not there.`, [
      'Apply the deployment first: entra-workspaces apply',
    ]);
  }

  /** What the engine sees, read with the rights of whoever calls. */
  async situation(): Promise<Situation> {
    const settings = await this.settings();
    const [rows, requests, control] = [
      await this.table.rows(),
      await this.table.requests(),
      await this.table.control(),
    ];
    return {
      now: this.now(),
      policy: settings,
      group: await this.membership(settings),
      desktops: await this.seenDesktops(settings),
      rows,
      control,
      requests,
      formerIds: await this.formerIds(settings, rows),
      digest: (text) => createHash('sha256').update(text).digest('hex'),
    };
  }

  /** Who is in the group, and what the engine knows of people; no desktop is looked at. */
  async people(): Promise<Pick<Situation, 'group' | 'rows'>> {
    const settings = await this.settings();
    return { group: await this.membership(settings), rows: await this.table.rows() };
  }

  /** The same decision as the engine's. */
  async plan(): Promise<{ readonly situation: Situation; readonly decision: Decision }> {
    const situation = await this.situation();
    return { situation, decision: decide(situation) };
  }

  /** The row of a person who has or had a desktop, by name. */
  async rowOf(upn: string): Promise<FleetRow> {
    return rowUnder(upn, await this.table.rows());
  }

  /** Starts a pass that compares everything now; the next one by the schedule comes anyway. */
  async startPass(): Promise<string> {
    const { region } = this.site;
    const { accountId } = this.deployment.aws;
    const stateMachineArn = `arn:${partitionOf(region)}:states:${region}:${accountId}:stateMachine:${fleetName(this.deployment.name)}`;
    const call = {
      service: 'states',
      operation: 'StartExecution',
      region,
      // As if something were left: everything is compared, whenever that was done last.
      input: { stateMachineArn, input: JSON.stringify({ more: true }) },
    } as const;
    return String((await jsonCall(this.clouds, call))['executionArn']);
  }

  private async membership(settings: FleetSettings): Promise<Membership> {
    const { identityStoreId: IdentityStoreId, groupId, roleArn, packages = [], earlier = [] } = settings;
    const aws = this.clouds.aws.as(roleArn);
    const { region } = this.deployment.identityCenter;
    const idsOf = async (GroupId: string): Promise<string[]> => {
      const pages = await aws.pages('identitystore', 'ListGroupMemberships', region, { IdentityStoreId, GroupId });
      return pages
        .flatMap(({ GroupMemberships = [] }) => GroupMemberships)
        .flatMap(({ MemberId }) => MemberId?.UserId ?? []);
    };
    try {
      const ids = new Set(await idsOf(groupId));
      // A hundred a call: asked for one by one, 3,000 people take as many calls.
      const users =
        ids.size <= askedOneByOne ? [] : await aws.pages('identitystore', 'ListUsers', region, { IdentityStoreId });
      const found = users.flatMap(({ Users = [] }) => Users).filter(({ UserId = '' }) => ids.delete(UserId));
      for (const UserId of ids)
        found.push(await aws.call('identitystore', 'DescribeUser', region, { IdentityStoreId, UserId }));
      const members = found.map(({ UserId = '', UserName = '', UserStatus }) => ({
        userId: UserId,
        upn: UserName,
        enabled: UserStatus !== 'DISABLED',
      }));
      const others = new Map<string, ReadonlySet<string>>();
      for (const each of [...packages, ...earlier]) others.set(each.groupId, new Set(await idsOf(each.groupId)));
      return { members: sorted(members, settings, others) };
    } catch (error) {
      if (error instanceof CloudError && error.isAbsent)
        return { unreadable: 'a group of it is not in Identity Center' };
      throw error;
    }
  }

  /** Of those of the former list who were on hold: the engine looks them up before it takes their desktops over. */
  private async formerIds(settings: FleetSettings, rows: readonly FleetRow[]): Promise<Record<string, string>> {
    const known = new Set(rows.map(({ upn }) => userNameKey(upn)));
    const ids: Record<string, string> = {};
    for (const { upn } of (settings.from ?? []).filter((each) => each.held && !known.has(userNameKey(each.upn)))) {
      const id = await this.idOf(settings, upn);
      if (id !== undefined) ids[userNameKey(upn)] = id;
    }
    return ids;
  }

  /** The id of a user name in the identity store; undefined: nobody there has it. */
  async idOf({ identityStoreId: IdentityStoreId, roleArn }: FleetSettings, upn: string): Promise<string | undefined> {
    const AlternateIdentifier = { UniqueAttribute: { AttributePath: 'userName', AttributeValue: upn } };
    const input = { IdentityStoreId, AlternateIdentifier };
    try {
      const { region } = this.deployment.identityCenter;
      return (await this.clouds.aws.as(roleArn).call('identitystore', 'GetUserId', region, input)).UserId;
    } catch (error) {
      if (error instanceof CloudError && error.isAbsent) return undefined;
      throw error;
    }
  }

  /** The directory's desktops with what a list says of one. */
  async seenDesktops({ directoryId }: FleetSettings): Promise<SeenDesktop[]> {
    const input = { DirectoryId: directoryId };
    const pages = await this.clouds.aws.pages('workspaces', 'DescribeWorkspaces', this.site.region, input);
    return pages
      .flatMap(({ Workspaces = [] }) => Workspaces)
      .flatMap(({ WorkspaceId, UserName, State, BundleId, WorkspaceProperties }): SeenDesktop[] => {
        if (WorkspaceId === undefined) return [];
        const { RunningMode, RunningModeAutoStopTimeoutInMinutes, ComputeTypeName } = WorkspaceProperties ?? {};
        return [
          {
            id: WorkspaceId,
            userName: UserName ?? '',
            state: State ?? 'UNKNOWN',
            runningMode: RunningMode,
            ...present({
              bundleId: BundleId,
              computeType: ComputeTypeName,
              autoStopMinutes: RunningModeAutoStopTimeoutInMinutes,
            }),
          },
        ];
      });
  }
}
