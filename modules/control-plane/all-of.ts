import { TerraformResource, type ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';

/**
 * One thing to wait for in the place of many: Terraform's built-in `terraform_data` that depends on all of them. Hundreds of
 * desktops that each name thirty policies are most of a stack, and of the time that a plan takes.
 */
export class AllOf extends TerraformResource {
  constructor(scope: Construct, id: string, all: readonly ITerraformDependable[]) {
    super(scope, id, { terraformResourceType: 'terraform_data', dependsOn: [...all] });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return {};
  }
}
