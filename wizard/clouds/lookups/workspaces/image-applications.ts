import { lookup } from '../../lookup.js';

/**
 * Applications that AWS knows in images, by name: those that it put there itself when the image was imported or changed
 * (https://docs.aws.amazon.com/workspaces/latest/api/API_DescribeImageAssociations.html). What somebody installed before an
 * import no call tells.
 */
export const imageApplications = lookup({
  id: 'image-applications',
  what: 'the applications of the images',
  needs: { aws: ['workspaces:DescribeApplications', 'workspaces:DescribeImageAssociations'] },
  optional: 'whether an image has Office already; asked only with Microsoft 365 in `intune.enrolment.apps`',
  seconds: 15,
  async look({ aws }, { region, imageIds }: { readonly region: string; readonly imageIds: readonly string[] }) {
    const held = await Promise.all(
      imageIds.map(async (imageId) => {
        const { Associations = [] } = await aws.call('workspaces', 'DescribeImageAssociations', region, {
          ImageId: imageId,
          AssociatedResourceTypes: ['APPLICATION'],
        });
        const there = Associations.filter(({ State }) => !/REMOVED|UNINSTALL|ERROR/.test(State ?? ''));
        return { imageId, ids: there.flatMap(({ AssociatedResourceId }) => AssociatedResourceId ?? []) };
      }),
    );
    const all = [...new Set(held.flatMap(({ ids }) => ids))];
    const pages =
      all.length === 0 ? [] : await aws.pages('workspaces', 'DescribeApplications', region, { ApplicationIds: all });
    const names = new Map(
      pages.flatMap(({ Applications = [] }) => Applications).map(({ ApplicationId, Name }) => [ApplicationId, Name]),
    );
    return held.map(({ imageId, ids }) => ({ imageId, names: ids.map((id) => names.get(id) ?? id) }));
  },
});
