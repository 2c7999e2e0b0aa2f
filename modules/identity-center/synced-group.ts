import { DataAwsIdentitystoreGroups } from '@cdktf/provider-aws/lib/data-aws-identitystore-groups/index.js';
import { Fn, type IResolvable, type ITerraformDependable, type TerraformProvider, type TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import type { ControlPlane } from '../control-plane/control-plane.js';
import type { IdentityStore } from '../../domain/control-plane/kind-record.js';
import { DriftCheck, stepsOf } from '../control-plane/drift-check.js';
import { addressOf } from '../control-plane/invocation.js';

export interface SyncedGroupProps {
  /** The control plane of the Region of Identity Center, with the kind `synced-group`. */
  readonly controlPlane: ControlPlane;
  readonly identityStore: IdentityStore;
  /** Name of the group in Entra: SCIM matches groups by it. */
  readonly displayName: string;
  /** The group in Entra. One that is made again there has the same name and becomes another group here. */
  readonly entraObjectId: string;
  /**
   * Its assignment to the enterprise app. Without one SCIM takes the group away, and with another it brings another group.
   * @default - somebody else assigns it
   */
  readonly assignmentId?: string;
  /**
   * The job of SCIM. It does not notice what is deleted behind it, and brings the group again when it is made anew.
   * @default - another's, which a person restarts in Entra
   */
  readonly job?: TerraformResource;
  /** aws provider of Identity Center, for the look of a plan. */
  readonly provider: TerraformProvider;
  /** Whether a plan looks if the group is still there, as `true` or as a variable. */
  readonly lookForDrift: boolean | IResolvable;
  /** What brings the group, so that the wait begins when it can succeed. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * A group that SCIM brings into the identity store. Its id comes from the control plane and not from a data source: one
 * with `depends_on` turns unknown with every change there, and assignments fed by it would be replaced.
 */
export class SyncedGroup extends Construct implements ITerraformDependable {
  readonly groupId: string;
  readonly fqn: string;

  constructor(scope: Construct, id: string, props: SyncedGroupProps) {
    super(scope, id);
    const { controlPlane, identityStore, displayName, entraObjectId, assignmentId, dependsOn } = props;
    const group = controlPlane.managedResource(
      this,
      'group',
      { kind: 'synced-group', identity: { ...identityStore, displayName }, properties: { entraObjectId } },
      { dependsOn, comesFrom: [entraObjectId, ...(assignmentId === undefined ? [] : [assignmentId])] },
    );
    this.fqn = group.fqn;
    this.groupId = group.attributes.groupId;
    const origin = group.node.findChild('origin') as TerraformResource;
    const backAgain = props.job
      ? 'To bring it again and give it access, in the stack folder:'
      : 'Entra does not notice that: restart provisioning (Entra admin center, the enterprise app, Provisioning). When ' +
        'the group is there again, give it access, in the stack folder:';
    new DriftCheck(this, 'drift', {
      look: props.lookForDrift,
      after: stepsOf(group),
      // All of them: the data source for a single one ends the plan when that is gone.
      dataSource: (at, name, meta) =>
        new DataAwsIdentitystoreGroups(at, name, {
          provider: props.provider,
          identityStoreId: identityStore.identityStoreId,
          ...meta,
        }),
      expectations: (seen) => [
        {
          condition: Fn.contains(seen('groups[*].group_id'), this.groupId) as IResolvable,
          errorMessage:
            `Identity Center no longer has the group of desktop users that was given access (${displayName}), so nobody ` +
            `gets in: it was deleted there, or SCIM made it anew. ${backAgain} terraform apply ` +
            [...(props.job ? [props.job] : []), origin].map((each) => `-replace=${addressOf(each)}`).join(' '),
        },
      ],
    });
  }
}
