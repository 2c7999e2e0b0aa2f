import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { ControlPlane } from '../control-plane/control-plane.js';
import type { IdentityStore } from '../control-plane/contract.js';

export interface SyncedGroupProps {
  /** The control plane of the Region of Identity Center, with the kind `synced-group`. */
  readonly controlPlane: ControlPlane;
  readonly identityStore: IdentityStore;
  /** Name of the group in Entra: SCIM matches groups by it. */
  readonly displayName: string;
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

  constructor(scope: Construct, id: string, { controlPlane, identityStore, displayName, dependsOn }: SyncedGroupProps) {
    super(scope, id);
    const group = controlPlane.managedResource(
      this,
      'group',
      { kind: 'synced-group', identity: { ...identityStore, displayName }, properties: {} },
      { dependsOn },
    );
    this.fqn = group.fqn;
    this.groupId = group.attributes.groupId;
  }
}
