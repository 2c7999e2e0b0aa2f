import type { KmsKey } from '@cdktf/provider-aws/lib/kms-key/index.js';
import { WorkspacesWorkspace } from '@cdktf/provider-aws/lib/workspaces-workspace/index.js';
import type { ITerraformDependable, TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { customerKey } from '../control-plane/customer-key.js';
import type { Bundle } from './bundle.js';
import { desktopId, desktopKey } from './desktop-address.js';
import { autoStopStepMinutes, type RunningMode } from '../../domain/bundle-options.js';
import { userNameKey, userNameProblem } from '../../domain/user-name.js';

/**
 * Creation and removal may take long, above all with encrypted volumes. The provider's 30 minutes would taint a slow
 * desktop, and the next apply would destroy it.
 */
const timeouts = { create: '120m', delete: '120m', update: '60m' } as const;

/** Encryption of the volumes: fixed when a desktop is made. */
export interface VolumeEncryption {
  readonly root: boolean;
  readonly user: boolean;
  /** A key for these desktops, or the ARN of one. */
  readonly key: { readonly create: CreatedVolumeKey } | { readonly existing: { readonly arn: string } };
}

export interface CreatedVolumeKey {
  /** Begins the key's alias. */
  readonly name: string;
  /** Makes Terraform refuse to delete the key: without it the desktops are lost at their next start. */
  readonly protection: boolean;
}

export interface Desktop {
  /** User principal name as Identity Center has it. */
  readonly upn: string;
  readonly bundle: Bundle;
  readonly runningMode: RunningMode;
  /** Whole hours, in minutes. Used with `AUTO_STOP` alone. */
  readonly autoStopMinutes: number;
  /** @default - the tags of all desktops */
  readonly tags?: Readonly<Record<string, string>>;
  /** This user's own presence check. Without one (a user on hold) the desktop only stays. */
  readonly presence?: ITerraformDependable;
}

export interface DesktopsProps {
  /** aws provider of the directory's Region. */
  readonly provider: TerraformProvider;
  /** Key of the site: part of each logical id. */
  readonly site: string;
  /** `wsd-…`, as a token of the directory. */
  readonly directoryId: string;
  readonly desktops: readonly Desktop[];
  /** `enforced` sets running mode and sizes back at the next apply; `initial` leaves what people changed. */
  readonly properties: 'enforced' | 'initial';
  /** @default - volumes are not encrypted */
  readonly encryption?: VolumeEncryption;
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
  /** What every desktop needs, from before it is made until after it is gone. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * The desktops of a directory: one resource block each, so that one absent user delays nobody else and a plan stays fast
 * (`for_each` would hold all back, and plans eleven times slower at a thousand).
 */
export class Desktops extends Construct {
  /** By `userNameKey` of the UPN. */
  readonly workspaces: ReadonlyMap<string, WorkspacesWorkspace>;
  /** The key of the volumes; undefined: they are not encrypted. */
  readonly volumeKeyArn: string | undefined;

  constructor(scope: Construct, id: string, props: DesktopsProps) {
    super(scope, id);
    validateDesktops(props.desktops);
    const encryption = this.encryption(props);
    this.volumeKeyArn = 'volumeEncryptionKey' in encryption ? encryption.volumeEncryptionKey : undefined;
    this.workspaces = new Map(
      props.desktops.map((desktop) => [userNameKey(desktop.upn), this.workspace(desktop, props, encryption)]),
    );
  }

  private workspace(desktop: Desktop, props: DesktopsProps, encryption: ReturnType<Desktops['encryption']>) {
    const key = desktopKey(desktop.upn);
    const tags = { ...props.tags, ...desktop.tags };
    const workspace = new WorkspacesWorkspace(this, key, {
      provider: props.provider,
      directoryId: props.directoryId,
      bundleId: desktop.bundle.bundleId,
      userName: desktop.upn,
      ...encryption,
      // Never left to the provider: its defaults (VALUE, 10 GiB) are none that a desktop of an own image can have.
      workspaceProperties: {
        computeTypeName: desktop.bundle.computeType,
        rootVolumeSizeGib: desktop.bundle.rootVolumeGib,
        userVolumeSizeGib: desktop.bundle.userVolumeGib,
        runningMode: desktop.runningMode,
        ...(desktop.runningMode === 'AUTO_STOP'
          ? { runningModeAutoStopTimeoutInMinutes: desktop.autoStopMinutes }
          : {}),
      },
      ...(Object.keys(tags).length > 0 ? { tags } : {}),
      timeouts,
      lifecycle: {
        // Each of these would replace the desktop, and with it the user's data.
        ignoreChanges: [
          'user_name',
          'bundle_id',
          'root_volume_encryption_enabled',
          'user_volume_encryption_enabled',
          'volume_encryption_key',
          ...(props.properties === 'initial' ? ['workspace_properties'] : []),
        ],
      },
      dependsOn: [...props.dependsOn, ...(desktop.presence ? [desktop.presence] : [])],
    });
    workspace.overrideLogicalId(desktopId(props.site, desktop.upn));
    return workspace;
  }

  private encryption({ encryption, provider, tags }: DesktopsProps) {
    if (!encryption || (!encryption.root && !encryption.user)) return {};
    return {
      rootVolumeEncryptionEnabled: encryption.root,
      userVolumeEncryptionEnabled: encryption.user,
      volumeEncryptionKey:
        'existing' in encryption.key
          ? encryption.key.existing.arn
          : this.volumeKey(encryption.key.create, provider, tags).arn,
    };
  }

  private volumeKey(
    { name, protection }: CreatedVolumeKey,
    provider: TerraformProvider,
    tags: DesktopsProps['tags'],
  ): KmsKey {
    // The default key policy leaves access to IAM: who makes a desktop needs kms:CreateGrant there, and gives WorkSpaces
    // the key by it. Source: https://docs.aws.amazon.com/workspaces/latest/adminguide/encrypt-workspaces.html.
    return customerKey(this, {
      provider,
      ids: ['volume-key', 'volume-key-alias'],
      description: `Encrypts the volumes of the desktops of ${name}`,
      aliasPrefix: `${name}-volumes-`,
      protection,
      tags,
    });
  }
}

function validateDesktops(desktops: readonly Desktop[]): void {
  const seen = new Set<string>();
  for (const { upn, autoStopMinutes, runningMode } of desktops) {
    const problem = userNameProblem(upn);
    if (problem) throw new Error(`\`upn\` of a desktop ${problem}, got: ${upn}`);
    if (seen.has(userNameKey(upn)))
      throw new Error(`\`upn\` of a desktop must be unique without regard to case, got twice: ${upn}`);
    seen.add(userNameKey(upn));
    if (runningMode === 'AUTO_STOP' && !(autoStopMinutes > 0 && autoStopMinutes % autoStopStepMinutes === 0)) {
      throw new Error(`\`autoStopMinutes\` of a desktop must be whole hours, in minutes, got: ${autoStopMinutes}`);
    }
  }
}
