import type {
  DescribeWorkspaceSnapshotsRequest,
  FailedWorkspaceChangeRequest,
  MigrateWorkspaceRequest,
  RebuildWorkspacesRequest,
  RestoreWorkspaceRequest,
} from '@aws-sdk/client-workspaces';
import { existingById } from './existing.js';
import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import { identifier, lettersAndDigits } from '../identifier.js';
import { present, type Call, type Cloud, type Operations } from '../service.js';
import { afterState } from '../settings.js';
import type { Announce } from './desktops.js';
import { watched } from './desktop-life.js';
import type { Bundle, Desktop, DesktopState, RegionState } from './state.js';

const takesImage = rule(
  'rebuild-takes-image',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/rebuild-workspace.html',
  'A rebuild takes the most recent image of the bundle.',
);
const snapshotTimes = rule(
  'desktop-snapshots',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/restore-workspace.html',
  'Both volumes of a desktop are snapshot every 12 hours.',
);
const firstSnapshot = rule(
  'desktop-first-snapshot',
  'guess',
  'The first snapshot of a desktop is taken 12 hours after it came up; without one it can be neither restored nor migrated.',
);
const migration = rule(
  'desktop-migration',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/migrate-workspaces.html',
  'A migration makes a new desktop with a new id and computer name, with tags and running mode of the old one, which goes in the end; if it fails, the old one is as before and the new one goes.',
);
const whileMigrating = rule(
  'desktop-while-migrating',
  'guess',
  'While a desktop is migrated both are seen: the old one UPDATING, the new one PENDING.',
);
const byolStays = rule(
  'migration-byol-to-byol',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/migrate-workspaces.html',
  'A desktop with an own licence is migrated to a bundle with an own licence alone.',
);
const refusals = rule(
  'rebuilding-refusals',
  'guess',
  'What is not taken in a state is refused with OperationNotSupportedException, what has no snapshot with ResourceUnavailableException.',
);

const rebuildable: readonly DesktopState[] = ['AVAILABLE', 'ERROR', 'STOPPED', 'REBOOTING'];
const restorable: readonly DesktopState[] = ['AVAILABLE', 'ERROR', 'STOPPED'];
/** A guess, as the pages name none. */
const migratable: readonly DesktopState[] = ['AVAILABLE', 'STOPPED'];
const halfDay = 12 * 60 * 60_000;

/** When the volumes of a desktop were last snapshot; undefined: never. */
function snapshotOf(desktop: Desktop, cloud: Cloud): Date | undefined {
  cloud.leanOn(snapshotTimes);
  if (desktop.snapshotAt) return desktop.snapshotAt;
  const up = desktop.upSince?.getTime();
  const count = up === undefined ? 0 : Math.floor((cloud.world.clock.now().getTime() - up) / halfDay);
  if (up !== undefined && count > 0) return new Date(up + count * halfDay);
  cloud.leanOn(firstSnapshot);
  return undefined;
}

