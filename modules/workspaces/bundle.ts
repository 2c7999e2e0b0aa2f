import { DataAwsWorkspacesBundle } from '@cdktf/provider-aws/lib/data-aws-workspaces-bundle/index.js';
import { Fn, Op, Token, type IResolvable, type ITerraformDependable, type TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import type { ControlPlane } from '../control-plane/control-plane.js';
import { computeTypes, rootVolumeGib, userVolumeGib, type ComputeType } from '../../domain/bundle-options.js';
import { DriftCheck, stepsOf } from '../control-plane/drift-check.js';

export interface BundleFromImage {
  /** The control plane of the Region, with the kind `bundle`. */
  readonly controlPlane: ControlPlane;
  /** Unique in account and Region, at most 63 characters. Fixed. */
  readonly name: string;
  /** `wsi-…`. Changed in place: the bundle keeps its id, existing desktops take the image by an explicit rebuild. */
  readonly imageId: string;
  /** Fixed. */
  readonly computeType: ComputeType;
  /** GiB. Fixed. */
  readonly rootVolumeGib: number;
  /** GiB. Fixed. */
  readonly userVolumeGib: number;
  /** All tags: the provider's default tags do not reach what the control plane makes. */
  readonly tags: Readonly<Record<string, string>>;
  /**
   * Whether a plan compares the bundle with what AWS has: `true`, or a variable.
   * @default true
   */
  readonly lookForDrift?: boolean | IResolvable;
  /** @default - none */
  readonly dependsOn?: readonly ITerraformDependable[];
}

export interface BundleProps {
  /** aws provider of the Region. */
  readonly provider: TerraformProvider;
  readonly bundle: { readonly existing: { readonly id: string } } | { readonly fromImage: BundleFromImage };
}

/** What desktops are made from: a bundle that exists, or one made of an own Windows image. */
export class Bundle extends Construct {
  /** `wsb-…` */
  readonly bundleId: string;
  /** As the API writes it, e.g. `STANDARD`. */
  readonly computeType: string;
  /** GiB; a token for an existing bundle. */
  readonly rootVolumeGib: number;
  /** GiB; a token for an existing bundle. */
  readonly userVolumeGib: number;

  constructor(scope: Construct, id: string, props: BundleProps) {
    super(scope, id);
    if ('existing' in props.bundle) {
      this.bundleId = props.bundle.existing.id;
      const seen = this.look(props.provider);
      this.computeType = seen.computeType.get(0).name;
      this.rootVolumeGib = Token.asNumber(Fn.tonumber(seen.rootStorage.get(0).capacity));
      this.userVolumeGib = Token.asNumber(Fn.tonumber(seen.userStorage.get(0).capacity));
      return;
    }
    const { fromImage } = props.bundle;
    validateBundle(fromImage);
    this.computeType = fromImage.computeType;
    this.rootVolumeGib = fromImage.rootVolumeGib;
    this.userVolumeGib = fromImage.userVolumeGib;
    const bundle = fromImage.controlPlane.managedResource(
      this,
      'bundle',
      {
        kind: 'bundle',
        identity: { name: fromImage.name },
        properties: {
          imageId: fromImage.imageId,
          computeType: fromImage.computeType,
          rootVolumeGib: fromImage.rootVolumeGib,
          userVolumeGib: fromImage.userVolumeGib,
          tags: fromImage.tags,
        },
      },
      fromImage.dependsOn ? { dependsOn: fromImage.dependsOn } : {},
    );
    this.bundleId = bundle.attributes.bundleId;
    this.watchForDrift(props.provider, fromImage, bundle);
  }

  /** No `depends_on`: what is read here feeds desktops and must never turn unknown. */
  private look(provider: TerraformProvider): DataAwsWorkspacesBundle {
    const bundle = new DataAwsWorkspacesBundle(this, 'existing', { provider, bundleId: this.bundleId });
    bundle.lifecycle = {
      postcondition: [
        {
          condition:
            '${length(self.compute_type) == 1 && length(self.user_storage) == 1 && length(self.root_storage) == 1}',
          errorMessage:
            `The bundle ${this.bundleId} does not say its compute type and volume sizes. ` +
            'Name a bundle of this account and Region, made of a Windows image of your own.',
        },
      ],
    };
    return bundle;
  }

  private watchForDrift(provider: TerraformProvider, bundle: BundleFromImage, managed: Construct): void {
    const { bundleId } = this;
    const expected = {
      'compute_type[0].name': bundle.computeType,
      'root_storage[0].capacity': `${bundle.rootVolumeGib}`,
      'user_storage[0].capacity': `${bundle.userVolumeGib}`,
    };
    new DriftCheck(this, 'drift', {
      look: bundle.lookForDrift ?? true,
      after: stepsOf(managed),
      dataSource: (scope, id, meta) => new DataAwsWorkspacesBundle(scope, id, { provider, bundleId, ...meta }),
      expectations: (seen) =>
        Object.entries(expected).map(([path, value]) => ({
          condition: Op.eq(seen(path), value),
          errorMessage: `The bundle ${bundle.name} is another than the deployment says: ${path} is not ${value}. Add a bundle under another name.`,
        })),
    });
  }
}

function validateBundle(bundle: BundleFromImage): void {
  if (!/^[a-zA-Z0-9_./()\\ -]{1,63}$/.test(bundle.name)) {
    throw new Error(
      `\`name\` of a bundle must be 1 to 63 letters, digits and _ . / ( ) \\ - or space, got: ${bundle.name}`,
    );
  }
  if (!computeTypes.includes(bundle.computeType)) {
    throw new Error(
      `\`computeType\` of a bundle must be one of ${computeTypes.join(', ')}, got: ${String(bundle.computeType)}`,
    );
  }
  validateVolume('rootVolumeGib', bundle.rootVolumeGib, rootVolumeGib);
  validateVolume('userVolumeGib', bundle.userVolumeGib, userVolumeGib);
}

function validateVolume(
  name: string,
  size: number,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
): void {
  if (Number.isInteger(size) && size >= minimum && size <= maximum) return;
  throw new Error(`\`${name}\` of a bundle must be ${minimum} to ${maximum} GiB, got: ${size}`);
}
