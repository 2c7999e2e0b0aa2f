import { siteLookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

/** Bundles that the account made in a Region. */
export const bundles = siteLookup({
  id: 'bundles',
  what: 'the bundles',
  needs: { aws: ['workspaces:DescribeWorkspaceBundles'] },
  seconds: 15,
  async look({ aws }, { region }: { readonly region: string }) {
    // Without an owner: those of the account.
    const pages = await aws.pages('workspaces', 'DescribeWorkspaceBundles', region, {});
    return pages
      .flatMap(({ Bundles = [] }) => Bundles)
      .map((bundle) =>
        present({
          id: bundle.BundleId ?? '',
          region,
          name: bundle.Name ?? '',
          description: bundle.Description,
          computeType: bundle.ComputeType?.Name,
          rootVolumeGib: numberOf(bundle.RootStorage?.Capacity),
          userVolumeGib: numberOf(bundle.UserStorage?.Capacity),
          imageId: bundle.ImageId,
          state: bundle.State ?? 'unknown',
        }),
      );
  },
});

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
