import { siteLookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

/** WorkSpaces images of the account in a Region. `dedicated` marks a BYOL image. */
export const images = siteLookup({
  id: 'images',
  what: 'the images',
  needs: { aws: ['workspaces:DescribeWorkspaceImages'] },
  seconds: 15,
  async look({ aws }, { region }: { readonly region: string }) {
    const pages = await aws.pages('workspaces', 'DescribeWorkspaceImages', region, {});
    return pages
      .flatMap(({ Images = [] }) => Images)
      .map((image) =>
        present({
          id: image.ImageId ?? '',
          region,
          name: image.Name ?? '',
          description: image.Description,
          operatingSystem: image.OperatingSystem?.Type,
          dedicated: image.RequiredTenancy === 'DEDICATED',
          state: image.State ?? 'unknown',
          created: image.Created?.toISOString(),
          error: image.ErrorMessage ?? image.ErrorCode,
          /** Codes of what is wrong with an imported image. */
          errorDetails: image.ErrorDetails?.map(({ ErrorCode, ErrorMessage }) => ErrorMessage ?? ErrorCode ?? ''),
        }),
      );
  },
});
