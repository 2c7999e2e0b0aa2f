import {
  CreateWorkspaceBundleCommand,
  DeleteWorkspaceBundleCommand,
  paginateDescribeWorkspaceBundles,
  UpdateWorkspaceBundleCommand,
  type WorkspaceBundle,
} from '@aws-sdk/client-workspaces';
import { bundle as record } from '../../domain/control-plane/kinds/bundle.js';
import { desktopsOf } from './desktops.js';
import { everyOf } from '../pages.js';
import { nobody, type ResourceKind, type State } from './kind.js';
import { tagList } from './tag-list.js';
import { bringTags } from './tags.js';

/** A bundle made of an own image. */
export const bundle: ResourceKind<'bundle'> = {
  record,
  nobody: () => ({ name: nobody }),

  async find(clients, { name }) {
    // Without an owner: those of this account.
    const pages = paginateDescribeWorkspaceBundles({ client: clients.workspaces }, {});
    const bundles = await everyOf(pages, (page) => page.Bundles);
    const found = bundles.find((each) => each.Name === name);
    if (!found?.BundleId) return undefined;
    return {
      id: found.BundleId,
      state: stateOf(found),
      fixed: {
        ...(found.ComputeType?.Name ? { computeType: found.ComputeType.Name } : {}),
        ...(found.RootStorage?.Capacity ? { rootVolumeGib: Number(found.RootStorage.Capacity) } : {}),
        ...(found.UserStorage?.Capacity ? { userVolumeGib: Number(found.UserStorage.Capacity) } : {}),
      },
      attributes: { bundleId: found.BundleId },
      seen: found,
    };
  },

  async create(clients, { identity, properties }) {
    await clients.makingWorkspaces.send(
      new CreateWorkspaceBundleCommand({
        BundleName: identity.name,
        BundleDescription: properties.description ?? `Made of ${properties.imageId}`,
        ImageId: properties.imageId,
        ComputeType: { Name: properties.computeType as never },
        RootStorage: { Capacity: String(properties.rootVolumeGib) },
        UserStorage: { Capacity: String(properties.userVolumeGib) },
        ...tagList(properties.tags),
      }),
    );
  },

  async update(clients, found, { properties }) {
    const changed: string[] = [];
    if ((found.seen as WorkspaceBundle).ImageId !== properties.imageId) {
      await clients.workspaces.send(
        new UpdateWorkspaceBundleCommand({ BundleId: found.id, ImageId: properties.imageId }),
      );
      changed.push('imageId');
    }
    if (await bringTags(clients, found.id, properties.tags)) changed.push('tags');
    return { changed };
  },

  blockers: (clients, found) => desktopsOf(clients, { BundleId: found.id }),

  async remove(clients, found) {
    await clients.workspaces.send(new DeleteWorkspaceBundleCommand({ BundleId: found.id }));
  },
};

function stateOf(found: WorkspaceBundle): State {
  if (found.State === 'ERROR') return { failed: 'the bundle could not be made of its image' };
  return found.State === 'PENDING' ? 'in-progress' : 'ready';
}