/** What makes a desktop anew: rebuild, restore, migrate, and the snapshots that they go back to. */
export function rebuildingOperations(
  cloud: Cloud,
  at: (region: string) => RegionState,
  announce: Announce,
): Operations {
  const fails = (desktop: Desktop): boolean => cloud.settings.failingChanges.has(desktop.userName.toLowerCase());
  const need = (state: RegionState, id: string | undefined): Desktop =>
    existingById(state.desktops.get(id ?? ''), 'WorkSpace', id);
  const refuse = (code: string, message: string): never => {
    cloud.leanOn(refusals);
    throw new AwsError(code, message);
  };
  const mustBe = (desktop: Desktop, allowed: readonly DesktopState[]): void => {
    if (allowed.includes(desktop.state)) return;
    refuse('OperationNotSupportedException', `The WorkSpace ${desktop.id} is in the state ${desktop.state}.`);
  };
  const mustHaveSnapshot = (desktop: Desktop): Date =>
    snapshotOf(desktop, cloud) ??
    refuse('ResourceUnavailableException', `The WorkSpace ${desktop.id} has no snapshot.`);

  const rebuild = (state: RegionState, desktop: Desktop): void => {
    desktop.state = 'REBUILDING';
    afterState(cloud, cloud.settings.timings.rebuildDesktop, `desktop of ${desktop.userName} rebuilt`, async () => {
      if (desktop.state !== 'REBUILDING') return;
      if (fails(desktop)) {
        desktop.state = 'ERROR';
        return;
      }
      cloud.leanOn(takesImage);
      desktop.imageId = state.bundles.get(desktop.bundleId)?.imageId ?? desktop.imageId;
      desktop.error = undefined;
      await announce('rebuilt', state.region, desktop);
      desktop.state = 'AVAILABLE';
    });
  };

  const targetOf = (source: Desktop, bundle: Bundle): Desktop => ({
    ...source,
    id: `ws-${identifier(9, lettersAndDigits)}`,
    bundleId: bundle.id,
    imageId: bundle.imageId,
    computerName: `WSAMZN-${identifier(8, lettersAndDigits.toUpperCase())}`,
    properties: {
      ...source.properties,
      ComputeTypeName: bundle.compute,
      RootVolumeSizeGib: Number(bundle.rootGib),
      UserVolumeSizeGib: Math.max(Number(bundle.userGib), source.properties.UserVolumeSizeGib ?? 0),
    },
    state: 'PENDING',
    error: undefined,
    // The volume of before it is made from was snapshot: the new desktop has snapshots of its own later.
    snapshotAt: undefined,
    upSince: undefined,
  });

  const migrate = (state: RegionState, source: Desktop, bundle: Bundle): Desktop => {
    const before = source.state;
    const target = watched(cloud, targetOf(source, bundle));
    cloud.leanOn(migration);
    cloud.leanOn(whileMigrating);
    state.desktops.set(target.id, target);
    for (const [key, value] of state.tagsOf(source.id)) state.tagsOf(target.id).set(key, value);
    source.state = 'UPDATING';
    afterState(cloud, cloud.settings.timings.migrateDesktop, `desktop of ${source.userName} migrated`, async () => {
      const goes = fails(source) ? target : source;
      if (goes === target) source.state = before;
      else {
        await announce('created', state.region, target);
        target.state = 'AVAILABLE';
        target.upSince = cloud.world.clock.now();
        await announce('terminated', state.region, source);
      }
      state.desktops.delete(goes.id);
      state.tags.delete(goes.id);
    });
    return target;
  };

  return {
    RebuildWorkspaces: (input: RebuildWorkspacesRequest, call: Call) => {
      const state = at(call.region);
      const FailedRequests = (input.RebuildWorkspaceRequests ?? []).flatMap(
        ({ WorkspaceId }): FailedWorkspaceChangeRequest[] => {
          const desktop = state.desktops.get(WorkspaceId ?? '');
          if (desktop && rebuildable.includes(desktop.state)) {
            rebuild(state, desktop);
            return [];
          }
          const ErrorCode = desktop ? 'InvalidResourceState' : 'ResourceNotFound.Workspace';
          const ErrorMessage = desktop
            ? `The WorkSpace ${desktop.id} is in the state ${desktop.state}.`
            : `The WorkSpace ${WorkspaceId ?? ''} could not be found.`;
          return [{ WorkspaceId, ErrorCode, ErrorMessage }];
        },
      );
      return { FailedRequests };
    },

    RestoreWorkspace: (input: RestoreWorkspaceRequest, call: Call) => {
      const desktop = need(at(call.region), input.WorkspaceId);
      mustBe(desktop, restorable);
      mustHaveSnapshot(desktop);
      desktop.state = 'RESTORING';
      afterState(cloud, cloud.settings.timings.restoreDesktop, `desktop of ${desktop.userName} restored`, () => {
        if (desktop.state !== 'RESTORING') return;
        desktop.state = fails(desktop) ? 'ERROR' : 'AVAILABLE';
        if (desktop.state === 'AVAILABLE') desktop.error = undefined;
      });
      return {};
    },

    MigrateWorkspace: (input: MigrateWorkspaceRequest, call: Call) => {
      const state = at(call.region);
      const desktop = need(state, input.SourceWorkspaceId);
      const bundle = state.bundles.get(input.BundleId ?? '');
      if (bundle?.state !== 'AVAILABLE')
        throw new AwsError('ResourceNotFoundException', `The bundle ${input.BundleId ?? ''} could not be found.`);
      if (state.images.get(bundle.imageId)?.requiredTenancy !== 'DEDICATED') {
        cloud.leanOn(byolStays);
        throw new AwsError('OperationNotSupportedException', 'The target bundle is not a BYOL bundle.');
      }
      mustBe(desktop, migratable);
      mustHaveSnapshot(desktop);
      return { SourceWorkspaceId: desktop.id, TargetWorkspaceId: migrate(state, desktop, bundle).id };
    },

    DescribeWorkspaceSnapshots: (input: DescribeWorkspaceSnapshotsRequest, call: Call) => {
      const taken = snapshotOf(need(at(call.region), input.WorkspaceId), cloud);
      const list = taken === undefined ? undefined : [{ SnapshotTime: taken }];
      return present({ RebuildSnapshots: list, RestoreSnapshots: list });
    },
  };
}
