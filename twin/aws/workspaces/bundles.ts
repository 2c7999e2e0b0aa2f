import type {
  CreateWorkspaceBundleRequest,
  DescribeApplicationsRequest,
  DescribeImageAssociationsRequest,
  DeleteWorkspaceBundleRequest,
  DescribeWorkspaceBundlesRequest,
  DescribeWorkspaceImagesRequest,
  UpdateWorkspaceBundleRequest,
} from '@aws-sdk/client-workspaces';
import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import { page, present, type Call, type Cloud, type Operations } from '../service.js';
import { identifier, lettersAndDigits } from '../identifier.js';
import { afterState } from '../settings.js';
import { faultOfVolumes, volumePairs } from './volumes.js';
import type { Bundle, Image, RegionState } from './state.js';
import { addTags } from '../tag-maps.js';

const model = 'botocore workspaces CreateWorkspaceBundle';
const bundleNameUnique = rule(
  'bundle-name-unique',
  model,
  'A bundle name is unique among the custom bundles: ResourceAlreadyExistsException.',
);
const bundleLimit = rule(
  'bundle-limit',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/workspaces-limits.html',
  'A Region holds 50 custom bundles.',
);
const imageUsable = rule('bundle-image-usable', model, 'A bundle is made of an image that exists and is AVAILABLE.');
const noValueOnWindows11 = rule(
  'no-value-on-windows-11',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/byol-windows-images.html',
  'Windows 11 takes no Value bundle.',
);
const bundleInUse = rule(
  'bundle-in-use',
  'botocore workspaces DeleteWorkspaceBundle',
  'A bundle with desktops is not deleted: ResourceAssociatedException.',
);
const bundleKeepsDesktops = rule(
  'bundle-update-keeps-desktops',
  'botocore workspaces UpdateWorkspaceBundle',
  'A new image of a bundle does not reach existing desktops; they take it by a rebuild.',
);

const applicationsOfImages = rule(
  'image-applications',
  'https://docs.aws.amazon.com/workspaces/latest/api/API_DescribeImageAssociations.html',
  'An image is associated with the applications that AWS put into it.',
);

/** `wsa-…`, the same for the same name. */
const applicationId = (name: string): string =>
  `wsa-${[...name]
    .reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 2 ** 40, 7)
    .toString(36)
    .padStart(9, '0')}`;

