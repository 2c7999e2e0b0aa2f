import type { ManagedRecord, Tags } from '../kind-record.js';
import { anywhereInRegion, bundles, images, on } from '../permission.js';

const createBundle = 'workspaces:CreateWorkspaceBundle';
const updateBundle = 'workspaces:UpdateWorkspaceBundle';

/** A bundle made of an own image. No provider has one (hashicorp/terraform-provider-aws#39357). */
export interface BundleContract {
  readonly manner: 'managed';
  readonly identity: { readonly name: string };
  readonly properties: BundleProperties;
  readonly attributes: { readonly bundleId: string };
}

/** All but `imageId`, `description` and `tags` are fixed when the bundle is made; a change is refused. */
export interface BundleProperties {
  /** `wsi-…`. Changed in place: the bundle keeps its id, existing desktops take the image by a rebuild. */
  readonly imageId: string;
  /** As the API writes it, e.g. `STANDARD`, `POWERPRO`. */
  readonly computeType: string;
  readonly rootVolumeGib: number;
  readonly userVolumeGib: number;
  /** Used when the bundle is made, never compared. */
  readonly description?: string;
  /** Added or overwritten; tags that others put there stay. */
  readonly tags?: Tags;
}

export const bundle: ManagedRecord<BundleContract> = {
  manner: 'managed',
  noun: 'bundle',
  called: ({ name }) => `the bundle ${name}`,
  attributes: { bundleId: 'string' },
  askedIn: 'each-region',
  // WorkSpaces makes one in seconds, in bad moments in some minutes.
  readyTimeout: 10,
  deletionTimeout: 0,
  risk: { update: 'none', remove: 'interrupts' },
  fixed: ['computeType', 'rootVolumeGib', 'userVolumeGib'],
  howToChange:
    'AWS fixes this when a bundle is made; only its image can change. Put the old value back, or add a bundle under ' +
    'another name and move the desktops to it.',
  permissions: [
    ...anywhereInRegion(
      'workspaces:CreateTags',
      'workspaces:DescribeTags',
      'workspaces:DescribeWorkspaceBundles',
      'workspaces:DescribeWorkspaces',
    ),
    ...on(
      bundles,
      'workspaces:CreateWorkspaceBundle',
      'workspaces:DeleteWorkspaceBundle',
      'workspaces:UpdateWorkspaceBundle',
    ),
    ...on(images, 'workspaces:CreateWorkspaceBundle', 'workspaces:UpdateWorkspaceBundle'),
  ],
  sentences: [
    {
      code: 'OperationNotSupported',
      operation: updateBundle,
      means: 'The bundle cannot take this image: it was made for another protocol, operating system or tenancy.',
      fix: 'Give the new image a bundle of its own under a new name.',
    },
    {
      code: 'ResourceLimitExceeded',
      operation: createBundle,
      means: 'The account has as many own bundles in this Region as AWS allows: 50, a fixed quota.',
      fix: 'Delete a bundle that is no longer used.',
    },
    {
      code: 'InvalidParameterValues',
      operation: createBundle,
      means:
        'AWS refuses the combination of image, compute type and volumes: there is no VALUE bundle with Windows 11, for one.',
      fix: 'Choose another compute type or other volume sizes.',
    },
    {
      code: 'ResourceNotFound',
      operation: [createBundle, updateBundle],
      means: 'The image does not exist in this account and Region.',
      fix: 'Check its id with `aws workspaces describe-workspace-images`; copy the image to this Region where needed.',
    },
    {
      code: 'ResourceUnavailable',
      means: 'The image is not ready: it is still being imported or copied, or its import failed.',
      fix: 'Look at its state with `aws workspaces describe-workspace-images`, wait until it is AVAILABLE, then apply again.',
    },
    {
      code: 'ResourceAssociated',
      operation: 'workspaces:DeleteWorkspaceBundle',
      means: 'WorkSpaces still use the bundle.',
      fix: 'Move or remove them first.',
    },
  ],
};
