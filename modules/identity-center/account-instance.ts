import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { ControlPlane } from '../control-plane/control-plane.js';

export interface AccountInstanceProps {
  /** The control plane of the Region of Identity Center, with the kind `account-instance`. */
  readonly controlPlane: ControlPlane;
  readonly name: string;
  /** The account that shall own it (12 digits). */
  readonly accountId: string;
  /** All tags: the provider's default tags do not reach what the control plane makes. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * An Identity Center instance of this account alone. AWS allows one an account over all Regions, and none in the
 * management account of an organization. The aws provider has no resource for it (hashicorp/terraform-provider-aws#45878).
 */
export class AccountInstance extends Construct implements ITerraformDependable {
  readonly instanceArn: string;
  /** `d-…`: where its users and groups are. */
  readonly identityStoreId: string;
  readonly fqn: string;

  constructor(scope: Construct, id: string, { controlPlane, name, accountId, tags }: AccountInstanceProps) {
    super(scope, id);
    const instance = controlPlane.managedResource(this, 'instance', {
      kind: 'account-instance',
      identity: { name, accountId },
      properties: { tags },
    });
    this.fqn = instance.fqn;
    this.instanceArn = instance.attributes.instanceArn;
    this.identityStoreId = instance.attributes.identityStoreId;
  }
}