/** Images (imported by a person, read here) and the bundles made of them. */
export function bundleOperations(cloud: Cloud, at: (region: string) => RegionState): Operations {
  const needOwn = (call: Call, id: string | undefined): Bundle => {
    const bundle = at(call.region).bundles.get(id ?? '');
    if (!bundle)
      throw new AwsError('ResourceNotFoundException', `The bundle ${id ?? ''} could not be found.`, { ResourceId: id });
    return bundle;
  };
  return {
    DescribeWorkspaceImages: (input: DescribeWorkspaceImagesRequest, call: Call) => {
      const found = [...at(call.region).images.values()].filter(({ id }) => input.ImageIds?.includes(id) ?? true);
      const { items, next } = page(input.ImageType === 'SHARED' ? [] : found, input.NextToken, input.MaxResults ?? 25);
      return present({ Images: items.map((image) => imageDescribed(cloud, image)), NextToken: next });
    },

    DescribeImageAssociations: (input: DescribeImageAssociationsRequest, call: Call) => {
      const { id, created, applications = [] } = needImage(cloud, at(call.region), input.ImageId);
      cloud.leanOn(applicationsOfImages);
      return {
        Associations: applications.map((name) => ({
          AssociatedResourceId: applicationId(name),
          AssociatedResourceType: 'APPLICATION',
          ImageId: id,
          Created: created,
          LastUpdatedTime: created,
          State: 'COMPLETED',
        })),
      };
    },

    DescribeApplications: (input: DescribeApplicationsRequest, call: Call) => {
      const names = [...at(call.region).images.values()].flatMap(({ applications = [] }) => applications);
      const all = [...new Set(names)].map((Name) => ({ ApplicationId: applicationId(Name), Name, Owner: 'AMAZON' }));
      const found = all.filter(({ ApplicationId }) => input.ApplicationIds?.includes(ApplicationId) ?? true);
      const { items, next } = page(found, input.NextToken, input.MaxResults ?? 25);
      return present({ Applications: items, NextToken: next });
    },

    DescribeWorkspaceBundles: (input: DescribeWorkspaceBundlesRequest, call: Call) => {
      if (input.BundleIds && input.Owner !== undefined)
        throw new AwsError('InvalidParameterValuesException', 'BundleIds and Owner cannot be combined.');
      const own = [...at(call.region).bundles.values()];
      const found = input.BundleIds
        ? [...own, amazonBundle].filter(({ id }) => input.BundleIds?.includes(id))
        : input.Owner === 'AMAZON'
          ? [amazonBundle]
          : own;
      const { items, next } = page(found, input.NextToken, 25);
      return present({ Bundles: items.map(described), NextToken: next });
    },

    CreateWorkspaceBundle: (input: CreateWorkspaceBundleRequest, call: Call) => {
      const rootGib = input.RootStorage?.Capacity ?? '80';
      const userGib = input.UserStorage?.Capacity ?? '50';
      const pair = faultOfVolumes(Number(rootGib), Number(userGib));
      if (pair !== undefined) {
        cloud.leanOn(volumePairs);
        throw new AwsError('InvalidParameterValuesException', pair);
      }
      const state = at(call.region);
      const image = needImage(cloud, state, input.ImageId);
      const compute = input.ComputeType?.Name ?? 'VALUE';
      if (image.windows11 && compute === 'VALUE') {
        cloud.leanOn(noValueOnWindows11);
        throw new AwsError(
          'InvalidParameterValuesException',
          'The compute type VALUE is not supported for this image.',
        );
      }
      if ([...state.bundles.values()].some(({ name }) => name === input.BundleName)) {
        cloud.leanOn(bundleNameUnique);
        throw new AwsError(
          'ResourceAlreadyExistsException',
          `A bundle with the name ${input.BundleName ?? ''} already exists.`,
        );
      }
      if (state.bundles.size >= 50) {
        cloud.leanOn(bundleLimit);
        throw new AwsError('ResourceLimitExceededException', 'You have reached the limit of custom bundles.');
      }
      const now = cloud.world.clock.now();
      const bundle: Bundle = {
        id: `wsb-${identifier(9, lettersAndDigits)}`,
        name: input.BundleName ?? '',
        description: input.BundleDescription ?? '',
        owner: cloud.accountId,
        imageId: image.id,
        compute,
        rootGib,
        userGib,
        created: now,
        updated: now,
        state: 'PENDING',
      };
      state.bundles.set(bundle.id, bundle);
      addTags(state.tagsOf(bundle.id), input.Tags);
      afterState(cloud, cloud.settings.timings.createBundle, `bundle ${bundle.name} available`, () => {
        bundle.state = 'AVAILABLE';
      });
      return { WorkspaceBundle: described(bundle) };
    },

    UpdateWorkspaceBundle: (input: UpdateWorkspaceBundleRequest, call: Call) => {
      const bundle = needOwn(call, input.BundleId);
      bundle.imageId = needImage(cloud, at(call.region), input.ImageId).id;
      bundle.updated = cloud.world.clock.now();
      cloud.leanOn(bundleKeepsDesktops);
      return {};
    },

    DeleteWorkspaceBundle: (input: DeleteWorkspaceBundleRequest, call: Call) => {
      const state = at(call.region);
      const bundle = needOwn(call, input.BundleId);
      if ([...state.desktops.values()].some(({ bundleId }) => bundleId === bundle.id)) {
        cloud.leanOn(bundleInUse);
        throw new AwsError('ResourceAssociatedException', `The bundle ${bundle.id} is associated with WorkSpaces.`);
      }
      state.bundles.delete(bundle.id);
      state.tags.delete(bundle.id);
      return {};
    },
  };
}

/** One of the bundles that AWS offers: Windows Server, of no use with Entra directories. */
export const amazonBundle: Bundle = {
  id: 'wsb-clj85qzj1',
  name: 'Standard with Windows 10 (Server 2022 based) (WSP)',
  description: 'Windows 10 Experience powered by Windows Server 2022, 2 vCPU, 4 GiB memory, 50 GB storage',
  owner: 'AMAZON',
  imageId: 'wsi-00000000a',
  compute: 'STANDARD',
  rootGib: '80',
  userGib: '50',
  created: new Date('2023-05-01T00:00:00Z'),
  updated: new Date('2026-06-01T00:00:00Z'),
  state: 'AVAILABLE',
};

function needImage(cloud: Cloud, state: RegionState, id: string | undefined): Image {
  const image = state.images.get(id ?? '');
  if (image?.state === 'AVAILABLE') return image;
  cloud.leanOn(imageUsable);
  if (!image)
    throw new AwsError('ResourceNotFoundException', `The image ${id ?? ''} could not be found.`, { ResourceId: id });
  throw new AwsError('ResourceUnavailableException', `The image ${image.id} is in the state ${image.state}.`, {
    ResourceId: id,
  });
}

function imageDescribed(cloud: Cloud, image: Image): object {
  return {
    ImageId: image.id,
    Name: image.name,
    Description: image.name,
    OperatingSystem: { Type: 'WINDOWS' },
    State: image.state,
    RequiredTenancy: image.requiredTenancy,
    Created: image.created,
    OwnerAccountId: cloud.accountId,
  };
}

function described(bundle: Bundle): object {
  return {
    BundleId: bundle.id,
    Name: bundle.name,
    Owner: bundle.owner,
    Description: bundle.description,
    ImageId: bundle.imageId,
    RootStorage: { Capacity: bundle.rootGib },
    UserStorage: { Capacity: bundle.userGib },
    ComputeType: { Name: bundle.compute },
    LastUpdatedTime: bundle.updated,
    CreationTime: bundle.created,
    State: bundle.state,
    BundleType: 'REGULAR',
  };
}
